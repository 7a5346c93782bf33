//! What operators do to the accounts of others: from the command line, or from the administration pages.

use serde_json::json;

use crate::identity::jobs::{ConfirmEmail, SecondFactorChanged};
use crate::identity::model::{Email, PersonName};
use crate::identity::password::PasswordDigest;
use crate::identity::store;
use crate::identity::{AccountId, Role};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::shell::session;

/// An account to create for somebody.
#[derive(Debug, Clone)]
pub struct CreateAccount {
    /// Their address.
    pub email: Email,
    /// Their names.
    pub name: PersonName,
    /// Their staff roles; none for a partner.
    pub roles: Vec<Role>,
    /// A password, for demonstration accounts and tests: the account is then confirmed at once. Without one, the
    /// person receives the link by which they confirm their address and choose it.
    pub password: Option<PasswordDigest>,
}

/// The address has an account already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreateError;
impl Refusal for CreateError {}

/// Why an operator's command was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffError {
    /// There is no such account.
    Unknown,
    /// It is so already.
    AlreadyDone,
}
impl Refusal for StaffError {}

/// Creates an account for somebody.
pub fn create_account(
    tx: &mut Conn,
    ctx: &Ctx,
    new: &CreateAccount,
) -> Outcome<AccountId, CreateError> {
    if store::by_email(tx, &new.email.key())?.is_some() {
        return Err(CreateError.into());
    }
    let account: AccountId = ctx.new_id();
    store::insert(tx, ctx.now, account, (&new.email, &new.name))?;
    store::replace_roles(tx, ctx.now, account, &new.roles)?;
    let created =
        Entry::new("account.created", "account", account).data(json!({ "roles": new.roles }));
    journal::record(tx, ctx, created)?;
    match &new.password {
        Some(password) => {
            store::set_password(tx, account, password)?;
            store::confirm_email(tx, ctx.now, account)?;
        }
        None => outbox::push(tx, ctx, &ConfirmEmail { account })?,
    }
    Ok(account)
}

/// Gives an account these staff roles and no other. Its sessions end: what they may do has changed.
pub fn set_roles(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    roles: &[Role],
) -> Outcome<(), StaffError> {
    store::by_id(tx, account)?.ok_or(StaffError::Unknown)?;
    let former = store::roles(tx, account)?;
    let mut wanted = roles.to_vec();
    wanted.sort_by_key(|role| role.as_str());
    wanted.dedup();
    if former == wanted {
        return Err(StaffError::AlreadyDone.into());
    }
    store::replace_roles(tx, ctx.now, account, &wanted)?;
    session::close_others(tx, account, None)?;
    let changed = json!({ "from": former, "to": wanted });
    journal::record(
        tx,
        ctx,
        Entry::new("account.roles_changed", "account", account).data(changed),
    )?;
    Ok(())
}

/// Removes the second factor of somebody who lost it, once an operator has made sure who they are.
pub fn reset_second_factor(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
) -> Outcome<(), StaffError> {
    let row = store::by_id(tx, account)?.ok_or(StaffError::Unknown)?;
    if row.totp_sealed.is_none() {
        return Err(StaffError::AlreadyDone.into());
    }
    store::forget_totp(tx, account)?;
    session::close_others(tx, account, None)?;
    journal::record(
        tx,
        ctx,
        Entry::new("account.second_factor_reset", "account", account),
    )?;
    outbox::push(
        tx,
        ctx,
        &SecondFactorChanged {
            account,
            enrolled: false,
        },
    )?;
    Ok(())
}

/// Closes an account: nobody signs in with it any more.
pub fn disable(tx: &mut Conn, ctx: &Ctx, account: AccountId) -> Outcome<(), StaffError> {
    store::by_id(tx, account)?.ok_or(StaffError::Unknown)?;
    if !store::set_disabled(tx, account, Some(ctx.now))? {
        return Err(StaffError::AlreadyDone.into());
    }
    session::close_others(tx, account, None)?;
    journal::record(tx, ctx, Entry::new("account.disabled", "account", account))?;
    Ok(())
}

/// Opens a closed account again.
pub fn enable(tx: &mut Conn, ctx: &Ctx, account: AccountId) -> Outcome<(), StaffError> {
    store::by_id(tx, account)?.ok_or(StaffError::Unknown)?;
    if !store::set_disabled(tx, account, None)? {
        return Err(StaffError::AlreadyDone.into());
    }
    journal::record(tx, ctx, Entry::new("account.enabled", "account", account))?;
    Ok(())
}
