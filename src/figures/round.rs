//! The round of the figures: the desk every ten minutes, what is published every hour, once among all nodes.
//!
//! The lease says who counts. Two nodes that count at once write the same numbers: nothing is added up in place.

use std::collections::BTreeMap;
use std::time::Duration;

use super::count;
use super::model::Month;
use super::published::PublicFigures;
use super::{store, views};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Sources;
use crate::kernel::db::Db;
use crate::kernel::error::{Failure, Fault, Never, Outcome};
use crate::kernel::lease::{self, Watch};

const LEASE: &str = "figures";
/// How long one may count before another takes over.
const SPAN: chrono::Duration = chrono::Duration::minutes(15);
/// Age at which the desk is counted again.
const DESK_EVERY: chrono::Duration = chrono::Duration::minutes(10);
/// Age at which what is published is counted again: never sooner.
const PUBLIC_EVERY: chrono::Duration = chrono::Duration::hours(1);
/// Months counted back at most, on the first round over old data.
const OLDEST: usize = 60;
/// Months published, the present one included.
const PUBLISHED: usize = 11;

/// What a look did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The figures are fresh.
    Fresh,
    /// Another node counts.
    NotOurs,
    /// The desk and the months were counted; `published` tells whether the public figures changed too.
    Counted {
        /// See above.
        published: bool,
    },
}

/// Counts.
pub const FIGURES: Watch = Watch {
    name: LEASE,
    every: Duration::from_mins(1),
    look: |db, sources, holder| {
        Ok(match refresh(db, sources, holder)? {
            Look::Fresh => lease::Look::Nothing,
            Look::NotOurs => lease::Look::NotOurs,
            Look::Counted { .. } => lease::Look::Done {
                count: 1,
                more: false,
            },
        })
    },
};

/// Counts what is old enough to be counted again.
pub fn refresh(db: &Db, sources: &Sources, holder: &str) -> Result<Look, Fault> {
    let now = sources.clock.now();
    let old = |at: Option<Instant>, age| at.is_none_or(|at| now.since(at) >= age);
    let (desk, public) = db
        .read_now::<_, Never>(|c| Ok(store::taken(c)?))
        .map_err(Failure::into_fault)?;
    if !old(desk, DESK_EVERY) {
        return Ok(Look::Fresh);
    }
    let ours: Outcome<bool> = db.write_now(|tx| Ok(lease::acquire(tx, LEASE, holder, now, SPAN)?));
    if !ours.map_err(Failure::into_fault)? {
        return Ok(Look::NotOurs);
    }
    months(db, now)?;
    let state = count::desk(db, now)?;
    let published = if old(public, PUBLIC_EVERY) {
        publish(db, now)?
    } else {
        false
    };
    let kept: Outcome<()> = db.write_now(|tx| {
        store::put_desk(tx, &state, now)?;
        Ok(lease::release(tx, LEASE, holder)?)
    });
    kept.map_err(Failure::into_fault)?;
    Ok(Look::Counted { published })
}

/// Counts the months that need it, each kept as soon as it is counted.
fn months(db: &Db, now: Instant) -> Result<(), Fault> {
    let last = Month::of(now.paris_day());
    let oldest = last.back(OLDEST);
    let read: Outcome<_> = db.read_now(|c| {
        let first = views::first_month(c)?;
        let counted: BTreeMap<Month, Instant> = store::counted(c, oldest)?.into_iter().collect();
        Ok((first, counted))
    });
    let (first, counted) = read.map_err(Failure::into_fault)?;
    let first = first.unwrap_or(last).max(oldest);
    for month in count::missing(first, last, &counted) {
        let tally = count::month(db, month)?;
        let kept: Outcome<()> =
            db.write_now(|tx| Ok(store::put_month(tx, (month, tally.clone()), now)?));
        kept.map_err(Failure::into_fault)?;
    }
    Ok(())
}

fn publish(db: &Db, now: Instant) -> Result<bool, Fault> {
    let last = Month::of(now.paris_day());
    let read: Outcome<_> = db.read_now(|c| {
        let months = store::months(c, (last.back(PUBLISHED), last))?;
        Ok((months, views::standing(c)?))
    });
    let (months, standing) = read.map_err(Failure::into_fault)?;
    let Some(figures) = PublicFigures::new(&months, standing) else {
        return Ok(false);
    };
    let kept: Outcome<()> = db.write_now(|tx| Ok(store::put_public(tx, &figures, now)?));
    kept.map_err(Failure::into_fault)?;
    Ok(true)
}
