//! The outbox: effects that leave the house, kept with their cause and carried out after it.
//!
//! [`push`] writes a job in the transaction of its cause, so both exist or neither does. A [`Worker`] claims it with a
//! lease in a short transaction, carries it out, and marks it done in a second one. A process that dies in between
//! leaves a lease that runs out: a job is done **at least once**, so jobs are idempotent and a mail keeps its
//! `Message-ID`, which is the job's id. A job that fails is tried again, later and later, and is given up visibly in the
//! end: its row stays with the last error.
//!
//! One job is one effect (one mail, one call). Its payload holds ids, never an address or a secret: what it needs it
//! reads when it runs. A link with a secret is minted in the job, its hash committed before it is sent.
//!
//! ```text
//! due -> claimed -> done
//!  ^        |-> due later (failed, attempts left)
//!  |        |-> given up
//!  '--------'   (lease ran out)
//! ```

mod queue;
mod worker;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use self::queue::{Undelivered, sweep, try_again, undelivered};
pub use self::worker::{Drained, Worker, drain};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::{Ctx, Sources};
use crate::kernel::db::types::Json;
use crate::kernel::db::{Conn, Db};
use crate::kernel::error::{Failure, Fault, Refusal};
use crate::kernel::fetch::Fetcher;
use crate::kernel::files::Files;
use crate::kernel::mailer::{MailError, Mailer};
use crate::kernel::plugs::Plugs;
use crate::schema::outbox_jobs;

crate::typed_id! {
    /// Identifies a job, and so the mail it sends.
    pub struct JobId;
}

/// An effect. Its fields are its payload: ids and codes.
pub trait Job: Serialize + DeserializeOwned {
    /// Name in the database, `<slice>.<effect>`; never changes once released.
    const KIND: &'static str;

    /// Carries the effect out. May block, may run again after having succeeded.
    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError>;
}

/// Which job runs, and which try this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobRef {
    /// Stays the same over all tries.
    pub id: JobId,
    /// 1 for the first try.
    pub attempt: i32,
    /// When this try began.
    pub now: Instant,
}

/// Why a job did not succeed. The text is kept in the database and shown to administrators: no address, no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobError {
    /// Later it may work.
    Retry(String),
    /// It never will.
    GiveUp(String),
}

impl From<Fault> for JobError {
    fn from(fault: Fault) -> Self {
        Self::Retry(fault.to_string())
    }
}
impl<R: Refusal> From<Failure<R>> for JobError {
    fn from(failure: Failure<R>) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::GiveUp(format!("refused: {refusal:?}")),
            Failure::Fault(fault) => fault.into(),
        }
    }
}
impl From<diesel::result::Error> for JobError {
    fn from(error: diesel::result::Error) -> Self {
        Fault::from(error).into()
    }
}
impl From<MailError> for JobError {
    fn from(error: MailError) -> Self {
        match error {
            MailError::Address(_) => Self::GiveUp(error.to_string()),
            MailError::Template(_)
            | MailError::Message(_)
            | MailError::Smtp(_)
            | MailError::Mailbox(_) => Self::Retry(error.to_string()),
        }
    }
}

/// What jobs work with. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tools {
    /// The database.
    pub db: Db,
    /// Files that people entrusted.
    pub files: Files,
    /// Sends mails.
    pub mailer: Mailer,
    /// Asks addresses that people typed.
    pub fetcher: Fetcher,
    /// Makers of time, ids and secrets.
    pub sources: Sources,
    /// Base of the links in mails, without a slash at the end.
    pub public_url: Arc<str>,
    /// The known jobs.
    pub registry: Arc<Registry>,
    /// What slices plugged in.
    pub plugs: Plugs,
}

impl Tools {
    /// The context of what a job does by itself.
    #[must_use]
    pub fn ctx(&self) -> Ctx {
        self.sources.system_ctx("outbox")
    }
}

type Run = fn(Value, &Tools, &JobRef) -> Result<(), JobError>;

/// The kinds of jobs that this build can carry out; filled by `app.rs`.
#[derive(Clone, Default)]
pub struct Registry {
    kinds: BTreeMap<&'static str, Run>,
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.kinds.keys()).finish()
    }
}

impl Registry {
    /// Knows no job.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a kind of job.
    #[must_use]
    pub fn with<J: Job>(mut self) -> Self {
        let run: Run = |payload, tools, job| {
            let effect: J = serde_json::from_value(payload).map_err(|error| {
                JobError::GiveUp(format!("payload does not fit {}: {error}", J::KIND))
            })?;
            effect.run(tools, job)
        };
        let twin = self.kinds.insert(J::KIND, run);
        debug_assert!(twin.is_none(), "two jobs are called {}", J::KIND);
        self
    }

    /// The kinds known, in order.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.kinds.keys().copied()
    }

    fn run(&self, kind: &str, payload: Value, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        match self.kinds.get(kind) {
            Some(run) => run(payload, tools, job),
            // during a rolling update an older node may meet a newer kind: a newer node will take it
            None => Err(JobError::Retry(format!("no job is called {kind} here"))),
        }
    }
}

/// Adds a job to be done as soon as the transaction has committed.
pub fn push<J: Job>(tx: &mut Conn, ctx: &Ctx, job: &J) -> Result<(), diesel::result::Error> {
    push_at(tx, ctx, job, ctx.now)
}

/// Adds a job to be done at `due`, or soon after.
pub fn push_at<J: Job>(
    tx: &mut Conn,
    ctx: &Ctx,
    job: &J,
    due: Instant,
) -> Result<(), diesel::result::Error> {
    let payload = serde_json::to_value(job)
        .map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    diesel::insert_into(outbox_jobs::table)
        .values((
            outbox_jobs::id.eq(ctx.new_id::<JobId>()),
            outbox_jobs::kind.eq(J::KIND),
            outbox_jobs::payload.eq(Json(payload)),
            outbox_jobs::created_at.eq(ctx.now),
            outbox_jobs::due_at.eq(due),
            outbox_jobs::attempts.eq(0_i32),
        ))
        .execute(tx)?;
    Ok(())
}
