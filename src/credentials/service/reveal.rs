//! The reveal: the secret is made, its hash kept, and the secret given to the caller, all in one transaction.
//!
//! Before this transaction there is no secret anywhere; after it, nobody but the person who reads the answer has it. Of
//! any number of people who ask at once, the guarded update lets one pass.

use super::effects::carry_out;
use super::issue::go_live;
use crate::credentials::model::CredentialId;
use crate::credentials::state::{Command, Refused};
use crate::credentials::store;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Outcome, Refusal};
use crate::kernel::secret::{SecretToken, TokenHash};
use crate::services::{self, Action, Denied, ServiceId, Status};
use crate::shell::AccountId;

/// A secret that exists nowhere else than in this value.
#[derive(Debug)]
pub struct Revealed {
    /// The client's public identifier.
    pub client_id: String,
    /// The secret: 256 random bits, shown as 64 hexadecimal digits.
    pub secret: SecretToken,
}

/// Why the secret was not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevealError {
    /// See [`Denied`].
    Denied(Denied),
    /// The state of the credentials does not allow it.
    Refused(Refused),
    /// The service is suspended, closed, or being checked again.
    ServiceClosed(Status),
}
impl Refusal for RevealError {}

/// Makes the secret and shows it. Whether a second factor was shown lately is the caller's concern.
pub fn reveal(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    (service, id): (ServiceId, CredentialId),
) -> Outcome<Revealed, RevealError> {
    let access = services::authorised(tx, actor, service, Action::HoldCredentials);
    let service = access
        .map_err(|failure| failure.map_refusal(RevealError::Denied))?
        .service;
    let found = store::find(tx, id)?.filter(|(owner, _)| *owner == service.id);
    let (_, credential) = found.ok_or(RevealError::Denied(Denied::Unknown))?;
    let status = if services::is_over(tx, &service, ctx.now)? {
        Status::Closed
    } else {
        service.state.status()
    };
    if !matches!(status, Status::Qualified | Status::Live) {
        return Err(RevealError::ServiceClosed(status).into());
    }
    let decision = credential
        .state
        .decide(Command::Reveal, ctx.now)
        .map_err(RevealError::Refused)?;
    let client =
        store::production_client(tx, service.id)?.filter(|client| client.key == credential.client);
    let client = client.ok_or(RevealError::Refused(Refused::Over))?;
    let secret = ctx.token()?;
    let hash = TokenHash::of(&secret.reveal_hex());
    if !store::reveal(tx, ctx, &credential, (actor, &hash), decision.next)? {
        return Err(RevealError::Refused(Refused::AlreadyRevealed).into());
    }
    carry_out(
        tx,
        ctx,
        &service,
        (id, credential.client),
        &decision.effects,
    )?;
    go_live(tx, ctx, &service)?;
    Ok(Revealed {
        client_id: client.client_id,
        secret,
    })
}
