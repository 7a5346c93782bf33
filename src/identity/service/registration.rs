//! Becoming known, and becoming known again: sign-up, confirmation, recovery.
//!
//! Neither sign-up nor recovery tells whether an address is known: the answer is the same and the mail says the
//! rest. The password is chosen from the mailed link, so that nobody prepares an account on another's address.

use crate::identity::jobs::{AlreadyRegistered, ConfirmEmail, PasswordChanged, ResetPassword};
use crate::identity::model::{Email, PersonName};
use crate::identity::password::PasswordDigest;
use crate::identity::store::{self, AccountRow, Purpose};
use crate::identity::{Account, AccountId, Person};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::kernel::secret::{SecretToken, TokenHash};
use crate::shell::session;

/// What sign-up asks.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The address to confirm.
    pub email: Email,
    /// The person's names.
    pub name: PersonName,
}

/// The mailed link opens nothing: used, too old, or never made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkError;
impl Refusal for LinkError {}

/// Signs somebody up, or reminds the owner of a known address. The caller can't tell which.
pub fn sign_up(tx: &mut Conn, ctx: &Ctx, new: &NewAccount) -> Outcome<()> {
    match store::by_email(tx, &new.email.key())? {
        None => {
            let account: AccountId = ctx.new_id();
            store::insert(tx, ctx.now, account, (&new.email, &new.name))?;
            journal::record(tx, ctx, Entry::new("account.created", "account", account))?;
            outbox::push(tx, ctx, &ConfirmEmail { account })?;
        }
        Some(row) if row.disabled_at.is_some() => {}
        Some(row) if row.email_confirmed_at.is_none() => {
            outbox::push(tx, ctx, &ConfirmEmail { account: row.id })?;
        }
        Some(row) => outbox::push(tx, ctx, &AlreadyRegistered { account: row.id })?,
    }
    Ok(())
}

/// Mails what lets the owner of a known address in again; does nothing for an unknown one.
pub fn request_recovery(tx: &mut Conn, ctx: &Ctx, email: &Email) -> Outcome<()> {
    match store::by_email(tx, &email.key())? {
        Some(row) if row.is_active() => {
            journal::record(
                tx,
                ctx,
                Entry::new("account.recovery_requested", "account", row.id),
            )?;
            outbox::push(tx, ctx, &ResetPassword { account: row.id })?;
        }
        Some(row) if row.disabled_at.is_none() => {
            outbox::push(tx, ctx, &ConfirmEmail { account: row.id })?;
        }
        Some(_) | None => {}
    }
    Ok(())
}

/// The person a live link was mailed to.
pub fn link_person(
    c: &mut Conn,
    ctx: &Ctx,
    purpose: Purpose,
    token: &str,
) -> Outcome<Person, LinkError> {
    Ok(live_link(c, ctx, purpose, token)?.person(Vec::new()))
}

fn live_link(
    c: &mut Conn,
    ctx: &Ctx,
    purpose: Purpose,
    token: &str,
) -> Outcome<AccountRow, LinkError> {
    let row = store::token_account(c, ctx.now, purpose, &TokenHash::of(token))?;
    Ok(row.ok_or(LinkError)?)
}

/// Confirms the address, sets the first password and opens a session on `device`.
pub fn confirm_account(
    tx: &mut Conn,
    ctx: &Ctx,
    token: &str,
    (password, device): (&PasswordDigest, &str),
) -> Outcome<(Person, SecretToken), LinkError> {
    let row = live_link(tx, ctx, Purpose::ConfirmEmail, token)?;
    if !store::confirm_email(tx, ctx.now, row.id)? {
        return Err(LinkError.into());
    }
    store::set_password(tx, row.id, password)?;
    store::spend_tokens(tx, ctx.now, row.id, Purpose::ConfirmEmail)?;
    journal::record(tx, ctx, Entry::new("account.confirmed", "account", row.id))?;
    let person = row.person(store::roles(tx, row.id)?);
    let session = session::open(tx, ctx, &person, device)?;
    Ok((person, session))
}

/// Sets another password and ends every session: whoever was in must come in again.
pub fn reset_password(
    tx: &mut Conn,
    ctx: &Ctx,
    token: &str,
    password: &PasswordDigest,
) -> Outcome<(), LinkError> {
    let row = live_link(tx, ctx, Purpose::ResetPassword, token)?;
    store::set_password(tx, row.id, password)?;
    store::spend_tokens(tx, ctx.now, row.id, Purpose::ResetPassword)?;
    session::close_others(tx, row.id, None)?;
    journal::record(
        tx,
        ctx,
        Entry::new("account.password_reset", "account", row.id),
    )?;
    outbox::push(tx, ctx, &PasswordChanged { account: row.id })?;
    Ok(())
}

/// An account by its address.
pub fn known_account(c: &mut Conn, email: &Email) -> Result<Option<Account>, Fault> {
    Ok(store::by_email(c, &email.key())?.map(AccountRow::account))
}

/// An account by its id.
pub fn account(c: &mut Conn, id: AccountId) -> Result<Option<Account>, Fault> {
    Ok(store::by_id(c, id)?.map(AccountRow::account))
}
