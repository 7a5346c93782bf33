//! The controller and the data protection officer confirm their role by a mailed link; they need no account.
//!
//! They are asked when the dossier is filed, once for each address. An answer is final; another address is another
//! question. Nothing waits for the answer: both sides see it.

use chrono::Duration;
use serde_json::json;

use super::access::{AccessError, Actor, authorised};
use super::moves::record;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::outbox;
use crate::kernel::secret::TokenHash;
use crate::requests::jobs::{AskContact, Letter, LetterKind};
use crate::requests::model::{
    Confirmation, ConfirmationId, ConfirmedRole, ContactAnswer, Dossier, Request, RequestId,
};
use crate::requests::policy::Action;
use crate::requests::state::Status;
use crate::requests::store;

/// Days during which a link is good.
const LINK_DAYS: i64 = 30;
/// Minutes before the same person may be asked again.
const AGAIN_MINUTES: i64 = 60;

/// Why a contact was not asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskAgainError {
    /// For this person, there is no such request, or nobody was asked.
    Unknown,
    /// Their role doesn't allow it.
    Forbidden,
    /// The request doesn't allow it in this state.
    NotNow(Status),
    /// The answer came already.
    Answered,
    /// A link was sent less than an hour ago.
    TooSoon,
}
impl Refusal for AskAgainError {}

impl From<AccessError> for AskAgainError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Unknown => Self::Unknown,
            AccessError::Forbidden => Self::Forbidden,
            AccessError::NotNow(status) => Self::NotNow(status),
        }
    }
}

/// Why a link can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkError {
    /// No question has this link: replaced by a later one, or never sent.
    Unknown,
    /// It is too old.
    Expired,
    /// The answer was given already.
    Answered,
}
impl Refusal for LinkError {}

/// Asks the people named in a dossier just filed, unless they were.
pub(super) fn ask(
    tx: &mut Conn,
    ctx: &Ctx,
    (request, dossier): (&Request, &Dossier),
) -> Result<(), Fault> {
    let known = store::confirmations_of(tx, request.id)?;
    for role in ConfirmedRole::ALL {
        let email = &role.of(dossier).email;
        let asked = |c: &Confirmation| c.role == *role && c.email == *email;
        if email.is_empty() || known.iter().any(asked) {
            continue;
        }
        let new = Confirmation {
            id: ctx.new_id::<ConfirmationId>(),
            role: *role,
            email: email.clone(),
            asked_at: ctx.now,
            expires_at: ctx.now.plus(Duration::days(LINK_DAYS)),
            answer: None,
        };
        store::add_confirmation(tx, request.id, &new)?;
        send(tx, ctx, request, &new)?;
    }
    Ok(())
}

fn send(tx: &mut Conn, ctx: &Ctx, request: &Request, asked: &Confirmation) -> Result<(), Fault> {
    let job = AskContact {
        confirmation: asked.id,
    };
    outbox::push(tx, ctx, &job)?;
    let data = json!({ "role": asked.role });
    record(tx, ctx, request, "request.contact_asked", data)
}

/// Sends a new link to somebody who didn't answer.
pub fn ask_contact_again(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, id, role): (&Actor, RequestId, ConfirmedRole),
) -> Outcome<(), AskAgainError> {
    let request = authorised(tx, actor, id, Action::Submit)
        .map_err(|failure| failure.map_refusal(AskAgainError::from))?;
    let dossier = store::kept(tx, id)?.dossier;
    let asked =
        current(&store::confirmations_of(tx, id)?, role, &dossier).ok_or(AskAgainError::Unknown)?;
    if asked.answer.is_some() {
        return Err(AskAgainError::Answered.into());
    }
    if ctx.now.since(asked.asked_at).num_minutes() < AGAIN_MINUTES {
        return Err(AskAgainError::TooSoon.into());
    }
    let until = ctx.now.plus(Duration::days(LINK_DAYS));
    if !store::ask_again(tx, asked.id, (ctx.now, until))? {
        return Err(AskAgainError::Answered.into());
    }
    send(tx, ctx, &request, &asked)?;
    Ok(())
}

/// The question asked to the person whom the dossier names now.
fn current(all: &[Confirmation], role: ConfirmedRole, dossier: &Dossier) -> Option<Confirmation> {
    let named = |asked: &&Confirmation| asked.role == role && asked.email == role.of(dossier).email;
    all.iter().find(named).cloned()
}

/// The question that a link asks.
pub fn asked_by_link(
    c: &mut Conn,
    now: Instant,
    token: &TokenHash,
) -> Outcome<(Request, Confirmation), LinkError> {
    let (request, asked) = store::confirmation_by_token(c, token)?.ok_or(LinkError::Unknown)?;
    let request = store::find(c, request)?.ok_or(LinkError::Unknown)?;
    if asked.answer.is_some() {
        return Err(LinkError::Answered.into());
    }
    if asked.expires_at <= now {
        return Err(LinkError::Expired.into());
    }
    Ok((request, asked))
}

/// Records what the contact says; a refusal is mailed to the applicant.
pub fn answer_by_link(
    tx: &mut Conn,
    ctx: &Ctx,
    (token, answer): (&TokenHash, ContactAnswer),
) -> Outcome<(), LinkError> {
    let (request, asked) = asked_by_link(tx, ctx.now, token)?;
    if !store::answer_confirmation(tx, asked.id, (answer, ctx.now))? {
        return Err(LinkError::Answered.into());
    }
    let event = match answer {
        ContactAnswer::Confirmed => "request.contact_confirmed",
        ContactAnswer::Declined => "request.contact_declined",
    };
    record(tx, ctx, &request, event, json!({ "role": asked.role }))?;
    if answer == ContactAnswer::Declined {
        let letter = Letter {
            kind: LetterKind::ContactDeclined,
            request: request.id,
            decision: None,
        };
        outbox::push(tx, ctx, &letter)?;
    }
    Ok(())
}

/// Each person who must confirm, and what they were asked.
pub fn confirmations(
    c: &mut Conn,
    request: RequestId,
    dossier: &Dossier,
) -> Result<Vec<(ConfirmedRole, Option<Confirmation>)>, Fault> {
    let all = store::confirmations_of(c, request)?;
    let each = ConfirmedRole::ALL.iter();
    Ok(each
        .map(|role| (*role, current(&all, *role, dossier)))
        .collect())
}
