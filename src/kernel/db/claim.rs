//! One server for one embedded database.
//!
//! SQLite's file may be shared by processes, but the jobs, the sealing of the journal and the documents beside it are
//! meant for one node. A lock file says that a server runs; the operating system frees it however the process ends.

use std::fs::{File, TryLockError};

use super::url::DbUrl;
use crate::kernel::error::Fault;

/// The right to serve a database, kept while it is held.
#[derive(Debug)]
pub struct Claim {
    _lock: Option<File>,
}

/// Claims the database for this process; `None` when another server has it. Several servers may share PostgreSQL.
pub fn claim(url: &DbUrl) -> Result<Option<Claim>, Fault> {
    let DbUrl::Sqlite(path) = url else {
        return Ok(Some(Claim { _lock: None }));
    };
    let file = File::create(path.with_extension("serving"))
        .map_err(Fault::other("creating the lock of the server"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Claim { _lock: Some(file) })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => {
            Err(Fault::other("locking the database for this server")(error))
        }
    }
}
