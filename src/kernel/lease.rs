//! Named leases: among all nodes, one holder at a time, until it lets go or its time is up.
//!
//! A lease says who should act, not who may: clocks differ and processes sleep. What is done under one must be guarded
//! by the database as well (the journal's sealer has its unique sequence numbers).
//!
//! [`Watch`] is the one shape of what nodes do again and again under a lease: look, do a batch, look again until nothing
//! is left, sleep. Each look is bounded and does its work in one transaction with the mark of how far it went, so that
//! two watchers do nothing twice, and one that slept or died is caught up with by the next look of any node.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;

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
    /// Names the thread and the lease.
    pub name: &'static str,
    /// Time between two looks when nothing is left.
    pub every: std::time::Duration,
    /// Takes the lease of that name for this holder, and does a batch.
    pub look: fn(&Db, &Sources, &str) -> Result<Look, Fault>,
}

type Stop = Arc<(Mutex<bool>, Condvar)>;

/// A running watch. Dropping it does not stop it; [`Watcher::stop`] does.
#[derive(Debug)]
pub struct Watcher {
    name: &'static str,
    stop: Stop,
    thread: JoinHandle<()>,
}

impl Watch {
    /// Starts the thread of this node.
    pub fn start(&self, db: &Db, sources: &Sources) -> Result<Watcher, Fault> {
        let (watch, stop) = (*self, Stop::default());
        let (db, sources, stopped) = (db.clone(), sources.clone(), Arc::clone(&stop));
        let thread = std::thread::Builder::new()
            .name(self.name.into())
            .spawn(move || watch.keep(&db, &sources, &stopped))
            .map_err(Fault::other("starting a watch"))?;
        let name = self.name;
        Ok(Watcher { name, stop, thread })
    }

    /// Looks until told to stop, once more then, and lets go of the lease.
    fn keep(&self, db: &Db, sources: &Sources, stop: &Stop) {
        let holder = sources.ids.next().to_string();
        loop {
            self.do_all(db, sources, &holder);
            if self.wait(stop) {
                break;
            }
        }
        self.do_all(db, sources, &holder);
        let left = db.queue_now::<_, Never>(|tx| Ok(release(tx, self.name, &holder)?));
        if let Err(fault) = left.map_err(Failure::into_fault) {
            tracing::warn!(watch = self.name, error = %fault, "a lease could not be given back");
        }
    }

    fn do_all(&self, db: &Db, sources: &Sources, holder: &str) {
        loop {
            match (self.look)(db, sources, holder) {
                Ok(Look::Done { more: true, .. }) => {}
                Ok(Look::Done { more: false, .. } | Look::Nothing | Look::NotOurs) => return,
                Err(fault) => {
                    tracing::error!(watch = self.name, error = %fault, "a watch could not do its work");
                    return;
                }
            }
        }
    }

    /// Sleeps until the next look, or until told to stop.
    fn wait(&self, stop: &Stop) -> bool {
        let (stopped, bell) = &**stop;
        let guard = stopped.lock().unwrap_or_else(PoisonError::into_inner);
        let (guard, _) = bell
            .wait_timeout_while(guard, self.every, |stopped| !*stopped)
            .unwrap_or_else(PoisonError::into_inner);
        *guard
    }
}

impl Watcher {
    /// Ends the thread after a last look.
    pub fn stop(self) {
        let (stopped, bell) = &*self.stop;
        *stopped.lock().unwrap_or_else(PoisonError::into_inner) = true;
        bell.notify_all();
        if self.thread.join().is_err() {
            tracing::error!(watch = self.name, "a watch had ended before it was stopped");
        }
    }
}
