//! One database layer over SQLite and PostgreSQL.
//!
//! Rules, each measured to be needed:
//! - transactions are opened by [`Db`] alone, and a writing one is serialisable on both databases
//!   (`BEGIN IMMEDIATE`; `SERIALIZABLE` with retry), so its closure may run again and has no side effect;
//! - what passes (flows of the sandbox, their traces) does not wait for the disk ([`Db::passing`]); everything else does;
//! - reads use connections on which the database itself refuses to write;
//! - no other module names a back end, but for the outbox, the search and the migrations;
//! - a failed statement ends the transaction: nobody catches an error and goes on.

pub mod assembled;
pub mod bulk;
mod claim;
mod conn;
mod migrate;
mod pool;
pub mod types;
mod url;

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sqlite::Sqlite;
use diesel::{QueryResult, RunQueryDsl};

pub use claim::{Claim, claim};
pub use conn::{Conn, MultiBackend};
pub use migrate::{migrate, revert_all};
pub use pool::Db;
pub use url::{Backend, DbUrl, DbUrlError};

/// A statement that both databases understand but for which [`MultiBackend`] has no glue: `ON CONFLICT`,
/// window functions, unions.
#[derive(Debug, Clone, Copy)]
pub struct Both<T>(T);

impl<T: QueryFragment<Sqlite> + QueryFragment<Pg>> QueryFragment<MultiBackend> for Both<T> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(&self.0, pass)
    }
}
impl<T: QueryId> QueryId for Both<T> {
    type QueryId = T::QueryId;
    const HAS_STATIC_QUERY_ID: bool = T::HAS_STATIC_QUERY_ID;
}
impl<T: Query> Query for Both<T> {
    type SqlType = T::SqlType;
}
impl<T> RunQueryDsl<Conn> for Both<T> {}

/// Adds `.both()` to statements.
pub trait BothExt: Sized {
    /// Wraps the statement so that it runs on either database.
    fn both(self) -> Both<Self> {
        Both(self)
    }
}
impl<T> BothExt for T {}
