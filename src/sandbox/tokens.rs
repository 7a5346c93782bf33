//! What tokens hold, and what a live access token gives the right to.

use serde::Serialize;

use super::fault::Refused;
use super::flow;
use super::identities::{Identity, Level};
use super::trace::TraceId;
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::services::SandboxClient;

/// The `id_token`: these keys and no other, no claim of identity among them.
#[derive(Debug, Clone, Serialize)]
pub struct IdToken<'a> {
    /// The person, for this client.
    pub sub: String,
    /// How they authenticated, when it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amr: Option<Vec<&'static str>>,
    /// The level.
    pub acr: Level,
    /// When they authenticated, in seconds.
    pub auth_time: i64,
    /// The nonce of the request.
    pub nonce: &'a str,
    /// The client.
    pub aud: &'a str,
    /// When it is over, in seconds.
    pub exp: i64,
    /// When it was made, in seconds.
    pub iat: i64,
    /// The provider.
    pub iss: &'a str,
}

/// What an access token gives the right to, for data providers.
#[derive(Debug, Clone)]
pub struct Live {
    /// The flow, for its trace.
    pub trace: TraceId,
    /// The client it was given to.
    pub client: SandboxClient,
    /// Scopes granted.
    pub scopes: Vec<String>,
    /// The person.
    pub identity: Identity,
}

/// What this access token gives the right to now.
pub fn live(c: &mut Conn, now: Instant, shown: &str) -> Outcome<Live, Refused> {
    let found = flow::live(c, now, shown);
    let found = found.map_err(|failure| failure.map_refusal(|never| match never {}))?;
    let (flow, client) = found.map_err(|(_, _, refused)| refused)?;
    let signed = flow
        .signed
        .ok_or_else(|| Fault::inconsistent("sandbox_flows", flow.id))?;
    Ok(Live {
        trace: flow.id,
        client,
        scopes: flow.asked.scopes,
        identity: signed.identity,
    })
}
