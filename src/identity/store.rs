//! Rows of the accounts, their roles, their second factors and the tokens mailed to them.

use diesel::prelude::*;

use super::model::{Email, PersonName};
use super::password::PasswordDigest;
use super::{Account, AccountId, Person, Role};
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::secret::TokenHash;
use crate::kernel::text::full_name;
use crate::schema::{account_roles, account_tokens, accounts, recovery_codes};
use crate::text_enum;

text_enum! {
    /// What a mailed token lets its bearer do.
    pub enum Purpose {
        /// Confirm the address and choose a first password.
        ConfirmEmail = "confirm_email",
        /// Choose another password.
        ResetPassword = "reset_password",
    }
}

/// An account as it is stored; rows do not leave the slice.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub(super) struct AccountRow {
    pub(super) id: AccountId,
    pub(super) email: String,
    pub(super) given_name: String,
    pub(super) family_name: String,
    pub(super) password_hash: Option<String>,
    pub(super) email_confirmed_at: Option<Instant>,
    pub(super) totp_sealed: Option<String>,
    pub(super) totp_confirmed_at: Option<Instant>,
    pub(super) disabled_at: Option<Instant>,
}

impl AccountRow {
    pub(super) fn digest(&self) -> Option<PasswordDigest> {
        self.password_hash.clone().map(PasswordDigest)
    }

    /// Whether the person may sign in.
    pub(super) fn is_active(&self) -> bool {
        self.email_confirmed_at.is_some() && self.disabled_at.is_none()
    }

    pub(super) fn person(&self, roles: Vec<Role>) -> Person {
        Person {
            id: self.id,
            name: full_name(&self.given_name, &self.family_name),
            email: self.email.clone(),
            roles,
            has_second_factor: self.totp_confirmed_at.is_some(),
        }
    }

    pub(super) fn account(self) -> Account {
        Account {
            id: self.id,
            is_active: self.is_active(),
            email: self.email,
            given_name: self.given_name,
            family_name: self.family_name,
            has_second_factor: self.totp_confirmed_at.is_some(),
        }
    }
}

/// Name and address of a person who may sign in: to whom mails are written.
pub fn reachable(c: &mut Conn, id: AccountId) -> QueryResult<Option<(String, String)>> {
    let found: Option<(String, String, String)> = accounts::table
        .find(id)
        .filter(accounts::disabled_at.is_null())
        .filter(accounts::email_confirmed_at.is_not_null())
        .select((accounts::given_name, accounts::family_name, accounts::email))
        .first(c)
        .optional()?;
    Ok(found.map(|(given, family, email)| (full_name(&given, &family), email)))
}

/// The person behind an account that may sign in: confirmed and not disabled. One query: every page asks it.
pub fn person(c: &mut Conn, id: AccountId) -> Result<Option<Person>, Fault> {
    let rows = accounts::table
        .left_join(account_roles::table.on(account_roles::account_id.eq(accounts::id)))
        .filter(accounts::id.eq(id))
        .order(account_roles::role)
        .select((AccountRow::as_select(), account_roles::role.nullable()))
        .load::<(AccountRow, Option<Role>)>(c)?;
    let roles = rows.iter().filter_map(|(_, role)| *role).collect();
    Ok(rows
        .first()
        .filter(|(row, _)| row.is_active())
        .map(|(row, _)| row.person(roles)))
}

pub(super) fn by_id(c: &mut Conn, id: AccountId) -> Result<Option<AccountRow>, Fault> {
    Ok(accounts::table
        .find(id)
        .select(AccountRow::as_select())
        .first(c)
        .optional()?)
}

pub(super) fn by_email(c: &mut Conn, key: &str) -> Result<Option<AccountRow>, Fault> {
    let row = accounts::table
        .filter(accounts::email_key.eq(key))
        .select(AccountRow::as_select())
        .first(c)
        .optional()?;
    Ok(row)
}

/// The staff roles of an account.
pub(super) fn roles(c: &mut Conn, id: AccountId) -> Result<Vec<Role>, Fault> {
    let roles = account_roles::table
        .filter(account_roles::account_id.eq(id))
        .order(account_roles::role)
        .select(account_roles::role)
        .load::<Role>(c)?;
    Ok(roles)
}

pub(super) fn insert(
    tx: &mut Conn,
    now: Instant,
    id: AccountId,
    (email, name): (&Email, &PersonName),
) -> Result<(), Fault> {
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(id),
            accounts::email.eq(email.as_str()),
            accounts::email_key.eq(email.key()),
            accounts::given_name.eq(name.given()),
            accounts::family_name.eq(name.family()),
            accounts::search_key.eq(name.search_key(email)),
            accounts::created_at.eq(now),
            accounts::version.eq(1_i32),
        ))
        .execute(tx)?;
    Ok(())
}

/// Confirms the address of an account that is not confirmed yet; false when it is.
pub(super) fn confirm_email(tx: &mut Conn, now: Instant, id: AccountId) -> Result<bool, Fault> {
    let changed = diesel::update(
        accounts::table
            .find(id)
            .filter(accounts::email_confirmed_at.is_null()),
    )
    .set((
        accounts::email_confirmed_at.eq(Some(now)),
        accounts::version.eq(accounts::version + 1_i32),
    ))
    .execute(tx)?;
    Ok(changed == 1)
}

pub(super) fn set_password(
    tx: &mut Conn,
    id: AccountId,
    digest: &PasswordDigest,
) -> Result<(), Fault> {
    diesel::update(accounts::table.find(id))
        .set((
            accounts::password_hash.eq(Some(&digest.0)),
            accounts::version.eq(accounts::version + 1_i32),
        ))
        .execute(tx)?;
    Ok(())
}

pub(super) fn rename(
    tx: &mut Conn,
    id: AccountId,
    (email, name): (&Email, &PersonName),
) -> Result<(), Fault> {
    diesel::update(accounts::table.find(id))
        .set((
            accounts::given_name.eq(name.given()),
            accounts::family_name.eq(name.family()),
            accounts::search_key.eq(name.search_key(email)),
            accounts::version.eq(accounts::version + 1_i32),
        ))
        .execute(tx)?;
    Ok(())
}

pub(super) fn replace_roles(
    tx: &mut Conn,
    now: Instant,
    id: AccountId,
    roles: &[Role],
) -> Result<(), Fault> {
    diesel::delete(account_roles::table.filter(account_roles::account_id.eq(id))).execute(tx)?;
    for role in roles {
        diesel::insert_into(account_roles::table)
            .values((
                account_roles::account_id.eq(id),
                account_roles::role.eq(*role),
                account_roles::given_at.eq(now),
            ))
            .execute(tx)?;
    }
    Ok(())
}

/// Keeps a secret that is not confirmed yet; false when one is confirmed.
pub(super) fn offer_totp(tx: &mut Conn, id: AccountId, sealed: &str) -> Result<bool, Fault> {
    let changed = diesel::update(
        accounts::table
            .find(id)
            .filter(accounts::totp_confirmed_at.is_null()),
    )
    .set((
        accounts::totp_sealed.eq(Some(sealed)),
        accounts::totp_last_step.eq(None::<i64>),
    ))
    .execute(tx)?;
    Ok(changed == 1)
}

/// Confirms the offered secret, the step used to prove it being spent; false when there is none to confirm.
pub(super) fn confirm_totp(
    tx: &mut Conn,
    now: Instant,
    id: AccountId,
    step: i64,
) -> Result<bool, Fault> {
    let offered = accounts::table
        .find(id)
        .filter(accounts::totp_confirmed_at.is_null())
        .filter(accounts::totp_sealed.is_not_null());
    let changed = diesel::update(offered)
        .set((
            accounts::totp_confirmed_at.eq(Some(now)),
            accounts::totp_last_step.eq(Some(step)),
            accounts::version.eq(accounts::version + 1_i32),
        ))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Spends a step; false when it, or a later one, was spent already.
pub(super) fn spend_step(tx: &mut Conn, id: AccountId, step: i64) -> Result<bool, Fault> {
    let fresh = accounts::table.find(id).filter(
        accounts::totp_last_step
            .is_null()
            .or(accounts::totp_last_step.lt(step)),
    );
    Ok(diesel::update(fresh)
        .set(accounts::totp_last_step.eq(Some(step)))
        .execute(tx)?
        == 1)
}

/// Forgets the second factor and its recovery codes.
pub(super) fn forget_totp(tx: &mut Conn, id: AccountId) -> Result<(), Fault> {
    diesel::update(accounts::table.find(id))
        .set((
            accounts::totp_sealed.eq(None::<String>),
            accounts::totp_confirmed_at.eq(None::<Instant>),
            accounts::totp_last_step.eq(None::<i64>),
            accounts::version.eq(accounts::version + 1_i32),
        ))
        .execute(tx)?;
    replace_recovery_codes(tx, id, &[])
}

pub(super) fn replace_recovery_codes(
    tx: &mut Conn,
    id: AccountId,
    hashes: &[String],
) -> Result<(), Fault> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(id))).execute(tx)?;
    for hash in hashes {
        diesel::insert_into(recovery_codes::table)
            .values((
                recovery_codes::account_id.eq(id),
                recovery_codes::code_hash.eq(hash),
            ))
            .execute(tx)?;
    }
    Ok(())
}

/// Spends a recovery code; false when it is unknown or spent.
pub(super) fn spend_recovery_code(
    tx: &mut Conn,
    now: Instant,
    id: AccountId,
    hash: &str,
) -> Result<bool, Fault> {
    let unused = recovery_codes::table
        .find((id, hash))
        .filter(recovery_codes::used_at.is_null());
    Ok(diesel::update(unused)
        .set(recovery_codes::used_at.eq(Some(now)))
        .execute(tx)?
        == 1)
}

pub(super) fn unused_recovery_codes(c: &mut Conn, id: AccountId) -> Result<i64, Fault> {
    let unused = recovery_codes::table
        .filter(recovery_codes::account_id.eq(id))
        .filter(recovery_codes::used_at.is_null());
    Ok(unused.count().get_result(c)?)
}

/// A token to mail.
#[derive(Debug, Insertable)]
#[diesel(table_name = account_tokens)]
pub(super) struct NewToken {
    pub(super) token_hash: String,
    pub(super) account_id: AccountId,
    pub(super) purpose: Purpose,
    pub(super) created_at: Instant,
    pub(super) expires_at: Instant,
}

/// Keeps a token's hash. Those that expired are swept on the way.
pub(super) fn insert_token(tx: &mut Conn, token: &NewToken) -> Result<(), Fault> {
    diesel::delete(account_tokens::table.filter(account_tokens::expires_at.le(token.created_at)))
        .execute(tx)?;
    diesel::insert_into(account_tokens::table)
        .values(token)
        .execute(tx)?;
    Ok(())
}

/// The account a live token was mailed to.
pub(super) fn token_account(
    c: &mut Conn,
    now: Instant,
    purpose: Purpose,
    hash: &TokenHash,
) -> Result<Option<AccountRow>, Fault> {
    let row = account_tokens::table
        .inner_join(accounts::table.on(accounts::id.eq(account_tokens::account_id)))
        .filter(account_tokens::token_hash.eq(&hash.0))
        .filter(account_tokens::purpose.eq(purpose))
        .filter(account_tokens::used_at.is_null())
        .filter(account_tokens::expires_at.gt(now))
        .filter(accounts::disabled_at.is_null())
        .select(AccountRow::as_select())
        .first(c)
        .optional()?;
    Ok(row)
}

/// Ends every token of a purpose: one was used.
pub(super) fn spend_tokens(
    tx: &mut Conn,
    now: Instant,
    id: AccountId,
    purpose: Purpose,
) -> Result<(), Fault> {
    let live = account_tokens::table
        .filter(account_tokens::account_id.eq(id))
        .filter(account_tokens::purpose.eq(purpose))
        .filter(account_tokens::used_at.is_null());
    diesel::update(live)
        .set(account_tokens::used_at.eq(Some(now)))
        .execute(tx)?;
    Ok(())
}
