//! Revoking credentials: by the team or by staff, effective at once.

use super::effects::carry_out;
use crate::credentials::model::{Credential, CredentialId};
use crate::credentials::state::{Command, Refused};
use crate::credentials::store;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome, Refusal};
use crate::services::{self, Action, Denied, Service, ServiceId};
use crate::shell::AccountId;

/// Why credentials were not revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevokeError {
    /// See [`Denied`].
    Denied(Denied),
    /// They are over already.
    Refused(Refused),
}
impl Refusal for RevokeError {}

/// Revokes credentials of one's own service.
pub fn revoke_as_team(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    (service, id): (ServiceId, CredentialId),
    reason: &str,
) -> Outcome<(), RevokeError> {
    let access = services::authorised(tx, actor, service, Action::HoldCredentials);
    let service = access
        .map_err(|failure| failure.map_refusal(RevokeError::Denied))?
        .service;
    let found = store::find(tx, id)?.filter(|(owner, _)| *owner == service.id);
    let (_, credential) = found.ok_or(RevokeError::Denied(Denied::Unknown))?;
    revoke(tx, ctx, (&service, &credential), reason)
}

/// Revokes any credentials. Who may is the caller's concern.
pub fn revoke_as_staff(
    tx: &mut Conn,
    ctx: &Ctx,
    id: CredentialId,
    reason: &str,
) -> Outcome<(), RevokeError> {
    let (service, credential) = store::find(tx, id)?.ok_or(RevokeError::Denied(Denied::Unknown))?;
    let found = services::find(tx, service).map_err(Failure::into_fault)?;
    let service = found.ok_or_else(|| Fault::inconsistent("credentials", id))?;
    revoke(tx, ctx, (&service, &credential), reason)
}

/// Revokes all that a service holds, because its right has ended; tells how many.
pub fn revoke_all(
    tx: &mut Conn,
    ctx: &Ctx,
    service: ServiceId,
    reason: &str,
) -> Result<usize, Fault> {
    let found = services::find(tx, service).map_err(Failure::into_fault)?;
    let service = found.ok_or_else(|| Fault::inconsistent("services", service))?;
    let mut revoked = 0;
    for credential in store::of_service(tx, service.id)? {
        match revoke(tx, ctx, (&service, &credential), reason) {
            Ok(()) => revoked += 1,
            Err(Failure::Refused(_)) => {}
            Err(Failure::Fault(fault)) => return Err(fault),
        }
    }
    Ok(revoked)
}

fn revoke(
    tx: &mut Conn,
    ctx: &Ctx,
    (service, credential): (&Service, &Credential),
    reason: &str,
) -> Outcome<(), RevokeError> {
    let decision = credential
        .state
        .decide(Command::Revoke, ctx.now)
        .map_err(RevokeError::Refused)?;
    if !store::end(tx, ctx, credential, decision.next, reason)? {
        return Err(Fault::contention().into());
    }
    Ok(carry_out(
        tx,
        ctx,
        service,
        (credential.id, credential.client),
        &decision.effects,
    )?)
}
