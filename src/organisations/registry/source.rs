//! The registry as the rest of the house asks it: kept answers, network, imported stock, in the right order.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use url::Url;

use super::breaker::Breaker;
use super::client::{Client, Silence};
use super::model::{Found, Lookup};
use super::store;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Db;
use crate::kernel::error::{Failure, Fault, Never};
use crate::organisations::Siret;

/// Hours after which a kept answer is asked again.
const FRESH_HOURS: i64 = 24;
/// Calls at once: a slow registry must not hold every thread that serves pages.
const CALLS_AT_ONCE: usize = 4;

/// The registry of this installation: over the network, in an imported stock, both or neither.
#[derive(Debug)]
pub struct Registry {
    remote: Option<Remote>,
}

#[derive(Debug)]
struct Remote {
    client: Client,
    budget: Duration,
    breaker: Mutex<Breaker>,
    calls: AtomicUsize,
}

impl Registry {
    /// Asks at `base` when there is one, giving it `budget` to answer, tries included.
    #[must_use]
    pub fn new(base: Option<Url>, budget: Duration) -> Self {
        Self {
            remote: base.map(|base| Remote {
                client: Client::new(base),
                budget,
                breaker: Mutex::default(),
                calls: AtomicUsize::new(0),
            }),
        }
    }

    /// What is known of this number. Blocks for the budget at most; never call it inside a transaction.
    pub fn find(&self, db: &Db, ctx: &Ctx, siret: Siret) -> Result<Lookup, Fault> {
        let Some(remote) = &self.remote else {
            return self.in_stock(db, siret);
        };
        let kept = read(db, |c| store::kept(c, siret))?;
        if let Some((found, at)) = &kept
            && ctx.now.since(*at) < chrono::Duration::hours(FRESH_HOURS)
        {
            return Ok(lookup(found.clone(), *at));
        }
        match remote.ask(ctx, siret) {
            Ok(found) => {
                let answer = found.clone();
                db.write_now::<_, Never>(|tx| {
                    Ok(store::keep(tx, (siret, ctx.now), answer.as_ref())?)
                })
                .map_err(Failure::into_fault)?;
                Ok(lookup(found, ctx.now))
            }
            Err(silence) => {
                tracing::warn!(cause = %silence, "the registry does not answer");
                match self.in_stock(db, siret)? {
                    Lookup::Found(found, at) => Ok(Lookup::Found(found, at)),
                    Lookup::Off | Lookup::Unavailable | Lookup::Unknown => {
                        Ok(kept.map_or(Lookup::Unavailable, |(found, at)| lookup(found, at)))
                    }
                }
            }
        }
    }

    /// What the imported stock says, if one was imported.
    #[expect(
        clippy::unused_self,
        reason = "the stock belongs to the registry, whatever the network"
    )]
    fn in_stock(&self, db: &Db, siret: Siret) -> Result<Lookup, Fault> {
        read(db, |c| store::in_stock(c, siret))
    }
}

fn read<T>(
    db: &Db,
    f: impl FnOnce(&mut crate::kernel::db::Conn) -> Result<T, Fault>,
) -> Result<T, Fault> {
    db.read_now::<_, Never>(|c| Ok(f(c)?))
        .map_err(Failure::into_fault)
}

fn lookup(found: Option<Found>, at: Instant) -> Lookup {
    found.map_or(Lookup::Unknown, |found| Lookup::Found(Box::new(found), at))
}

impl Remote {
    fn ask(&self, ctx: &Ctx, siret: Siret) -> Result<Option<Found>, Silence> {
        let _place = Place::take(&self.calls)
            .ok_or_else(|| Silence::Broken("too many calls at once".to_owned()))?;
        if !self.with_breaker(|breaker| breaker.allows(ctx.now)) {
            return Err(Silence::Broken("left in peace".to_owned()));
        }
        let answer = self.client.ask(siret, self.budget);
        self.with_breaker(|breaker| match &answer {
            Ok(_) => breaker.succeeded(),
            Err(silence) => breaker.failed(ctx.now, silence.rest()),
        });
        answer
    }

    fn with_breaker<T>(&self, f: impl FnOnce(&mut Breaker) -> T) -> T {
        f(&mut self.breaker.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// One of the calls at once.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(calls: &'a AtomicUsize) -> Option<Self> {
        let taken = calls.fetch_add(1, Ordering::AcqRel);
        let place = Self(calls);
        (taken < CALLS_AT_ONCE).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
