//! Rows of `clients` and `client_versions`.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::db::types::Json;
use crate::kernel::secret::TokenHash;
use crate::kernel::text::full_name;
use crate::schema::{accounts, client_versions, clients};
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
    pub former_secret_until: Option<Instant>,
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

/// The clients of a service in one environment that are not disabled, oldest first.
pub(in crate::services) fn clients_of(
    c: &mut Conn,
    service: ServiceId,
    environment: Environment,
) -> QueryResult<Vec<ClientRow>> {
    clients::table
        .filter(clients::service_id.eq(service))
        .filter(clients::environment.eq(environment))
        .filter(clients::disabled_at.is_null())
        .order((clients::created_at, clients::id))
        .select(ClientRow::as_select())
        .load(c)
}

/// Disabled clients shown at most.
const DISABLED_SHOWN: i64 = 30;

/// The sandbox clients of a service that were disabled, the latest created first.
pub(in crate::services) fn disabled_clients_of(
    c: &mut Conn,
    service: ServiceId,
) -> QueryResult<Vec<ClientRow>> {
    clients::table
        .filter(clients::service_id.eq(service))
        .filter(clients::environment.eq(Environment::Sandbox))
        .filter(clients::disabled_at.is_not_null())
        .order((clients::created_at.desc(), clients::id))
        .limit(DISABLED_SHOWN)
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

/// Keeps the hash of a new sandbox secret. The former one stays valid until an instant, or ends at once.
pub(in crate::services) fn save_secret(
    tx: &mut Conn,
    ctx: &Ctx,
    row: &ClientRow,
    (secret, former_until): (&TokenHash, Option<Instant>),
) -> QueryResult<bool> {
    let changed = diesel::update(clients::table)
        .filter(clients::id.eq(row.id))
        .filter(clients::environment.eq(Environment::Sandbox))
        .filter(clients::disabled_at.is_null())
        .set((
            clients::secret_hash.eq(Some(secret.0.as_str())),
            clients::secret_made_at.eq(Some(ctx.now)),
            clients::former_secret_hash.eq(former_until.and(row.secret_hash.as_deref())),
            clients::former_secret_until.eq(former_until),
        ))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Forgets the former secret, which stops being valid at once; false when there was none.
pub(in crate::services) fn forget_former_secret(
    tx: &mut Conn,
    client: ClientKey,
) -> QueryResult<bool> {
    let changed = diesel::update(clients::table)
        .filter(clients::id.eq(client))
        .filter(clients::former_secret_hash.is_not_null())
        .set((
            clients::former_secret_hash.eq(None::<&str>),
            clients::former_secret_until.eq(None::<Instant>),
        ))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Forgets every secret of a client that proves who it is otherwise.
pub(in crate::services) fn forget_secrets(tx: &mut Conn, client: ClientKey) -> QueryResult<()> {
    diesel::update(clients::table.find(client))
        .set((
            clients::secret_hash.eq(None::<&str>),
            clients::secret_made_at.eq(None::<Instant>),
            clients::former_secret_hash.eq(None::<&str>),
            clients::former_secret_until.eq(None::<Instant>),
        ))
        .execute(tx)?;
    Ok(())
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

/// A version of a configuration as stored, with who made it.
#[derive(Debug, Clone)]
pub(in crate::services) struct VersionRow {
    pub ordinal: i32,
    pub config: ClientConfig,
    pub changed_at: Instant,
    pub author: String,
}

/// Versions read for one page: those shown, and one more to compare the oldest with.
pub(in crate::services) const VERSIONS: usize = 20;

/// The versions of a configuration before `before`, newest first: at most one more than [`VERSIONS`].
pub(in crate::services) fn versions(
    c: &mut Conn,
    client: ClientKey,
    before: Option<i32>,
) -> QueryResult<Vec<VersionRow>> {
    type Row = (i32, Json<ClientConfig>, Instant, String, String);
    let rows: Vec<Row> = client_versions::table
        .inner_join(accounts::table.on(accounts::id.eq(client_versions::changed_by)))
        .filter(client_versions::client_id.eq(client))
        .filter(client_versions::ordinal.lt(before.unwrap_or(i32::MAX)))
        .order(client_versions::ordinal.desc())
        .limit(i64::try_from(VERSIONS).unwrap_or_default() + 1)
        .select((
            client_versions::ordinal,
            client_versions::configuration,
            client_versions::changed_at,
            accounts::given_name,
            accounts::family_name,
        ))
        .load(c)?;
    let version = |(ordinal, config, changed_at, given, family): Row| VersionRow {
        ordinal,
        config: config.0,
        changed_at,
        author: full_name(&given, &family),
    };
    Ok(rows.into_iter().map(version).collect())
}

/// The configuration as it was in one version.
pub(in crate::services) fn version(
    c: &mut Conn,
    client: ClientKey,
    ordinal: i32,
) -> QueryResult<Option<ClientConfig>> {
    let config: Option<Json<ClientConfig>> = client_versions::table
        .find((client, ordinal))
        .select(client_versions::configuration)
        .first(c)
        .optional()?;
    Ok(config.map(|config| config.0))
}
