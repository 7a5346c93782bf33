//! Verification: reads the whole chain, a batch at a time, and says what does not hold.

use std::fmt;

use diesel::prelude::*;

use super::{EntryId, GENESIS, Stored, digest_origin};
use crate::kernel::clock::Instant;
use crate::kernel::db::{Conn, Db};
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::secret::Vault;
use crate::schema::{journal_entries, journal_head};

/// Entries read at once.
const BATCH: i64 = 1_000;
/// Findings kept in full; the rest are counted.
const KEPT_FINDINGS: usize = 100;

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Sequence numbers from `first` to `last` are not there.
    Missing {
        /// First absent number.
        first: i64,
        /// Last absent number.
        last: i64,
    },
    /// The entry does not have the hash of its content at its place: it, or the hash before it, was changed or moved.
    Altered {
        /// Its place.
        seq: i64,
        /// Its id.
        id: EntryId,
    },
    /// The entry's network address is not the one that was recorded.
    OriginAltered {
        /// Its place.
        seq: i64,
        /// Its id.
        id: EntryId,
    },
    /// The chain does not end where the sealer left it.
    WrongHead {
        /// Where the sealer left it.
        expected: i64,
        /// The last entry found.
        found: i64,
    },
    /// The anchor kept outside does not agree with the chain.
    WrongAnchor {
        /// Place of the anchor.
        seq: i64,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { first, last } if first == last => write!(f, "entry {first} is missing"),
            Self::Missing { first, last } => write!(f, "entries {first} to {last} are missing"),
            Self::Altered { seq, id } => write!(f, "entry {seq} ({id}) was altered or moved"),
            Self::OriginAltered { seq, id } => {
                write!(f, "the origin of entry {seq} ({id}) was altered")
            }
            Self::WrongHead { expected, found } => {
                write!(
                    f,
                    "the chain ends at entry {found}, the sealer left it at {expected}"
                )
            }
            Self::WrongAnchor { seq } => write!(f, "entry {seq} is not the one of the anchor"),
        }
    }
}

/// Result of a verification.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Report {
    /// Sealed entries read.
    pub sealed: i64,
    /// Entries that wait for the sealer.
    pub unsealed: i64,
    /// Instant of the oldest of those.
    pub oldest_unsealed: Option<Instant>,
    /// Place and hash of the last sealed entry: the anchor to keep elsewhere.
    pub head: Option<(i64, String)>,
    /// What does not hold, the first hundred.
    pub findings: Vec<Finding>,
    /// How many findings there are in all.
    pub finding_count: usize,
}

impl Report {
    /// True when everything sealed holds.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.finding_count == 0
    }

    fn find(&mut self, finding: Finding) {
        self.finding_count += 1;
        if self.findings.len() < KEPT_FINDINGS {
            self.findings.push(finding);
        }
    }
}

/// Reads the whole chain. `anchor` is a place and a hash that were kept elsewhere.
pub fn verify(db: &Db, vault: &Vault, anchor: Option<(i64, &str)>) -> Result<Report, Fault> {
    // the head first: the sealer may go on meanwhile, and what it adds is read as well
    let (head, head_hash) = db
        .read_now::<_, Never>(|c| Ok(stored_head(c)?))
        .map_err(Failure::into_fault)?;
    let mut report = Report::default();
    let mut walk = Walk {
        vault,
        expected: 1,
        previous: Some(GENESIS.to_owned()),
        head,
        head_hash,
        head_seen: head == 0,
        anchor,
    };
    loop {
        let from = walk.expected;
        let batch = db
            .read_now::<_, Never>(|c| Ok(load(c, from)?))
            .map_err(Failure::into_fault)?;
        if batch.is_empty() {
            break;
        }
        for entry in &batch {
            walk.step(entry, &mut report)?;
        }
    }
    walk.end(&mut report);
    let (unsealed, oldest) = db
        .read_now::<_, Never>(|c| Ok(waiting(c)?))
        .map_err(Failure::into_fault)?;
    report.unsealed = unsealed;
    report.oldest_unsealed = oldest;
    Ok(report)
}

struct Walk<'a> {
    vault: &'a Vault,
    /// The next sequence number.
    expected: i64,
    /// Hash of the entry before; unknown after a gap.
    previous: Option<String>,
    head: i64,
    head_hash: String,
    head_seen: bool,
    anchor: Option<(i64, &'a str)>,
}

impl Walk<'_> {
    fn step(&mut self, entry: &Stored, report: &mut Report) -> Result<(), Fault> {
        let (Some(seq), Some(hash)) = (entry.seq, entry.hash.as_deref()) else {
            return Ok(());
        };
        if seq > self.expected {
            report.find(Finding::Missing {
                first: self.expected,
                last: seq - 1,
            });
            self.previous = None;
        }
        // after a gap the hash before is unknown: the entry can only vouch for those that follow
        if let Some(previous) = &self.previous
            && entry.hash_at(seq, previous)? != hash
        {
            report.find(Finding::Altered { seq, id: entry.id });
        }
        if let (Some(origin), digest) = (&entry.origin, &entry.origin_digest)
            && Some(digest_origin(self.vault, origin)?) != *digest
        {
            report.find(Finding::OriginAltered { seq, id: entry.id });
        }
        if self.anchor.is_some_and(|(place, _)| place == seq) {
            if self.anchor.is_some_and(|(_, kept)| kept != hash) {
                report.find(Finding::WrongAnchor { seq });
            }
            self.anchor = None;
        }
        self.head_seen |= seq == self.head && hash == self.head_hash;
        self.previous = Some(hash.to_owned());
        self.expected = seq + 1;
        report.sealed += 1;
        report.head = Some((seq, hash.to_owned()));
        Ok(())
    }

    fn end(&self, report: &mut Report) {
        if !self.head_seen {
            report.find(Finding::WrongHead {
                expected: self.head,
                found: self.expected - 1,
            });
        }
        if let Some((seq, _)) = self.anchor {
            report.find(Finding::WrongAnchor { seq });
        }
    }
}

fn load(c: &mut Conn, from: i64) -> QueryResult<Vec<Stored>> {
    journal_entries::table
        .filter(journal_entries::seq.ge(from))
        .order(journal_entries::seq.asc())
        .limit(BATCH)
        .select(Stored::as_select())
        .load(c)
}

fn stored_head(c: &mut Conn) -> QueryResult<(i64, String)> {
    journal_head::table
        .select((journal_head::seq, journal_head::hash))
        .first(c)
}

fn waiting(c: &mut Conn) -> QueryResult<(i64, Option<Instant>)> {
    let unsealed = || journal_entries::table.filter(journal_entries::seq.is_null());
    let count = unsealed().count().get_result(c)?;
    let oldest = unsealed()
        .order(journal_entries::at.asc())
        .select(journal_entries::at)
        .first(c)
        .optional()?;
    Ok((count, oldest))
}
