//! The pages of traces: the list of those of a service, and one with its steps.

mod list;
mod one;

use super::model::{Stage, TraceId, TraceStatus};
use super::views::Trace;
use crate::kernel::clock::Instant;
use crate::services::{ServiceId, sample_instant};
use crate::shell::PageEntry;

pub(super) use list::{Found, TRACES, TracesPage};
pub(super) use one::{STEPS, TracePage};

/// The pages of traces.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![PageEntry::of::<TracesPage>(), PageEntry::of::<TracePage>()]
}

const fn kind(status: TraceStatus) -> &'static str {
    match status {
        TraceStatus::Open => "info",
        TraceStatus::Complete => "success",
        TraceStatus::Refused => "error",
    }
}

/// `3 mars 2026 à 14 h 05 min 09 s`, for what follows one another quickly.
fn to_the_second(at: Instant) -> String {
    let day = crate::kernel::text::short_day(at.paris_day());
    format!("{day} à {}", at.paris().format("%H:%M:%S"))
}

fn short(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let start: String = text.chars().take(longest).collect();
    format!("{start}…")
}

fn nowhere() -> ServiceId {
    ServiceId(uuid::Uuid::nil())
}

fn sample(status: TraceStatus) -> Trace {
    let refused = status == TraceStatus::Refused;
    Trace {
        id: TraceId(uuid::Uuid::nil()),
        client_id: "a".repeat(64),
        status,
        fault: refused.then(|| "Y0434A7B".to_owned()),
        stage: Stage::Token,
        identity: Some("test".to_owned()),
        steps: 2,
        started_at: sample_instant(),
        last_at: sample_instant(),
    }
}
