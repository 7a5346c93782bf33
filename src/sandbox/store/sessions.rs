//! Rows of `sandbox_sessions` and of `sandbox_assertions`.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::db::types::Json;
use crate::kernel::db::{BothExt, Conn};
use crate::kernel::secret::TokenHash;
use crate::sandbox::flow::{Session, SessionId, Signed};
use crate::schema::{sandbox_assertions, sandbox_flows, sandbox_sessions};
use crate::services::ClientKey;

/// The session whose cookie hashes to this, live or not.
pub fn session(c: &mut Conn, hash: &TokenHash) -> QueryResult<Option<Session>> {
    let row: Option<(SessionId, Option<Json<Signed>>, Instant)> = sandbox_sessions::table
        .filter(sandbox_sessions::token_hash.eq(&hash.0))
        .select((
            sandbox_sessions::id,
            sandbox_sessions::signed,
            sandbox_sessions::expires_at,
        ))
        .first(c)
        .optional()?;
    Ok(row.map(|(id, signed, expires_at)| Session {
        id,
        signed: signed.map(|signed| signed.0),
        expires_at,
    }))
}

/// Opens a session.
pub fn insert_session(
    tx: &mut Conn,
    session: &Session,
    hash: &TokenHash,
    now: Instant,
) -> QueryResult<()> {
    diesel::insert_into(sandbox_sessions::table)
        .values((
            sandbox_sessions::id.eq(session.id),
            sandbox_sessions::token_hash.eq(&hash.0),
            sandbox_sessions::signed.eq(session.signed.clone().map(Json)),
            sandbox_sessions::created_at.eq(now),
            sandbox_sessions::expires_at.eq(session.expires_at),
        ))
        .execute(tx)?;
    Ok(())
}

/// Lets a session live until then.
pub fn touch_session(tx: &mut Conn, id: SessionId, expires_at: Instant) -> QueryResult<()> {
    diesel::update(sandbox_sessions::table.find(id))
        .set(sandbox_sessions::expires_at.eq(expires_at))
        .execute(tx)?;
    Ok(())
}

/// Puts a person in a session, under another cookie.
pub fn sign_session(
    tx: &mut Conn,
    id: SessionId,
    (hash, expires_at): (&TokenHash, Instant),
    signed: &Signed,
) -> QueryResult<()> {
    diesel::update(sandbox_sessions::table.find(id))
        .set((
            sandbox_sessions::token_hash.eq(&hash.0),
            sandbox_sessions::signed.eq(Some(Json(signed.clone()))),
            sandbox_sessions::expires_at.eq(expires_at),
        ))
        .execute(tx)?;
    Ok(())
}

/// Ends a session, and the grants given in it.
pub fn end_session(tx: &mut Conn, id: SessionId, now: Instant) -> QueryResult<()> {
    diesel::update(sandbox_flows::table)
        .filter(sandbox_flows::session_id.eq(id))
        .set((
            sandbox_flows::session_id.eq(None::<SessionId>),
            sandbox_flows::revoked_at.eq(now),
        ))
        .execute(tx)?;
    diesel::delete(sandbox_sessions::table.find(id)).execute(tx)?;
    Ok(())
}

/// Remembers that an assertion was used; false when it was already.
pub fn remember_assertion(
    tx: &mut Conn,
    (client, jti_hash): (ClientKey, &str),
    until: Instant,
) -> QueryResult<bool> {
    let added = diesel::insert_into(sandbox_assertions::table)
        .values((
            sandbox_assertions::client_id.eq(client),
            sandbox_assertions::jti_hash.eq(jti_hash),
            sandbox_assertions::expires_at.eq(until),
        ))
        .on_conflict_do_nothing()
        .both()
        .execute(tx)?;
    Ok(added == 1)
}
