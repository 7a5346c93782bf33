//! The connection to either database.
#![expect(
    missing_docs,
    reason = "the derive writes public items without documentation"
)]

use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;

/// A connection to either database; every query of the house goes through it.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// The embedded default.
    Sqlite(SqliteConnection),
    /// For several nodes.
    Pg(PgConnection),
}
