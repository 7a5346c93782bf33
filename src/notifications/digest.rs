//! The round of daily digests: once a day among all nodes, from half past seven in Paris.
//!
//! The lease says who walks; the row of the round, changed in the transaction that pushes the mails, says how far the
//! walk is, so that two walkers can't serve anybody twice and one that stops is taken over where it was. A server that
//! slept through the hour, or through days, does the round when it wakes: what was not told yet is told then.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::NaiveTime;
use uuid::Uuid;

use super::jobs::DigestMail;
use super::store;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::{Ctx, Sources};
use crate::kernel::db::{Conn, Db};
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::{lease, outbox};
use crate::shell::AccountId;

/// Time between two looks at the clock.
const INTERVAL: Duration = Duration::from_mins(1);
const LEASE: &str = "notifications.digest";
/// People served in one transaction.
const BATCH: i64 = 200;
/// Notices are kept for that long.
const KEPT_DAYS: i64 = 365;

/// What a look did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// It is too early, or the round of the day is done.
    Nothing,
    /// Another node walks.
    NotOurs,
    /// So many people were served; the round may go on.
    Served(usize),
}

/// Serves the next people of the round of the day, if there is one to do.
pub fn digest(db: &Db, sources: &Sources, holder: &str) -> Result<Round, Fault> {
    let ctx = sources.system_ctx("digest");
    if is_too_early(ctx.now) {
        return Ok(Round::Nothing);
    }
    db.write_now::<_, Never>(|tx| Ok(step(tx, &ctx, holder)?))
        .map_err(Failure::into_fault)
}

fn is_too_early(now: Instant) -> bool {
    NaiveTime::from_hms_opt(7, 30, 0).is_some_and(|opening| now.paris().time() < opening)
}

fn step(tx: &mut Conn, ctx: &Ctx, holder: &str) -> Result<Round, Fault> {
    let today = ctx.now.paris_day();
    let after = match store::round(tx)? {
        Some((day, None)) if day >= today => return Ok(Round::Nothing),
        Some((day, Some(after))) if day >= today => after,
        Some(_) | None => AccountId(Uuid::nil()),
    };
    if !lease::acquire(tx, LEASE, holder, ctx.now, chrono::Duration::minutes(5))? {
        return Ok(Round::NotOurs);
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
        lease::release(tx, LEASE, holder)?;
    }
    Ok(Round::Served(people.len()))
}

type Stop = Arc<(Mutex<bool>, Condvar)>;

/// The thread that looks at the clock. Dropping it does not stop it; [`Digester::stop`] does.
#[derive(Debug)]
pub struct Digester {
    stop: Stop,
    thread: JoinHandle<()>,
}

impl Digester {
    /// Starts the thread.
    pub fn start(db: &Db, sources: &Sources) -> Result<Self, Fault> {
        let stop = Stop::default();
        let (db, sources, stopped) = (db.clone(), sources.clone(), Arc::clone(&stop));
        let thread = std::thread::Builder::new()
            .name("digester".into())
            .spawn(move || work(&db, &sources, &stopped))
            .map_err(Fault::other("starting the daily digests"))?;
        Ok(Self { stop, thread })
    }

    /// Ends the thread.
    pub fn stop(self) {
        let (stopped, bell) = &*self.stop;
        *stopped.lock().unwrap_or_else(PoisonError::into_inner) = true;
        bell.notify_all();
        if self.thread.join().is_err() {
            tracing::error!("the daily digests had ended before they were stopped");
        }
    }
}

fn work(db: &Db, sources: &Sources, stop: &Stop) {
    let holder = sources.ids.next().to_string();
    loop {
        walk(db, sources, &holder);
        if wait(stop) {
            return;
        }
    }
}

fn walk(db: &Db, sources: &Sources, holder: &str) {
    loop {
        match digest(db, sources, holder) {
            Ok(Round::Served(_)) => {}
            Ok(Round::Nothing | Round::NotOurs) => return,
            Err(fault) => {
                tracing::error!(error = %fault, "the daily digests could not be prepared");
                return;
            }
        }
    }
}

/// Sleeps until the next look, or until told to stop.
fn wait(stop: &Stop) -> bool {
    let (stopped, bell) = &**stop;
    let guard = stopped.lock().unwrap_or_else(PoisonError::into_inner);
    let (guard, _) = bell
        .wait_timeout_while(guard, INTERVAL, |stopped| !*stopped)
        .unwrap_or_else(PoisonError::into_inner);
    *guard
}
