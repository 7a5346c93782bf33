//! What is shown of the desk: the queue, the file of a request, the decisions.

mod decision;
mod file;
mod queue;

use serde::Serialize;

pub use decision::{DecisionPage, DeskSettingsPage, ProposalPage, Stage};
pub use file::FilePage;
pub use queue::{Asked, EVERY_STATE, QueuePage};

use crate::kernel::clock::Instant;
use crate::requests::Status;
use crate::shell::PageEntry;

/// The pages of this room.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<QueuePage>(),
        PageEntry::of::<FilePage>(),
        PageEntry::of::<DecisionPage>(),
        PageEntry::of::<ProposalPage>(),
        PageEntry::of::<DeskSettingsPage>(),
    ]
}

/// An option of a select.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    value: &'static str,
    label: &'static str,
}

impl Choice {
    fn new(value: &'static str, label: &'static str) -> Self {
        Self { value, label }
    }
}

/// The kind of badge of a state; empty for a neutral one.
fn badge_kind(status: Status) -> &'static str {
    match status {
        Status::Draft | Status::Withdrawn | Status::Ended => "",
        Status::Submitted => "new",
        Status::InReview | Status::Waitlisted => "info",
        Status::ChangesRequested => "warning",
        Status::Granted => "success",
        Status::Refused | Status::Discarded | Status::Revoked => "error",
    }
}

/// An instant for samples.
fn sample_instant() -> Instant {
    Instant::new(chrono::DateTime::UNIX_EPOCH)
}
