//! The client of the demonstration: made once for a service, made again when somebody changed or disabled it.

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::kernel::secret::Vault;
use crate::services::{
    self, Access, Action, ClientCommand, ClientDraft, ClientError, ClientKey, Environment,
    SandboxClient, ServiceId,
};
use crate::shell::AccountId;

use super::store;

/// What seals the secret.
const PURPOSE: &str = "sandbox demonstration";

/// The client of the demonstration with its secret.
#[derive(Debug, Clone)]
pub(super) struct DemoClient {
    pub client: SandboxClient,
    pub secret: String,
}

/// Where the sandbox sends the browser back.
#[derive(Debug, Clone)]
pub(super) struct Addresses {
    pub redirect: String,
    pub farewell: String,
}

/// The client, unless there is none or it can't be used any more.
pub(super) fn ready(
    c: &mut Conn,
    (vault, now): (&Vault, Instant),
    service: ServiceId,
    addresses: &Addresses,
) -> Result<Option<DemoClient>, Fault> {
    let Some((key, sealed)) = store::find(c, service)? else {
        return Ok(None);
    };
    let Some(client) = services::sandbox_client_of(c, key)? else {
        return Ok(None);
    };
    let clear = vault.open(PURPOSE, &service.to_string(), &sealed)?;
    let secret = String::from_utf8(clear).map_err(Fault::other("opening a secret"))?;
    let usable =
        client.accepts(&secret, now) && client.config.redirect_uris().contains(&addresses.redirect);
    Ok(usable.then_some(DemoClient { client, secret }))
}

/// Makes the client of the demonstration, with every scope of the right in force; does nothing when there is a good one.
pub(super) fn prepare(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    service: ServiceId,
    addresses: &Addresses,
) -> Outcome<(), ClientError> {
    let access = services::authorised(tx, actor, service, Action::Configure)
        .map_err(|failure| failure.map_refusal(ClientError::Denied))?;
    if ready(tx, (ctx.vault(), ctx.now), service, addresses)?.is_some() {
        return Ok(());
    }
    if let Some((former, _)) = store::find(tx, service)?
        && services::sandbox_client_of(tx, former)?.is_some()
    {
        services::disable_client(tx, ctx, actor, (service, former))?;
    }
    let command = ClientCommand {
        service,
        client: ctx.new_id::<ClientKey>(),
        seen: 0,
        draft: draft(tx, &access, addresses)?,
    };
    let made = services::create_client(tx, ctx, actor, Environment::Sandbox, &command)?;
    let secret = made.secret.ok_or(ClientError::NoSecret)?.reveal_hex();
    let bound = service.to_string();
    let sealed = ctx.vault().seal(PURPOSE, &bound, secret.as_bytes())?;
    store::keep(tx, ctx, service, (command.client, &sealed))?;
    Ok(())
}

fn draft(c: &mut Conn, access: &Access, addresses: &Addresses) -> Result<ClientDraft, Fault> {
    let allowed = services::habilitation(c, access.service.habilitation)?.scopes();
    Ok(ClientDraft {
        name: "Service de démonstration".to_owned(),
        redirect_uris: vec![addresses.redirect.clone()],
        post_logout_redirect_uris: vec![addresses.farewell.clone()],
        signing_alg: "ES256".to_owned(),
        auth_method: "client_secret_post".to_owned(),
        scopes: allowed
            .choices()
            .into_iter()
            .map(|choice| choice.value)
            .collect(),
        ..ClientDraft::default()
    })
}
