//! Rows of `credentials`. A hash is written by [`reveal`] and read by [`secret_hash`] and [`registered`], nowhere else.

use diesel::prelude::*;

use super::model::{Credential, CredentialId, ProductionClient};
use super::state::{State, Status};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::db::types::Json;
use crate::kernel::error::Fault;
use crate::kernel::secret::TokenHash;
use crate::schema::{clients, credentials};
use crate::services::{AuthMethod, ClientConfig, ClientKey, Environment, ServiceId};
use crate::shell::AccountId;

#[derive(Queryable, Selectable)]
#[diesel(table_name = credentials)]
struct Row {
    id: CredentialId,
    client_id: ClientKey,
    method: AuthMethod,
    status: Status,
    version: i32,
    issued_at: Instant,
    retrieval_until: Instant,
    revealed_at: Option<Instant>,
    expires_at: Instant,
    ended_at: Option<Instant>,
    end_reason: String,
}

impl Row {
    fn state(&self) -> Result<State, Fault> {
        match (self.status, self.method) {
            (Status::Issued, AuthMethod::SecretPost) => Ok(State::Issued {
                until: self.retrieval_until,
            }),
            (Status::Revealed, AuthMethod::SecretPost) => Ok(State::Revealed {
                expires: self.expires_at,
            }),
            (Status::KeyRegistered, AuthMethod::PrivateKeyJwt) => Ok(State::KeyRegistered {
                expires: self.expires_at,
            }),
            (Status::Revoked, _) => Ok(State::Revoked),
            (Status::Expired, _) => Ok(State::Expired),
            (Status::Issued | Status::Revealed, AuthMethod::PrivateKeyJwt)
            | (Status::KeyRegistered, AuthMethod::SecretPost) => {
                Err(Fault::inconsistent("credentials", self.id))
            }
        }
    }

    fn credential(self) -> Result<Credential, Fault> {
        let state = self.state()?;
        Ok(Credential {
            id: self.id,
            client: self.client_id,
            method: self.method,
            state,
            version: self.version,
            issued_at: self.issued_at,
            revealed_at: self.revealed_at,
            ended_at: self.ended_at,
            end_reason: self.end_reason,
        })
    }
}

/// The production client of a service, if one is declared and in use.
pub(super) fn production_client(
    c: &mut Conn,
    service: ServiceId,
) -> QueryResult<Option<ProductionClient>> {
    let row: Option<(ClientKey, String, String, Json<ClientConfig>)> = clients::table
        .filter(clients::service_id.eq(service))
        .filter(clients::environment.eq(Environment::Production))
        .filter(clients::disabled_at.is_null())
        .select((
            clients::id,
            clients::client_id,
            clients::name,
            clients::configuration,
        ))
        .first(c)
        .optional()?;
    let client =
        |(key, client_id, name, config): (ClientKey, String, String, Json<ClientConfig>)| {
            ProductionClient {
                key,
                client_id,
                name,
                method: config.0.auth().method(),
            }
        };
    Ok(row.map(client))
}

/// The credentials of a service, the latest first.
pub(super) fn of_service(c: &mut Conn, service: ServiceId) -> Result<Vec<Credential>, Fault> {
    let rows: Vec<Row> = credentials::table
        .inner_join(clients::table.on(clients::id.eq(credentials::client_id)))
        .filter(clients::service_id.eq(service))
        .order((credentials::issued_at.desc(), credentials::id.desc()))
        .select(Row::as_select())
        .load(c)?;
    rows.into_iter().map(Row::credential).collect()
}

/// Credentials with the service they belong to.
pub(super) fn find(
    c: &mut Conn,
    id: CredentialId,
) -> Result<Option<(ServiceId, Credential)>, Fault> {
    let row: Option<(ServiceId, Row)> = credentials::table
        .inner_join(clients::table.on(clients::id.eq(credentials::client_id)))
        .filter(credentials::id.eq(id))
        .select((clients::service_id, Row::as_select()))
        .first(c)
        .optional()?;
    row.map(|(service, row)| Ok((service, row.credential()?)))
        .transpose()
}

/// Issues credentials.
pub(super) fn insert(
    tx: &mut Conn,
    ctx: &Ctx,
    id: CredentialId,
    client: &ProductionClient,
    state: State,
) -> Result<(), Fault> {
    let end = state
        .end()
        .ok_or_else(|| Fault::inconsistent("credentials", id))?;
    diesel::insert_into(credentials::table)
        .values((
            credentials::id.eq(id),
            credentials::client_id.eq(client.key),
            credentials::method.eq(client.method),
            credentials::status.eq(state.status()),
            credentials::version.eq(1),
            credentials::issued_at.eq(ctx.now),
            credentials::issued_by.eq(ctx.account().map(AccountId::from)),
            credentials::retrieval_until.eq(end),
            credentials::expires_at.eq(end),
            credentials::end_reason.eq(""),
        ))
        .execute(tx)?;
    Ok(())
}

/// Keeps the hash of the secret that is about to be shown; false when somebody else's was.
pub(super) fn reveal(
    tx: &mut Conn,
    ctx: &Ctx,
    seen: &Credential,
    (actor, hash): (AccountId, &TokenHash),
    next: State,
) -> QueryResult<bool> {
    let rows = diesel::update(credentials::table.find(seen.id))
        .filter(credentials::status.eq(Status::Issued))
        .filter(credentials::version.eq(seen.version))
        .set((
            credentials::status.eq(next.status()),
            credentials::version.eq(seen.version + 1),
            credentials::secret_hash.eq(&hash.0),
            credentials::revealed_at.eq(ctx.now),
            credentials::revealed_by.eq(actor),
            credentials::expires_at.eq(next.end().unwrap_or(ctx.now)),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Ends credentials; false when somebody was faster.
pub(super) fn end(
    tx: &mut Conn,
    ctx: &Ctx,
    seen: &Credential,
    next: State,
    reason: &str,
) -> QueryResult<bool> {
    let rows = diesel::update(credentials::table.find(seen.id))
        .filter(credentials::status.eq(seen.state.status()))
        .filter(credentials::version.eq(seen.version))
        .set((
            credentials::status.eq(next.status()),
            credentials::version.eq(seen.version + 1),
            credentials::ended_at.eq(ctx.now),
            credentials::end_reason.eq(reason),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// What is kept of the secret in use of a production client: service, credentials, hash.
pub(super) fn secret_hash(
    c: &mut Conn,
    client_id: &str,
) -> Result<Option<(ServiceId, Credential, String)>, Fault> {
    let row: Option<(ServiceId, Row, Option<String>)> = credentials::table
        .inner_join(clients::table.on(clients::id.eq(credentials::client_id)))
        .filter(clients::client_id.eq(client_id))
        .filter(clients::disabled_at.is_null())
        .filter(credentials::status.eq(Status::Revealed))
        .select((
            clients::service_id,
            Row::as_select(),
            credentials::secret_hash,
        ))
        .first(c)
        .optional()?;
    let Some((service, row, Some(hash))) = row else {
        return Ok(None);
    };
    Ok(Some((service, row.credential()?, hash)))
}

/// A client that credentials were put in use for, as the identity provider knows it.
pub(super) struct Registered {
    /// Its public identifier.
    pub client_id: String,
    /// Its configuration in force.
    pub config: ClientConfig,
    /// Whether the team still uses it.
    pub in_use: bool,
    /// The last credentials that were put in use.
    pub state: State,
    /// What is kept of their secret, if they have one.
    pub secret_hash: Option<String>,
}

/// The production clients of a service whose credentials are or were in use.
pub(super) fn registered(c: &mut Conn, service: ServiceId) -> Result<Vec<Registered>, Fault> {
    type Found = (
        String,
        Json<ClientConfig>,
        Option<Instant>,
        Row,
        Option<String>,
    );
    let mut rows: Vec<Found> = credentials::table
        .inner_join(clients::table.on(clients::id.eq(credentials::client_id)))
        .filter(clients::service_id.eq(service))
        .filter(credentials::status.ne(Status::Issued))
        .order((
            clients::client_id,
            credentials::issued_at.desc(),
            credentials::id.desc(),
        ))
        .select((
            clients::client_id,
            clients::configuration,
            clients::disabled_at,
            Row::as_select(),
            credentials::secret_hash,
        ))
        .load(c)?;
    rows.dedup_by(|later, first| later.0 == first.0);
    rows.into_iter()
        .map(|(client_id, config, disabled_at, row, secret_hash)| {
            Ok(Registered {
                client_id,
                config: config.0,
                in_use: disabled_at.is_none(),
                state: row.state()?,
                secret_hash,
            })
        })
        .collect()
}
