//! Rows of `sandbox_flows`.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::db::types::Json;
use crate::kernel::secret::TokenHash;
use crate::sandbox::flow::{Flow, SessionId, Signed, Status};
use crate::sandbox::provider::authorize::Asked;
use crate::sandbox::trace::TraceId;
use crate::schema::{clients, sandbox_assertions, sandbox_flows, sandbox_sessions};
use crate::services::{ClientKey, SandboxClient, SandboxRow};
use crate::with_sandbox_client;

/// A flow as stored, its hashes apart.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = sandbox_flows)]
pub(super) struct FlowRow {
    id: TraceId,
    client_id: ClientKey,
    session_id: Option<SessionId>,
    status: Status,
    asked: Json<Asked>,
    signed: Option<Json<Signed>>,
    granted_at: Option<Instant>,
    used_at: Option<Instant>,
    revoked_at: Option<Instant>,
    created_at: Instant,
}

impl From<FlowRow> for Flow {
    fn from(row: FlowRow) -> Self {
        Self {
            id: row.id,
            client: row.client_id,
            session: row.session_id,
            status: row.status,
            asked: row.asked.0,
            signed: row.signed.map(|signed| signed.0),
            granted_at: row.granted_at,
            used_at: row.used_at,
            revoked_at: row.revoked_at,
            created_at: row.created_at,
        }
    }
}

/// Keeps a new flow.
pub fn insert_flow(tx: &mut Conn, flow: &Flow) -> QueryResult<()> {
    diesel::insert_into(sandbox_flows::table)
        .values((
            sandbox_flows::id.eq(flow.id),
            sandbox_flows::client_id.eq(flow.client),
            sandbox_flows::session_id.eq(flow.session),
            sandbox_flows::status.eq(flow.status),
            sandbox_flows::asked.eq(Json(flow.asked.clone())),
            sandbox_flows::signed.eq(flow.signed.clone().map(Json)),
            sandbox_flows::created_at.eq(flow.created_at),
        ))
        .execute(tx)?;
    Ok(())
}

/// The flow whose code hashes to this.
pub fn flow_of_code(c: &mut Conn, hash: &TokenHash) -> QueryResult<Option<Flow>> {
    let row = sandbox_flows::table
        .filter(sandbox_flows::code_hash.eq(&hash.0))
        .select(FlowRow::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Flow::from))
}

/// The flow whose access token hashes to this.
pub fn flow_of_token(c: &mut Conn, hash: &TokenHash) -> QueryResult<Option<Flow>> {
    let row = sandbox_flows::table
        .filter(sandbox_flows::token_hash.eq(&hash.0))
        .select(FlowRow::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Flow::from))
}

/// The flow whose access token hashes to this, with its client if that may use the sandbox.
pub fn flow_and_client_of_token(
    c: &mut Conn,
    hash: &TokenHash,
) -> QueryResult<Option<(Flow, SandboxClient)>> {
    let row: Option<(FlowRow, SandboxRow)> = with_sandbox_client!(
        sandbox_flows::table
            .inner_join(clients::table.on(clients::id.eq(sandbox_flows::client_id)))
    )
    .filter(sandbox_flows::token_hash.eq(&hash.0))
    .select((FlowRow::as_select(), SandboxRow::as_select()))
    .first(c)
    .optional()?;
    Ok(row.map(|(flow, client)| (flow.into(), client.into())))
}

/// Flows looked at in one session.
const FLOWS_MOST: i64 = 100;

/// The flows of a session with their clients, the last one first.
pub fn flows_of(c: &mut Conn, session: SessionId) -> QueryResult<Vec<(TraceId, ClientKey)>> {
    sandbox_flows::table
        .filter(sandbox_flows::session_id.eq(session))
        .order((sandbox_flows::created_at.desc(), sandbox_flows::id.desc()))
        .limit(FLOWS_MOST)
        .select((sandbox_flows::id, sandbox_flows::client_id))
        .load(c)
}

/// Puts a person in a flow; false when it is not at the choice any more, or its session is over.
pub fn sign_flow(
    tx: &mut Conn,
    (id, session): (TraceId, SessionId),
    signed: &Signed,
) -> QueryResult<bool> {
    let changed = diesel::update(sandbox_flows::table.find(id))
        .filter(sandbox_flows::session_id.eq(session))
        .filter(sandbox_flows::status.eq(Status::Choice))
        .set((
            sandbox_flows::status.eq(Status::Consent),
            sandbox_flows::signed.eq(Some(Json(signed.clone()))),
        ))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Gives a flow its code; false when it has one, or its session is over.
pub fn grant_flow(
    tx: &mut Conn,
    (id, session): (TraceId, SessionId),
    code: &TokenHash,
    now: Instant,
) -> QueryResult<bool> {
    let changed = diesel::update(sandbox_flows::table.find(id))
        .filter(sandbox_flows::session_id.eq(session))
        .filter(sandbox_flows::status.eq(Status::Consent))
        .set((
            sandbox_flows::status.eq(Status::Granted),
            sandbox_flows::code_hash.eq(&code.0),
            sandbox_flows::granted_at.eq(now),
        ))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Uses the code of a flow for an access token; false when it was used.
pub fn use_code(tx: &mut Conn, id: TraceId, token: &TokenHash, now: Instant) -> QueryResult<bool> {
    let changed = diesel::update(sandbox_flows::table.find(id))
        .filter(sandbox_flows::used_at.is_null())
        .set((
            sandbox_flows::token_hash.eq(&token.0),
            sandbox_flows::used_at.eq(now),
        ))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Revokes the grant of a flow, once.
pub fn revoke_flow(tx: &mut Conn, id: TraceId, now: Instant) -> QueryResult<()> {
    diesel::update(sandbox_flows::table.find(id))
        .filter(sandbox_flows::revoked_at.is_null())
        .set(sandbox_flows::revoked_at.eq(now))
        .execute(tx)?;
    Ok(())
}

/// Forgets flows begun before `before`, sessions that nobody uses any more and assertions that are over.
pub fn sweep(tx: &mut Conn, now: Instant, before: Instant) -> QueryResult<usize> {
    let flows = diesel::delete(sandbox_flows::table.filter(sandbox_flows::created_at.lt(before)))
        .execute(tx)?;
    diesel::delete(sandbox_sessions::table.filter(sandbox_sessions::expires_at.lt(before)))
        .execute(tx)?;
    diesel::delete(sandbox_assertions::table.filter(sandbox_assertions::expires_at.lt(now)))
        .execute(tx)?;
    Ok(flows)
}
