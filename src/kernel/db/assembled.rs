//! Statements put together from pieces, for listings whose shape follows what was asked.
//!
//! Diesel's own expressions say neither bounded subqueries in `FROM` nor a union of them. Words of people are bound, never
//! written in the text; one text is prepared once for each connection, which `sql_query` never is.

use std::borrow::Cow;
use std::marker::PhantomData;

use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Integer, Text};
use diesel::{QueryResult, RunQueryDsl};
use uuid::Uuid;

use super::types::{SqlDay, SqlUuid};
use super::{Conn, MultiBackend};
use crate::kernel::clock::Day;
use crate::typed_id;

typed_id! {
    /// Any identifier, as a statement binds it.
    pub struct BoundId;
}

#[derive(Debug, Clone)]
enum Piece {
    Sql(Cow<'static, str>),
    Text(String),
    Number(i64),
    Id(BoundId),
    Day(Day),
}

/// Pieces of SQL and the values bound between them.
#[derive(Debug, Clone, Default)]
pub struct Sql(Vec<Piece>);

impl Sql {
    /// Begins with a text of ours.
    #[must_use]
    pub fn new(sql: impl Into<Cow<'static, str>>) -> Self {
        Self(vec![Piece::Sql(sql.into())])
    }

    /// Adds a text of ours.
    #[must_use]
    pub fn sql(mut self, sql: impl Into<Cow<'static, str>>) -> Self {
        self.0.push(Piece::Sql(sql.into()));
        self
    }

    /// Binds a text.
    #[must_use]
    pub fn text(mut self, value: impl Into<String>) -> Self {
        self.0.push(Piece::Text(value.into()));
        self
    }

    /// Binds a number.
    #[must_use]
    pub fn number(mut self, value: i64) -> Self {
        self.0.push(Piece::Number(value));
        self
    }

    /// Binds an identifier.
    #[must_use]
    pub fn id(mut self, value: impl Into<Uuid>) -> Self {
        self.0.push(Piece::Id(BoundId(value.into())));
        self
    }

    /// Binds a day.
    #[must_use]
    pub fn day(mut self, value: Day) -> Self {
        self.0.push(Piece::Day(value));
        self
    }

    /// Adds other pieces.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// All of them, with `between` in between.
    #[must_use]
    pub fn joined(parts: impl IntoIterator<Item = Self>, between: &'static str) -> Self {
        let mut whole = Self::default();
        for (n, part) in parts.into_iter().enumerate() {
            if n > 0 {
                whole = whole.sql(between);
            }
            whole = whole.then(part);
        }
        whole
    }

    /// The statement, whose rows are of the SQL type `Row`.
    #[must_use]
    pub fn rows<Row>(self) -> Assembled<Row> {
        Assembled(self, PhantomData)
    }
}

/// How the database would answer, line by line.
pub fn explain(c: &mut Conn, sql: Sql) -> QueryResult<Vec<String>> {
    match c {
        Conn::Sqlite(_) => {
            let steps = Sql::new("EXPLAIN QUERY PLAN ").then(sql);
            let rows = steps.rows::<(Integer, Integer, Integer, Text)>();
            let rows = rows.load::<(i32, i32, i32, String)>(c)?;
            Ok(rows.into_iter().map(|(.., step)| step).collect())
        }
        Conn::Pg(_) => Sql::new("EXPLAIN ")
            .then(sql)
            .rows::<Text>()
            .load::<String>(c),
    }
}

/// A statement made of pieces.
#[derive(Debug, Clone)]
pub struct Assembled<Row>(Sql, PhantomData<Row>);

impl<Row> QueryFragment<MultiBackend> for Assembled<Row> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        for piece in &self.0.0 {
            match piece {
                Piece::Sql(sql) => pass.push_sql(sql),
                Piece::Text(value) => pass.push_bind_param::<Text, String>(value)?,
                Piece::Number(value) => pass.push_bind_param::<BigInt, i64>(value)?,
                Piece::Id(value) => pass.push_bind_param::<SqlUuid, BoundId>(value)?,
                Piece::Day(value) => pass.push_bind_param::<SqlDay, Day>(value)?,
            }
        }
        Ok(())
    }
}
impl<Row> QueryId for Assembled<Row> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl<Row> Query for Assembled<Row> {
    type SqlType = Row;
}
impl<Row> RunQueryDsl<Conn> for Assembled<Row> {}
