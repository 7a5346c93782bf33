//! Reading a request that the caller was allowed to see.

use serde::{Deserialize, Serialize};

use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::requests::model::{
    DocumentId, DocumentKind, Dossier, Habilitation, MediaType, Request, RequestId, UrlCheck,
    Withdrawal,
};
use crate::requests::store::{self, Document, Kept, Version};

/// The format of versions; a reader of old versions may need it.
pub(super) const FORMAT: i32 = 1;

/// A file as a version cites it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledDocument {
    /// Its id.
    pub id: DocumentId,
    /// What it is for.
    pub kind: DocumentKind,
    /// The name it came with.
    pub file_name: String,
    /// What it is.
    pub media_type: MediaType,
    /// In bytes.
    pub size: i64,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// What a version freezes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledVersion {
    /// The format of what follows.
    pub format: i32,
    /// The request's number.
    pub number: String,
    /// When it was filed.
    pub submitted_at: Instant,
    /// Everything that was told.
    pub dossier: Dossier,
    /// The files joined.
    pub documents: Vec<FiledDocument>,
}

impl FiledVersion {
    /// Reads a stored version back.
    pub(in crate::requests) fn read(version: &Version) -> Result<Self, Fault> {
        serde_json::from_str(&version.dossier)
            .map_err(|_| Fault::inconsistent("request_versions", version.id))
    }
}

/// A request by its id, whoever asks: the caller checks.
pub fn request(c: &mut Conn, id: RequestId) -> Result<Option<Request>, Fault> {
    store::find(c, id)
}

/// A request by its number, whoever asks: the caller checks.
pub fn request_by_number(c: &mut Conn, number: &str) -> Result<Option<Request>, Fault> {
    store::find_by_number(c, number)
}

/// The dossier as it stands now: the draft, or the last corrections typed.
pub fn dossier(c: &mut Conn, id: RequestId) -> Result<Dossier, Fault> {
    let Kept { dossier, .. } = store::kept(c, id)?;
    Ok(dossier)
}

/// A submitted version by its number, with its fingerprint; the last one without a number.
pub fn version(
    c: &mut Conn,
    id: RequestId,
    ordinal: Option<i32>,
) -> Result<Option<(i32, String, FiledVersion)>, Fault> {
    let found = match ordinal {
        Some(ordinal) => store::version(c, id, ordinal)?,
        None => store::last_version(c, id)?,
    };
    let Some(version) = found else {
        return Ok(None);
    };
    let filed = FiledVersion::read(&version)?;
    Ok(Some((version.ordinal, version.sha256, filed)))
}

/// The habilitation that a request gave.
pub fn habilitation(c: &mut Conn, id: RequestId) -> Result<Option<Habilitation>, Fault> {
    Ok(store::habilitation_of(c, id)?)
}

/// What the addresses of a dossier answered when they were last asked.
pub fn url_checks(c: &mut Conn, id: RequestId) -> Result<Vec<UrlCheck>, Fault> {
    Ok(store::url_checks_of(c, id)?)
}

/// Why a request was withdrawn, if it was and if a reason was asked then.
pub fn withdrawal(c: &mut Conn, id: RequestId) -> Result<Option<Withdrawal>, Fault> {
    Ok(store::withdrawal_of(c, id)?)
}

/// The files that a request holds now.
pub fn documents(c: &mut Conn, id: RequestId) -> Result<Vec<FiledDocument>, Fault> {
    let held = store::documents_of(c, id)?;
    Ok(held.into_iter().map(FiledDocument::from).collect())
}

impl From<Document> for FiledDocument {
    fn from(document: Document) -> Self {
        Self {
            id: document.id,
            kind: document.kind,
            file_name: document.file_name,
            media_type: document.media_type,
            size: document.size,
            sha256: document.sha256,
        }
    }
}
