//! The watch that carries out the closing of an experiment in the rows, once among all nodes.
//!
//! Nobody waits for it: what it writes was already true since the closing instant. Each right ends in a transaction of its own,
//! so that a stop in the middle is caught up with; the last one writes that the experiment is closed.

use std::time::Duration;

use serde_json::json;

use super::rights::{Ended, close_request, end_right};
use super::{attestation, store};
use crate::kernel::ctx::{Ctx, Sources};
use crate::kernel::db::{Conn, Db};
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::journal::{self, Entry};
use crate::kernel::lease::{self, Look, Watch};
use crate::kernel::text::french_day;
use crate::notifications::{Kind, Notice, notify_all};
use crate::participation::model::Period;
use crate::participation::urls;
use crate::participation::views::{self, InForce, Undecided};
use crate::requests::{Command, Reasons};

/// Carries out the closing.
pub const CLOSING: Watch = Watch {
    name: "panel.closing",
    every: Duration::from_secs(5),
    look,
};

/// Rights of one look.
const BATCH: i64 = 20;
/// Minutes during which a node keeps the watch for itself.
const LEASE_MINUTES: i64 = 2;

fn look(db: &Db, sources: &Sources, holder: &str) -> Result<Look, Fault> {
    let ctx = sources.system_ctx("closing");
    let over = db
        .read_now::<_, Never>(|c| Ok(store::to_close(c, ctx.now.paris_day())?))
        .map_err(Failure::into_fault)?;
    let Some(id) = over else {
        return Ok(Look::Nothing);
    };
    let span = chrono::Duration::minutes(LEASE_MINUTES);
    let ours = db
        .write_now::<_, Never>(|tx| Ok(lease::acquire(tx, CLOSING.name, holder, ctx.now, span)?))
        .map_err(Failure::into_fault)?;
    if !ours {
        return Ok(Look::NotOurs);
    }
    let read = db.read_now::<_, Never>(|c| {
        let Some(period) = views::period(c, id)? else {
            return Ok(None);
        };
        let rights = views::in_force(c, &period, None, BATCH)?;
        let undecided = views::undecided(c, &period, BATCH)?;
        Ok(Some((period, rights, undecided)))
    });
    let Some((period, rights, undecided)) = read.map_err(Failure::into_fault)? else {
        return Ok(Look::Nothing);
    };
    if rights.is_empty() && undecided.is_empty() {
        let told = db.write_now::<_, Never>(|tx| Ok(close(tx, &ctx, &period)?));
        let count = told.map_err(Failure::into_fault)?;
        return Ok(Look::Done { count, more: false });
    }
    let count =
        end_rights(db, &ctx, &period, &rights) + end_requests(db, &ctx, &period, &undecided);
    // What could not be ended is tried again at the next look, without keeping the others from it.
    Ok(Look::Done {
        count,
        more: count > 0,
    })
}

/// Ends the rights that are in force, and tells how many.
fn end_rights(db: &Db, ctx: &Ctx, period: &Period, rights: &[InForce]) -> usize {
    let why = over(
        period,
        format!(
            "L'expérimentation s'est terminée le {}.",
            french_day(period.closes_on)
        ),
    );
    let ended = rights.iter().filter(|right| {
        let ended = Ended {
            right,
            command: Command::End,
            why: &why,
        };
        let done = db.write_now::<_, Never>(|tx| Ok(end_right(tx, ctx, &ended)?));
        is_done(&done, &right.right)
    });
    ended.count()
}

/// Sets aside the requests that nobody decided in time, and tells how many.
fn end_requests(db: &Db, ctx: &Ctx, period: &Period, undecided: &[Undecided]) -> usize {
    let why = over(
        period,
        format!(
            "L'expérimentation s'est terminée le {} avant que votre demande soit décidée. Plus aucune place ne peut être accordée.",
            french_day(period.closes_on)
        ),
    );
    let ended = undecided.iter().filter(|one| {
        let done = db.write_now::<_, Never>(|tx| Ok(close_request(tx, ctx, one.request, &why)?));
        is_done(&done, &one.request)
    });
    ended.count()
}

fn is_done(done: &Result<(), Failure<Never>>, what: &dyn std::fmt::Display) -> bool {
    if let Err(failure) = done {
        tracing::error!(%what, error = ?failure, "something could not be ended at the closing");
    }
    done.is_ok()
}

fn over(period: &Period, reason: String) -> Reasons {
    Reasons {
        reason,
        legal_reference: period.decree.clone(),
        seconded_by: None,
    }
}

/// Writes that the experiment is closed, and asks each participant for its attestation.
fn close(tx: &mut Conn, ctx: &Ctx, period: &Period) -> Result<usize, Fault> {
    let participants = views::participants(tx, period)?;
    let stayed = participants
        .iter()
        .filter(|one| !one.left_early(period))
        .count();
    if !store::note_closed(tx, period.id, stayed, ctx.now)? {
        return Ok(0);
    }
    let entry = Entry::new("experiment.closed", "experiment", period.id);
    journal::record(tx, ctx, entry.data(json!({ "participants": stayed })))?;
    for participant in &participants {
        attestation::ask(tx, ctx, (period, participant))?;
    }
    let notice = Notice::new(
        Kind::Service,
        "L'expérimentation est terminée : tous les accès sont coupés",
        urls::PARTICIPANTS,
    );
    let staff = views::supervisors(tx)?;
    notify_all(tx, ctx, &staff, &notice)?;
    Ok(participants.len())
}
