//! Rows of `service_members`.

use diesel::prelude::*;

use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::schema::{accounts, service_members};
use crate::services::model::{ServiceId, TeamRole};
use crate::shell::actor::AccountId;

/// The role of somebody in a service.
pub(in crate::services) fn role_of(
    c: &mut Conn,
    service: ServiceId,
    account: AccountId,
) -> QueryResult<Option<TeamRole>> {
    service_members::table
        .find((service, account))
        .select(service_members::role)
        .first(c)
        .optional()
}

/// Adds somebody to the team.
pub(in crate::services) fn add_member(
    tx: &mut Conn,
    ctx: &Ctx,
    (service, account): (ServiceId, AccountId),
    role: TeamRole,
) -> QueryResult<()> {
    diesel::insert_into(service_members::table)
        .values((
            service_members::service_id.eq(service),
            service_members::account_id.eq(account),
            service_members::role.eq(role),
            service_members::joined_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}

/// Gives another role to a member; false when they are not one.
pub(in crate::services) fn set_role(
    tx: &mut Conn,
    (service, account): (ServiceId, AccountId),
    role: TeamRole,
) -> QueryResult<bool> {
    let changed = diesel::update(service_members::table.find((service, account)))
        .set(service_members::role.eq(role))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Removes a member; false when they were not one.
pub(in crate::services) fn remove_member(
    tx: &mut Conn,
    (service, account): (ServiceId, AccountId),
) -> QueryResult<bool> {
    let removed = diesel::delete(service_members::table.find((service, account))).execute(tx)?;
    Ok(removed == 1)
}

/// How many owners the service has.
pub(in crate::services) fn count_owners(c: &mut Conn, service: ServiceId) -> QueryResult<i64> {
    service_members::table
        .filter(service_members::service_id.eq(service))
        .filter(service_members::role.eq(TeamRole::Owner))
        .count()
        .get_result(c)
}

/// The members that news are for: all but the readers.
pub fn told(c: &mut Conn, service: ServiceId) -> QueryResult<Vec<AccountId>> {
    service_members::table
        .filter(service_members::service_id.eq(service))
        .filter(service_members::role.ne(TeamRole::Reader))
        .order(service_members::account_id)
        .select(service_members::account_id)
        .load(c)
}

/// The account that owns an address, if there is one.
pub(in crate::services) fn account_of(
    c: &mut Conn,
    email_key: &str,
) -> QueryResult<Option<AccountId>> {
    accounts::table
        .filter(accounts::email_key.eq(email_key))
        .select(accounts::id)
        .first(c)
        .optional()
}
