//! Files joined to a request: recorded here, their bytes kept by the file store.

use serde_json::json;

use super::access::{AccessError, Actor, authorised};
use super::moves::record;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::outbox;
use crate::requests::jobs::ForgetFile;
use crate::requests::model::{DocumentId, DocumentKind, MediaType, Request, RequestId};
use crate::requests::policy::Action;
use crate::requests::state::Status;
use crate::requests::store::{self, Document};

/// Join a file whose bytes are already kept.
#[derive(Debug, Clone)]
pub struct AddDocument {
    /// Who.
    pub actor: Actor,
    /// To which request.
    pub request: RequestId,
    /// The new document's id.
    pub id: DocumentId,
    /// What it is for.
    pub kind: DocumentKind,
    /// The name it came with, already cleaned.
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

/// Why a file was not joined, read or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentError {
    /// For this person, there is no such request or file.
    Unknown,
    /// Their role doesn't allow it.
    Forbidden,
    /// The request can't be changed in this state.
    NotNow(Status),
    /// There are as many of that kind as a request may hold.
    TooMany(DocumentKind),
}
impl Refusal for DocumentError {}

impl From<AccessError> for DocumentError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Unknown => Self::Unknown,
            AccessError::Forbidden => Self::Forbidden,
            AccessError::NotNow(status) => Self::NotNow(status),
        }
    }
}

/// Joins a file.
pub fn add_document(tx: &mut Conn, ctx: &Ctx, cmd: &AddDocument) -> Outcome<(), DocumentError> {
    let request = authorised(tx, &cmd.actor, cmd.request, Action::Edit)
        .map_err(|failure| failure.map_refusal(DocumentError::from))?;
    let held = store::kinds_of(tx, request.id)?
        .into_iter()
        .filter(|kind| *kind == cmd.kind)
        .count();
    if held >= cmd.kind.most() {
        return Err(DocumentError::TooMany(cmd.kind).into());
    }
    let new = Document {
        id: cmd.id,
        kind: cmd.kind,
        file_name: cmd.file_name.clone(),
        media_type: cmd.media_type,
        size: cmd.size,
        sha256: cmd.sha256.clone(),
        storage_key: cmd.storage_key.clone(),
        uploaded_at: ctx.now,
        removed_at: None,
    };
    store::add_document(tx, (request.id, cmd.actor.account), &new)?;
    let data =
        json!({ "document": cmd.id, "kind": cmd.kind, "sha256": cmd.sha256, "size": cmd.size });
    record(tx, ctx, &request, "request.document_joined", data)?;
    Ok(())
}

/// Takes a file away; its bytes go too, unless a version cites it.
pub fn remove_document(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, request): (&Actor, RequestId),
    id: DocumentId,
) -> Outcome<DocumentKind, DocumentError> {
    let request = authorised(tx, actor, request, Action::Edit)
        .map_err(|failure| failure.map_refusal(DocumentError::from))?;
    forget(tx, ctx, &request, id)
}

fn forget(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    id: DocumentId,
) -> Outcome<DocumentKind, DocumentError> {
    let document = store::document(tx, request.id, id)?.ok_or(DocumentError::Unknown)?;
    if !store::remove_document(tx, ctx, request.id, id)? {
        return Err(DocumentError::Unknown.into());
    }
    if request.first_submitted_at.is_none() {
        outbox::push(
            tx,
            ctx,
            &ForgetFile {
                key: document.storage_key,
            },
        )?;
    }
    record(
        tx,
        ctx,
        request,
        "request.document_removed",
        json!({ "document": id }),
    )?;
    Ok(document.kind)
}

/// Forgets every file of a draft that is thrown away.
pub(super) fn forget_all(tx: &mut Conn, ctx: &Ctx, request: &Request) -> Result<(), Fault> {
    for document in store::all_documents(tx, request.id)? {
        if document.removed_at.is_none() {
            outbox::push(
                tx,
                ctx,
                &ForgetFile {
                    key: document.storage_key,
                },
            )?;
        }
    }
    store::delete_documents(tx, request.id)?;
    Ok(())
}

/// A file that the actor may read: of the request, now or in a version.
pub fn open_document(
    c: &mut Conn,
    (actor, request): (&Actor, RequestId),
    id: DocumentId,
) -> Outcome<Document, DocumentError> {
    let request = authorised(c, actor, request, Action::Read)
        .map_err(|failure| failure.map_refusal(DocumentError::from))?;
    let document = store::document(c, request.id, id)?.ok_or(DocumentError::Unknown)?;
    if document.removed_at.is_some() && request.first_submitted_at.is_none() {
        return Err(DocumentError::Unknown.into());
    }
    Ok(document)
}
