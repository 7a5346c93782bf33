//! Threads that look at the clock: work done again and again until the server stops.
//!
//! A round says when to look, not who may act: with several nodes each runs one, and what it does is guarded by a
//! lease and by the database.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::kernel::error::Fault;

type Stop = Arc<(Mutex<bool>, Condvar)>;

/// A running thread. Dropping it does not stop it; [`Rounds::stop`] does.
#[derive(Debug)]
pub struct Rounds {
    name: &'static str,
    stop: Stop,
    thread: JoinHandle<()>,
}

impl Rounds {
    /// Works at once, then after each `interval`.
    pub fn start(
        name: &'static str,
        interval: Duration,
        mut work: impl FnMut() + Send + 'static,
    ) -> Result<Self, Fault> {
        let stop = Stop::default();
        let stopped = Arc::clone(&stop);
        let thread = std::thread::Builder::new()
            .name(name.into())
            .spawn(move || {
                loop {
                    work();
                    if wait(&stopped, interval) {
                        return;
                    }
                }
            })
            .map_err(Fault::other("starting a thread of rounds"))?;
        Ok(Self { name, stop, thread })
    }

    /// Lets the work in progress end, then ends the thread.
    pub fn stop(self) {
        let (stopped, bell) = &*self.stop;
        *stopped.lock().unwrap_or_else(PoisonError::into_inner) = true;
        bell.notify_all();
        if self.thread.join().is_err() {
            tracing::error!(
                name = self.name,
                "rounds had ended before they were stopped"
            );
        }
    }
}

/// Sleeps until the next look, or until told to stop.
fn wait(stop: &Stop, interval: Duration) -> bool {
    let (stopped, bell) = &**stop;
    let guard = stopped.lock().unwrap_or_else(PoisonError::into_inner);
    let (guard, _) = bell
        .wait_timeout_while(guard, interval, |stopped| !*stopped)
        .unwrap_or_else(PoisonError::into_inner);
    *guard
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn a_round_works_at_once_and_ends_when_told() {
        let (done, told) = (Arc::new(AtomicU32::new(0)), std::sync::mpsc::channel());
        let (count, bell) = (Arc::clone(&done), told.0);
        let rounds = Rounds::start("test", Duration::from_hours(1), move || {
            count.fetch_add(1, Ordering::SeqCst);
            let _ = bell.send(());
        })
        .unwrap();
        told.1.recv().unwrap();
        rounds.stop();
        assert_eq!(done.load(Ordering::SeqCst), 1, "an hour did not pass");
    }
}
