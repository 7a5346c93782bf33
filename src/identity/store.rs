//! Rows of the accounts.

use diesel::prelude::*;

use super::{AccountId, Person, Role};
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::Outcome;
use crate::schema::{account_roles, accounts};

/// The person behind an account that may sign in: confirmed and not disabled.
pub fn person(c: &mut Conn, id: AccountId) -> Outcome<Option<Person>> {
    type Row = (AccountId, String, String, String, Option<Instant>);
    let row = accounts::table
        .find(id)
        .filter(accounts::disabled_at.is_null())
        .filter(accounts::email_confirmed_at.is_not_null())
        .select((
            accounts::id,
            accounts::given_name,
            accounts::family_name,
            accounts::email,
            accounts::totp_confirmed_at,
        ))
        .first::<Row>(c)
        .optional()?;
    let Some((id, given_name, family_name, email, totp_confirmed_at)) = row else {
        return Ok(None);
    };
    Ok(Some(Person {
        id,
        name: format!("{given_name} {family_name}"),
        email,
        roles: roles(c, id)?,
        has_second_factor: totp_confirmed_at.is_some(),
    }))
}

/// The staff roles of an account.
pub(super) fn roles(c: &mut Conn, id: AccountId) -> Outcome<Vec<Role>> {
    let roles = account_roles::table
        .filter(account_roles::account_id.eq(id))
        .order(account_roles::role)
        .select(account_roles::role)
        .load::<Role>(c)?;
    Ok(roles)
}
