//! A request changes hands inside the organisation: offered and accepted, or taken over when its author left.

use chrono::Duration;
use serde_json::json;

use super::access::{AccessError, Actor, authorised};
use super::moves::record;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::outbox;
use crate::kernel::secret::TokenHash;
use crate::organisations::{self, Action as OrganisationAction};
use crate::requests::jobs::{PersonLetter, Told, TransferExpiry, TransferMail};
use crate::requests::model::{
    Request, RequestId, TRANSFER_DAYS, Transfer, TransferId, TransferStatus,
};
use crate::requests::policy::Action;
use crate::requests::state::Status;
use crate::requests::{store, views};
use crate::shell::AccountId;

/// Offer a request to a colleague.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Who offers it.
    pub actor: Actor,
    /// Which request.
    pub request: RequestId,
    /// To whom.
    pub to: AccountId,
    /// A word for them.
    pub message: String,
}

/// Why a request did not change hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferError {
    /// For this person, there is no such request or transfer.
    Unknown,
    /// Their role doesn't allow it.
    Forbidden,
    /// Not in the request's present state.
    NotNow(Status),
    /// The receiver does not file for the organisation, or is the author already.
    NotAReceiver,
    /// The request already waits for somebody's answer.
    AlreadyOffered,
    /// It was answered, cancelled, or is out of date.
    Settled,
    /// The author is still there: ask them to offer it.
    AuthorIsThere,
}
impl Refusal for TransferError {}

impl From<AccessError> for TransferError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Unknown => Self::Unknown,
            AccessError::Forbidden => Self::Forbidden,
            AccessError::NotNow(status) => Self::NotNow(status),
        }
    }
}

fn allowed(
    c: &mut Conn,
    actor: &Actor,
    id: RequestId,
    action: Action,
) -> Outcome<Request, TransferError> {
    authorised(c, actor, id, action).map_err(|failure| failure.map_refusal(TransferError::from))
}

/// Whether the account files for the organisation of the request.
fn files(c: &mut Conn, account: AccountId, request: &Request) -> Result<bool, Fault> {
    let role = organisations::membership_of(c, account, request.organisation)?;
    Ok(role.is_some_and(|role| organisations::may(role, OrganisationAction::File)))
}

/// Offers a request to a colleague, who is mailed a link.
pub fn offer(tx: &mut Conn, ctx: &Ctx, cmd: &Offer) -> Outcome<TransferId, TransferError> {
    let request = allowed(tx, &cmd.actor, cmd.request, Action::Transfer)?;
    if cmd.to == request.author || !files(tx, cmd.to, &request)? {
        return Err(TransferError::NotAReceiver.into());
    }
    if store::pending_transfer(tx, request.id)?.is_some() {
        return Err(TransferError::AlreadyOffered.into());
    }
    let expires_at = ctx.now.plus(Duration::days(TRANSFER_DAYS));
    let new = store::NewTransfer {
        asked_by: cmd.actor.account,
        to: cmd.to,
        message: &cmd.message,
        expires_at,
    };
    let id = store::add_transfer(tx, ctx, &request, new)?;
    let data = json!({ "transfer": id, "to": cmd.to });
    record(tx, ctx, &request, "request.transfer_offered", data)?;
    outbox::push(tx, ctx, &TransferMail { transfer: id })?;
    outbox::push_at(tx, ctx, &TransferExpiry { transfer: id }, expires_at)?;
    Ok(id)
}

/// The transfer behind a link, for the person to whom it is offered.
pub fn offered(
    c: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    token: &TokenHash,
) -> Outcome<(Transfer, Request), TransferError> {
    let transfer = store::transfer_by_token(c, token)?
        .filter(|transfer| transfer.to == account)
        .ok_or(TransferError::Unknown)?;
    if !transfer.is_open(ctx.now) {
        return Err(TransferError::Settled.into());
    }
    let request = store::find(c, transfer.request)?.ok_or(TransferError::Unknown)?;
    Ok((transfer, request))
}

/// The receiver becomes the author.
pub fn accept_transfer(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    token: &TokenHash,
) -> Outcome<RequestId, TransferError> {
    let (transfer, request) = offered(tx, ctx, account, token)?;
    if !request.status().is_alive() {
        return Err(TransferError::NotNow(request.status()).into());
    }
    if !files(tx, account, &request)? {
        return Err(TransferError::NotAReceiver.into());
    }
    settle(tx, ctx, &transfer, TransferStatus::Accepted)?;
    give(tx, ctx, &request, account)?;
    let data = json!({ "transfer": transfer.id, "from": request.author, "to": account });
    record(tx, ctx, &request, "request.transferred", data)?;
    tell(tx, ctx, &transfer, Told::Accepted)?;
    Ok(request.id)
}

/// The receiver says no.
pub fn decline_transfer(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    token: &TokenHash,
) -> Outcome<(), TransferError> {
    let (transfer, request) = offered(tx, ctx, account, token)?;
    settle(tx, ctx, &transfer, TransferStatus::Declined)?;
    let data = json!({ "transfer": transfer.id });
    record(tx, ctx, &request, "request.transfer_declined", data)?;
    tell(tx, ctx, &transfer, Told::Declined)
}

/// The author, or an administrator, takes an offer back; the receiver's link opens nothing any more.
pub fn cancel_transfer(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: &Actor,
    id: RequestId,
) -> Outcome<(), TransferError> {
    let request = allowed(tx, actor, id, Action::Share)?;
    let transfer = store::pending_transfer(tx, request.id)?.ok_or(TransferError::Settled)?;
    settle(tx, ctx, &transfer, TransferStatus::Cancelled)?;
    let data = json!({ "transfer": transfer.id });
    record(tx, ctx, &request, "request.transfer_cancelled", data)?;
    tell(tx, ctx, &transfer, Told::Cancelled)
}

/// An offer that nobody answered in time ends by itself.
pub fn expire_transfer(tx: &mut Conn, ctx: &Ctx, id: TransferId) -> Outcome<(), TransferError> {
    let waiting = store::find_transfer(tx, id)?
        .filter(|transfer| transfer.status == TransferStatus::Pending)
        .filter(|transfer| transfer.expires_at <= ctx.now);
    let Some(transfer) = waiting else {
        return Ok(());
    };
    let Some(request) = store::find(tx, transfer.request)? else {
        return Ok(());
    };
    settle(tx, ctx, &transfer, TransferStatus::Expired)?;
    let data = json!({ "transfer": id });
    record(tx, ctx, &request, "request.transfer_expired", data)?;
    tell(tx, ctx, &transfer, Told::Expired)
}

/// Whether the author can no longer act for the organisation.
pub fn author_left(c: &mut Conn, request: &Request) -> Result<bool, Fault> {
    Ok(!files(c, request.author, request)? || views::is_disabled(c, request.author)?)
}

/// Somebody who files for the organisation becomes the author, because the former one left it.
pub fn take_over(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: &Actor,
    id: RequestId,
) -> Outcome<(), TransferError> {
    let request = allowed(tx, actor, id, Action::TakeOver)?;
    if !files(tx, actor.account, &request)? {
        return Err(TransferError::Forbidden.into());
    }
    if !author_left(tx, &request)? {
        return Err(TransferError::AuthorIsThere.into());
    }
    if let Some(transfer) = store::pending_transfer(tx, id)? {
        settle(tx, ctx, &transfer, TransferStatus::Cancelled)?;
    }
    give(tx, ctx, &request, actor.account)?;
    let data = json!({ "from": request.author, "to": actor.account });
    record(tx, ctx, &request, "request.taken_over", data)?;
    for to in views::administrators(tx, request.organisation)? {
        if to != actor.account {
            let letter = PersonLetter {
                request: id,
                to,
                other: actor.account,
                told: Told::TakenOver,
            };
            outbox::push(tx, ctx, &letter)?;
        }
    }
    Ok(())
}

fn give(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    account: AccountId,
) -> Outcome<(), TransferError> {
    if store::set_author(tx, ctx, request, account)? {
        Ok(())
    } else {
        Err(Fault::contention().into())
    }
}

fn settle(
    tx: &mut Conn,
    ctx: &Ctx,
    transfer: &Transfer,
    status: TransferStatus,
) -> Outcome<(), TransferError> {
    if store::settle_transfer(tx, ctx, transfer.id, status)? {
        Ok(())
    } else {
        Err(TransferError::Settled.into())
    }
}

/// The one who asked is told of the answer; the receiver, of a change of mind.
fn tell(tx: &mut Conn, ctx: &Ctx, transfer: &Transfer, told: Told) -> Outcome<(), TransferError> {
    let (to, other) = match told {
        Told::Cancelled => (transfer.to, transfer.asked_by),
        Told::Accepted
        | Told::Declined
        | Told::Expired
        | Told::TakenOver
        | Told::Withdrawn
        | Told::Overdue
        | Told::SilenceNear
        | Told::Silent => (transfer.asked_by, transfer.to),
    };
    let letter = PersonLetter {
        request: transfer.request,
        to,
        other,
        told,
    };
    outbox::push(tx, ctx, &letter)?;
    Ok(())
}
