//! The threads that carry jobs out.
//!
//! All are alike. One at a time holds the turn: it waits for a commit of this process (or half a second, for what
//! other nodes push), takes one job, and passes the turn on before it carries the job out. So an idle outbox costs one
//! look per commit, and a slow mail server holds up one thread, not the queue.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::queue::{self, Claimed};
use super::{JobError, JobId, Tools};
use crate::kernel::clock::Instant;
use crate::kernel::error::{Failure, Fault, Never};

/// Mails sent at the same time.
const THREADS: usize = 4;
/// Longest time between two looks at the queue.
const IDLE: Duration = Duration::from_millis(500);
/// Commits come in bursts under load; one look serves them all.
const SETTLE: Duration = Duration::from_millis(5);
/// Jobs that are done are kept for that long.
const KEPT_DAYS: i64 = 30;
const SWEEP_EVERY_HOURS: i64 = 6;

/// The running threads. Dropping it does not stop them; [`Worker::stop`] does.
#[derive(Debug)]
pub struct Worker {
    stopping: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

struct Turn {
    seen_commits: u64,
    next_sweep: Instant,
}

struct Crew {
    tools: Tools,
    holder: String,
    stopping: Arc<AtomicBool>,
    turn: Mutex<Turn>,
}

impl Worker {
    /// Starts the threads.
    pub fn start(tools: &Tools) -> Result<Self, Fault> {
        queue::release_abandoned(&tools.db)?;
        let stopping = Arc::new(AtomicBool::new(false));
        let crew = Arc::new(Crew {
            tools: tools.clone(),
            holder: tools.sources.ids.next().to_string(),
            stopping: Arc::clone(&stopping),
            turn: Mutex::new(Turn {
                seen_commits: 0,
                next_sweep: tools.sources.clock.now(),
            }),
        });
        let threads = (1..=THREADS)
            .map(|n| {
                let crew = Arc::clone(&crew);
                std::thread::Builder::new()
                    .name(format!("outbox-{n}"))
                    .spawn(move || crew.work())
            })
            .collect::<Result<Vec<_>, _>>()
            .map_err(Fault::other("starting the outbox"))?;
        Ok(Self { stopping, threads })
    }

    /// Lets every thread finish the job it carries out, takes no other, and returns when all have ended.
    pub fn stop(self) {
        self.stopping.store(true, Ordering::Relaxed);
        for thread in self.threads {
            if thread.join().is_err() {
                tracing::error!("a thread of the outbox had ended before it was stopped");
            }
        }
    }
}

impl Crew {
    fn work(&self) {
        while let Some(claimed) = self.next() {
            carry_out(&self.tools, claimed);
        }
    }

    /// The next job, or nothing when stopping.
    fn next(&self) -> Option<Claimed> {
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        while !self.stopping.load(Ordering::Relaxed) {
            let now = self.tools.sources.clock.now();
            match queue::claim(&self.tools.db, now, &self.holder) {
                Ok(Some(claimed)) => return Some(claimed),
                Ok(None) => {}
                Err(fault) => {
                    tracing::warn!(error = %fault, "the outbox could not be read");
                    std::thread::sleep(IDLE);
                }
            }
            self.sweep(&mut turn, now);
            turn.seen_commits = self.tools.db.wait_for_commit(turn.seen_commits, IDLE);
            std::thread::sleep(SETTLE);
        }
        None
    }

    fn sweep(&self, turn: &mut Turn, now: Instant) {
        if now < turn.next_sweep {
            return;
        }
        turn.next_sweep = now.plus(chrono::Duration::hours(SWEEP_EVERY_HOURS));
        let before = now.minus(chrono::Duration::days(KEPT_DAYS));
        let swept = self.tools.db.queue_now::<usize, Never>(|c| {
            crate::kernel::rate::sweep(c, now)?;
            Ok(queue::sweep(c, before)?)
        });
        match swept.map_err(Failure::into_fault) {
            Ok(jobs) => tracing::debug!(jobs, "old jobs were deleted"),
            Err(fault) => tracing::warn!(error = %fault, "old jobs could not be deleted"),
        }
    }
}

/// Carries one job out and keeps the result; returns its error.
fn carry_out(tools: &Tools, claimed: Claimed) -> Option<JobError> {
    let Claimed { job, kind, payload } = claimed;
    let run = || tools.registry.run(&kind, payload, tools, &job);
    let result = catch_unwind(AssertUnwindSafe(run))
        .unwrap_or_else(|_| Err(JobError::Retry("panicked".into())));
    let now = tools.sources.clock.now();
    let kept = match &result {
        Ok(()) => queue::finish(&tools.db, &job, now).map(|()| false),
        Err(error) => queue::fail(&tools.db, &job, now, error),
    };
    match (&result, kept) {
        (Ok(()), Ok(_)) => tracing::debug!(job = %job.id, kind, attempt = job.attempt, "job done"),
        (Err(error), Ok(true)) => tracing::error!(job = %job.id, kind, ?error, "job given up"),
        (Err(error), Ok(false)) => {
            tracing::warn!(job = %job.id, kind, attempt = job.attempt, ?error, "job failed");
        }
        // the lease runs out and the job is done again
        (_, Err(fault)) => {
            tracing::error!(job = %job.id, kind, error = %fault, "the end of a job could not be kept");
        }
    }
    result.err()
}

/// What [`drain`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drained {
    /// Kinds of the jobs done, in order.
    pub done: Vec<String>,
    /// Jobs that failed.
    pub failed: Vec<(JobId, String, JobError)>,
}

/// Carries out, in order and on this thread, every job that is due, those included that they push. For tests and
/// commands; the same code as the threads run.
pub fn drain(tools: &Tools) -> Result<Drained, Fault> {
    let mut drained = Drained::default();
    while let Some(claimed) = queue::claim(&tools.db, tools.sources.clock.now(), "drain")? {
        let (id, kind) = (claimed.job.id, claimed.kind.clone());
        match carry_out(tools, claimed) {
            None => drained.done.push(kind),
            Some(error) => drained.failed.push((id, kind, error)),
        }
    }
    Ok(drained)
}
