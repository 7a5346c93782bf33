//! Letters are not kept for ever: see the durations of this room.

use std::time::Duration;

use super::store;
use super::{QUIET_DAYS, UNCONFIRMED_DAYS};
use crate::kernel::ctx::Sources;
use crate::kernel::db::Db;
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::journal::{self, Entry};
use crate::kernel::lease::{self, Look, Watch};

/// Forgets letters whose time is over.
pub const FORGETTING: Watch = Watch {
    name: "help.forgetting",
    every: Duration::from_hours(1),
    look,
};

fn look(db: &Db, sources: &Sources, holder: &str) -> Result<Look, Fault> {
    let ctx = sources.system_ctx("letters");
    let ago = |days| ctx.now.minus(chrono::Duration::days(days));
    let done = db.write_now::<_, Never>(|tx| {
        let span = chrono::Duration::minutes(5);
        if !lease::acquire(tx, FORGETTING.name, holder, ctx.now, span)? {
            return Ok(Look::NotOurs);
        }
        let forgotten = store::sweep(tx, (ago(UNCONFIRMED_DAYS), ago(QUIET_DAYS)))?;
        for letter in &forgotten {
            let entry = Entry::new("support.letter_forgotten", "support_letter", *letter);
            journal::record(tx, &ctx, entry)?;
        }
        Ok(match forgotten.len() {
            0 => Look::Nothing,
            count => Look::Done { count, more: true },
        })
    });
    done.map_err(Failure::into_fault)
}
