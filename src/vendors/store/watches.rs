//! Warnings of ending mandates, and the people to warn.

use diesel::prelude::*;

use crate::kernel::clock::Day;
use crate::kernel::db::Conn;
use crate::organisations::{OrganisationId, Role};
use crate::schema::{accounts, memberships, organisations, vendor_watches};
use crate::shell::AccountId;

/// Whether a warning is due on that day; records that it is.
pub(in crate::vendors) fn watch(
    tx: &mut Conn,
    vendor: OrganisationId,
    day: Day,
) -> QueryResult<bool> {
    let known: Option<Day> = vendor_watches::table
        .find((vendor, day))
        .select(vendor_watches::day)
        .first(tx)
        .optional()?;
    if known.is_some() {
        return Ok(false);
    }
    diesel::insert_into(vendor_watches::table)
        .values((
            vendor_watches::vendor_id.eq(vendor),
            vendor_watches::day.eq(day),
        ))
        .execute(tx)?;
    Ok(true)
}

/// Forgets a warning that was given.
pub(in crate::vendors) fn unwatch(
    tx: &mut Conn,
    vendor: OrganisationId,
    day: Day,
) -> QueryResult<()> {
    diesel::delete(vendor_watches::table.find((vendor, day))).execute(tx)?;
    Ok(())
}

/// The administrators of a vendor who may still sign in.
pub(in crate::vendors) fn administrators(
    c: &mut Conn,
    vendor: OrganisationId,
) -> QueryResult<Vec<AccountId>> {
    memberships::table
        .inner_join(accounts::table.on(accounts::id.eq(memberships::account_id)))
        .filter(memberships::organisation_id.eq(vendor))
        .filter(memberships::role.eq(Role::Administrator))
        .filter(accounts::disabled_at.is_null())
        .order(accounts::id)
        .select(accounts::id)
        .load(c)
}

/// The name of an organisation.
pub(in crate::vendors) fn name_of(c: &mut Conn, id: OrganisationId) -> QueryResult<String> {
    organisations::table
        .find(id)
        .select(organisations::name)
        .first(c)
}
