//! Setting an experiment up, and changing its terms: each change is kept with its reason.

use serde_json::json;

use super::offers::settle;
use crate::experiment::model::{ExperimentId, Phase, Terms};
use crate::experiment::store;
use crate::kernel::clock::Day;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::db::types::Json;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::secret::sha256_hex;
use crate::requests::Sector;
use crate::shell::actor::AccountId;

/// New terms for the experiment.
#[derive(Debug, Clone)]
pub struct Configure {
    /// The experiment and the version the supervisor saw; nothing to set up a new one.
    pub seen: Option<(ExperimentId, i32)>,
    /// What it becomes.
    pub terms: Terms,
    /// Why.
    pub reason: String,
}

/// Why terms can't be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigureError {
    /// Somebody changed them meanwhile.
    Stale,
    /// Seats are given or offered up to this number: the cap can't go below.
    CapBelowSeats {
        /// The highest number given or offered.
        highest: i32,
    },
    /// The reason is missing.
    NoReason,
    /// Another experiment runs on some of these days.
    Overlaps {
        /// Its first day.
        opens_on: Day,
        /// Its closing day.
        closes_on: Day,
    },
    /// It is over: its terms stay as they were.
    Over,
    /// It has opened: its first day stays.
    Opened,
    /// A running experiment is closed in the future only.
    ClosesInThePast,
}
impl Refusal for ConfigureError {}

/// Sets the experiment up, or changes its terms, and keeps the reason.
pub fn configure(
    tx: &mut Conn,
    ctx: &Ctx,
    command: &Configure,
) -> Outcome<ExperimentId, ConfigureError> {
    let reason = command.reason.trim();
    if reason.is_empty() {
        return Err(ConfigureError::NoReason.into());
    }
    let terms = &command.terms;
    if let Some(other) = store::overlapping(tx, command.seen.map(|(id, _)| id), terms)? {
        return Err(ConfigureError::Overlaps {
            opens_on: other.terms.opens_on(),
            closes_on: other.terms.closes_on(),
        }
        .into());
    }
    let (id, version) = match command.seen {
        None => {
            let id = ctx.new_id::<ExperimentId>();
            store::insert(tx, id, terms, ctx.now)?;
            (id, 1)
        }
        Some((id, version)) => {
            refuse_impossible(tx, ctx, (id, version), terms)?;
            refuse_cap_below_seats(tx, id, terms.cap())?;
            if !store::update(tx, id, version, terms)? {
                return Err(ConfigureError::Stale.into());
            }
            (id, version.saturating_add(1))
        }
    };
    keep_change(tx, ctx, (id, version), command)?;
    settle(tx, ctx)?;
    Ok(id)
}

/// What is past is not rewritten: the terms of an experiment that is over, the opening of one that has opened.
fn refuse_impossible(
    tx: &mut Conn,
    ctx: &Ctx,
    (id, version): (ExperimentId, i32),
    terms: &Terms,
) -> Outcome<(), ConfigureError> {
    let known = store::find(tx, id)?.ok_or(ConfigureError::Stale)?;
    if known.version != version {
        return Err(ConfigureError::Stale.into());
    }
    let today = ctx.now.paris_day();
    match known.terms.phase(today) {
        Phase::Over => Err(ConfigureError::Over.into()),
        Phase::Running if terms.opens_on() != known.terms.opens_on() => {
            Err(ConfigureError::Opened.into())
        }
        Phase::Running if terms.closes_on() <= today => Err(ConfigureError::ClosesInThePast.into()),
        Phase::Upcoming | Phase::Running => Ok(()),
    }
}

fn refuse_cap_below_seats(
    tx: &mut Conn,
    id: ExperimentId,
    cap: i32,
) -> Outcome<(), ConfigureError> {
    let highest = store::seats(tx, id)?
        .iter()
        .map(|seat| seat.number)
        .max()
        .unwrap_or(0);
    if highest > cap {
        Err(ConfigureError::CapBelowSeats { highest }.into())
    } else {
        Ok(())
    }
}

fn keep_change(
    tx: &mut Conn,
    ctx: &Ctx,
    (id, version): (ExperimentId, i32),
    command: &Configure,
) -> Result<(), Fault> {
    let terms = &command.terms;
    let data = json!({
        "version": version, "opens_on": terms.opens_on(), "closes_on": terms.closes_on(), "cap": terms.cap(),
        "seats_reusable": terms.seats_reusable(),
        "report_day": terms.report_day(),
        "guides": Sector::ALL.iter().map(|sector| (sector.as_str(), terms.guide(*sector))).collect::<std::collections::BTreeMap<_, _>>(),
    });
    let change = store::ChangeRow {
        experiment_id: id,
        version,
        reason: command.reason.trim(),
        terms: Json(data.clone()),
        changed_by: ctx.account().map(AccountId::from),
        changed_at: ctx.now,
    };
    store::record_change(tx, &change)?;
    // Words stay out of the journal; their digest proves which reason was written with these terms.
    let mut told = data;
    if let Some(told) = told.as_object_mut() {
        let digest = sha256_hex(command.reason.trim().as_bytes());
        told.insert("reason".to_owned(), json!(digest));
    }
    journal::record(
        tx,
        ctx,
        Entry::new("experiment.configured", "experiment", id).data(told),
    )?;
    Ok(())
}
