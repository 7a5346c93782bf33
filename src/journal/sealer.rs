//! The thread that seals entries a fraction of a second after they were written.
//!
//! Every node runs one; the lease lets one of them work. It looks several times a second instead of at each commit, so
//! that a busy server seals in batches.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::kernel::ctx::Sources;
use crate::kernel::db::Db;
use crate::kernel::error::Fault;
use crate::kernel::journal::{self, Sealing};

/// Time between two looks.
const INTERVAL: Duration = Duration::from_millis(300);

type Stop = Arc<(Mutex<bool>, Condvar)>;

/// The running thread. Dropping it does not stop it; [`Sealer::stop`] does.
#[derive(Debug)]
pub struct Sealer {
    stop: Stop,
    thread: JoinHandle<()>,
}

impl Sealer {
    /// Starts the thread.
    pub fn start(db: &Db, sources: &Sources) -> Result<Self, Fault> {
        let stop = Stop::default();
        let (db, sources, stopped) = (db.clone(), sources.clone(), Arc::clone(&stop));
        let thread = std::thread::Builder::new()
            .name("journal-sealer".into())
            .spawn(move || work(&db, &sources, &stopped))
            .map_err(Fault::other("starting the sealer of the journal"))?;
        Ok(Self { stop, thread })
    }

    /// Seals what is left, gives the lease back and ends the thread.
    pub fn stop(self) {
        let (stopped, bell) = &*self.stop;
        *stopped.lock().unwrap_or_else(PoisonError::into_inner) = true;
        bell.notify_all();
        if self.thread.join().is_err() {
            tracing::error!("the sealer of the journal had ended before it was stopped");
        }
    }
}

fn work(db: &Db, sources: &Sources, stop: &Stop) {
    let holder = sources.ids.next().to_string();
    loop {
        let stopping = wait(stop);
        seal_all(db, sources, &holder);
        if stopping {
            break;
        }
    }
    if let Err(fault) = journal::leave(db, &holder) {
        tracing::warn!(error = %fault, "the lease of the sealer could not be given back");
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

fn seal_all(db: &Db, sources: &Sources, holder: &str) {
    loop {
        match journal::seal(db, sources.clock.now(), holder) {
            Ok(Sealing::Sealed { more: true, .. }) => {}
            Ok(Sealing::Sealed { more: false, .. } | Sealing::Nothing | Sealing::NotOurs) => return,
            Err(fault) => {
                tracing::error!(error = %fault, "the journal could not be sealed");
                return;
            }
        }
    }
}
