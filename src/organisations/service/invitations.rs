//! Inviting colleagues by mail.
//!
//! The link is made by the job that mails it, so that its secret never waits in the database. An invitation
//! names an address: only the account that signs in with it may accept, so a forwarded link opens nothing.

use chrono::Duration;
use serde_json::json;

use super::access::{AccessError, authorised};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::kernel::secret::TokenHash;
use crate::organisations::jobs::InvitationMail;
use crate::organisations::model::{
    InvitationId, InvitationStatus, JoinStatus, OrganisationId, Role,
};
use crate::organisations::policy::Action;
use crate::organisations::store;
use crate::shell::actor::AccountId;

/// How long a link is valid.
const INVITATION_DAYS: i64 = 7;

/// An invitation to send.
#[derive(Debug, Clone)]
pub struct Invite {
    /// Who invites.
    pub actor: AccountId,
    /// To which organisation.
    pub organisation: OrganisationId,
    /// Address, in lower case.
    pub email: String,
    /// As what.
    pub role: Role,
}

/// Why nobody is invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InviteError {
    /// The person may not invite.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The address is that of a member.
    #[error("already a member")]
    AlreadyMember,
    /// The address has a pending invitation, which can be sent again.
    #[error("already invited")]
    AlreadyInvited,
}
impl Refusal for InviteError {}

/// Why an invitation is neither sent again nor taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ManageInvitationError {
    /// The person may not, or there is no such invitation for them.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// It was accepted or taken back meanwhile.
    #[error("already settled")]
    Settled,
}
impl Refusal for ManageInvitationError {}

/// Why an invitation is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AcceptError {
    /// The link opens nothing: never made, used, taken back, or replaced by a later one.
    #[error("the link opens nothing")]
    Unknown,
    /// The link is too old.
    #[error("the link has expired")]
    Expired,
    /// The invitation is for another address than the account's.
    #[error("the invitation is for another address")]
    OtherAddress,
}
impl Refusal for AcceptError {}

/// Invites somebody by mail.
pub fn invite(tx: &mut Conn, ctx: &Ctx, command: &Invite) -> Outcome<InvitationId, InviteError> {
    let Invite {
        actor,
        organisation,
        ref email,
        role,
    } = *command;
    authorised(tx, actor, organisation, Action::Manage)
        .map_err(|e| e.map_refusal(InviteError::Access))?;
    if let Some(known) = store::account_by_email(tx, email)?
        && store::role_of(tx, organisation, known)?.is_some()
    {
        return Err(InviteError::AlreadyMember.into());
    }
    if store::is_invited(tx, organisation, email)? {
        return Err(InviteError::AlreadyInvited.into());
    }
    let expires_at = ctx.now.plus(Duration::days(INVITATION_DAYS));
    let new = store::NewInvitation {
        organisation,
        email,
        role,
        invited_by: actor,
        expires_at,
    };
    let id = store::insert_invitation(tx, ctx, new)?;
    let entry = Entry::new("organisation.invited", "invitation", id)
        .about_organisation(organisation)
        .data(json!({ "role": role }));
    journal::record(tx, ctx, entry)?;
    outbox::push(tx, ctx, &InvitationMail { invitation: id })?;
    Ok(id)
}

/// Mails a new link, valid seven days again; the former one opens nothing any more.
pub fn resend_invitation(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    (organisation, id): (OrganisationId, InvitationId),
) -> Outcome<(), ManageInvitationError> {
    managed(tx, actor, (organisation, id))?;
    if !store::renew_invitation(tx, id, ctx.now.plus(Duration::days(INVITATION_DAYS)))? {
        return Err(ManageInvitationError::Settled.into());
    }
    let entry =
        Entry::new("organisation.invited_again", "invitation", id).about_organisation(organisation);
    journal::record(tx, ctx, entry)?;
    outbox::push(tx, ctx, &InvitationMail { invitation: id })?;
    Ok(())
}

/// Takes an invitation back.
pub fn revoke_invitation(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    (organisation, id): (OrganisationId, InvitationId),
) -> Outcome<(), ManageInvitationError> {
    managed(tx, actor, (organisation, id))?;
    if !store::settle_invitation(tx, ctx, id, (InvitationStatus::Revoked, None))? {
        return Err(ManageInvitationError::Settled.into());
    }
    let entry = Entry::new("organisation.invitation_revoked", "invitation", id)
        .about_organisation(organisation);
    journal::record(tx, ctx, entry)?;
    Ok(())
}

/// Accepts the invitation behind a link; gives the organisation joined. Somebody who is already a member
/// keeps their role.
pub fn accept_invitation(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    token: &TokenHash,
) -> Outcome<OrganisationId, AcceptError> {
    let invitation = invitation_of_token(tx, ctx, account, token)?;
    let organisation = invitation.organisation_id;
    if !store::settle_invitation(
        tx,
        ctx,
        invitation.id,
        (InvitationStatus::Accepted, Some(account)),
    )? {
        return Err(AcceptError::Unknown.into());
    }
    if store::role_of(tx, organisation, account)?.is_none() {
        store::add_member(tx, ctx, (organisation, account), invitation.role)?;
    }
    if let Some(join) = store::pending_join(tx, organisation, account)? {
        store::settle_join(tx, ctx, join, (JoinStatus::Accepted, invitation.invited_by))?;
    }
    let entry = Entry::new(
        "organisation.invitation_accepted",
        "invitation",
        invitation.id,
    )
    .about_organisation(organisation)
    .data(json!({ "account": account, "role": invitation.role }));
    journal::record(tx, ctx, entry)?;
    Ok(organisation)
}

/// The invitation behind a link, if this person may accept it now.
pub(in crate::organisations) fn invitation_of_token(
    c: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    token: &TokenHash,
) -> Outcome<store::Invitation, AcceptError> {
    let invitation = store::invitation_by_token(c, token)?
        .filter(|found| found.status == InvitationStatus::Pending)
        .ok_or(AcceptError::Unknown)?;
    if invitation.expires_at <= ctx.now {
        return Err(AcceptError::Expired.into());
    }
    if store::account_by_email(c, &invitation.email_key)? != Some(account) {
        return Err(AcceptError::OtherAddress.into());
    }
    Ok(invitation)
}

fn managed(
    tx: &mut Conn,
    actor: AccountId,
    (organisation, id): (OrganisationId, InvitationId),
) -> Outcome<(), ManageInvitationError> {
    authorised(tx, actor, organisation, Action::Manage)
        .map_err(|e| e.map_refusal(ManageInvitationError::Access))?;
    let found: Result<_, Fault> = store::find_invitation(tx, id).map_err(Fault::from);
    match found?.filter(|invitation| invitation.organisation_id == organisation) {
        Some(_) => Ok(()),
        None => Err(ManageInvitationError::Access(AccessError::Unknown).into()),
    }
}
