//! The clients of a service: declared, changed, disabled. Their secrets are renewed in `secrets.rs`.
//!
//! A sandbox secret leaves this module once, in [`NewSecret`]; the database holds its SHA-256. A production client
//! has no secret here: its credentials are the business of another slice.

use diesel::QueryResult;
use serde_json::json;

use super::access::{authorised, is_over};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::secret::{SecretToken, TokenHash};
use crate::services::client::{AuthMethod, ClientConfig, ClientDraft, Environment, FieldError};
use crate::services::client_rules::{self, Frame};
use crate::services::differences;
use crate::services::model::{ClientKey, Denied, Service, ServiceId};
use crate::services::policy::Action;
use crate::services::production::production_changed;
use crate::services::status::Status;
use crate::services::store::{self, ClientRow, NewClient};
use crate::services::views;
use crate::shell::actor::AccountId;

/// Why a client was not created or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientError {
    /// See [`Denied`].
    Denied(Denied),
    /// There is no such client in this service.
    Unknown,
    /// The draft breaks rules.
    Invalid(Vec<FieldError>),
    /// Somebody changed the configuration since it was read.
    Stale,
    /// The client is disabled.
    Disabled,
    /// This client has no sandbox secret: production, or authentication by key.
    NoSecret,
    /// The service already has a production client.
    Second,
    /// The service is closed.
    Closed,
    /// This form was already sent: the client exists.
    AlreadyCreated,
    /// The service has as many sandbox clients as it may.
    TooMany,
    /// There is no former secret to withdraw.
    NoFormer,
}
impl Refusal for ClientError {}

/// Sandbox clients in use that a service may have: one for each environment of tests, and room for more.
pub const MOST_CLIENTS: usize = 20;

/// A configuration somebody typed, for a client to create or to change.
#[derive(Debug, Clone)]
pub struct ClientCommand {
    /// The service.
    pub service: ServiceId,
    /// The client; chosen when the form is shown, so that a form sent twice creates one client.
    pub client: ClientKey,
    /// The version that was read; 0 for a creation.
    pub seen: i32,
    /// What was typed.
    pub draft: ClientDraft,
}

/// A secret that exists nowhere else than in this value.
#[derive(Debug)]
pub struct NewSecret {
    /// The client's public identifier.
    pub client_id: String,
    /// The secret, if the client uses one.
    pub secret: Option<SecretToken>,
    /// Until when the secret before it is accepted too, if it is.
    pub former_until: Option<Instant>,
}

/// The service, if this person may configure it and it is not over: closed, or of an experiment that has just ended.
pub(super) fn configured(
    c: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    service: ServiceId,
) -> Outcome<Service, ClientError> {
    let access = authorised(c, actor, service, Action::Configure);
    let service = access
        .map_err(|failure| failure.map_refusal(ClientError::Denied))?
        .service;
    if service.state.status() == Status::Closed || is_over(c, &service, ctx.now)? {
        return Err(ClientError::Closed.into());
    }
    Ok(service)
}

pub(super) fn client_of(
    c: &mut Conn,
    service: &Service,
    id: ClientKey,
) -> Outcome<ClientRow, ClientError> {
    let row = store::find_client(c, id)?.filter(|row| row.service_id == service.id);
    row.ok_or_else(|| ClientError::Unknown.into())
}

fn judged(
    c: &mut Conn,
    service: &Service,
    environment: Environment,
    draft: &ClientDraft,
) -> Outcome<ClientConfig, ClientError> {
    let allowed = views::habilitation(c, service.habilitation)?.scopes();
    client_rules::check(
        draft,
        &Frame {
            environment,
            allowed,
        },
    )
    .map_err(|errors| ClientError::Invalid(errors).into())
}

pub(super) fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    event: &'static str,
    (service, client): (&Service, ClientKey),
    data: serde_json::Value,
) -> Result<(), Failure<ClientError>> {
    let entry = Entry::new(event, "client", client)
        .about_organisation(service.organisation)
        .about_service(service.id)
        .data(data);
    Ok(journal::record(tx, ctx, entry)?)
}

/// Tells the other rooms that a client changed, if they care for it.
pub(super) fn tell_production(tx: &mut Conn, ctx: &Ctx, row: &ClientRow) -> QueryResult<()> {
    match row.environment {
        Environment::Production => production_changed(tx, ctx, row.service_id),
        Environment::Sandbox => Ok(()),
    }
}

/// Creates a client. In the sandbox, a client that uses a secret gets one, shown by the caller and kept by nobody.
pub fn create_client(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    environment: Environment,
    command: &ClientCommand,
) -> Outcome<NewSecret, ClientError> {
    let service = configured(tx, ctx, actor, command.service)?;
    if store::find_client(tx, command.client)?.is_some() {
        return Err(ClientError::AlreadyCreated.into());
    }
    let config = judged(tx, &service, environment, &command.draft)?;
    let existing = store::clients_of(tx, service.id, environment)?;
    match environment {
        Environment::Production if !existing.is_empty() => return Err(ClientError::Second.into()),
        Environment::Sandbox if existing.len() >= MOST_CLIENTS => {
            return Err(ClientError::TooMany.into());
        }
        Environment::Production | Environment::Sandbox => {}
    }
    let client_id = ctx.token()?.reveal_hex();
    let has_secret =
        environment == Environment::Sandbox && config.auth().method() == AuthMethod::SecretPost;
    let secret = if has_secret { Some(ctx.token()?) } else { None };
    let hash = secret
        .as_ref()
        .map(|secret| TokenHash::of(&secret.reveal_hex()));
    let new = NewClient {
        id: command.client,
        service: service.id,
        environment,
        client_id: &client_id,
        secret: hash.as_ref(),
        config: &config,
        author: actor,
    };
    store::insert_client(tx, ctx, &new)?;
    let data = json!({ "environment": environment, "client_id": client_id, "version": 1 });
    record(tx, ctx, "client.created", (&service, command.client), data)?;
    Ok(NewSecret {
        client_id,
        secret,
        former_until: None,
    })
}

/// Changes a configuration: it applies at once, as a new version.
pub fn edit_client(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    command: &ClientCommand,
) -> Outcome<(), ClientError> {
    let service = configured(tx, ctx, actor, command.service)?;
    let row = client_of(tx, &service, command.client)?;
    if row.disabled_at.is_some() {
        return Err(ClientError::Disabled.into());
    }
    let config = judged(tx, &service, row.environment, &command.draft)?;
    let differences = differences::between(&row.configuration.0, &config);
    if differences.is_empty() {
        return Ok(());
    }
    if row.version != command.seen
        || !store::save_config(tx, ctx, (row.id, command.seen), &config, actor)?
    {
        return Err(ClientError::Stale.into());
    }
    if config.auth().method() == AuthMethod::PrivateKeyJwt && row.secret_hash.is_some() {
        store::forget_secrets(tx, row.id)?;
    }
    tell_production(tx, ctx, &row)?;
    let fields: Vec<&str> = differences
        .iter()
        .map(|difference| difference.field)
        .collect();
    record(
        tx,
        ctx,
        "client.configured",
        (&service, row.id),
        json!({ "version": row.version + 1, "fields": fields }),
    )
}

/// Disables a client for good.
pub fn disable_client(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    (service, client): (ServiceId, ClientKey),
) -> Outcome<(), ClientError> {
    let service = configured(tx, ctx, actor, service)?;
    let row = client_of(tx, &service, client)?;
    if !store::disable(tx, ctx, row.id)? {
        return Err(ClientError::Disabled.into());
    }
    tell_production(tx, ctx, &row)?;
    record(
        tx,
        ctx,
        "client.disabled",
        (&service, row.id),
        json!({ "environment": row.environment }),
    )
}
