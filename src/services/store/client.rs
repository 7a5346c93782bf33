//! Rows of `clients` and `client_versions`.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::db::types::Json;
use crate::kernel::secret::TokenHash;
use crate::schema::{client_versions, clients};
use crate::services::client::{ClientConfig, Environment};
use crate::services::model::{ClientKey, ServiceId};
use crate::shell::actor::AccountId;

/// A client as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = clients)]
pub(in crate::services) struct ClientRow {
    pub id: ClientKey,
    pub service_id: ServiceId,
    pub environment: Environment,
    pub client_id: String,
    pub secret_hash: Option<String>,
    pub secret_made_at: Option<Instant>,
    pub configuration: Json<ClientConfig>,
    pub version: i32,
    pub disabled_at: Option<Instant>,
    pub created_at: Instant,
}

/// A client to create.
#[derive(Debug)]
pub(in crate::services) struct NewClient<'a> {
    pub id: ClientKey,
    pub service: ServiceId,
    pub environment: Environment,
    pub client_id: &'a str,
    pub secret: Option<&'a TokenHash>,
    pub config: &'a ClientConfig,
    pub author: AccountId,
}

/// Creates a client with the first version of its configuration.
pub(in crate::services) fn insert_client(
    tx: &mut Conn,
    ctx: &Ctx,
    new: &NewClient<'_>,
) -> QueryResult<()> {
    diesel::insert_into(clients::table)
        .values((
            clients::id.eq(new.id),
            clients::service_id.eq(new.service),
            clients::environment.eq(new.environment),
            clients::name.eq(new.config.name()),
            clients::client_id.eq(new.client_id),
            clients::secret_hash.eq(new.secret.map(|hash| hash.0.as_str())),
            clients::secret_made_at.eq(new.secret.map(|_| ctx.now)),
            clients::configuration.eq(Json(new.config.clone())),
            clients::version.eq(1),
            clients::created_at.eq(ctx.now),
        ))
        .execute(tx)?;
    insert_version(tx, ctx, (new.id, 1), new.config, new.author)
}

fn insert_version(
    tx: &mut Conn,
    ctx: &Ctx,
    (client, ordinal): (ClientKey, i32),
    config: &ClientConfig,
    author: AccountId,
) -> QueryResult<()> {
    diesel::insert_into(client_versions::table)
        .values((
            client_versions::client_id.eq(client),
            client_versions::ordinal.eq(ordinal),
            client_versions::configuration.eq(Json(config.clone())),
            client_versions::changed_by.eq(author),
            client_versions::changed_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}

/// The client, if there is one.
pub(in crate::services) fn find_client(
    c: &mut Conn,
    id: ClientKey,
) -> QueryResult<Option<ClientRow>> {
    clients::table
        .find(id)
        .select(ClientRow::as_select())
        .first(c)
        .optional()
}

/// The clients of a service in one environment, oldest first.
pub(in crate::services) fn clients_of(
    c: &mut Conn,
    service: ServiceId,
    environment: Environment,
) -> QueryResult<Vec<ClientRow>> {
    clients::table
        .filter(clients::service_id.eq(service))
        .filter(clients::environment.eq(environment))
        .order((clients::created_at, clients::id))
        .select(ClientRow::as_select())
        .load(c)
}

/// Saves a configuration as the next version; false when somebody was faster or the client is disabled.
pub(in crate::services) fn save_config(
    tx: &mut Conn,
    ctx: &Ctx,
    (client, seen): (ClientKey, i32),
    config: &ClientConfig,
    author: AccountId,
) -> QueryResult<bool> {
    let changed = diesel::update(clients::table)
        .filter(clients::id.eq(client))
        .filter(clients::version.eq(seen))
        .filter(clients::disabled_at.is_null())
        .set((
            clients::name.eq(config.name()),
            clients::configuration.eq(Json(config.clone())),
            clients::version.eq(seen + 1),
        ))
        .execute(tx)?;
    if changed == 0 {
        return Ok(false);
    }
    insert_version(tx, ctx, (client, seen + 1), config, author)?;
    Ok(true)
}

/// Keeps the hash of a sandbox secret in place of the former one, or none at all.
pub(in crate::services) fn save_secret(
    tx: &mut Conn,
    ctx: &Ctx,
    client: ClientKey,
    secret: Option<&TokenHash>,
) -> QueryResult<bool> {
    let changed = diesel::update(clients::table)
        .filter(clients::id.eq(client))
        .filter(clients::environment.eq(Environment::Sandbox))
        .filter(clients::disabled_at.is_null())
        .set((
            clients::secret_hash.eq(secret.map(|hash| hash.0.clone())),
            clients::secret_made_at.eq(secret.map(|_| ctx.now)),
        ))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Disables a client for good; false when it was.
pub(in crate::services) fn disable(
    tx: &mut Conn,
    ctx: &Ctx,
    client: ClientKey,
) -> QueryResult<bool> {
    let changed = diesel::update(clients::table)
        .filter(clients::id.eq(client))
        .filter(clients::disabled_at.is_null())
        .set(clients::disabled_at.eq(ctx.now))
        .execute(tx)?;
    Ok(changed == 1)
}

/// The versions of a configuration, newest first.
pub(in crate::services) fn versions(
    c: &mut Conn,
    client: ClientKey,
) -> QueryResult<Vec<(i32, ClientConfig, Instant, AccountId)>> {
    let rows: Vec<(i32, Json<ClientConfig>, Instant, AccountId)> = client_versions::table
        .filter(client_versions::client_id.eq(client))
        .order(client_versions::ordinal.desc())
        .select((
            client_versions::ordinal,
            client_versions::configuration,
            client_versions::changed_at,
            client_versions::changed_by,
        ))
        .load(c)?;
    Ok(rows
        .into_iter()
        .map(|(ordinal, config, at, author)| (ordinal, config.0, at, author))
        .collect())
}
