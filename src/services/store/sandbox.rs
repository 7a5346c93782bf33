//! The sandbox's view of clients: what an `OpenID` provider needs to know of the party that calls it.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::db::types::Json;
use crate::kernel::secret::{TokenHash, same};
use crate::requests::LegalBasis;
use crate::schema::{clients, habilitations, services};
use crate::services::client::ClientConfig;
use crate::services::model::{ClientKey, ServiceId};

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
    secrets: Secrets,
}

/// The hashes of the secrets that are valid: during an overlap the former one is too, until its instant.
#[derive(Debug, Clone, Default)]
struct Secrets {
    present: Option<String>,
    former: Option<(String, Instant)>,
}

impl Secrets {
    fn hold(&self, shown: &str, now: Instant) -> bool {
        let hash = TokenHash::of(shown).0;
        let is = |kept: &str| same(kept.as_bytes(), hash.as_bytes());
        let present = self.present.as_deref().is_some_and(is);
        let former = self.former.as_ref();
        present | former.is_some_and(|(kept, until)| is(kept) && now < *until)
    }
}

impl SandboxClient {
    /// Whether this is a secret of its own at this instant. Takes the same time wherever they differ.
    #[must_use]
    pub fn accepts(&self, secret: &str, now: Instant) -> bool {
        self.secrets.hold(secret, now)
    }

    /// What its identifiers of persons are derived from.
    #[must_use]
    pub fn sector(&self) -> &str {
        self.config.entity_id().unwrap_or(&self.client_id)
    }
}

/// A client as a query reads it with [`SANDBOX_COLUMNS`].
pub type SandboxRow = (
    ClientKey,
    String,
    ServiceId,
    String,
    String,
    Json<ClientConfig>,
    (Option<String>, Option<String>, Option<Instant>),
);

/// What is read of a client, its service and its right; a room that joins them to tables of its own reads the same.
pub const SANDBOX_COLUMNS: (
    clients::id,
    clients::client_id,
    services::id,
    services::name,
    habilitations::legal_basis,
    clients::configuration,
    (
        clients::secret_hash,
        clients::former_secret_hash,
        clients::former_secret_until,
    ),
) = (
    clients::id,
    clients::client_id,
    services::id,
    services::name,
    habilitations::legal_basis,
    clients::configuration,
    (
        clients::secret_hash,
        clients::former_secret_hash,
        clients::former_secret_until,
    ),
);

/// Joins clients with their services and their rights, and keeps those that may use the sandbox now.
#[macro_export]
#[doc(hidden)]
macro_rules! with_sandbox_client {
    ($query:expr) => {
        $query
            .inner_join(
                $crate::schema::services::table
                    .on($crate::schema::services::id.eq($crate::schema::clients::service_id)),
            )
            .inner_join($crate::schema::habilitations::table.on(
                $crate::schema::habilitations::id.eq($crate::schema::services::habilitation_id),
            ))
            .filter($crate::schema::clients::environment.eq($crate::services::Environment::Sandbox))
            .filter($crate::schema::clients::disabled_at.is_null())
            .filter($crate::schema::services::status.ne($crate::services::Status::Closed))
    };
}

/// The sandbox client of that identifier, if it is in use and its service is open.
pub fn sandbox_client(c: &mut Conn, client_id: &str) -> QueryResult<Option<SandboxClient>> {
    let well_made = client_id.len() == CLIENT_ID_LEN
        && client_id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !well_made {
        return Ok(None);
    }
    let row: Option<SandboxRow> = with_sandbox_client!(clients::table)
        .filter(clients::client_id.eq(client_id))
        .select(SANDBOX_COLUMNS)
        .first(c)
        .optional()?;
    Ok(row.map(SandboxClient::from))
}

/// The sandbox client of that key, under the same conditions.
pub fn sandbox_client_of(c: &mut Conn, key: ClientKey) -> QueryResult<Option<SandboxClient>> {
    let row: Option<SandboxRow> = with_sandbox_client!(clients::table)
        .filter(clients::id.eq(key))
        .select(SANDBOX_COLUMNS)
        .first(c)
        .optional()?;
    Ok(row.map(SandboxClient::from))
}

impl From<SandboxRow> for SandboxClient {
    fn from((key, client_id, service, service_name, basis, config, secrets): SandboxRow) -> Self {
        let public = [
            LegalBasis::Administration.as_str(),
            LegalBasis::VendorForAdministration.as_str(),
        ];
        Self {
            key,
            client_id,
            service,
            service_name,
            is_private: !public.contains(&basis.as_str()),
            config: config.0,
            secrets: Secrets {
                present: secrets.0,
                former: secrets.1.zip(secrets.2),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    #[test]
    fn a_former_secret_opens_the_door_until_its_instant_and_no_longer() {
        let start = Instant::new(chrono::DateTime::UNIX_EPOCH);
        let until = start.plus(Duration::hours(1));
        let secrets = Secrets {
            present: Some(TokenHash::of("nouveau").0),
            former: Some((TokenHash::of("ancien").0, until)),
        };
        let before = until.minus(Duration::seconds(1));
        assert!(secrets.hold("nouveau", before) && secrets.hold("nouveau", until));
        assert!(secrets.hold("ancien", before) && !secrets.hold("ancien", until));
        assert!(!secrets.hold("autre", before) && !secrets.hold("", before));
        assert!(!Secrets::default().hold("", start));
    }
}
