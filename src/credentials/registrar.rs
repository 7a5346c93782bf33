//! Tells the identity provider what it must know of production clients, by a signed message
//! ([`Webhook`](crate::kernel::webhook)).
//!
//! A message tells all that holds for a service at the moment it is sent, so it may come twice, late or out of order: the
//! receiver keeps the one with the latest `timestamp` and forgets the others. Its `data` has the `service` and its
//! `clients`, each with its `client_id` and whether it is `active`. An active client comes with its metadata under the
//! names of RFC 7591, its `client_secret_sha256` (the secret itself is known to the partner alone) and
//! `client_secret_expires_at` in seconds, after which it is active no longer. No person is named.

use serde::Serialize;
use serde_json::{Value, json};

use super::store::{self, Registered};
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::outbox::{JobError, JobRef, Tools};
use crate::kernel::webhook::Webhook;
use crate::services::{self, AuthMethod, ClientAuth, Keys, ServiceId, SigningAlg};

/// Where the identity provider is told, when it is.
#[derive(Debug, Clone)]
pub struct Registrar(Option<Webhook>);

impl Registrar {
    /// Tells this address, or nobody.
    #[must_use]
    pub fn new(webhook: Option<Webhook>) -> Self {
        Self(webhook)
    }
}

/// Tells the provider what holds for a service now.
pub fn tell_provider(tools: &Tools, job: &JobRef, service: ServiceId) -> Result<(), JobError> {
    let registrar = tools.plugs.get::<Registrar>()?;
    let Some(webhook) = &registrar.0 else {
        return Ok(());
    };
    let read = tools.db.read_now(|c| Ok(registered(c, service, job.now)?));
    let (clients, honoured) = read.map_err(Failure::<Never>::into_fault)?;
    if clients.is_empty() {
        return Ok(());
    }
    let clients: Vec<Told> = clients
        .iter()
        .map(|client| told(client, honoured, job.now))
        .collect();
    let message = json!({
        "type": "registration.updated",
        "timestamp": job.now.rfc3339(),
        "data": { "service": service, "clients": clients },
    });
    webhook
        .send(job.id.0, job.now, &message.to_string())
        .map_err(|error| JobError::Retry(error.to_string()))
}

/// A client as the provider is told of it; metadata under the names of RFC 7591, section 2.
#[derive(Serialize)]
struct Told<'a> {
    client_id: &'a str,
    active: bool,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata<'a>>,
}

/// What an active client is.
#[derive(Serialize)]
struct Metadata<'a> {
    client_name: &'a str,
    redirect_uris: &'a [String],
    post_logout_redirect_uris: &'a [String],
    token_endpoint_auth_method: AuthMethod,
    id_token_signed_response_alg: SigningAlg,
    userinfo_signed_response_alg: SigningAlg,
    scope: String,
    /// Seconds: the end of a secret, or of a key's registration.
    client_secret_expires_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret_sha256: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jwks_uri: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jwks: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sector_identifier_uri: Option<&'a str>,
    /// The older client whose `sub` values are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    entity_id: Option<&'a str>,
}

/// The clients of a service that credentials were put in use for, and whether the service honours them.
fn registered(c: &mut Conn, id: ServiceId, now: Instant) -> Result<(Vec<Registered>, bool), Fault> {
    let found = services::find(c, id).map_err(Failure::into_fault)?;
    let service = found.ok_or_else(|| Fault::inconsistent("services", id))?;
    let honoured =
        service.state.status().honours_credentials() && !services::is_over(c, &service, now)?;
    Ok((store::registered(c, id)?, honoured))
}

fn told(client: &Registered, honoured: bool, now: Instant) -> Told<'_> {
    let active = honoured && client.in_use && client.state.is_valid(now);
    let end = client.state.end().filter(|_| active);
    Told {
        client_id: &client.client_id,
        active,
        metadata: end.map(|end| metadata(client, end)),
    }
}

fn metadata(client: &Registered, end: Instant) -> Metadata<'_> {
    let config = &client.config;
    let scopes: Vec<&str> = config.scopes().iter().map(String::as_str).collect();
    let (jwks_uri, jwks) = match config.auth() {
        ClientAuth::SecretPost => (None, None),
        ClientAuth::PrivateKeyJwt {
            keys: Keys::Uri(uri),
        } => (Some(uri.as_str()), None),
        ClientAuth::PrivateKeyJwt {
            keys: Keys::Set(set),
        } => (None, serde_json::from_str(set).ok()),
    };
    Metadata {
        client_name: config.name(),
        redirect_uris: config.redirect_uris(),
        post_logout_redirect_uris: config.post_logout_redirect_uris(),
        token_endpoint_auth_method: config.auth().method(),
        id_token_signed_response_alg: config.signing_alg(),
        userinfo_signed_response_alg: config.signing_alg(),
        scope: scopes.join(" "),
        client_secret_expires_at: end.utc().timestamp(),
        client_secret_sha256: client.secret_hash.as_deref(),
        jwks_uri,
        jwks,
        sector_identifier_uri: config.sector_identifier_uri(),
        entity_id: config.entity_id(),
    }
}
