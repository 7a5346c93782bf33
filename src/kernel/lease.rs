//! Named leases: among all nodes, one holder at a time, until it lets go or its time is up.
//!
//! A lease says who should act, not who may: clocks differ and processes sleep. What is done under one must be guarded
//! by the database as well (the journal's sealer has its unique sequence numbers).
//!
//! [`Watch`] is the one shape of what nodes do again and again under a lease: look, do a batch, look again until nothing
//! is left, sleep. Each look is bounded and does its work in one transaction with the mark of how far it went, so that
//! two watchers do nothing twice, and one that slept or died is caught up with by the next look of any node.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration as Pause, Instant as Stopwatch};

use chrono::Duration;
use diesel::prelude::*;
use diesel::query_dsl;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Sources;
use crate::kernel::db::{BothExt, Conn, Db};
use crate::kernel::error::{Failure, Fault, Never};
use crate::schema::leases;

/// Takes or prolongs a lease; false when somebody else holds it.
pub fn acquire(
    tx: &mut Conn,
    name: &str,
    holder: &str,
    now: Instant,
    span: Duration,
) -> QueryResult<bool> {
    let until = now.plus(span);
    let upsert = diesel::insert_into(leases::table)
        .values((
            leases::name.eq(name),
            leases::holder.eq(holder),
            leases::held_until.eq(until),
        ))
        .on_conflict(leases::name)
        .do_update()
        .set((leases::holder.eq(holder), leases::held_until.eq(until)));
    let free = leases::holder.eq(holder).or(leases::held_until.le(now));
    let taken = query_dsl::methods::FilterDsl::filter(upsert, free)
        .both()
        .execute(tx)?;
    Ok(taken == 1)
}

/// Lets go of a lease; nothing happens when somebody else holds it.
pub fn release(tx: &mut Conn, name: &str, holder: &str) -> QueryResult<()> {
    diesel::delete(leases::table.find(name).filter(leases::holder.eq(holder))).execute(tx)?;
    Ok(())
}

/// What a look did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// There is nothing to do now.
    Nothing,
    /// Another node does it.
    NotOurs,
    /// A batch was done.
    Done {
        /// How many things.
        count: usize,
        /// Whether another look should follow at once.
        more: bool,
    },
}

/// Work that one node among all does, again and again.
#[derive(Debug, Clone, Copy)]
pub struct Watch {
    /// Names the lease.
    pub name: &'static str,
    /// Time between two looks when nothing is left.
    pub every: Pause,
    /// Takes the lease of that name for this holder, and does a batch.
    pub look: fn(&Db, &Sources, &str) -> Result<Look, Fault>,
}

type Stop = Arc<(Mutex<bool>, Condvar)>;

/// A thread that keeps watches. Dropping it does not stop it; [`Watcher::stop`] does.
#[derive(Debug)]
pub struct Watcher {
    stop: Stop,
    thread: JoinHandle<()>,
}

impl Watcher {
    /// Starts a thread that keeps these watches in turn: none waits for more than a batch of each of the others.
    pub fn start(watches: &[Watch], db: &Db, sources: &Sources) -> Result<Self, Fault> {
        let stop = Stop::default();
        let keeper = Keeper {
            db: db.clone(),
            sources: sources.clone(),
            holder: sources.ids.next().to_string(),
        };
        let (watches, stopped) = (watches.to_vec(), Arc::clone(&stop));
        let name = match watches.as_slice() {
            [watch] => watch.name,
            _ => "watches",
        };
        let thread = std::thread::Builder::new()
            .name(name.into())
            .spawn(move || keeper.keep(&watches, &stopped))
            .map_err(Fault::other("starting a watch"))?;
        Ok(Self { stop, thread })
    }

    /// Ends the thread after a last look of each watch.
    pub fn stop(self) {
        let (stopped, bell) = &*self.stop;
        *stopped.lock().unwrap_or_else(PoisonError::into_inner) = true;
        bell.notify_all();
        if self.thread.join().is_err() {
            tracing::error!("a watch had ended before it was stopped");
        }
    }
}

/// Who looks, on the thread of a watcher.
struct Keeper {
    db: Db,
    sources: Sources,
    holder: String,
}

impl Keeper {
    /// Looks until told to stop, once more then, and lets go of the leases.
    fn keep(&self, watches: &[Watch], stop: &Stop) {
        let start = Stopwatch::now();
        let mut due: Vec<(Stopwatch, &Watch)> =
            watches.iter().map(|watch| (start, watch)).collect();
        loop {
            let now = Stopwatch::now();
            for (at, watch) in due.iter_mut().filter(|(at, _)| *at <= now) {
                let more = self.look(watch);
                let pause = if more { Pause::ZERO } else { watch.every };
                *at = Stopwatch::now() + pause;
            }
            let next = due.iter().map(|(at, _)| *at).min().unwrap_or(now);
            if wait(stop, next) {
                break;
            }
        }
        for watch in watches {
            while self.look(watch) {}
            self.let_go(watch.name);
        }
    }

    /// Does a batch; whether another should follow at once. A watch that panics stops none of the others.
    fn look(&self, watch: &Watch) -> bool {
        let looked = catch_unwind(AssertUnwindSafe(|| {
            (watch.look)(&self.db, &self.sources, &self.holder)
        }));
        match looked {
            Ok(Ok(Look::Done { more, .. })) => more,
            Ok(Ok(Look::Nothing | Look::NotOurs)) => false,
            Ok(Err(fault)) => {
                tracing::error!(watch = watch.name, error = %fault, "a watch could not do its work");
                false
            }
            Err(_) => {
                tracing::error!(watch = watch.name, "a watch panicked");
                false
            }
        }
    }

    fn let_go(&self, name: &str) {
        let left = self
            .db
            .queue_now::<_, Never>(|tx| Ok(release(tx, name, &self.holder)?));
        if let Err(fault) = left.map_err(Failure::into_fault) {
            tracing::warn!(watch = name, error = %fault, "a lease could not be given back");
        }
    }
}

/// Sleeps until then, or until told to stop.
fn wait(stop: &Stop, until: Stopwatch) -> bool {
    let (stopped, bell) = &**stop;
    let guard = stopped.lock().unwrap_or_else(PoisonError::into_inner);
    let span = until.saturating_duration_since(Stopwatch::now());
    let (guard, _) = bell
        .wait_timeout_while(guard, span, |stopped| !*stopped)
        .unwrap_or_else(PoisonError::into_inner);
    *guard
}
