//! Limits on how often something may be tried, shared by all nodes.
//!
//! A sliding window over two fixed ones: what the previous window still weighs, plus what the present one counted.
//! A refused try is not counted, so a limit ends by itself however hard somebody hammers. What is counted (an address,
//! an account) is kept as a keyed hash only.

use chrono::{DateTime, Duration};
use diesel::prelude::*;
use diesel::query_dsl;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{BothExt, Conn, Db};
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::secret::hex;
use crate::schema::rate_counters;

/// A limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Names what is limited, such as `sign-in by account`.
    pub bucket: &'static str,
    /// Tries allowed in a window.
    pub max: i32,
    /// Length of the window, in seconds.
    pub window_seconds: i64,
}

/// Whether one more try is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is, and has been counted.
    Allowed,
    /// It is not.
    Limited {
        /// Seconds until it may be.
        retry_after: i64,
    },
}

impl Verdict {
    /// True for [`Verdict::Allowed`].
    #[must_use]
    pub fn is_allowed(self) -> bool {
        self == Self::Allowed
    }
}

/// Windows are kept that long after they began.
const KEPT_DAYS: i64 = 2;

/// Counts a try in a transaction of its own, which stays whatever becomes of the try.
pub async fn allow(db: &Db, ctx: &Ctx, rule: Rule, key: &str) -> Result<Verdict, Fault> {
    let (ctx, key) = (ctx.clone(), key.to_owned());
    db.queue::<_, Never, _>(move |tx| Ok(check(tx, &ctx, rule, &key)?))
        .await
        .map_err(Failure::into_fault)
}

/// [`allow`] for code that may block.
pub fn allow_now(db: &Db, ctx: &Ctx, rule: Rule, key: &str) -> Result<Verdict, Fault> {
    db.queue_now::<_, Never>(|tx| Ok(check(tx, ctx, rule, key)?))
        .map_err(Failure::into_fault)
}

/// Counts a try of `key` (an address, an account's id) inside a transaction: rolled back, it is not counted.
pub fn check(tx: &mut Conn, ctx: &Ctx, rule: Rule, key: &str) -> Result<Verdict, Fault> {
    let key_hash = key_hash(ctx, rule, key)?;
    let window = Window::at(ctx.now, rule);
    let before: i32 = rate_counters::table
        .find((rule.bucket, &key_hash, window.previous))
        .select(rate_counters::hits)
        .first(tx)
        .optional()?
        .unwrap_or(0);
    let room = rule.max - window.weight_of_previous(before);
    let limited = Verdict::Limited {
        retry_after: window.left,
    };
    if room <= 0 {
        return Ok(limited);
    }
    let upsert = diesel::insert_into(rate_counters::table)
        .values((
            rate_counters::bucket.eq(rule.bucket),
            rate_counters::key_hash.eq(&key_hash),
            rate_counters::window_start.eq(window.start),
            rate_counters::hits.eq(1_i32),
        ))
        .on_conflict((
            rate_counters::bucket,
            rate_counters::key_hash,
            rate_counters::window_start,
        ))
        .do_update()
        .set(rate_counters::hits.eq(rate_counters::hits + 1_i32));
    let counted = query_dsl::methods::FilterDsl::filter(upsert, rate_counters::hits.lt(room))
        .both()
        .execute(tx)?;
    Ok(if counted == 1 {
        Verdict::Allowed
    } else {
        limited
    })
}

/// Forgets the tries of `key`, say after a sign-in that succeeded.
pub fn forget(tx: &mut Conn, ctx: &Ctx, rule: Rule, key: &str) -> Result<(), Fault> {
    let of_key = rate_counters::table
        .filter(rate_counters::bucket.eq(rule.bucket))
        .filter(rate_counters::key_hash.eq(key_hash(ctx, rule, key)?));
    diesel::delete(of_key).execute(tx)?;
    Ok(())
}

/// Deletes windows that can't matter any more; returns how many.
pub fn sweep(tx: &mut Conn, now: Instant) -> QueryResult<usize> {
    let before = now.minus(Duration::days(KEPT_DAYS));
    diesel::delete(rate_counters::table.filter(rate_counters::window_start.lt(before))).execute(tx)
}

fn key_hash(ctx: &Ctx, rule: Rule, key: &str) -> Result<String, Fault> {
    Ok(hex(&ctx.vault().mac(
        "rate limit",
        format!("{}\n{key}", rule.bucket).as_bytes(),
    )?))
}

/// The fixed windows around an instant.
struct Window {
    start: Instant,
    previous: Instant,
    /// Seconds until the present window ends.
    left: i64,
    length: i64,
}

impl Window {
    fn at(now: Instant, rule: Rule) -> Self {
        let length = rule.window_seconds.max(1);
        let seconds = now.utc().timestamp();
        let start = seconds - seconds.rem_euclid(length);
        let instant =
            |seconds| Instant::new(DateTime::from_timestamp(seconds, 0).unwrap_or_default());
        Self {
            start: instant(start),
            previous: instant(start - length),
            left: start + length - seconds,
            length,
        }
    }

    /// The share of the previous window that the sliding one still covers, rounded down.
    fn weight_of_previous(&self, hits: i32) -> i32 {
        let weighed = i64::from(hits) * self.left / self.length;
        i32::try_from(weighed).unwrap_or(i32::MAX)
    }
}
