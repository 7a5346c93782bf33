//! Reading a file of the stock into the database: streamed, a batch at a time, resumable.
//!
//! A batch and the offset it brings the file to are one transaction: stopped anywhere, the same file goes on from its
//! last batch. Memory holds one batch, whatever the size of the file. A row without a valid number is counted and
//! passed over. Rows that are there already are replaced, so next month's file is imported over this month's.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;

use csv::{ByteRecord, Position, Reader, ReaderBuilder};

use super::stock::{Columns, Kind};
use super::store::{self, Checkpoint};
use crate::kernel::ctx::Sources;
use crate::kernel::db::Db;
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::secret::sha256_hex;

/// Rows written together.
const BATCH: usize = 2_000;
/// Rows between two words on the progress.
const TELL_EVERY: i64 = 100_000;
/// Bytes at the beginning of a file by which it is known again, with its length.
const HEAD: u64 = 65_536;

/// Import a file of the stock.
#[derive(Debug, Clone)]
pub struct Import {
    /// Which file it is.
    pub kind: Kind,
    /// Where it is.
    pub path: PathBuf,
    /// Begin again, even if the same file was imported or begun.
    pub restart: bool,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// Rows read, earlier runs included.
    pub rows: i64,
    /// Of which without a valid number.
    pub refused: i64,
    /// Rows that an earlier run had read.
    pub resumed_from: i64,
    /// Parts of the file in a hundred.
    pub percent: i64,
}

/// Why an import stopped.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file can't be read.
    #[error("the file can't be read: {0}")]
    File(#[from] std::io::Error),
    /// The file is not one of the stock.
    #[error("this is not the expected file: columns missing in its header: {}", .0.join(", "))]
    Header(Vec<&'static str>),
    /// The file is not CSV from some place on.
    #[error("the file is not CSV: {0}")]
    Csv(#[from] csv::Error),
    /// Another process imports the same file.
    #[error("another import of this file is running")]
    Elsewhere,
    /// The database.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Imports a file, telling `progress` now and then.
pub fn import(
    db: &Db,
    sources: &Sources,
    cmd: &Import,
    progress: &mut dyn FnMut(Imported),
) -> Result<Imported, ImportError> {
    let mut file = File::open(&cmd.path)?;
    let length = file.metadata()?.len();
    let fingerprint = fingerprint(&mut file, length)?;
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(file);
    let columns = Columns::of(cmd.kind, reader.byte_headers()?).map_err(ImportError::Header)?;
    let from = start(db, sources, cmd, fingerprint)?;
    let mut run = Run {
        db,
        sources,
        kind: cmd.kind,
        resumed_from: from.rows_read,
        at: from,
        length,
    };
    if run.at.finished_at.is_none() {
        run.go_to_checkpoint(&mut reader)?;
        run.read_all(&mut reader, &columns, progress)?;
    }
    Ok(run.so_far())
}

fn fingerprint(file: &mut File, length: u64) -> Result<String, ImportError> {
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    head.extend(length.to_be_bytes());
    Ok(sha256_hex(&head))
}

/// Where to begin: at the last batch of the same file, or at its start.
fn start(
    db: &Db,
    sources: &Sources,
    cmd: &Import,
    fingerprint: String,
) -> Result<Checkpoint, ImportError> {
    let kept = db
        .read_now::<_, Never>(|c| Ok(store::checkpoint(c, cmd.kind)?))
        .map_err(Failure::into_fault)?;
    let same = |kept: &Checkpoint| kept.fingerprint == fingerprint && !cmd.restart;
    if let Some(kept) = kept.filter(same) {
        return Ok(kept);
    }
    let now = sources.clock.now();
    db.write_now::<_, Never>(|tx| Ok(store::begin(tx, (cmd.kind, now), &fingerprint)?))
        .map_err(Failure::into_fault)?;
    Ok(Checkpoint {
        fingerprint,
        byte_offset: 0,
        rows_read: 0,
        rows_refused: 0,
        finished_at: None,
    })
}

struct Run<'a> {
    db: &'a Db,
    sources: &'a Sources,
    kind: Kind,
    resumed_from: i64,
    at: Checkpoint,
    length: u64,
}

impl Run<'_> {
    fn go_to_checkpoint(&self, reader: &mut Reader<File>) -> Result<(), ImportError> {
        if self.at.byte_offset > 0 {
            let mut place = Position::new();
            place.set_byte(self.at.byte_offset.unsigned_abs());
            reader.seek(place)?;
        }
        Ok(())
    }

    fn read_all(
        &mut self,
        reader: &mut Reader<File>,
        columns: &Columns,
        progress: &mut dyn FnMut(Imported),
    ) -> Result<(), ImportError> {
        let mut record = ByteRecord::new();
        loop {
            let mut rows = Vec::with_capacity(BATCH);
            let mut next = self.at.clone();
            let mut more = true;
            for _ in 0..BATCH {
                more = reader.read_byte_record(&mut record)?;
                if !more {
                    break;
                }
                next.rows_read += 1;
                match columns.row(&record) {
                    Some(row) => rows.push(row),
                    None => next.rows_refused += 1,
                }
            }
            next.byte_offset = i64::try_from(reader.position().byte()).unwrap_or(i64::MAX);
            let told = self.at.rows_read / TELL_EVERY;
            self.write(next, &rows)?;
            if !more {
                return self.finish();
            }
            if self.at.rows_read / TELL_EVERY > told {
                progress(self.so_far());
            }
        }
    }

    fn write(&mut self, next: Checkpoint, rows: &[Vec<String>]) -> Result<(), ImportError> {
        if next.rows_read == self.at.rows_read {
            return Ok(());
        }
        let now = self.sources.clock.now();
        let (kind, seen) = (self.kind, &self.at);
        let alone = self
            .db
            .write_now::<_, Never>(|tx| {
                Ok(store::write_batch(tx, (kind, now), (seen, &next), rows)?)
            })
            .map_err(Failure::into_fault)?;
        if !alone {
            return Err(ImportError::Elsewhere);
        }
        self.at = next;
        Ok(())
    }

    fn finish(&self) -> Result<(), ImportError> {
        let now = self.sources.clock.now();
        self.db
            .write_now::<_, Never>(|tx| Ok(store::finish(tx, (self.kind, now))?))
            .map_err(Failure::into_fault)?;
        Ok(())
    }

    fn so_far(&self) -> Imported {
        let done = self.at.byte_offset.unsigned_abs();
        Imported {
            rows: self.at.rows_read,
            refused: self.at.rows_refused,
            resumed_from: self.resumed_from,
            percent: i64::try_from(done.saturating_mul(100) / self.length.max(1)).unwrap_or(100),
        }
    }
}
