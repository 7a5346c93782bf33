//! The watch that forgets traces ninety days after their beginning. Source: product.md 12.

use std::time::Duration;

use serde_json::json;

use super::store;
use crate::kernel::ctx::Sources;
use crate::kernel::db::Db;
use crate::kernel::error::{Failure, Fault, Never, Outcome};
use crate::kernel::journal::{self, Entry};
use crate::kernel::lease::{self, Look, Watch};

/// Days a trace is kept.
pub const KEPT_DAYS: i64 = 90;
/// Traces of one look.
const BATCH: i64 = 200;
/// Minutes during which a node keeps the watch for itself.
const LEASE_MINUTES: i64 = 5;

/// Forgets what is too old.
pub const FORGETTING: Watch = Watch {
    name: "traces.forgetting",
    every: Duration::from_mins(30),
    look,
};

fn look(db: &Db, sources: &Sources, holder: &str) -> Result<Look, Fault> {
    let ctx = sources.system_ctx("traces");
    let before = ctx.now.minus(chrono::Duration::days(KEPT_DAYS));
    let due: Outcome<bool> = db.read_now(|c| Ok(store::has_older(c, before)?));
    if !due.map_err(Failure::into_fault)? {
        return Ok(Look::Nothing);
    }
    let span = chrono::Duration::minutes(LEASE_MINUTES);
    let done = db.write_now::<_, Never>(|tx| {
        if !lease::acquire(tx, FORGETTING.name, holder, ctx.now, span)? {
            return Ok(None);
        }
        let count = store::forget(tx, before, BATCH)?;
        if count > 0 {
            let entry = Entry::new("sandbox.traces_forgotten", "sandbox", uuid::Uuid::nil());
            journal::record(tx, &ctx, entry.data(json!({ "traces": count })))?;
        }
        Ok(Some(count))
    });
    Ok(match done.map_err(Failure::into_fault)? {
        None => Look::NotOurs,
        Some(0) => Look::Nothing,
        Some(count) => Look::Done {
            count,
            more: i64::try_from(count).is_ok_and(|count| count == BATCH),
        },
    })
}
