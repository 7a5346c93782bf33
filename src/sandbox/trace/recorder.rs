//! The recorder: takes steps from the request path and writes them off it.
//!
//! Invariants: recording neither blocks nor fails; what waits is bounded in number and in bytes, and what does not fit is
//! counted and dropped; a step is redacted before it waits. One thread writes what waits, a batch a transaction. A batch
//! that can't be written is tried again, then dropped: a flow never fails for its trace.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::model::{Step, StepId};
use super::store;
use crate::kernel::db::Db;
use crate::kernel::error::{Failure, Fault, Outcome};
use crate::kernel::ids::IdSource;

/// Steps that wait at most.
const MOST: usize = 10_000;
/// Bytes that wait at most.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Steps of one transaction: on the embedded database, flows wait for it no longer than for one another.
const BATCH: usize = 250;
/// How long the writer lets steps gather: most flows then are in one batch, and a page hardly waits.
const GATHER: Duration = Duration::from_millis(200);
/// Pages that may listen at once on this node.
const LISTENERS: usize = 200;
/// How often a batch is tried, and how long between two tries.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(200);

/// A step that waits, with the id it will have.
pub(super) type Waiting = (StepId, Step);

/// About how many bytes a step holds.
fn weight(step: &Step) -> usize {
    let facts = step.facts();
    let pairs = facts.request.iter().chain(&facts.answer);
    let texts: usize = pairs
        .map(|(name, value)| name.len() + value.len() + 48)
        .sum();
    texts + 512
}

#[derive(Default)]
struct Queue {
    steps: VecDeque<Waiting>,
    bytes: usize,
    stopped: bool,
}

struct Shared {
    db: Db,
    ids: IdSource,
    queue: Mutex<Queue>,
    bell: Condvar,
    /// Held by whoever writes, so that a flush ends when everything is written.
    writing: Mutex<()>,
    dropped: AtomicU64,
    written: watch::Sender<u64>,
    listeners: Arc<Semaphore>,
}

/// Takes the steps of flows. Cheap to clone; the default one keeps nothing.
#[derive(Clone, Default)]
pub struct Recorder(Option<Arc<Shared>>);

impl std::fmt::Debug for Recorder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Recorder").field(&self.0.is_some()).finish()
    }
}

impl Recorder {
    /// A recorder that writes to this database, once [`Recorder::start`] or [`Recorder::flush`] is called.
    #[must_use]
    pub fn new(db: &Db, ids: &IdSource) -> Self {
        Self(Some(Arc::new(Shared {
            db: db.clone(),
            ids: ids.clone(),
            queue: Mutex::default(),
            bell: Condvar::new(),
            writing: Mutex::new(()),
            dropped: AtomicU64::new(0),
            written: watch::Sender::new(0),
            listeners: Arc::new(Semaphore::new(LISTENERS)),
        })))
    }

    /// A recorder that keeps nothing.
    #[must_use]
    pub const fn off() -> Self {
        Self(None)
    }

    /// Whether steps are kept: who keeps none need not make them.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// Takes a step; dropped when too many wait.
    pub fn record(&self, step: Step) {
        let Some(shared) = &self.0 else { return };
        let weight = weight(&step);
        let kept = (shared.ids.next().into(), step);
        let mut queue = shared.lock();
        if queue.stopped || queue.steps.len() >= MOST || queue.bytes + weight > MOST_BYTES {
            drop(queue);
            shared.count_dropped(1);
            return;
        }
        let first = queue.steps.is_empty();
        queue.bytes += weight;
        queue.steps.push_back(kept);
        drop(queue);
        if first {
            shared.bell.notify_one();
        }
    }

    /// Steps that were dropped since the start.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.0
            .as_ref()
            .map_or(0, |shared| shared.dropped.load(Ordering::Relaxed))
    }

    /// Tells each time this node wrote something.
    pub(super) fn news(&self) -> Option<watch::Receiver<u64>> {
        self.0.as_ref().map(|shared| shared.written.subscribe())
    }

    /// A seat among those who listen, if one is free.
    pub(super) fn seat(&self) -> Option<OwnedSemaphorePermit> {
        let listeners = self
            .0
            .as_ref()
            .map(|shared| Arc::clone(&shared.listeners))?;
        listeners.try_acquire_owned().ok()
    }

    /// Writes everything that waits, in the caller's thread, which may block.
    pub fn flush(&self) -> Result<(), Fault> {
        let Some(shared) = &self.0 else { return Ok(()) };
        while shared.write_batch()? {}
        Ok(())
    }

    /// Starts the thread that writes.
    pub fn start(&self) -> Result<Writer, Fault> {
        let Some(shared) = self.0.clone() else {
            return Ok(Writer(None));
        };
        let kept = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("traces".into())
            .spawn(move || shared.keep_writing())
            .map_err(Fault::other("starting the writer of traces"))?;
        Ok(Writer(Some((kept, thread))))
    }
}

/// The thread that writes. Dropping it does not stop it; [`Writer::stop`] does.
pub struct Writer(Option<(Arc<Shared>, JoinHandle<()>)>);

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Writer")
    }
}

impl Writer {
    /// Ends the thread once everything that waits is written. What comes later is dropped.
    pub fn stop(self) {
        let Some((shared, thread)) = self.0 else {
            return;
        };
        shared.lock().stopped = true;
        shared.bell.notify_all();
        if thread.join().is_err() {
            tracing::error!("the writer of traces had ended before it was stopped");
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count_dropped(&self, count: u64) {
        let before = self.dropped.fetch_add(count, Ordering::Relaxed);
        if before == 0 {
            tracing::warn!("steps of flows are dropped: the database is too slow for them");
        }
    }

    /// Sleeps until something waits; false once stopped with nothing left.
    fn wait(&self) -> bool {
        let queue = self.lock();
        let queue = self
            .bell
            .wait_while(queue, |queue| queue.steps.is_empty() && !queue.stopped)
            .unwrap_or_else(PoisonError::into_inner);
        !queue.steps.is_empty()
    }

    /// Lets steps gather, so that a flow costs few transactions.
    fn gather(&self) {
        let queue = self.lock();
        let few = |queue: &mut Queue| queue.steps.len() < BATCH && !queue.stopped;
        drop(self.bell.wait_timeout_while(queue, GATHER, few));
    }

    fn keep_writing(&self) {
        while self.wait() {
            self.gather();
            if let Err(fault) = self.write_batch() {
                tracing::error!(error = %fault, "a batch of traces could not be written");
            }
        }
    }

    /// Writes a batch; tells whether there was one. A batch that fails is dropped.
    fn write_batch(&self) -> Result<bool, Fault> {
        let _alone = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let batch = self.take();
        if batch.is_empty() {
            return Ok(false);
        }
        let mut tries = 1;
        loop {
            match self.write(&batch).map_err(Failure::into_fault) {
                Ok(left_out) => {
                    if left_out > 0 {
                        tracing::debug!(left_out, "steps of no known client belong to nobody");
                    }
                    self.written.send_modify(|count| *count += 1);
                    return Ok(true);
                }
                Err(_) if tries < TRIES => {
                    tries += 1;
                    std::thread::sleep(PAUSE);
                }
                Err(fault) => {
                    self.count_dropped(u64::try_from(batch.len()).unwrap_or(u64::MAX));
                    return Err(fault);
                }
            }
        }
    }

    fn write(&self, batch: &[Waiting]) -> Outcome<usize> {
        let prepared = self.db.read_now(|c| store::prepare(c, batch))?;
        self.db.passing_now(|tx| store::write(tx, &prepared))
    }

    fn take(&self) -> Vec<Waiting> {
        let mut queue = self.lock();
        let count = queue.steps.len().min(BATCH);
        let batch: Vec<Waiting> = queue.steps.drain(..count).collect();
        let weight: usize = batch.iter().map(|(_, step)| weight(step)).sum();
        queue.bytes = queue.bytes.saturating_sub(weight);
        batch
    }
}
