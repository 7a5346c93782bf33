//! Issuing credentials: asked for by the team of a qualified service, granted by the computed gate.
//!
//! No officer presses a button here: the officer's act is the qualification, and the gate is computed again at this
//! very instant. A service already in production gets new credentials without passing the gate again, because losing a
//! secret must not close a service whose evidence grew old; the former ones stop working at once.

use super::effects::carry_out;
use crate::credentials::model::{Credential, CredentialId};
use crate::credentials::state::{Command, State};
use crate::credentials::store;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome, Refusal};
use crate::qualification;
use crate::services::{
    self, Action, AuthMethod, Command as ServiceCommand, Denied, Service, ServiceId, Status,
};
use crate::shell::AccountId;

/// Why former credentials are revoked by the issue of new ones.
const REPLACED: &str = "Remplacés par de nouveaux identifiants.";

/// Credentials to issue.
#[derive(Debug, Clone, Copy)]
pub struct Issue {
    /// The service.
    pub service: ServiceId,
    /// The credentials that the person saw in force and wants replaced; none for the first ones.
    pub replaces: Option<CredentialId>,
}

/// Why credentials were not issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssueError {
    /// See [`Denied`].
    Denied(Denied),
    /// The service is not qualified, or no longer open.
    NotQualified(Status),
    /// The gate is closed: no officer is named, or these criteria are open or too old.
    GateClosed(Vec<i32>),
    /// No production client is declared.
    NoClient,
    /// Other credentials are in force than those the person saw.
    InForce(CredentialId),
}
impl Refusal for IssueError {}

/// Issues credentials for the production client of a service, in place of those it replaces.
pub fn issue(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    cmd: Issue,
) -> Outcome<CredentialId, IssueError> {
    let access = services::authorised(tx, actor, cmd.service, Action::HoldCredentials);
    let service = access
        .map_err(|failure| failure.map_refusal(IssueError::Denied))?
        .service;
    pass_gate(tx, ctx, &service)?;
    let client = store::production_client(tx, service.id)?.ok_or(IssueError::NoClient)?;
    clear_the_way(tx, ctx, &service, cmd.replaces)?;
    let by_key = client.method == AuthMethod::PrivateKeyJwt;
    let decision = State::issued(by_key, ctx.now);
    let id = ctx.new_id::<CredentialId>();
    store::insert(tx, ctx, id, &client, decision.next)?;
    carry_out(tx, ctx, &service, (id, client.key), &decision.effects)?;
    if by_key {
        go_live(tx, ctx, &service)?;
    }
    Ok(id)
}

fn pass_gate(tx: &mut Conn, ctx: &Ctx, service: &Service) -> Outcome<(), IssueError> {
    if services::is_over(tx, service, ctx.now)? {
        return Err(IssueError::NotQualified(Status::Closed).into());
    }
    match service.state.status() {
        Status::Live => Ok(()),
        Status::Qualified => {
            let board =
                qualification::board(tx, service.clone(), ctx.now).map_err(Failure::into_fault)?;
            if board.obstacles().is_empty() {
                Ok(())
            } else {
                Err(IssueError::GateClosed(board.open_criteria()).into())
            }
        }
        status => Err(IssueError::NotQualified(status).into()),
    }
}

/// Ends what is in force: expired when its time is over, revoked when the person asked for its replacement.
fn clear_the_way(
    tx: &mut Conn,
    ctx: &Ctx,
    service: &Service,
    replaces: Option<CredentialId>,
) -> Outcome<(), IssueError> {
    for former in store::of_service(tx, service.id)? {
        if former.state.end().is_none() {
            continue;
        }
        let command = match former.state.is_open(ctx.now) {
            false => Command::Expire,
            true if replaces == Some(former.id) => Command::Revoke,
            true => return Err(IssueError::InForce(former.id).into()),
        };
        end_former(tx, ctx, service, &former, command)?;
    }
    Ok(())
}

fn end_former(
    tx: &mut Conn,
    ctx: &Ctx,
    service: &Service,
    former: &Credential,
    command: Command,
) -> Result<(), Fault> {
    let decision = former
        .state
        .decide(command, ctx.now)
        .map_err(|_| Fault::inconsistent("credentials", former.id))?;
    let reason = if command == Command::Revoke {
        REPLACED
    } else {
        ""
    };
    if !store::end(tx, ctx, former, decision.next, reason)? {
        return Err(Fault::contention());
    }
    carry_out(
        tx,
        ctx,
        service,
        (former.id, former.client),
        &decision.effects,
    )
}

/// A qualified service whose credentials are in the partner's hands is in production.
pub(super) fn go_live(tx: &mut Conn, ctx: &Ctx, service: &Service) -> Result<(), Fault> {
    if service.state.status() != Status::Qualified {
        return Ok(());
    }
    match services::advance(tx, ctx, service.id, &ServiceCommand::GoLive) {
        Ok(_) => Ok(()),
        Err(Failure::Refused(_)) => Err(Fault::inconsistent("services", service.id)),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}
