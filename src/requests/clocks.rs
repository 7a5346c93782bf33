//! The watch over what time alone does to requests: reminders, alerts, closings.
//!
//! Each request carries the instant at which something is next due, in an index; a look takes the first ones. Two nodes
//! that look at once reach nothing twice, for the instant is moved in the transaction of the effect; a stop of all of
//! them is caught up with by the next look.

use std::time::Duration;

use super::model::RequestId;
use super::service::{MoveError, put_off, tick};
use super::store;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::{Ctx, Sources};
use crate::kernel::db::Db;
use crate::kernel::error::{Failure, Fault, Never, Outcome};
use crate::kernel::lease::{self, Look, Watch};

/// Reaches what is due.
pub const CLOCKS: Watch = Watch {
    name: "requests.clocks",
    every: Duration::from_mins(1),
    look,
};

/// Requests of one look.
const BATCH: i64 = 50;
/// Minutes after which a request on which something went wrong is tried again.
const PUT_OFF_MINUTES: i64 = 60;
/// Minutes during which a node keeps the watch for itself.
const LEASE_MINUTES: i64 = 5;

fn look(db: &Db, sources: &Sources, holder: &str) -> Result<Look, Fault> {
    let ctx = sources.system_ctx("clocks");
    let due = db
        .read_now::<_, Never>(|c| Ok(store::due_clocks(c, ctx.now, BATCH)?))
        .map_err(Failure::into_fault)?;
    if due.is_empty() {
        return Ok(Look::Nothing);
    }
    let span = chrono::Duration::minutes(LEASE_MINUTES);
    let ours =
        db.write_now::<_, Never>(|tx| Ok(lease::acquire(tx, CLOCKS.name, holder, ctx.now, span)?));
    if !ours.map_err(Failure::into_fault)? {
        return Ok(Look::NotOurs);
    }
    let mut count = 0;
    for (id, seen) in &due {
        if let Some(seen) = seen {
            count += usize::from(one(db, &ctx, (*id, *seen))?);
        }
    }
    let more = i64::try_from(due.len()).is_ok_and(|len| len == BATCH);
    Ok(Look::Done { count, more })
}

/// One request, in a transaction of its own; tells whether a milestone was reached.
fn one(db: &Db, ctx: &Ctx, due: (RequestId, Instant)) -> Result<bool, Fault> {
    let done: Outcome<_, MoveError> = db.write_now(|tx| tick(tx, ctx, due));
    match done {
        Ok(milestone) => Ok(milestone.is_some()),
        Err(failure) => {
            tracing::error!(request = %due.0, error = ?failure, "a request could not be moved by its clock");
            let until = ctx.now.plus(chrono::Duration::minutes(PUT_OFF_MINUTES));
            db.write_now::<_, Never>(|tx| Ok(put_off(tx, due, until)?))
                .map_err(Failure::into_fault)?;
            Ok(false)
        }
    }
}
