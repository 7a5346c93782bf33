//! What the pages and mails of this room read, one query each.

use diesel::prelude::*;

use super::model::{
    InvitationId, InvitationStatus, JoinRequestId, JoinStatus, OrganisationId, Role,
};
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::text::full_name;
use crate::schema::{
    accounts, membership_requests, memberships, organisation_invitations as invitations,
    organisations,
};
use crate::shell::actor::AccountId;

/// A person as others see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contact {
    pub(super) name: String,
    pub(super) email: String,
}

/// A member of an organisation.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) account: AccountId,
    pub(super) contact: Contact,
    pub(super) role: Role,
    pub(super) joined_at: Instant,
}

/// A wish to join that waits for an answer.
#[derive(Debug, Clone)]
pub(super) struct Joining {
    pub(super) id: JoinRequestId,
    pub(super) contact: Contact,
    pub(super) asked_at: Instant,
}

/// An invitation that waits for the person.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Invitation {
    pub(super) id: InvitationId,
    pub(super) email: String,
    pub(super) role: Role,
    pub(super) invited_at: Instant,
    pub(super) expires_at: Instant,
}

/// A person's own wish that waits for an answer: all they know of the organisation is its number.
#[derive(Debug, Clone, Queryable)]
pub(super) struct OwnWish {
    pub(super) id: JoinRequestId,
    pub(super) siret: String,
    pub(super) asked_at: Instant,
}

type Names = (String, String, String);

fn contact((given, family, email): Names) -> Contact {
    Contact {
        name: full_name(&given, &family),
        email,
    }
}

/// The name and address of an account.
pub(super) fn person(c: &mut Conn, account: AccountId) -> QueryResult<Contact> {
    accounts::table
        .find(account)
        .select((accounts::given_name, accounts::family_name, accounts::email))
        .first::<Names>(c)
        .map(contact)
}

/// The members, in the order of names.
pub(super) fn members(c: &mut Conn, organisation: OrganisationId) -> QueryResult<Vec<Member>> {
    let rows: Vec<(AccountId, Names, Role, Instant)> = memberships::table
        .inner_join(accounts::table.on(accounts::id.eq(memberships::account_id)))
        .filter(memberships::organisation_id.eq(organisation))
        .order((accounts::search_key, accounts::id))
        .select((
            memberships::account_id,
            (accounts::given_name, accounts::family_name, accounts::email),
            memberships::role,
            memberships::joined_at,
        ))
        .load(c)?;
    let member = |(account, names, role, joined_at)| Member {
        account,
        contact: contact(names),
        role,
        joined_at,
    };
    Ok(rows.into_iter().map(member).collect())
}

/// The wishes that wait for an answer, the oldest first.
pub(super) fn asked(c: &mut Conn, organisation: OrganisationId) -> QueryResult<Vec<Joining>> {
    let rows: Vec<(JoinRequestId, Names, Instant)> = membership_requests::table
        .inner_join(accounts::table.on(accounts::id.eq(membership_requests::account_id)))
        .filter(membership_requests::organisation_id.eq(organisation))
        .filter(membership_requests::status.eq(JoinStatus::Pending))
        .order((membership_requests::asked_at, membership_requests::id))
        .select((
            membership_requests::id,
            (accounts::given_name, accounts::family_name, accounts::email),
            membership_requests::asked_at,
        ))
        .load(c)?;
    Ok(rows
        .into_iter()
        .map(|(id, names, asked_at)| Joining {
            id,
            contact: contact(names),
            asked_at,
        })
        .collect())
}

/// The invitations that wait for the person, the oldest first.
pub(super) fn invited(c: &mut Conn, organisation: OrganisationId) -> QueryResult<Vec<Invitation>> {
    invitations::table
        .filter(invitations::organisation_id.eq(organisation))
        .filter(invitations::status.eq(InvitationStatus::Pending))
        .order((invitations::invited_at, invitations::id))
        .select((
            invitations::id,
            invitations::email,
            invitations::role,
            invitations::invited_at,
            invitations::expires_at,
        ))
        .load(c)
}

/// The person's own wishes that wait for an answer.
pub(super) fn own_wishes(c: &mut Conn, account: AccountId) -> QueryResult<Vec<OwnWish>> {
    membership_requests::table
        .inner_join(
            organisations::table.on(organisations::id.eq(membership_requests::organisation_id)),
        )
        .filter(membership_requests::account_id.eq(account))
        .filter(membership_requests::status.eq(JoinStatus::Pending))
        .order((membership_requests::asked_at, membership_requests::id))
        .select((
            membership_requests::id,
            organisations::siret,
            membership_requests::asked_at,
        ))
        .load(c)
}
