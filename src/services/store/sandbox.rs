//! The sandbox's view of clients: what an `OpenID` provider needs to know of the party that calls it.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::db::types::Json;
use crate::kernel::secret::{TokenHash, same};
use crate::requests::LegalBasis;
use crate::schema::{clients, habilitations, services};
use crate::services::client::{ClientConfig, Environment};
use crate::services::model::{ClientKey, ServiceId};
use crate::services::status::Status;

/// Length of a `client_id`.
const CLIENT_ID_LEN: usize = 64;

/// A client that may use the sandbox now.
#[derive(Debug, Clone)]
pub struct SandboxClient {
    /// Its id in our base.
    pub key: ClientKey,
    /// Its identifier in the protocol.
    pub client_id: String,
    /// The service it belongs to.
    pub service: ServiceId,
    /// The public name of that service.
    pub service_name: String,
    /// Whether the service is a private one, which must ask for consent.
    pub is_private: bool,
    /// Its configuration in force.
    pub config: ClientConfig,
    secret_hash: Option<String>,
}

impl SandboxClient {
    /// Whether this is its secret now. Takes the same time wherever they differ.
    #[must_use]
    pub fn accepts(&self, secret: &str, _now: Instant) -> bool {
        let shown = TokenHash::of(secret);
        self.secret_hash
            .as_ref()
            .is_some_and(|kept| same(kept.as_bytes(), shown.0.as_bytes()))
    }

    /// What its identifiers of persons are derived from.
    #[must_use]
    pub fn sector(&self) -> &str {
        self.config.entity_id().unwrap_or(&self.client_id)
    }
}

type Row = (
    ClientKey,
    String,
    ServiceId,
    String,
    String,
    Json<ClientConfig>,
    Option<String>,
);

/// The sandbox client of that identifier, if it is in use and its service is open.
pub fn sandbox_client(c: &mut Conn, client_id: &str) -> QueryResult<Option<SandboxClient>> {
    let well_made = client_id.len() == CLIENT_ID_LEN
        && client_id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !well_made {
        return Ok(None);
    }
    let row: Option<Row> = clients::table
        .inner_join(services::table.on(services::id.eq(clients::service_id)))
        .inner_join(habilitations::table.on(habilitations::id.eq(services::habilitation_id)))
        .filter(clients::client_id.eq(client_id))
        .filter(clients::environment.eq(Environment::Sandbox))
        .filter(clients::disabled_at.is_null())
        .filter(services::status.ne(Status::Closed))
        .select((
            clients::id,
            clients::client_id,
            services::id,
            services::name,
            habilitations::legal_basis,
            clients::configuration,
            clients::secret_hash,
        ))
        .first(c)
        .optional()?;
    Ok(row.map(read))
}

/// The sandbox client of that key, under the same conditions.
pub fn sandbox_client_of(c: &mut Conn, key: ClientKey) -> QueryResult<Option<SandboxClient>> {
    let client_id: Option<String> = clients::table
        .find(key)
        .select(clients::client_id)
        .first(c)
        .optional()?;
    match client_id {
        Some(client_id) => sandbox_client(c, &client_id),
        None => Ok(None),
    }
}

fn read((key, client_id, service, service_name, basis, config, secret_hash): Row) -> SandboxClient {
    let public = [
        LegalBasis::Administration.as_str(),
        LegalBasis::VendorForAdministration.as_str(),
    ];
    SandboxClient {
        key,
        client_id,
        service,
        service_name,
        is_private: !public.contains(&basis.as_str()),
        config: config.0,
        secret_hash,
    }
}
