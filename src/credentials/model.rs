//! The nouns of production credentials.

use super::state::State;
use crate::kernel::clock::Instant;
use crate::services::{AuthMethod, ClientKey};
use crate::typed_id;

typed_id! {
    /// Identifies credentials; not a secret.
    pub struct CredentialId;
}

/// Credentials, without any secret: there is none to hold.
#[derive(Debug, Clone)]
pub struct Credential {
    /// Their id.
    pub id: CredentialId,
    /// The production client they are for.
    pub client: ClientKey,
    /// How the client proves itself.
    pub method: AuthMethod,
    /// Where they stand.
    pub state: State,
    /// Grows with each change.
    pub version: i32,
    /// When they were issued.
    pub issued_at: Instant,
    /// When the secret was shown, if it was.
    pub revealed_at: Option<Instant>,
    /// When they were revoked or expired, if they were.
    pub ended_at: Option<Instant>,
    /// Why they were revoked; empty otherwise.
    pub end_reason: String,
}

/// The production client of a service, as this room needs it.
#[derive(Debug, Clone)]
pub struct ProductionClient {
    /// Its key in our base.
    pub key: ClientKey,
    /// Its public identifier.
    pub client_id: String,
    /// The name the team gave it.
    pub name: String,
    /// How it proves itself.
    pub method: AuthMethod,
}
