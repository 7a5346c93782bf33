//! Connections, pooled apart for reads and writes.

use std::fmt;
use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use diesel::connection::{
    AnsiTransactionManager, InstrumentationEvent, SimpleConnection, TransactionManager,
};
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, Pool, PooledConnection};

use scheduled_thread_pool::ScheduledThreadPool;

use super::Conn;
use super::url::{Backend, ConnectError, DbUrl};
use crate::kernel::error::{Failure, Fault, Outcome};

/// Waits for a free connection; a page that had to wait longer answers 503.
const READ_WAIT: Duration = Duration::from_secs(2);
/// Writers queue on SQLite's only writing connection, so they may wait longer.
const WRITE_WAIT: Duration = Duration::from_secs(10);
/// A connection that worked so recently is taken to work still, which saves PostgreSQL a question on each use.
const PROVEN_FOR: Duration = Duration::from_secs(1);
const POSTGRES_READERS: u32 = 4;
const POSTGRES_WRITERS: u32 = 6;
/// Reading connections of the embedded database at most.
const SQLITE_READERS: u32 = 8;
/// How often a write that met another one is run again before it gives up.
const WRITE_TRIES: u32 = 80;

struct Manager {
    url: DbUrl,
    read_only: bool,
    queries: Arc<AtomicU64>,
}

/// A pooled connection, and when it last did what was asked; never after a fault, whatever its cause.
struct Kept {
    conn: Conn,
    worked_at: Option<std::time::Instant>,
    /// Whether a commit to the embedded database waits for the disk.
    waits: bool,
}

impl Kept {
    /// Uses the connection, and remembers whether it worked.
    fn use_for<T, R>(&mut self, f: impl FnOnce(&mut Conn) -> Outcome<T, R>) -> Outcome<T, R> {
        self.worked_at = None;
        let outcome = f(&mut self.conn);
        if !matches!(outcome, Err(Failure::Fault(_))) {
            self.worked_at = Some(std::time::Instant::now());
        }
        outcome
    }

    /// Lets the next commits wait for the disk, or not; on a server each transaction says so itself.
    fn wait_for_disk(&mut self, waits: bool) -> Result<(), Fault> {
        if self.waits == waits {
            return Ok(());
        }
        if let Conn::Sqlite(c) = &mut self.conn {
            c.batch_execute(if waits {
                "PRAGMA synchronous=FULL;"
            } else {
                "PRAGMA synchronous=NORMAL;"
            })?;
        }
        self.waits = waits;
        Ok(())
    }
}

impl ManageConnection for Manager {
    type Connection = Kept;
    type Error = ConnectError;

    fn connect(&self) -> Result<Kept, ConnectError> {
        let mut conn = self.url.connect()?;
        if self.read_only {
            conn.batch_execute(match self.url.backend() {
                Backend::Sqlite => "PRAGMA query_only=ON;",
                Backend::Postgres => "SET default_transaction_read_only=on;",
            })?;
        }
        let queries = Arc::clone(&self.queries);
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                queries.fetch_add(1, Ordering::Relaxed);
            }
        });
        Ok(Kept {
            conn,
            worked_at: None,
            waits: true,
        })
    }

    fn is_valid(&self, kept: &mut Kept) -> Result<(), ConnectError> {
        match kept.worked_at {
            Some(at) if at.elapsed() < PROVEN_FOR => Ok(()),
            _ => Ok(kept.conn.batch_execute("SELECT 1")?),
        }
    }

    fn has_broken(&self, kept: &mut Kept) -> bool {
        std::thread::panicking()
            || <Conn as Connection>::TransactionManager::is_broken_transaction_manager(
                &mut kept.conn,
            )
    }
}

/// The database: cheap to clone, shared by every thread.
#[derive(Clone)]
pub struct Db {
    url: DbUrl,
    readers: Pool<Manager>,
    writers: Pool<Manager>,
    queries: Arc<AtomicU64>,
    commits: Arc<(Mutex<u64>, Condvar)>,
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Db").field(&self.url).finish()
    }
}

impl Db {
    /// Opens the pools; the schema must be there already.
    pub fn open(url: &DbUrl) -> Result<Self, Fault> {
        let queries = Arc::new(AtomicU64::new(0));
        let opener = Arc::new(
            ScheduledThreadPool::builder()
                .num_threads(1)
                .thread_name_pattern("connections")
                .build(),
        );
        let pool = |read_only: bool, size: u32, wait: Duration| {
            let manager = Manager {
                url: url.clone(),
                read_only,
                queries: Arc::clone(&queries),
            };
            Pool::builder()
                .max_size(size)
                .thread_pool(Arc::clone(&opener))
                .min_idle(Some(1))
                .test_on_check_out(url.backend() == Backend::Postgres)
                .connection_timeout(wait)
                .idle_timeout(Some(Duration::from_mins(10)))
                .error_handler(Box::new(QuietErrors))
                .build(manager)
                .map_err(Fault::other("opening the database"))
        };
        let (readers, writers) = match url.backend() {
            Backend::Sqlite => (sqlite_readers(), 1),
            Backend::Postgres => (POSTGRES_READERS, POSTGRES_WRITERS),
        };
        Ok(Self {
            url: url.clone(),
            writers: pool(false, writers, WRITE_WAIT)?,
            readers: pool(true, readers, READ_WAIT)?,
            queries,
            commits: Arc::default(),
        })
    }

    /// Which database this is, for logs and tests; queries must not depend on it.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.url.backend()
    }

    /// How many statements were sent so far, through all connections.
    #[must_use]
    pub fn queries(&self) -> u64 {
        self.queries.load(Ordering::Relaxed)
    }

    /// Runs a reading closure off the event loop.
    pub async fn read<T, R, F>(&self, f: F) -> Outcome<T, R>
    where
        F: FnOnce(&mut Conn) -> Outcome<T, R> + Send + 'static,
        T: Send + 'static,
        R: Send + 'static,
    {
        let db = self.clone();
        hop(move || db.read_now(f)).await
    }

    /// [`Db::read`] of little: rows by their keys, a page of a listing in the order of an index. The embedded database
    /// answers that sooner than another thread would start, so it is asked at once if a connection is free.
    pub async fn glance<T, R, F>(&self, f: F) -> Outcome<T, R>
    where
        F: FnOnce(&mut Conn) -> Outcome<T, R> + Send + 'static,
        T: Send + 'static,
        R: Send + 'static,
    {
        let free = match self.backend() {
            Backend::Sqlite => self.readers.try_get(),
            Backend::Postgres => None,
        };
        match free {
            Some(mut kept) => kept.use_for(f),
            None => self.read(f).await,
        }
    }

    /// Runs a writing closure off the event loop, in one serialisable transaction. The closure may run
    /// several times; an `Err` of any kind rolls everything back.
    pub async fn write<T, R, F>(&self, f: F) -> Outcome<T, R>
    where
        F: FnMut(&mut Conn) -> Outcome<T, R> + Send + 'static,
        T: Send + 'static,
        R: Send + 'static,
    {
        let db = self.clone();
        hop(move || db.write_now(f)).await
    }

    /// [`Db::read`] for code that may block: commands, jobs, tests.
    pub fn read_now<T, R>(&self, f: impl FnOnce(&mut Conn) -> Outcome<T, R>) -> Outcome<T, R> {
        take(&self.readers)?.use_for(f)
    }

    /// [`Db::write`] for code that may block: commands, jobs, tests.
    pub fn write_now<T, R>(&self, mut f: impl FnMut(&mut Conn) -> Outcome<T, R>) -> Outcome<T, R> {
        let value = self.writer(true)?.use_for(|conn| {
            retried(|| transaction(conn, "BEGIN ISOLATION LEVEL SERIALIZABLE", &mut f))
        })?;
        self.announce_commit();
        Ok(value)
    }

    /// A short write for the queues of the kernel (outbox, sealing, numbers, limits), where every statement is atomic
    /// by itself or guards the rows it names: `READ COMMITTED` on PostgreSQL, so that it neither waits for nor undoes
    /// the serialisable transactions of use cases. Use cases call [`Db::write`].
    pub fn queue_now<T, R>(&self, mut f: impl FnMut(&mut Conn) -> Outcome<T, R>) -> Outcome<T, R> {
        self.writer(true)?.use_for(|conn| {
            retried(|| transaction(conn, "BEGIN ISOLATION LEVEL READ COMMITTED", &mut f))
        })
    }

    /// [`Db::queue_now`] of what passes: a flow of the sandbox, its trace. The answer does not wait until the disk has it,
    /// so a power cut may take back the last of these writes, whole and in their order; never a write of a use case.
    pub fn passing_now<T, R>(
        &self,
        mut f: impl FnMut(&mut Conn) -> Outcome<T, R>,
    ) -> Outcome<T, R> {
        const BEGIN: &str =
            "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = off";
        self.writer(false)?
            .use_for(|conn| retried(|| transaction(conn, BEGIN, &mut f)))
    }

    /// [`Db::passing_now`] off the event loop.
    pub async fn passing<T, R, F>(&self, f: F) -> Outcome<T, R>
    where
        F: FnMut(&mut Conn) -> Outcome<T, R> + Send + 'static,
        T: Send + 'static,
        R: Send + 'static,
    {
        let db = self.clone();
        hop(move || db.passing_now(f)).await
    }

    fn writer(&self, waits: bool) -> Result<PooledConnection<Manager>, Fault> {
        let mut kept = take(&self.writers)?;
        kept.wait_for_disk(waits)?;
        Ok(kept)
    }

    /// [`Db::queue_now`] off the event loop.
    pub async fn queue<T, R, F>(&self, f: F) -> Outcome<T, R>
    where
        F: FnMut(&mut Conn) -> Outcome<T, R> + Send + 'static,
        T: Send + 'static,
        R: Send + 'static,
    {
        let db = self.clone();
        hop(move || db.queue_now(f)).await
    }

    fn announce_commit(&self) {
        let (count, waiters) = &*self.commits;
        *count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        waiters.notify_all();
    }

    /// Sleeps until another commit of this process than the `seen`-th, or `timeout`; returns the count.
    /// Background workers use it to start at once when there may be something to do.
    #[must_use]
    pub fn wait_for_commit(&self, seen: u64, timeout: Duration) -> u64 {
        let (count, waiters) = &*self.commits;
        let guard = count.lock().unwrap_or_else(PoisonError::into_inner);
        let (guard, _) = waiters
            .wait_timeout_while(guard, timeout, |now| *now == seen)
            .unwrap_or_else(PoisonError::into_inner);
        *guard
    }
}

/// One for each core, since an embedded database reads on the core that asks, and one more for who waits for the disk.
fn sqlite_readers() -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    u32::try_from(cores).map_or(SQLITE_READERS, |cores| SQLITE_READERS.min(cores + 1))
}

/// Connection errors reach the caller of `get`; nothing is printed beside.
#[derive(Debug)]
struct QuietErrors;
impl<E: std::error::Error> diesel::r2d2::HandleError<E> for QuietErrors {
    fn handle_error(&self, error: E) {
        tracing::warn!(error = %error, "a database connection could not be opened");
    }
}

fn take(pool: &Pool<Manager>) -> Result<PooledConnection<Manager>, Fault> {
    pool.get().map_err(|_| Fault::Busy)
}

async fn hop<T, R>(f: impl FnOnce() -> Outcome<T, R> + Send + 'static) -> Outcome<T, R>
where
    T: Send + 'static,
    R: Send + 'static,
{
    match tokio::task::spawn_blocking(f).await {
        Ok(outcome) => outcome,
        Err(error) => Err(Failure::Fault(Fault::other("running a blocking task")(
            error,
        ))),
    }
}

/// Runs a transaction again while it meets others.
fn retried<T, R>(mut attempt: impl FnMut() -> Outcome<T, R>) -> Outcome<T, R> {
    let mut tries = 0;
    loop {
        match attempt() {
            Err(failure)
                if tries < WRITE_TRIES && failure.fault().is_some_and(Fault::is_transient) =>
            {
                tries += 1;
                std::thread::sleep(back_off(tries));
            }
            result => return result,
        }
    }
}

fn transaction<T, R>(
    conn: &mut Conn,
    begin_on_postgres: &str,
    f: &mut impl FnMut(&mut Conn) -> Outcome<T, R>,
) -> Outcome<T, R> {
    match conn {
        Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")?,
        Conn::Pg(c) => {
            AnsiTransactionManager::begin_transaction_sql(c, begin_on_postgres)?;
        }
    }
    match f(conn) {
        Ok(value) => {
            <Conn as Connection>::TransactionManager::commit_transaction(conn)?;
            Ok(value)
        }
        Err(failure) => {
            if let Err(error) = <Conn as Connection>::TransactionManager::rollback_transaction(conn)
            {
                tracing::warn!(error = %error, "rollback failed");
            }
            Err(failure)
        }
    }
}

/// Grows to about 13 ms; the thread's own identity spreads the competitors.
fn back_off(tries: u32) -> Duration {
    let spread = u64::from(std::process::id()) ^ u64::from(tries).wrapping_mul(0x9E37_79B9);
    Duration::from_micros((200 << tries.min(6)) + spread % 700)
}
