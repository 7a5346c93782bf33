//! Sealing: numbering the entries and chaining them by hash.
//!
//! One sealer at a time, by a lease. Should two believe they hold it, the unique sequence numbers and the guarded
//! update of the head let one of them through and undo the other. Entries are sealed in the order of their instant
//! among those that are visible; one whose transaction committed late comes after, with an earlier instant.

use chrono::Duration;
use diesel::dsl::exists;
use diesel::prelude::*;

use super::{GENESIS, Stored};
use crate::kernel::clock::Instant;
use crate::kernel::db::{Conn, Db};
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::lease::{self, Look};
use crate::schema::{journal_entries, journal_head};

/// The lease of the sealer.
pub const LEASE: &str = "journal sealer";
const LEASE_SECONDS: i64 = 5;
/// Entries sealed in one transaction: a few milliseconds of SQLite's write lock.
const BATCH: i64 = 200;

/// Seals a batch of entries.
pub fn seal(db: &Db, now: Instant, holder: &str) -> Result<Look, Fault> {
    let unsealed = journal_entries::table.filter(journal_entries::seq.is_null());
    let waiting = db
        .read_now::<bool, Never>(|c| Ok(diesel::select(exists(unsealed)).get_result(c)?))
        .map_err(Failure::into_fault)?;
    if !waiting {
        return Ok(Look::Nothing);
    }
    db.queue_now::<_, Never>(|tx| {
        if !lease::acquire(tx, LEASE, holder, now, Duration::seconds(LEASE_SECONDS))? {
            return Ok(Look::NotOurs);
        }
        Ok(seal_batch(tx)?)
    })
    .map_err(Failure::into_fault)
}

fn seal_batch(tx: &mut Conn) -> Result<Look, Fault> {
    let (head, head_hash) = checked_head(tx)?;
    let batch: Vec<Stored> = journal_entries::table
        .filter(journal_entries::seq.is_null())
        .order((journal_entries::at.asc(), journal_entries::id.asc()))
        .limit(BATCH)
        .select(Stored::as_select())
        .load(tx)?;
    let (mut seq, mut hash) = (head, head_hash);
    for entry in &batch {
        seq += 1;
        hash = entry.hash_at(seq, &hash)?;
        let place = journal_entries::table
            .find(entry.id)
            .filter(journal_entries::seq.is_null());
        let changed = diesel::update(place)
            .set((
                journal_entries::seq.eq(Some(seq)),
                journal_entries::hash.eq(Some(&hash)),
            ))
            .execute(tx)?;
        expect_one(changed)?;
    }
    let moved = diesel::update(journal_head::table.filter(journal_head::seq.eq(head)))
        .set((journal_head::seq.eq(seq), journal_head::hash.eq(&hash)))
        .execute(tx)?;
    expect_one(moved)?;
    let more = i64::try_from(batch.len()).is_ok_and(|len| len == BATCH);
    Ok(Look::Done {
        count: batch.len(),
        more,
    })
}

/// Somebody else sealed meanwhile: this round is undone, and the next one starts from the new head.
fn expect_one(changed: usize) -> Result<(), Fault> {
    if changed == 1 {
        Ok(())
    } else {
        Err(Fault::contention())
    }
}

/// The head of the chain; a fault when the entry it names is not there any more, for nothing may be chained to a
/// journal that was cut.
fn checked_head(tx: &mut Conn) -> Result<(i64, String), Fault> {
    let (seq, hash): (i64, String) = journal_head::table
        .select((journal_head::seq, journal_head::hash))
        .first(tx)?;
    let found = if seq == 0 {
        GENESIS.to_owned()
    } else {
        journal_entries::table
            .filter(journal_entries::seq.eq(seq))
            .select(journal_entries::hash)
            .first::<Option<String>>(tx)
            .optional()?
            .flatten()
            .unwrap_or_default()
    };
    if found == hash {
        Ok((seq, hash))
    } else {
        Err(Fault::inconsistent("journal_head", seq))
    }
}
