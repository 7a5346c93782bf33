//! The round of daily digests: once a day among all nodes, from half past seven in Paris.
//!
//! The lease says who walks; the row of the round, changed in the transaction that pushes the mails, says how far the
//! walk is, so that two walkers can't serve anybody twice and one that stops is taken over where it was. A server that
//! slept through the hour, or through days, does the round when it wakes: what was not told yet is told then.

use std::time::Duration;

use chrono::NaiveTime;
use uuid::Uuid;

use super::jobs::DigestMail;
use super::store;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::{Ctx, Sources};
use crate::kernel::db::{Conn, Db};
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::lease::{self, Look, Watch};
use crate::kernel::outbox;
use crate::shell::AccountId;

/// Time between two looks at the clock.
const INTERVAL: Duration = Duration::from_mins(1);
/// People served in one transaction.
const BATCH: i64 = 200;
/// Notices are kept for that long.
const KEPT_DAYS: i64 = 365;

/// Serves the people of the day.
pub const DIGEST: Watch = Watch {
    name: "notifications.digest",
    every: INTERVAL,
    look: digest,
};

/// Serves the next people of the round of the day, if there is one to do.
pub fn digest(db: &Db, sources: &Sources, holder: &str) -> Result<Look, Fault> {
    let ctx = sources.system_ctx("digest");
    if is_too_early(ctx.now) {
        return Ok(Look::Nothing);
    }
    db.write_now::<_, Never>(|tx| Ok(step(tx, &ctx, holder)?))
        .map_err(Failure::into_fault)
}

fn is_too_early(now: Instant) -> bool {
    NaiveTime::from_hms_opt(7, 30, 0).is_some_and(|opening| now.paris().time() < opening)
}

fn step(tx: &mut Conn, ctx: &Ctx, holder: &str) -> Result<Look, Fault> {
    let today = ctx.now.paris_day();
    let after = match store::round(tx)? {
        Some((day, None)) if day >= today => return Ok(Look::Nothing),
        Some((day, Some(after))) if day >= today => after,
        Some(_) | None => AccountId(Uuid::nil()),
    };
    if !lease::acquire(
        tx,
        DIGEST.name,
        holder,
        ctx.now,
        chrono::Duration::minutes(5),
    )? {
        return Ok(Look::NotOurs);
    }
    let people = store::with_something_waiting(tx, after, BATCH)?;
    for account in &people {
        outbox::push(tx, ctx, &DigestMail { account: *account })?;
    }
    let is_full = i64::try_from(people.len()).is_ok_and(|count| count == BATCH);
    let next = people.last().copied().filter(|_| is_full);
    store::set_round(tx, today, next)?;
    if next.is_none() {
        store::sweep(tx, ctx.now.minus(chrono::Duration::days(KEPT_DAYS)))?;
        lease::release(tx, DIGEST.name, holder)?;
    }
    Ok(Look::Done {
        count: people.len(),
        more: next.is_some(),
    })
}
