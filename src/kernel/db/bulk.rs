//! Many rows in one statement: [`upsert`] of texts, for imports; [`insert`] of rows of any kind, for batches on a server.
//!
//! The rows travel as one JSON array in one bound value, which the database unfolds: no limit of variables, one parse, one
//! round trip.

use std::collections::BTreeMap;

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::Serialize;

use super::Conn;

/// Where rows go. The names are constants of ours, never words of anybody else.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The table.
    pub table: &'static str,
    /// Its columns, the primary key first.
    pub columns: &'static [&'static str],
}

/// Inserts rows of NOT NULL texts, or replaces those whose key is there already. Of several rows with one key the last one stays.
pub fn upsert(tx: &mut Conn, target: &Target, rows: &[Vec<String>]) -> QueryResult<()> {
    let last: BTreeMap<&String, &Vec<String>> = rows
        .iter()
        .filter_map(|row| Some((row.first()?, row)))
        .collect();
    if last.is_empty() {
        return Ok(());
    }
    let kept: Vec<&Vec<String>> = last.into_values().collect();
    let json = serde_json::to_string(&kept)
        .map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    diesel::sql_query(statement(tx, target))
        .bind::<Text, _>(json)
        .execute(tx)?;
    Ok(())
}

fn statement(c: &Conn, target: &Target) -> String {
    let indexes = 0..target.columns.len();
    let (values, source) = match c {
        Conn::Sqlite(_) => (
            joined(indexes.map(|i| format!("value ->> {i}"))),
            "json_each($1) WHERE true",
        ),
        Conn::Pg(_) => (
            joined(indexes.map(|i| format!("value ->> {i}"))),
            "jsonb_array_elements($1::jsonb) AS source (value)",
        ),
    };
    let key = target.columns.first().copied().unwrap_or_default();
    let set = joined(
        target
            .columns
            .iter()
            .skip(1)
            .map(|name| format!("{name} = excluded.{name}")),
    );
    format!(
        "INSERT INTO {} ({}) SELECT {values} FROM {source} ON CONFLICT ({key}) DO UPDATE SET {set}",
        target.table,
        target.columns.join(", "),
    )
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// What a column of [`insert`] holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An id.
    Id,
    /// A text.
    Text,
    /// An instant, as [`crate::kernel::clock::Instant::rfc3339`] writes it.
    Instant,
    /// A whole number.
    Number,
    /// A JSON value.
    Json,
}

impl Kind {
    /// The value at a place of the row, as PostgreSQL must be told to read it.
    fn at(self, place: usize) -> String {
        match self {
            Self::Id => format!("(value ->> {place})::uuid"),
            Self::Text => format!("value ->> {place}"),
            Self::Instant => format!("(value ->> {place})::timestamptz"),
            Self::Number => format!("(value ->> {place})::integer"),
            Self::Json => format!("value -> {place}"),
        }
    }
}

/// Where new rows go, with what each column holds; the names are constants of ours here too.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// The table.
    pub table: &'static str,
    /// Its columns.
    pub columns: &'static [(&'static str, Kind)],
}

/// Inserts rows. A server, for which each statement is a way there and back, is told of all at once: `told` gives a row as
/// an array, its values in the order of the columns. The embedded database is done sooner with a prepared statement for
/// each, which `one` sends, than with a text to read.
pub fn insert<R, T: Serialize>(
    tx: &mut Conn,
    target: &Columns,
    rows: Vec<R>,
    told: impl FnMut(R) -> T,
    mut one: impl FnMut(&mut Conn, R) -> QueryResult<usize>,
) -> QueryResult<()> {
    match tx {
        Conn::Sqlite(_) => rows
            .into_iter()
            .try_for_each(|row| one(tx, row).map(|_| ())),
        Conn::Pg(tx) => {
            let told: Vec<T> = rows.into_iter().map(told).collect();
            insert_all(tx, target, &told)
        }
    }
}

fn insert_all<T: Serialize>(
    tx: &mut PgConnection,
    target: &Columns,
    rows: &[T],
) -> QueryResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let json = serde_json::to_string(rows)
        .map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    let names = joined(target.columns.iter().map(|(name, _)| (*name).to_owned()));
    let kinds = target.columns.iter().map(|(_, kind)| *kind).enumerate();
    let values = joined(kinds.map(|(place, kind)| kind.at(place)));
    let sql = format!(
        "INSERT INTO {} ({names}) SELECT {values} FROM jsonb_array_elements($1::jsonb) AS source (value)",
        target.table
    );
    diesel::sql_query(sql).bind::<Text, _>(json).execute(tx)?;
    Ok(())
}
