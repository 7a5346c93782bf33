//! Rows of `service_invitations`: one per address and service, renewed in place.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{BothExt, Conn};
use crate::kernel::secret::TokenHash;
use crate::schema::service_invitations as invitations;
use crate::services::model::{INVITATION_DAYS, InvitationId, ServiceId, TeamRole};
use crate::shell::actor::AccountId;

/// An invitation as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = invitations)]
pub(in crate::services) struct InvitationRow {
    pub id: InvitationId,
    pub service_id: ServiceId,
    pub email: String,
    pub role: TeamRole,
    pub expires_at: Instant,
    pub accepted_at: Option<Instant>,
}

/// Creates the invitation of an address, or renews it: the former link dies, a new one is minted by the mail.
pub(in crate::services) fn invite(
    tx: &mut Conn,
    ctx: &Ctx,
    service: ServiceId,
    (email, email_key): (&str, &str),
    role: TeamRole,
) -> QueryResult<InvitationId> {
    let expires_at = ctx.now.plus(chrono::Duration::days(INVITATION_DAYS));
    let invited_by = ctx.account().map(AccountId::from);
    diesel::insert_into(invitations::table)
        .values((
            invitations::id.eq(ctx.new_id::<InvitationId>()),
            invitations::service_id.eq(service),
            invitations::email.eq(email),
            invitations::email_key.eq(email_key),
            invitations::role.eq(role),
            invitations::invited_by.eq(invited_by),
            invitations::created_at.eq(ctx.now),
            invitations::expires_at.eq(expires_at),
        ))
        .on_conflict((invitations::service_id, invitations::email_key))
        .do_update()
        .set((
            invitations::email.eq(email),
            invitations::role.eq(role),
            invitations::invited_by.eq(invited_by),
            invitations::expires_at.eq(expires_at),
            invitations::token_hash.eq(None::<String>),
            invitations::accepted_at.eq(None::<Instant>),
        ))
        .returning(invitations::id)
        .both()
        .get_result(tx)
}

/// The invitation, if there is one.
pub(in crate::services) fn find_invitation(
    c: &mut Conn,
    id: InvitationId,
) -> QueryResult<Option<InvitationRow>> {
    invitations::table
        .find(id)
        .select(InvitationRow::as_select())
        .first(c)
        .optional()
}

/// The invitation behind a link.
pub(in crate::services) fn invitation_by_token(
    c: &mut Conn,
    hash: &TokenHash,
) -> QueryResult<Option<InvitationRow>> {
    invitations::table
        .filter(invitations::token_hash.eq(&hash.0))
        .select(InvitationRow::as_select())
        .first(c)
        .optional()
}

/// Keeps the hash of the link that is about to be sent; false when the invitation is no longer waiting.
pub(in crate::services) fn keep_token(
    tx: &mut Conn,
    id: InvitationId,
    hash: &TokenHash,
) -> QueryResult<bool> {
    let changed = diesel::update(invitations::table.find(id))
        .filter(invitations::accepted_at.is_null())
        .set(invitations::token_hash.eq(&hash.0))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Marks the invitation accepted; false when somebody was faster.
pub(in crate::services) fn mark_accepted(
    tx: &mut Conn,
    ctx: &Ctx,
    id: InvitationId,
) -> QueryResult<bool> {
    let changed = diesel::update(invitations::table.find(id))
        .filter(invitations::accepted_at.is_null())
        .set(invitations::accepted_at.eq(ctx.now))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Takes an invitation back; false when it is not waiting.
pub(in crate::services) fn cancel_invitation(tx: &mut Conn, id: InvitationId) -> QueryResult<bool> {
    let removed = diesel::delete(
        invitations::table
            .find(id)
            .filter(invitations::accepted_at.is_null()),
    )
    .execute(tx)?;
    Ok(removed == 1)
}
