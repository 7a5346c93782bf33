//! Files held back until they are scanned: their rows, and the job that settles them.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::clamd::Verdict;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox::{self, Job, JobError, JobRef, Tools};
use crate::schema::file_scans;
use crate::text_enum;

text_enum! {
    /// What is known of a file.
    pub enum FileState {
        /// Its scan is awaited: nobody reads it.
        Pending = "pending",
        /// Scanned, nothing found.
        Clean = "clean",
        /// Something was found: its bytes are gone.
        Infected = "infected",
        /// Came when there was no antivirus, or there is none any more.
        Unchecked = "unchecked",
    }
}

impl FileState {
    /// Whether its bytes may be given.
    #[must_use]
    pub const fn is_readable(self) -> bool {
        matches!(self, Self::Clean | Self::Unchecked)
    }

    /// What people read of it; nothing when there is nothing to say.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Pending => "En cours d'analyse par l'antivirus",
            Self::Infected => {
                "Refusé : l'antivirus y a trouvé un logiciel malveillant. Joignez un fichier sain à la place."
            }
            Self::Clean | Self::Unchecked => "",
        }
    }
}

pub(super) fn hold(tx: &mut Conn, ctx: &Ctx, key: &str) -> Result<(), Fault> {
    diesel::insert_into(file_scans::table)
        .values((
            file_scans::storage_key.eq(key),
            file_scans::state.eq(FileState::Pending),
            file_scans::finding.eq(""),
            file_scans::held_at.eq(ctx.now),
        ))
        .execute(tx)?;
    let job = ScanFile {
        key: key.to_owned(),
    };
    Ok(outbox::push(tx, ctx, &job)?)
}

/// What is known of the file under a key.
pub fn state_of(c: &mut Conn, key: &str) -> Result<FileState, Fault> {
    let found: Option<FileState> = file_scans::table
        .find(key)
        .select(file_scans::state)
        .first(c)
        .optional()?;
    Ok(found.unwrap_or(FileState::Unchecked))
}

/// What is known of several files, by key; those not told of are [`FileState::Unchecked`].
pub fn states_of(c: &mut Conn, keys: &[String]) -> Result<BTreeMap<String, FileState>, Fault> {
    if keys.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(String, FileState)> = file_scans::table
        .filter(file_scans::storage_key.eq_any(keys.to_vec()))
        .select((file_scans::storage_key, file_scans::state))
        .load(c)?;
    Ok(rows.into_iter().collect())
}

fn settle(
    tx: &mut Conn,
    (key, now): (&str, Instant),
    state: FileState,
    finding: &str,
) -> QueryResult<bool> {
    let pending = file_scans::table
        .find(key)
        .filter(file_scans::state.eq(FileState::Pending));
    let changed = diesel::update(pending)
        .set((
            file_scans::state.eq(state),
            file_scans::finding.eq(finding),
            file_scans::settled_at.eq(now),
        ))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Has the antivirus read a file that is held back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScanFile {
    /// Which.
    pub key: String,
}

impl Job for ScanFile {
    const KIND: &'static str = "files.scan";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let state = tools
            .db
            .read_now::<_, Never>(|c| Ok(state_of(c, &self.key)?))
            .map_err(Failure::into_fault)?;
        if state == FileState::Infected {
            // Found the last time, but the bytes may still be there.
            return Ok(tools.files.forget(&self.key)?);
        }
        if state != FileState::Pending {
            return Ok(());
        }
        let (state, finding) = match &tools.files.scanner {
            None => (FileState::Unchecked, String::new()),
            Some(scanner) => {
                let mut file = tools.files.open(&self.key)?;
                match scanner.scan(&mut file) {
                    Ok(Verdict::Clean) => (FileState::Clean, String::new()),
                    Ok(Verdict::Infected(finding)) => (FileState::Infected, finding),
                    Err(error) => return Err(JobError::Retry(format!("antivirus: {error}"))),
                }
            }
        };
        self.keep(tools, job.now, (state, &finding))?;
        if state == FileState::Infected {
            tools.files.forget(&self.key)?;
        }
        Ok(())
    }
}

impl ScanFile {
    fn keep(
        &self,
        tools: &Tools,
        now: Instant,
        (state, finding): (FileState, &str),
    ) -> Result<(), Fault> {
        let ctx = tools.ctx();
        tools
            .db
            .write_now::<_, Never>(|tx| {
                if settle(tx, (&self.key, now), state, finding)? && state == FileState::Infected {
                    let id = self.key.parse::<Uuid>().unwrap_or_default();
                    let entry = Entry::new("upload.infected", "upload", id);
                    journal::record(tx, &ctx, entry.data(json!({ "finding": finding })))?;
                }
                Ok(())
            })
            .map_err(Failure::into_fault)
    }
}
