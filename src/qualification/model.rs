//! What is kept of a criterion for a service: the attestation, its files, the verdict.

use crate::kernel::clock::Instant;
use crate::qualification::gate::{Facts, Verdict};
use crate::requests::{DocumentId, MediaType};
use crate::shell::AccountId;

/// Longest attestation or comment, in characters.
pub const TEXT_MAX: usize = 5_000;
/// Most files on one criterion.
pub const FILES_MAX: usize = 6;

/// A criterion as attested and judged for one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its number.
    pub criterion: i32,
    /// Grows with each attestation or verdict.
    pub version: i32,
    /// The words of the partner.
    pub attestation: String,
    /// Who attested last, and when.
    pub attested: Option<(AccountId, Instant)>,
    /// The verdict on that attestation, and when.
    pub verdict: Option<(Verdict, Instant)>,
    /// The last comment of an officer; it outlives the verdict it came with, until the next one.
    pub comment: String,
}

impl Item {
    /// What the gate needs of it.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts {
            attested: self.attested.map(|(_, at)| at),
            verdict: self.verdict,
        }
    }
}

/// A file to attach, whose bytes are kept already.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// Its id.
    pub id: DocumentId,
    /// The name it came with, cleaned.
    pub file_name: String,
    /// What it is, told from its bytes.
    pub media_type: MediaType,
    /// In bytes.
    pub size: i64,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Where the bytes are.
    pub storage_key: String,
}

/// A file attached to a criterion.
#[derive(Debug, Clone)]
pub struct EvidenceFile {
    /// Its id.
    pub id: DocumentId,
    /// The criterion.
    pub criterion: i32,
    /// Its name.
    pub file_name: String,
    /// What it is.
    pub media_type: MediaType,
    /// In bytes.
    pub size: i64,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Where the bytes are.
    pub storage_key: String,
}
