//! Ways in: wishes to join, and invitations.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, MultiBackend};
use crate::kernel::secret::TokenHash;
use crate::organisations::model::{
    InvitationId, InvitationStatus, JoinRequestId, JoinStatus, OrganisationId, Role,
};
use crate::schema::{membership_requests, organisation_invitations as invitations};
use crate::shell::actor::AccountId;

/// A wish to join, as stored.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = membership_requests, check_for_backend(MultiBackend))]
pub(in crate::organisations) struct JoinRequest {
    pub(in crate::organisations) organisation_id: OrganisationId,
    pub(in crate::organisations) account_id: AccountId,
    pub(in crate::organisations) status: JoinStatus,
}

/// An invitation, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = invitations, check_for_backend(MultiBackend))]
pub(in crate::organisations) struct Invitation {
    pub(in crate::organisations) id: InvitationId,
    pub(in crate::organisations) organisation_id: OrganisationId,
    pub(in crate::organisations) email: String,
    pub(in crate::organisations) email_key: String,
    pub(in crate::organisations) role: Role,
    pub(in crate::organisations) status: InvitationStatus,
    pub(in crate::organisations) invited_by: AccountId,
    pub(in crate::organisations) expires_at: Instant,
}

/// What an invitation says when it is made.
#[derive(Debug, Clone, Copy)]
pub(in crate::organisations) struct NewInvitation<'a> {
    pub(in crate::organisations) organisation: OrganisationId,
    pub(in crate::organisations) email: &'a str,
    pub(in crate::organisations) role: Role,
    pub(in crate::organisations) invited_by: AccountId,
    pub(in crate::organisations) expires_at: Instant,
}

/// Stores a wish to join.
pub(in crate::organisations) fn insert_join(
    tx: &mut Conn,
    ctx: &Ctx,
    organisation: OrganisationId,
    account: AccountId,
) -> QueryResult<JoinRequestId> {
    let id = ctx.new_id::<JoinRequestId>();
    diesel::insert_into(membership_requests::table)
        .values((
            membership_requests::id.eq(id),
            membership_requests::organisation_id.eq(organisation),
            membership_requests::account_id.eq(account),
            membership_requests::status.eq(JoinStatus::Pending),
            membership_requests::asked_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(id)
}

/// The wish of this id.
pub(in crate::organisations) fn find_join(
    c: &mut Conn,
    id: JoinRequestId,
) -> QueryResult<Option<JoinRequest>> {
    membership_requests::table
        .find(id)
        .select(JoinRequest::as_select())
        .first(c)
        .optional()
}

/// The wish that waits for an answer, if the person has one there.
pub(in crate::organisations) fn pending_join(
    c: &mut Conn,
    organisation: OrganisationId,
    account: AccountId,
) -> QueryResult<Option<JoinRequestId>> {
    membership_requests::table
        .filter(membership_requests::organisation_id.eq(organisation))
        .filter(membership_requests::account_id.eq(account))
        .filter(membership_requests::status.eq(JoinStatus::Pending))
        .select(membership_requests::id)
        .first(c)
        .optional()
}

/// Settles a wish that still waits; tells whether it did.
pub(in crate::organisations) fn settle_join(
    tx: &mut Conn,
    ctx: &Ctx,
    id: JoinRequestId,
    (status, by): (JoinStatus, AccountId),
) -> QueryResult<bool> {
    let waiting = membership_requests::table
        .find(id)
        .filter(membership_requests::status.eq(JoinStatus::Pending));
    let rows = diesel::update(waiting)
        .set((
            membership_requests::status.eq(status),
            membership_requests::settled_by.eq(Some(by)),
            membership_requests::settled_at.eq(Some(ctx.now)),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Stores an invitation; its link is made by the job that mails it.
pub(in crate::organisations) fn insert_invitation(
    tx: &mut Conn,
    ctx: &Ctx,
    new: NewInvitation<'_>,
) -> QueryResult<InvitationId> {
    let id = ctx.new_id::<InvitationId>();
    diesel::insert_into(invitations::table)
        .values((
            invitations::id.eq(id),
            invitations::organisation_id.eq(new.organisation),
            invitations::email.eq(new.email),
            invitations::email_key.eq(new.email),
            invitations::role.eq(new.role),
            invitations::status.eq(InvitationStatus::Pending),
            invitations::invited_by.eq(new.invited_by),
            invitations::invited_at.eq(ctx.now),
            invitations::expires_at.eq(new.expires_at),
        ))
        .execute(tx)?;
    Ok(id)
}

/// The invitation of this id.
pub(in crate::organisations) fn find_invitation(
    c: &mut Conn,
    id: InvitationId,
) -> QueryResult<Option<Invitation>> {
    invitations::table
        .find(id)
        .select(Invitation::as_select())
        .first(c)
        .optional()
}

/// The invitation whose link holds this token.
pub(in crate::organisations) fn invitation_by_token(
    c: &mut Conn,
    hash: &TokenHash,
) -> QueryResult<Option<Invitation>> {
    invitations::table
        .filter(invitations::token_hash.eq(&hash.0))
        .select(Invitation::as_select())
        .first(c)
        .optional()
}

/// Whether this address has a pending invitation there.
pub(in crate::organisations) fn is_invited(
    c: &mut Conn,
    organisation: OrganisationId,
    email: &str,
) -> QueryResult<bool> {
    let found: i64 = invitations::table
        .filter(invitations::organisation_id.eq(organisation))
        .filter(invitations::email_key.eq(email))
        .filter(invitations::status.eq(InvitationStatus::Pending))
        .count()
        .get_result(c)?;
    Ok(found > 0)
}

/// Gives a pending invitation a new date; its former link is dead at once. Tells whether it was pending.
pub(in crate::organisations) fn renew_invitation(
    tx: &mut Conn,
    id: InvitationId,
    expires_at: Instant,
) -> QueryResult<bool> {
    let pending = invitations::table
        .find(id)
        .filter(invitations::status.eq(InvitationStatus::Pending));
    let rows = diesel::update(pending)
        .set((
            invitations::expires_at.eq(expires_at),
            invitations::token_hash.eq(None::<String>),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Keeps the hash of the link about to be mailed; tells whether the invitation still waits.
pub(in crate::organisations) fn set_invitation_token(
    tx: &mut Conn,
    id: InvitationId,
    hash: &TokenHash,
) -> QueryResult<bool> {
    let pending = invitations::table
        .find(id)
        .filter(invitations::status.eq(InvitationStatus::Pending));
    let rows = diesel::update(pending)
        .set(invitations::token_hash.eq(Some(&hash.0)))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Settles an invitation that still waits; its link is dead afterwards. Tells whether it did.
pub(in crate::organisations) fn settle_invitation(
    tx: &mut Conn,
    ctx: &Ctx,
    id: InvitationId,
    (status, accepted_by): (InvitationStatus, Option<AccountId>),
) -> QueryResult<bool> {
    let pending = invitations::table
        .find(id)
        .filter(invitations::status.eq(InvitationStatus::Pending));
    let rows = diesel::update(pending)
        .set((
            invitations::status.eq(status),
            invitations::accepted_by.eq(accepted_by),
            invitations::settled_at.eq(Some(ctx.now)),
            invitations::token_hash.eq(None::<String>),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}
