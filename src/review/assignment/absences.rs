//! The calendar of absences: each reviewer declares theirs, a supervisor those of anybody.

use diesel::prelude::Queryable;
use serde_json::json;

use super::store;
use crate::kernel::clock::Day;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::shell::AccountId;
use crate::typed_id;

typed_id! {
    /// One absence.
    pub struct AbsenceId;
}

/// Days between today and the end of an absence, at most.
pub const FARTHEST_DAYS: i64 = 731;

/// When somebody is away, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Absence {
    /// Its id.
    pub id: AbsenceId,
    /// Whose.
    pub account: AccountId,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

/// Declare an absence.
#[derive(Debug, Clone, Copy)]
pub struct Declare {
    /// Whose.
    pub account: AccountId,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

/// Why an absence was not written down, or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AbsenceError {
    /// The person is not a reviewer.
    NotAReviewer,
    /// It ends before it begins.
    Backwards,
    /// It is over already.
    Past,
    /// It ends in more than two years.
    TooFar,
    /// There is none, or it is somebody else's.
    Unknown,
}
impl Refusal for AbsenceError {}

/// Writes an absence down. The caller has checked that `by` is the person, or a supervisor.
pub fn declare(
    tx: &mut Conn,
    ctx: &Ctx,
    by: AccountId,
    cmd: Declare,
) -> Outcome<AbsenceId, AbsenceError> {
    let today = ctx.now.paris_day();
    if cmd.until < cmd.from {
        return Err(AbsenceError::Backwards.into());
    }
    if cmd.until < today {
        return Err(AbsenceError::Past.into());
    }
    if cmd.until > today.plus_days(FARTHEST_DAYS) {
        return Err(AbsenceError::TooFar.into());
    }
    let known = store::reviewers(tx)?;
    if !known.iter().any(|(account, _)| *account == cmd.account) {
        return Err(AbsenceError::NotAReviewer.into());
    }
    let absence = Absence {
        id: ctx.new_id(),
        account: cmd.account,
        from: cmd.from,
        until: cmd.until,
    };
    store::insert(tx, ctx, &absence, by)?;
    record(
        tx,
        ctx,
        "review.absence_declared",
        (absence.id, cmd.account),
    )?;
    Ok(absence.id)
}

/// Takes an absence away: one's own, or anybody's for a supervisor.
pub fn remove(
    tx: &mut Conn,
    ctx: &Ctx,
    (by, supervises): (AccountId, bool),
    id: AbsenceId,
) -> Outcome<(), AbsenceError> {
    let whose = store::absent(tx, id)?.ok_or(AbsenceError::Unknown)?;
    if (whose != by && !supervises) || !store::delete(tx, id)? {
        return Err(AbsenceError::Unknown.into());
    }
    Ok(record(tx, ctx, "review.absence_removed", (id, whose))?)
}

fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    event: &'static str,
    (id, account): (AbsenceId, AccountId),
) -> Result<(), crate::kernel::error::Fault> {
    let entry = Entry::new(event, "account", account);
    journal::record(tx, ctx, entry.data(json!({ "absence": id })))
}
