//! Who belongs to an organisation.

use diesel::prelude::*;

use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::organisations::model::{OrganisationId, Role};
use crate::schema::{accounts, memberships};
use crate::shell::actor::AccountId;

/// The role of a person in an organisation, none when they are not a member.
pub(in crate::organisations) fn role_of(
    c: &mut Conn,
    organisation: OrganisationId,
    account: AccountId,
) -> QueryResult<Option<Role>> {
    memberships::table
        .find((organisation, account))
        .select(memberships::role)
        .first(c)
        .optional()
}

/// How many administrators the organisation has.
pub(in crate::organisations) fn administrator_count(
    c: &mut Conn,
    organisation: OrganisationId,
) -> QueryResult<i64> {
    memberships::table
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::role.eq(Role::Administrator))
        .count()
        .get_result(c)
}

/// The administrators of the organisation.
pub(in crate::organisations) fn administrators(
    c: &mut Conn,
    organisation: OrganisationId,
) -> QueryResult<Vec<AccountId>> {
    memberships::table
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::role.eq(Role::Administrator))
        .order(memberships::account_id)
        .select(memberships::account_id)
        .load(c)
}

/// Makes the person a member.
pub(in crate::organisations) fn add_member(
    tx: &mut Conn,
    ctx: &Ctx,
    (organisation, account): (OrganisationId, AccountId),
    role: Role,
) -> QueryResult<()> {
    diesel::insert_into(memberships::table)
        .values((
            memberships::organisation_id.eq(organisation),
            memberships::account_id.eq(account),
            memberships::role.eq(role),
            memberships::joined_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}

/// Changes a role, unless it changed since it was seen; tells whether it did.
pub(in crate::organisations) fn set_role(
    tx: &mut Conn,
    (organisation, account): (OrganisationId, AccountId),
    seen: Role,
    role: Role,
) -> QueryResult<bool> {
    let rows = diesel::update(
        memberships::table
            .find((organisation, account))
            .filter(memberships::role.eq(seen)),
    )
    .set(memberships::role.eq(role))
    .execute(tx)?;
    Ok(rows == 1)
}

/// Ends a membership, unless its role changed since it was seen; tells whether it did.
pub(in crate::organisations) fn remove_member(
    tx: &mut Conn,
    (organisation, account): (OrganisationId, AccountId),
    seen: Role,
) -> QueryResult<bool> {
    let rows = diesel::delete(
        memberships::table
            .find((organisation, account))
            .filter(memberships::role.eq(seen)),
    )
    .execute(tx)?;
    Ok(rows == 1)
}

/// The account that signs in with this address, which is already in lower case.
pub(in crate::organisations) fn account_by_email(
    c: &mut Conn,
    email: &str,
) -> QueryResult<Option<AccountId>> {
    accounts::table
        .filter(accounts::email_key.eq(email))
        .select(accounts::id)
        .first(c)
        .optional()
}
