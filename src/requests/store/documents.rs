//! Files joined to a request. A removed file stays known, for a version may cite it.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, MultiBackend};
use crate::kernel::files::FileState;
use crate::requests::model::{DocumentId, DocumentKind, MediaType, RequestId};
use crate::schema::{documents, file_scans, requests, vendor_mandates};
use crate::shell::AccountId;

/// A file, without its bytes.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = documents, check_for_backend(MultiBackend))]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// What it is for.
    pub kind: DocumentKind,
    /// The name it came with, cleaned.
    pub file_name: String,
    /// What it is.
    pub media_type: MediaType,
    /// In bytes.
    pub size: i64,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Where its bytes are.
    pub storage_key: String,
    /// When it came.
    pub uploaded_at: Instant,
    /// When it was taken away, if it was.
    pub removed_at: Option<Instant>,
}

/// Records a file.
pub fn add_document(
    tx: &mut Conn,
    (request, author): (RequestId, AccountId),
    new: &Document,
) -> QueryResult<()> {
    diesel::insert_into(documents::table)
        .values((
            documents::id.eq(new.id),
            documents::request_id.eq(request),
            documents::kind.eq(new.kind),
            documents::file_name.eq(&new.file_name),
            documents::media_type.eq(new.media_type),
            documents::size.eq(new.size),
            documents::sha256.eq(&new.sha256),
            documents::storage_key.eq(&new.storage_key),
            documents::uploaded_by.eq(author),
            documents::uploaded_at.eq(new.uploaded_at),
        ))
        .execute(tx)?;
    Ok(())
}

/// The files a request holds, the oldest first.
pub fn documents_of(c: &mut Conn, request: RequestId) -> QueryResult<Vec<Document>> {
    documents::table
        .filter(documents::request_id.eq(request))
        .filter(documents::removed_at.is_null())
        .order((documents::uploaded_at, documents::id))
        .select(Document::as_select())
        .load(c)
}

/// Their kinds, one a file; those that the antivirus refused do not count.
pub fn kinds_of(c: &mut Conn, request: RequestId) -> QueryResult<Vec<DocumentKind>> {
    let state = file_scans::state.nullable();
    documents::table
        .left_join(file_scans::table.on(file_scans::storage_key.eq(documents::storage_key)))
        .filter(state.is_null().or(state.ne(FileState::Infected)))
        .filter(documents::request_id.eq(request))
        .filter(documents::removed_at.is_null())
        .select(documents::kind)
        .load(c)
}

/// One file of a request, removed or not.
pub fn document(c: &mut Conn, request: RequestId, id: DocumentId) -> QueryResult<Option<Document>> {
    documents::table
        .find(id)
        .filter(documents::request_id.eq(request))
        .select(Document::as_select())
        .first(c)
        .optional()
}

/// Takes a file away; tells whether it was there.
pub fn remove_document(
    tx: &mut Conn,
    ctx: &Ctx,
    request: RequestId,
    id: DocumentId,
) -> QueryResult<bool> {
    let rows = diesel::update(
        documents::table
            .filter(documents::id.eq(id))
            .filter(documents::request_id.eq(request))
            .filter(documents::removed_at.is_null()),
    )
    .set(documents::removed_at.eq(ctx.now))
    .execute(tx)?;
    Ok(rows == 1)
}

/// Whether something still cites these bytes: a file held, one that a version may cite, or a mandate.
pub fn is_cited(c: &mut Conn, key: &str) -> QueryResult<bool> {
    let held = documents::removed_at
        .is_null()
        .or(requests::first_submitted_at.is_not_null());
    let mandate = diesel::select(diesel::dsl::exists(
        vendor_mandates::table.filter(vendor_mandates::storage_key.eq(key)),
    ))
    .get_result::<bool>(c)?;
    if mandate {
        return Ok(true);
    }
    diesel::select(diesel::dsl::exists(
        documents::table
            .left_join(requests::table.on(documents::request_id.eq(requests::id.nullable())))
            .filter(documents::storage_key.eq(key))
            .filter(held),
    ))
    .get_result(c)
}

/// Every file a request ever held.
pub fn all_documents(c: &mut Conn, request: RequestId) -> QueryResult<Vec<Document>> {
    documents::table
        .filter(documents::request_id.eq(request))
        .select(Document::as_select())
        .load(c)
}

/// Forgets the files of a draft that is thrown away.
pub fn delete_documents(tx: &mut Conn, request: RequestId) -> QueryResult<()> {
    diesel::delete(documents::table.filter(documents::request_id.eq(request))).execute(tx)?;
    Ok(())
}
