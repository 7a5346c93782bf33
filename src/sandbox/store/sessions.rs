//! Rows of `sandbox_sessions` and of `sandbox_assertions`.

use diesel::prelude::*;

use super::flows::FlowRow;
use crate::kernel::clock::Instant;
use crate::kernel::db::types::Json;
use crate::kernel::db::{BothExt, Conn};
use crate::kernel::secret::TokenHash;
use crate::sandbox::flow::{Flow, Session, SessionId, Signed};
use crate::sandbox::trace::TraceId;
use crate::schema::{clients, sandbox_assertions, sandbox_flows, sandbox_sessions};
use crate::services::{ClientKey, SandboxClient, SandboxRow};
use crate::with_sandbox_client;

/// The session whose cookie hashes to this, live or not.
pub fn session(c: &mut Conn, hash: &TokenHash) -> QueryResult<Option<Session>> {
    let row: Option<Known> = sandbox_sessions::table
        .filter(sandbox_sessions::token_hash.eq(&hash.0))
        .select((
            sandbox_sessions::id,
            sandbox_sessions::signed,
            sandbox_sessions::expires_at,
        ))
        .first(c)
        .optional()?;
    Ok(row.map(known))
}

/// What is read of a session.
type Known = (SessionId, Option<Json<Signed>>, Instant);

fn known((id, signed, expires_at): Known) -> Session {
    Session {
        id,
        signed: signed.map(|signed| signed.0),
        expires_at,
    }
}

/// A flow with its client and the session that goes through it, if that is the session whose cookie hashes to this, live
/// or not, and the client may use the sandbox.
pub fn opened(
    c: &mut Conn,
    (id, hash): (TraceId, &TokenHash),
) -> QueryResult<Option<(Flow, Session, SandboxClient)>> {
    let row: Option<(FlowRow, Known, SandboxRow)> = with_sandbox_client!(
        sandbox_flows::table
            .inner_join(
                sandbox_sessions::table
                    .on(sandbox_flows::session_id.eq(sandbox_sessions::id.nullable())),
            )
            .inner_join(clients::table.on(clients::id.eq(sandbox_flows::client_id)))
    )
    .filter(sandbox_flows::id.eq(id))
    .filter(sandbox_sessions::token_hash.eq(&hash.0))
    .select((
        FlowRow::as_select(),
        (
            sandbox_sessions::id,
            sandbox_sessions::signed,
            sandbox_sessions::expires_at,
        ),
        SandboxRow::as_select(),
    ))
    .first(c)
    .optional()?;
    Ok(row.map(|(flow, session, client)| (flow.into(), known(session), client.into())))
}

/// Whether a flow goes through a session.
pub fn goes_through(c: &mut Conn, (id, session): (TraceId, SessionId)) -> QueryResult<bool> {
    let flow = sandbox_flows::table
        .find(id)
        .filter(sandbox_flows::session_id.eq(session));
    diesel::select(diesel::dsl::exists(flow)).get_result(c)
}

/// The session whose cookie hashes to this, with its end and the last flow of a client in it.
pub fn leaving(
    c: &mut Conn,
    (hash, client): (&TokenHash, ClientKey),
) -> QueryResult<Option<(SessionId, Instant, Option<TraceId>)>> {
    let of_client = sandbox_flows::session_id
        .eq(sandbox_sessions::id.nullable())
        .and(sandbox_flows::client_id.eq(client));
    sandbox_sessions::table
        .left_join(sandbox_flows::table.on(of_client))
        .filter(sandbox_sessions::token_hash.eq(&hash.0))
        .order((sandbox_flows::created_at.desc(), sandbox_flows::id.desc()))
        .select((
            sandbox_sessions::id,
            sandbox_sessions::expires_at,
            sandbox_flows::id.nullable(),
        ))
        .first(c)
        .optional()
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

/// Lets a session live until then; false when it was ended.
pub fn touch_session(tx: &mut Conn, id: SessionId, expires_at: Instant) -> QueryResult<bool> {
    let changed = diesel::update(sandbox_sessions::table.find(id))
        .set(sandbox_sessions::expires_at.eq(expires_at))
        .execute(tx)?;
    Ok(changed == 1)
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
