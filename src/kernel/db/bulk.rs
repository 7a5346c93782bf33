//! Mass upserts: many rows of texts in one statement, for imports.
//!
//! The rows travel as one JSON array in one bound value, which both databases unfold: no limit of variables, one parse,
//! one round trip. All columns are NOT NULL texts.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::Conn;

/// Where rows go. The names are constants of ours, never words of anybody else.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The table.
    pub table: &'static str,
    /// Its columns, the primary key first.
    pub columns: &'static [&'static str],
}

/// Inserts the rows, or replaces those whose key is there already. Of several rows with one key the last one stays.
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
