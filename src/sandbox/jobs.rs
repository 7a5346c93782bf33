//! What a node does by itself: flows, sessions and assertions that are over are forgotten.

use std::time::Duration;

use super::flow;
use crate::kernel::ctx::Sources;
use crate::kernel::db::Db;
use crate::kernel::error::{Failure, Fault};
use crate::kernel::lease::{self, Look, Watch};

const LEASE_MINUTES: i64 = 5;

/// Forgets what is over, every ten minutes.
pub const SWEEPING: Watch = Watch {
    name: "sandbox-sweeping",
    every: Duration::from_mins(10),
    look: sweep,
};

fn sweep(db: &Db, sources: &Sources, holder: &str) -> Result<Look, Fault> {
    let now = sources.clock.now();
    db.write_now(|tx| {
        let span = chrono::Duration::minutes(LEASE_MINUTES);
        if !lease::acquire(tx, SWEEPING.name, holder, now, span)? {
            return Ok(Look::NotOurs);
        }
        let count = flow::sweep(tx, now)?;
        Ok(if count == 0 {
            Look::Nothing
        } else {
            Look::Done { count, more: false }
        })
    })
    .map_err(Failure::into_fault)
}
