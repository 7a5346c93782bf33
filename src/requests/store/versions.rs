//! Submitted versions: written once, never changed (a trigger sees to it).

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, MultiBackend};
use crate::kernel::secret::sha256_hex;
use crate::requests::model::{RequestId, VersionId};
use crate::schema::request_versions;
use crate::shell::AccountId;

/// A submitted version.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = request_versions, check_for_backend(MultiBackend))]
pub struct Version {
    /// Its id.
    pub id: VersionId,
    /// 1 for the first submission.
    pub ordinal: i32,
    /// Canonical JSON.
    pub dossier: String,
    /// SHA-256 of it.
    pub sha256: String,
    /// When.
    pub submitted_at: Instant,
    /// By whom.
    pub submitted_by: AccountId,
}

/// Freezes `content` as the next version.
pub fn add_version(
    tx: &mut Conn,
    ctx: &Ctx,
    (request, author): (RequestId, AccountId),
    content: &str,
) -> QueryResult<Version> {
    let last = last_version(tx, request)?.map_or(0, |version| version.ordinal);
    let version = Version {
        id: ctx.new_id::<VersionId>(),
        ordinal: last + 1,
        dossier: content.to_owned(),
        sha256: sha256_hex(content.as_bytes()),
        submitted_at: ctx.now,
        submitted_by: author,
    };
    diesel::insert_into(request_versions::table)
        .values((
            request_versions::id.eq(version.id),
            request_versions::request_id.eq(request),
            request_versions::ordinal.eq(version.ordinal),
            request_versions::dossier.eq(&version.dossier),
            request_versions::sha256.eq(&version.sha256),
            request_versions::submitted_at.eq(version.submitted_at),
            request_versions::submitted_by.eq(version.submitted_by),
        ))
        .execute(tx)?;
    Ok(version)
}

/// The last version, if the request was ever submitted.
pub fn last_version(c: &mut Conn, request: RequestId) -> QueryResult<Option<Version>> {
    request_versions::table
        .filter(request_versions::request_id.eq(request))
        .order(request_versions::ordinal.desc())
        .select(Version::as_select())
        .first(c)
        .optional()
}

/// One version by its number.
pub fn version(c: &mut Conn, request: RequestId, ordinal: i32) -> QueryResult<Option<Version>> {
    request_versions::table
        .filter(request_versions::request_id.eq(request))
        .filter(request_versions::ordinal.eq(ordinal))
        .select(Version::as_select())
        .first(c)
        .optional()
}

/// One version by its id.
pub fn version_by_id(c: &mut Conn, id: VersionId) -> QueryResult<Option<Version>> {
    request_versions::table
        .find(id)
        .select(Version::as_select())
        .first(c)
        .optional()
}

/// Number, instant and fingerprint of every version, the oldest first.
pub fn versions_of(c: &mut Conn, request: RequestId) -> QueryResult<Vec<(i32, Instant, String)>> {
    request_versions::table
        .filter(request_versions::request_id.eq(request))
        .order(request_versions::ordinal)
        .select((
            request_versions::ordinal,
            request_versions::submitted_at,
            request_versions::sha256,
        ))
        .load(c)
}
