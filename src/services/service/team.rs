//! The team of a service: invitations, acceptance, roles, departures.
//!
//! A service never loses its last owner. An invitation is accepted by whoever is signed in and holds the link: the
//! link is the proof, as the address it was sent to may not be the one of the account.

use serde_json::json;

use super::access::authorised;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::kernel::secret::TokenHash;
use crate::services::jobs::InvitationMail;
use crate::services::model::{Denied, InvitationId, Service, ServiceId, TeamRole};
use crate::services::policy::Action;
use crate::services::store;
use crate::shell::actor::AccountId;

/// Why the team did not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamError {
    /// See [`Denied`].
    Denied(Denied),
    /// The address belongs to somebody of the team.
    AlreadyMember,
    /// There is no such member or invitation any more.
    Gone,
    /// The service would have no owner left.
    LastOwner,
}
impl Refusal for TeamError {}

/// Why an invitation was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptError {
    /// No invitation has this link: it was replaced, taken back, or never existed.
    Unknown,
    /// The link is older than seven days.
    Expired,
    /// The link was used.
    Used,
}
impl Refusal for AcceptError {}

/// Somebody to invite.
#[derive(Debug, Clone)]
pub struct Invite {
    /// The service.
    pub service: ServiceId,
    /// A well-formed address.
    pub email: String,
    /// The role to come.
    pub role: TeamRole,
}

fn managed(c: &mut Conn, actor: AccountId, service: ServiceId) -> Outcome<Service, TeamError> {
    let access = authorised(c, actor, service, Action::ManageTeam);
    Ok(access
        .map_err(|failure| failure.map_refusal(TeamError::Denied))?
        .service)
}

fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    event: &'static str,
    service: &Service,
    data: serde_json::Value,
) -> Outcome<(), TeamError> {
    let entry = Entry::new(event, "service", service.id)
        .about_organisation(service.organisation)
        .about_service(service.id)
        .data(data);
    Ok(journal::record(tx, ctx, entry)?)
}

/// Invites an address; inviting it again replaces the former link.
pub fn invite(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    invite: &Invite,
) -> Outcome<InvitationId, TeamError> {
    let service = managed(tx, actor, invite.service)?;
    let key = invite.email.to_lowercase();
    if let Some(account) = store::account_of(tx, &key)?
        && store::role_of(tx, service.id, account)?.is_some()
    {
        return Err(TeamError::AlreadyMember.into());
    }
    let id = store::invite(tx, ctx, service.id, (&invite.email, &key), invite.role)?;
    record(
        tx,
        ctx,
        "service.member_invited",
        &service,
        json!({ "invitation": id, "role": invite.role }),
    )?;
    outbox::push(tx, ctx, &InvitationMail { invitation: id })?;
    Ok(id)
}

/// Sends an invitation again, with a new link valid seven days.
pub fn resend(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    (service, id): (ServiceId, InvitationId),
) -> Outcome<(), TeamError> {
    managed(tx, actor, service)?;
    let row = waiting(tx, service, id)?;
    invite(
        tx,
        ctx,
        actor,
        &Invite {
            service,
            email: row.email,
            role: row.role,
        },
    )?;
    Ok(())
}

/// Takes an invitation back: its link dies at once.
pub fn cancel(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    (service, id): (ServiceId, InvitationId),
) -> Outcome<(), TeamError> {
    let service = managed(tx, actor, service)?;
    waiting(tx, service.id, id)?;
    if !store::cancel_invitation(tx, id)? {
        return Err(TeamError::Gone.into());
    }
    record(
        tx,
        ctx,
        "service.invitation_cancelled",
        &service,
        json!({ "invitation": id }),
    )
}

fn waiting(
    c: &mut Conn,
    service: ServiceId,
    id: InvitationId,
) -> Outcome<store::InvitationRow, TeamError> {
    let row = store::find_invitation(c, id)?
        .filter(|row| row.service_id == service && row.accepted_at.is_none());
    row.ok_or_else(|| TeamError::Gone.into())
}

/// Joins the team by the link of an invitation. Somebody of the team keeps the stronger of both roles.
pub fn accept(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    link: &TokenHash,
) -> Outcome<ServiceId, AcceptError> {
    let row = store::invitation_by_token(tx, link)?.ok_or(AcceptError::Unknown)?;
    if row.accepted_at.is_some() {
        return Err(AcceptError::Used.into());
    }
    if row.expires_at <= ctx.now {
        return Err(AcceptError::Expired.into());
    }
    if !store::mark_accepted(tx, ctx, row.id)? {
        return Err(AcceptError::Used.into());
    }
    let member = (row.service_id, account);
    let held = store::role_of(tx, row.service_id, account)?;
    if held.is_none() {
        store::add_member(tx, ctx, member, row.role)?;
    } else if held.is_some_and(|held| row.role.outranks(held)) {
        store::set_role(tx, member, row.role)?;
    }
    let entry = Entry::new("service.member_joined", "service", row.service_id)
        .about_service(row.service_id)
        .data(json!({ "invitation": row.id, "account": account, "role": row.role }));
    journal::record(tx, ctx, entry)?;
    Ok(row.service_id)
}

/// Gives another role to a member.
pub fn change_role(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    (service, member): (ServiceId, AccountId),
    role: TeamRole,
) -> Outcome<(), TeamError> {
    let service = managed(tx, actor, service)?;
    keep_an_owner(tx, &service, member, role != TeamRole::Owner)?;
    if !store::set_role(tx, (service.id, member), role)? {
        return Err(TeamError::Gone.into());
    }
    record(
        tx,
        ctx,
        "service.member_role_changed",
        &service,
        json!({ "account": member, "role": role }),
    )
}

/// Removes a member. Anybody may leave; only an owner removes others.
pub fn remove(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    (service, member): (ServiceId, AccountId),
) -> Outcome<(), TeamError> {
    let action = if actor == member {
        Action::View
    } else {
        Action::ManageTeam
    };
    let access = authorised(tx, actor, service, action);
    let service = access
        .map_err(|failure| failure.map_refusal(TeamError::Denied))?
        .service;
    keep_an_owner(tx, &service, member, true)?;
    if !store::remove_member(tx, (service.id, member))? {
        return Err(TeamError::Gone.into());
    }
    record(
        tx,
        ctx,
        "service.member_removed",
        &service,
        json!({ "account": member }),
    )
}

fn keep_an_owner(
    c: &mut Conn,
    service: &Service,
    member: AccountId,
    leaves: bool,
) -> Result<(), Failure<TeamError>> {
    let is_owner = store::role_of(c, service.id, member)? == Some(TeamRole::Owner);
    if is_owner && leaves && store::count_owners(c, service.id)? <= 1 {
        return Err(TeamError::LastOwner.into());
    }
    Ok(())
}
