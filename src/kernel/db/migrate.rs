//! Schema migrations, embedded for both databases and applied at start.
//!
//! diesel takes no lock of its own: several nodes that start together would collide, so an advisory lock
//! (PostgreSQL) or a lock file beside the database (SQLite) is held meanwhile.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::url::DbUrl;
use super::{Conn, MultiBackend};
use crate::kernel::error::Fault;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Names the advisory lock; any constant will do as long as nobody else uses it.
const ADVISORY_LOCK: i64 = 0x6775_6963_6865_7400;

/// Applies what is missing; returns how many migrations ran.
pub fn migrate(url: &DbUrl) -> Result<usize, Fault> {
    alone(url, |conn| {
        match conn {
            Conn::Sqlite(c) => c.run_pending_migrations(SQLITE).map(|done| done.len()),
            Conn::Pg(c) => c.run_pending_migrations(POSTGRES).map(|done| done.len()),
        }
        .map_err(Fault::other("migrating the database"))
    })
}

/// Takes every migration back, newest first; for tests of the way down.
pub fn revert_all(url: &DbUrl) -> Result<usize, Fault> {
    alone(url, |conn| {
        match conn {
            Conn::Sqlite(c) => c.revert_all_migrations(SQLITE).map(|done| done.len()),
            Conn::Pg(c) => c.revert_all_migrations(POSTGRES).map(|done| done.len()),
        }
        .map_err(Fault::other("reverting the migrations"))
    })
}

fn alone<T>(url: &DbUrl, act: impl FnOnce(&mut Conn) -> Result<T, Fault>) -> Result<T, Fault> {
    let lock = match url {
        DbUrl::Sqlite(path) => {
            let lock = std::fs::File::create(path.with_extension("migrating"))
                .map_err(Fault::other("creating the migration lock"))?;
            lock.lock()
                .map_err(Fault::other("locking the migrations"))?;
            Some(lock)
        }
        DbUrl::Postgres(_) => None,
    };
    let mut conn = url
        .connect()
        .map_err(Fault::other("connecting to the database"))?;
    if matches!(conn, Conn::Pg(_)) {
        advisory(&mut conn, "SELECT pg_advisory_lock($1)")?;
    }
    let result = act(&mut conn);
    if matches!(conn, Conn::Pg(_)) {
        advisory(&mut conn, "SELECT pg_advisory_unlock($1)")?;
    }
    drop(lock);
    result
}

fn advisory(conn: &mut Conn, sql: &'static str) -> Result<(), Fault> {
    diesel::sql_query(sql)
        .into_boxed::<MultiBackend>()
        .bind::<BigInt, _>(ADVISORY_LOCK)
        .execute(conn)?;
    Ok(())
}
