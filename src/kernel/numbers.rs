//! Numbers that people quote (`D-000123`), unique among all nodes, without a row that every writer waits for.
//!
//! Each process takes a block of numbers at a time, in a transaction of its own. A number is never given twice; numbers
//! left over when a process ends, or taken for a transaction that fails, are never given at all.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use diesel::prelude::*;

use crate::kernel::db::{BothExt, Conn, Db};
use crate::kernel::error::{Failure, Fault, Never};
use crate::schema::number_blocks;

/// Numbers taken at once.
const BLOCK: i64 = 10;

type Key = (&'static str, i32);

/// Gives out numbers, counted from 1 for each kind and year. Cheap to clone.
#[derive(Clone)]
pub struct Numbers {
    db: Db,
    blocks: Arc<Mutex<HashMap<Key, Vec<Range<i64>>>>>,
}

impl fmt::Debug for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Numbers")
    }
}

impl Numbers {
    /// A source over a database; takes nothing yet.
    #[must_use]
    pub fn new(db: &Db) -> Self {
        Self {
            db: db.clone(),
            blocks: Arc::default(),
        }
    }

    /// The next number. Ask for it before opening the transaction that uses it.
    pub async fn next(&self, kind: &'static str, year: i32) -> Result<i64, Fault> {
        loop {
            if let Some(number) = self.left_over((kind, year)) {
                return Ok(number);
            }
            let block = self
                .db
                .queue::<_, Never, _>(move |tx| Ok(take_block(tx, kind, year)?))
                .await;
            self.add((kind, year), block.map_err(Failure::into_fault)?);
        }
    }

    /// [`Numbers::next`] for code that may block.
    pub fn next_now(&self, kind: &'static str, year: i32) -> Result<i64, Fault> {
        loop {
            if let Some(number) = self.left_over((kind, year)) {
                return Ok(number);
            }
            let block = self
                .db
                .queue_now::<_, Never>(|tx| Ok(take_block(tx, kind, year)?));
            self.add((kind, year), block.map_err(Failure::into_fault)?);
        }
    }

    fn left_over(&self, key: Key) -> Option<i64> {
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let ranges = blocks.get_mut(&key)?;
        loop {
            match ranges.first_mut()?.next() {
                Some(number) => return Some(number),
                None => drop(ranges.remove(0)),
            }
        }
    }

    fn add(&self, key: Key, block: Range<i64>) {
        self.blocks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(key)
            .or_default()
            .push(block);
    }
}

fn take_block(tx: &mut Conn, kind: &str, year: i32) -> QueryResult<Range<i64>> {
    let end: i64 = diesel::insert_into(number_blocks::table)
        .values((
            number_blocks::kind.eq(kind),
            number_blocks::year.eq(year),
            number_blocks::next_value.eq(BLOCK + 1),
        ))
        .on_conflict((number_blocks::kind, number_blocks::year))
        .do_update()
        .set(number_blocks::next_value.eq(number_blocks::next_value + BLOCK))
        .returning(number_blocks::next_value)
        .both()
        .get_result(tx)?;
    Ok(end - BLOCK..end)
}
