//! The rows of the outbox: claiming, finishing, failing.
//!
//! The number of the try is the fence: a worker whose lease ran out, and whose job another one took, changes nothing
//! any more when it reports a failure. (When it reports success, the effect did happen, so that is kept.)

use chrono::Duration;
use diesel::dsl::exists;
use diesel::prelude::*;
use serde_json::Value;

use super::{JobError, JobId, JobRef};
use crate::kernel::clock::Instant;
use crate::kernel::db::types::Json;
use crate::kernel::db::{Backend, Conn, Db};
use crate::kernel::error::{Failure, Fault, Never};
use crate::schema::outbox_jobs;

/// A claimed job is left alone that long; the timeouts of what jobs call stay below it.
const LEASE_SECONDS: i64 = 30;
/// Tries before a job is given up, about twenty hours after the first.
const MAX_ATTEMPTS: i32 = 20;
/// First delay; each next one is twice as long.
const FIRST_DELAY_SECONDS: i64 = 5;
const LONGEST_DELAY_SECONDS: i64 = 7_200;
/// Longest text of an error that is kept.
const ERROR_LENGTH: usize = 500;

/// A job under lease.
#[derive(Debug)]
pub(super) struct Claimed {
    pub job: JobRef,
    pub kind: String,
    pub payload: Value,
}

/// A job that was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Undelivered {
    /// The job.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// When it should have been, or will be tried.
    pub due_at: Instant,
    /// Tries so far.
    pub attempts: i32,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// When it was given up.
    pub gave_up_at: Option<Instant>,
}

type Row = (JobId, String, Json<Value>, i32);

#[diesel::dsl::auto_type(no_type_alias)]
fn free(now: Instant) -> _ {
    outbox_jobs::table
        .filter(outbox_jobs::done_at.is_null())
        .filter(outbox_jobs::gave_up_at.is_null())
        .filter(outbox_jobs::due_at.le(now))
        .filter(
            outbox_jobs::claimed_until
                .is_null()
                .or(outbox_jobs::claimed_until.le(now)),
        )
}

/// Takes the job that waited longest, if any is due.
pub(super) fn claim(db: &Db, now: Instant, holder: &str) -> Result<Option<Claimed>, Fault> {
    // a look first: an idle outbox must not take SQLite's only write lock
    let waiting = db
        .read_now::<bool, Never>(|c| Ok(diesel::select(exists(free(now))).get_result(c)?))
        .map_err(Failure::into_fault)?;
    if !waiting {
        return Ok(None);
    }
    db.queue_now::<_, Never>(|c| Ok(claim_next(c, now, holder)?))
        .map_err(Failure::into_fault)
}

fn claim_next(c: &mut Conn, now: Instant, holder: &str) -> QueryResult<Option<Claimed>> {
    loop {
        let Some((id, kind, Json(payload), attempts)) = first_free(c, now)? else {
            return Ok(None);
        };
        if attempts >= MAX_ATTEMPTS {
            // only a process that died each time leads here: failures are counted when they are reported
            close(c, id, now, "the process ended during each try")?;
            continue;
        }
        let attempt = attempts + 1;
        diesel::update(outbox_jobs::table.find(id))
            .set((
                outbox_jobs::attempts.eq(attempt),
                outbox_jobs::claimed_by.eq(Some(holder)),
                outbox_jobs::claimed_until.eq(Some(now.plus(Duration::seconds(LEASE_SECONDS)))),
            ))
            .execute(c)?;
        return Ok(Some(Claimed {
            job: JobRef { id, attempt, now },
            kind,
            payload,
        }));
    }
}

fn first_free(c: &mut Conn, now: Instant) -> QueryResult<Option<Row>> {
    let columns = (
        outbox_jobs::id,
        outbox_jobs::kind,
        outbox_jobs::payload,
        outbox_jobs::attempts,
    );
    let next = free(now)
        .order((outbox_jobs::due_at.asc(), outbox_jobs::id.asc()))
        .select(columns)
        .limit(1);
    match c {
        Conn::Sqlite(c) => next.first::<Row>(c).optional(),
        Conn::Pg(c) => next.for_update().skip_locked().first::<Row>(c).optional(),
    }
}

/// Keeps that the effect happened.
pub(super) fn finish(db: &Db, job: &JobRef, now: Instant) -> Result<(), Fault> {
    db.queue_now::<_, Never>(|c| {
        diesel::update(
            outbox_jobs::table
                .find(job.id)
                .filter(outbox_jobs::done_at.is_null()),
        )
        .set((
            outbox_jobs::done_at.eq(Some(now)),
            outbox_jobs::gave_up_at.eq(None::<Instant>),
            outbox_jobs::claimed_by.eq(None::<String>),
            outbox_jobs::claimed_until.eq(None::<Instant>),
        ))
        .execute(c)?;
        Ok(())
    })
    .map_err(Failure::into_fault)
}

/// Keeps that a try failed: due again later, or given up. Returns true when it was given up.
pub(super) fn fail(db: &Db, job: &JobRef, now: Instant, error: &JobError) -> Result<bool, Fault> {
    let (text, hopeless) = match error {
        JobError::Retry(text) => (text, job.attempt >= MAX_ATTEMPTS),
        JobError::GiveUp(text) => (text, true),
    };
    let text: String = text.chars().take(ERROR_LENGTH).collect();
    db.queue_now::<_, Never>(|c| {
        if hopeless {
            close(c, job.id, now, &text)?;
        } else {
            postpone(c, job, now, &text)?;
        }
        Ok(())
    })
    .map_err(Failure::into_fault)?;
    Ok(hopeless)
}

fn postpone(c: &mut Conn, job: &JobRef, now: Instant, text: &str) -> QueryResult<usize> {
    let mine = outbox_jobs::table
        .find(job.id)
        .filter(outbox_jobs::done_at.is_null())
        .filter(outbox_jobs::attempts.eq(job.attempt));
    diesel::update(mine)
        .set((
            outbox_jobs::due_at.eq(now.plus(delay(job))),
            outbox_jobs::last_error.eq(Some(text)),
            outbox_jobs::claimed_by.eq(None::<String>),
            outbox_jobs::claimed_until.eq(None::<Instant>),
        ))
        .execute(c)
}

fn close(c: &mut Conn, id: JobId, now: Instant, text: &str) -> QueryResult<usize> {
    diesel::update(
        outbox_jobs::table
            .find(id)
            .filter(outbox_jobs::done_at.is_null()),
    )
    .set((
        outbox_jobs::gave_up_at.eq(Some(now)),
        outbox_jobs::last_error.eq(Some(text)),
        outbox_jobs::claimed_by.eq(None::<String>),
        outbox_jobs::claimed_until.eq(None::<Instant>),
    ))
    .execute(c)
}

/// Twice as long each time, up to two hours, give or take a quarter that depends on the job: after an outage of the
/// mail server its mails do not all come back in the same second.
fn delay(job: &JobRef) -> Duration {
    let doublings = u32::try_from(job.attempt - 1).unwrap_or(0).min(20);
    let base = FIRST_DELAY_SECONDS
        .saturating_mul(1_i64 << doublings)
        .min(LONGEST_DELAY_SECONDS)
        * 1000;
    let (_, low) = job.id.0.as_u64_pair();
    let mixed = (low ^ u64::from(doublings)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    let spread = i64::try_from(mixed % 501).unwrap_or(0) - 250;
    Duration::milliseconds(base + base * spread / 1000)
}

/// On SQLite one process serves: what it finds claimed at start was left by the one before it.
pub(super) fn release_abandoned(db: &Db) -> Result<(), Fault> {
    if db.backend() == Backend::Postgres {
        return Ok(());
    }
    db.queue_now::<_, Never>(|c| {
        diesel::update(outbox_jobs::table.filter(outbox_jobs::done_at.is_null()))
            .set((
                outbox_jobs::claimed_by.eq(None::<String>),
                outbox_jobs::claimed_until.eq(None::<Instant>),
            ))
            .execute(c)?;
        Ok(())
    })
    .map_err(Failure::into_fault)
}

/// The jobs that are due and not done, and those given up: empty when all is well.
pub fn undelivered(c: &mut Conn, now: Instant) -> QueryResult<Vec<Undelivered>> {
    outbox_jobs::table
        .filter(outbox_jobs::done_at.is_null())
        .filter(
            outbox_jobs::due_at
                .le(now)
                .or(outbox_jobs::gave_up_at.is_not_null())
                .or(outbox_jobs::attempts.gt(0_i32)),
        )
        .order((outbox_jobs::due_at.asc(), outbox_jobs::id.asc()))
        .select((
            outbox_jobs::id,
            outbox_jobs::kind,
            outbox_jobs::due_at,
            outbox_jobs::attempts,
            outbox_jobs::last_error,
            outbox_jobs::gave_up_at,
        ))
        .load(c)
}

/// Makes a job that was given up due again, with all its tries. False when there is no such job.
pub fn try_again(tx: &mut Conn, now: Instant, id: JobId) -> QueryResult<bool> {
    let given_up = outbox_jobs::table
        .find(id)
        .filter(outbox_jobs::gave_up_at.is_not_null());
    let changed = diesel::update(given_up)
        .set((
            outbox_jobs::gave_up_at.eq(None::<Instant>),
            outbox_jobs::attempts.eq(0_i32),
            outbox_jobs::due_at.eq(now),
        ))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Deletes the jobs done before an instant; returns how many.
pub fn sweep(tx: &mut Conn, before: Instant) -> QueryResult<usize> {
    diesel::delete(outbox_jobs::table.filter(outbox_jobs::done_at.lt(before))).execute(tx)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeZone, Utc};

    #[test]
    fn delays_grow_to_two_hours_and_spread() {
        let now = Instant::new(Utc.timestamp_opt(0, 0).unwrap());
        let seconds = |id: u128, attempt| {
            let job = JobRef {
                id: JobId(uuid::Uuid::from_u128(id)),
                attempt,
                now,
            };
            delay(&job).num_milliseconds() / 1000
        };
        for id in 1..50 {
            assert!((3..=6).contains(&seconds(id, 1)));
            assert!((60..=100).contains(&seconds(id, 5)));
            assert!((5_400..=9_000).contains(&seconds(id, 19)));
        }
        assert!((1..50).any(|id| seconds(id, 12) != seconds(1, 12)));
        let total: i64 = (1..MAX_ATTEMPTS).map(|attempt| seconds(1, attempt)).sum();
        assert!((15 * 3600..28 * 3600).contains(&total), "{total}");
    }
}
