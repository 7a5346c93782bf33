//! Which database: chosen by the scheme of its URL.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::Conn;

/// Which database a URL names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// Embedded.
    Sqlite,
    /// A server.
    Postgres,
}

/// A checked database URL.
#[derive(Clone, PartialEq, Eq)]
pub enum DbUrl {
    /// `sqlite:PATH`
    Sqlite(PathBuf),
    /// `postgres://...`, kept whole for libpq.
    Postgres(String),
}

/// The URL names no database that Guichet knows.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected sqlite:PATH or postgres://USER@HOST/DATABASE")]
pub struct DbUrlError;

impl FromStr for DbUrl {
    type Err = DbUrlError;

    fn from_str(text: &str) -> Result<Self, DbUrlError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        match text
            .strip_prefix("sqlite:")
            .map(|path| path.trim_start_matches("//"))
        {
            Some(path) if !path.is_empty() => {
                let path = if text.starts_with("sqlite:///") {
                    format!("/{}", path.trim_start_matches('/'))
                } else {
                    path.to_owned()
                };
                Ok(Self::Sqlite(PathBuf::from(path)))
            }
            _ => Err(DbUrlError),
        }
    }
}

/// Shows where, never the password.
impl fmt::Debug for DbUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                let host = url.rsplit_once('@').map_or("…", |(_, host)| host);
                write!(f, "postgres://…@{host}")
            }
        }
    }
}

impl DbUrl {
    /// Which database this is.
    #[must_use]
    pub fn backend(&self) -> Backend {
        match self {
            Self::Sqlite(_) => Backend::Sqlite,
            Self::Postgres(_) => Backend::Postgres,
        }
    }

    /// Opens one connection, with the settings every connection has.
    pub(super) fn connect(&self) -> Result<Conn, ConnectError> {
        match self {
            Self::Sqlite(path) => {
                let mut c = SqliteConnection::establish(&path.to_string_lossy())?;
                // Pages are kept by the system too: those that a connection keeps beside are copies. Whoever fills the log
                // moves it into the base while every writer waits: less often, hot pages are moved once for many changes.
                c.batch_execute(
                    "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; \
                     PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA recursive_triggers=ON; \
                     PRAGMA cache_size=-768; PRAGMA wal_autocheckpoint=4000;",
                )?;
                Ok(Conn::Sqlite(c))
            }
            Self::Postgres(url) => {
                let mut c = PgConnection::establish(url)?;
                // A bound LIMIT makes the planner distrust its generic plan and plan a listing anew each time, which costs
                // more than the listing; our statements have one good plan whatever their values.
                c.batch_execute(
                    "SET TIME ZONE 'UTC'; SET statement_timeout='30s'; SET lock_timeout='10s'; \
                     SET client_min_messages='warning'; SET plan_cache_mode='force_generic_plan';",
                )?;
                Ok(Conn::Pg(c))
            }
        }
    }
}

/// Why a connection could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The server or the file can't be reached.
    #[error(transparent)]
    Open(#[from] ConnectionError),
    /// The first statements failed.
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
}
