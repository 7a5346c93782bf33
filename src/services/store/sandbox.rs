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

/// A client, its service and its right, as [`with_sandbox_client`](crate::with_sandbox_client) joins them; a room that
/// joins tables of its own too reads the same.
#[derive(Queryable, Selectable)]
#[diesel(table_name = clients)]
pub struct SandboxRow {
    id: ClientKey,
    client_id: String,
    #[diesel(select_expression = services::id)]
    service: ServiceId,
    #[diesel(select_expression = services::name)]
    service_name: String,
    #[diesel(select_expression = habilitations::legal_basis)]
    basis: LegalBasis,
    configuration: Json<ClientConfig>,
    secret_hash: Option<String>,
    former_secret_hash: Option<String>,
    former_secret_until: Option<Instant>,
}

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
        .select(SandboxRow::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(SandboxClient::from))
}

/// The sandbox client of that key, under the same conditions.
pub fn sandbox_client_of(c: &mut Conn, key: ClientKey) -> QueryResult<Option<SandboxClient>> {
    let row: Option<SandboxRow> = with_sandbox_client!(clients::table)
        .filter(clients::id.eq(key))
        .select(SandboxRow::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(SandboxClient::from))
}

impl From<SandboxRow> for SandboxClient {
    fn from(row: SandboxRow) -> Self {
        let public = matches!(
            row.basis,
            LegalBasis::Administration | LegalBasis::VendorForAdministration
        );
        Self {
            key: row.id,
            client_id: row.client_id,
            service: row.service,
            service_name: row.service_name,
            is_private: !public,
            config: row.configuration.0,
            secrets: Secrets {
                present: row.secret_hash,
                former: row.former_secret_hash.zip(row.former_secret_until),
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
