//! Joining an organisation that is already there: the person asks, an administrator answers.

use serde_json::json;

use super::access::{AccessError, authorised};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::notifications::{Kind, Notice, notify, notify_all};
use crate::organisations::jobs::{JoinAnsweredMail, JoinAskedMail};
use crate::organisations::model::{JoinRequestId, JoinStatus, OrganisationId, Role};
use crate::organisations::policy::Action;
use crate::organisations::{Siret, store, urls};
use crate::shell::actor::AccountId;

/// Why a person cannot ask to join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    /// No organisation with this number: one attaches it instead.
    #[error("no organisation with this number")]
    Unknown,
    /// The person is a member already.
    #[error("already a member")]
    AlreadyMember,
    /// A wish of this person already waits there.
    #[error("already asked")]
    AlreadyAsked,
}
impl Refusal for JoinError {}

/// Why a wish to join is not settled so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// The person may not answer, or there is no such wish for them.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// It was settled meanwhile.
    #[error("already settled")]
    Settled,
}
impl Refusal for AnswerError {}

/// What an administrator answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Welcome, with this role.
    Accept(Role),
    /// No.
    Decline,
}

/// An administrator's answer to a wish.
#[derive(Debug, Clone, Copy)]
pub struct AnswerJoin {
    /// Who answers.
    pub actor: AccountId,
    /// In the name of which organisation.
    pub organisation: OrganisationId,
    /// To which wish.
    pub join: JoinRequestId,
    /// What.
    pub answer: Answer,
}

/// Asks the administrators of an organisation to let the person in.
pub fn ask_to_join(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    siret: Siret,
) -> Outcome<JoinRequestId, JoinError> {
    let organisation = store::find_by_siret(tx, siret)?
        .ok_or(JoinError::Unknown)?
        .id;
    if store::role_of(tx, organisation, account)?.is_some() {
        return Err(JoinError::AlreadyMember.into());
    }
    if store::pending_join(tx, organisation, account)?.is_some() {
        return Err(JoinError::AlreadyAsked.into());
    }
    let join = store::insert_join(tx, ctx, organisation, account)?;
    let entry = Entry::new("organisation.join_asked", "membership_request", join)
        .about_organisation(organisation);
    journal::record(tx, ctx, entry)?;
    let administrators = store::administrators(tx, organisation)?;
    let notice = Notice::new(
        Kind::Organisation,
        "Une personne demande à rejoindre votre organisation",
        urls::members(organisation),
    );
    notify_all(tx, ctx, &administrators, &notice)?;
    for administrator in administrators {
        outbox::push(
            tx,
            ctx,
            &JoinAskedMail {
                join,
                administrator,
            },
        )?;
    }
    Ok(join)
}

/// Lets the person in, or not; they are told by mail.
pub fn answer_join(tx: &mut Conn, ctx: &Ctx, command: AnswerJoin) -> Outcome<(), AnswerError> {
    let AnswerJoin {
        actor,
        organisation,
        join,
        answer,
    } = command;
    authorised(tx, actor, organisation, Action::Manage)
        .map_err(|e| e.map_refusal(AnswerError::Access))?;
    let asked = store::find_join(tx, join)?
        .filter(|asked| asked.organisation_id == organisation)
        .ok_or(AnswerError::Access(AccessError::Unknown))?;
    let (status, action) = match answer {
        Answer::Accept(_) => (JoinStatus::Accepted, "organisation.join_accepted"),
        Answer::Decline => (JoinStatus::Declined, "organisation.join_declined"),
    };
    if !store::settle_join(tx, ctx, join, (status, actor))? {
        return Err(AnswerError::Settled.into());
    }
    if let Answer::Accept(role) = answer
        && store::role_of(tx, organisation, asked.account_id)?.is_none()
    {
        store::add_member(tx, ctx, (organisation, asked.account_id), role)?;
    }
    let entry = Entry::new(action, "membership_request", join)
        .about_organisation(organisation)
        .data(json!({ "account": asked.account_id }));
    journal::record(tx, ctx, entry)?;
    let words = match answer {
        Answer::Accept(_) => "Votre demande pour rejoindre une organisation est acceptée",
        Answer::Decline => "Votre demande pour rejoindre une organisation est refusée",
    };
    let notice = Notice::new(Kind::Organisation, words, urls::LIST);
    notify(tx, ctx, asked.account_id, &notice)?;
    outbox::push(tx, ctx, &JoinAnsweredMail { join })?;
    Ok(())
}

/// The person takes back their own wish.
pub fn withdraw_join(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    join: JoinRequestId,
) -> Outcome<(), AnswerError> {
    let asked = store::find_join(tx, join)?
        .filter(|asked| asked.account_id == account)
        .ok_or(AnswerError::Access(AccessError::Unknown))?;
    if !store::settle_join(tx, ctx, join, (JoinStatus::Withdrawn, account))? {
        return Err(AnswerError::Settled.into());
    }
    let entry = Entry::new("organisation.join_withdrawn", "membership_request", join)
        .about_organisation(asked.organisation_id);
    journal::record(tx, ctx, entry)?;
    Ok(())
}
