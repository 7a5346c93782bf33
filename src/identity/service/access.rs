//! Coming in and going out: sign-in, sign-out, sessions, one's own password and name.

use crate::identity::jobs::PasswordChanged;
use crate::identity::model::{Email, PersonName};
use crate::identity::password::PasswordDigest;
use crate::identity::store;
use crate::identity::{AccountId, Person, SessionId};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::kernel::rate::{self, Rule};
use crate::kernel::secret::SecretToken;
use crate::shell::{Session, session};

/// Sign-in tries on one account.
pub const SIGN_IN_PER_ACCOUNT: Rule = Rule {
    bucket: "sign_in_account",
    max: 10,
    window_seconds: 15 * 60,
};
/// Sign-in tries from one network address, which an office may share.
pub const SIGN_IN_PER_ADDRESS: Rule = Rule {
    bucket: "sign_in_address",
    max: 60,
    window_seconds: 15 * 60,
};

/// What a password is compared with, read before and compared outside any transaction.
#[derive(Debug, Clone, Default)]
pub struct Secret {
    /// The account, when the address is known.
    pub account: Option<AccountId>,
    /// Its password, when it has one.
    pub digest: Option<PasswordDigest>,
}

/// The password was right but the account may not come in: not confirmed, or disabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInError;
impl Refusal for SignInError {}

/// Why a password was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangePasswordError {
    /// It changed meanwhile, elsewhere.
    Stale,
}
impl Refusal for ChangePasswordError {}

/// What to compare with the password typed for `email`; never says whether the address is known.
pub fn sign_in_secret(c: &mut Conn, email: &Email) -> Result<Secret, Fault> {
    let row = store::by_email(c, &email.key())?;
    Ok(row
        .map(|row| Secret {
            account: Some(row.id),
            digest: row.digest(),
        })
        .unwrap_or_default())
}

/// The password of a signed-in person, to compare with the one they type.
pub fn own_digest(c: &mut Conn, account: AccountId) -> Result<Option<PasswordDigest>, Fault> {
    Ok(store::by_id(c, account)?.and_then(|row| row.digest()))
}

/// Opens a session on `device` once the password was found right; ends the one the browser had.
pub fn sign_in(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    (former, device): (Option<(AccountId, SessionId)>, &str),
) -> Outcome<(Person, SecretToken), SignInError> {
    let row = store::by_id(tx, account)?
        .filter(store::AccountRow::is_active)
        .ok_or(SignInError)?;
    if let Some((owner, id)) = former {
        session::close(tx, owner, id)?;
    }
    let person = row.person(store::roles(tx, account)?);
    let token = session::open(tx, ctx, &person, device)?;
    rate::forget(tx, ctx, SIGN_IN_PER_ACCOUNT, &person.email.to_lowercase())?;
    journal::record(tx, ctx, Entry::new("session.opened", "account", account))?;
    Ok((person, token))
}

/// Ends the session.
pub fn sign_out(tx: &mut Conn, ctx: &Ctx, account: AccountId, session: SessionId) -> Outcome<()> {
    close_session(tx, ctx, account, session).map(|_| ())
}

/// Ends one session of the account; false when there is no such session.
pub fn close_session(tx: &mut Conn, ctx: &Ctx, account: AccountId, id: SessionId) -> Outcome<bool> {
    let closed = session::close(tx, account, id)?;
    if closed {
        journal::record(tx, ctx, Entry::new("session.closed", "account", account))?;
    }
    Ok(closed)
}

/// Ends every session of the account but the one given; tells how many.
pub fn close_other_sessions(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    keep: &Session,
) -> Outcome<usize> {
    let closed = session::close_others(tx, account, Some(keep.id))?;
    if closed > 0 {
        journal::record(
            tx,
            ctx,
            Entry::new("session.others_closed", "account", account),
        )?;
    }
    Ok(closed)
}

/// Changes a password; `former` is what the typed one was compared with. Other sessions end.
pub fn change_password(
    tx: &mut Conn,
    ctx: &Ctx,
    (account, keep): (AccountId, SessionId),
    (former, password): (&PasswordDigest, &PasswordDigest),
) -> Outcome<(), ChangePasswordError> {
    let row = store::by_id(tx, account)?;
    if row.and_then(|row| row.digest()).as_ref() != Some(former) {
        return Err(ChangePasswordError::Stale.into());
    }
    store::set_password(tx, account, password)?;
    session::close_others(tx, account, Some(keep))?;
    journal::record(
        tx,
        ctx,
        Entry::new("account.password_changed", "account", account),
    )?;
    outbox::push(tx, ctx, &PasswordChanged { account })?;
    Ok(())
}

/// Changes the person's names.
pub fn rename(tx: &mut Conn, ctx: &Ctx, account: AccountId, name: &PersonName) -> Outcome<()> {
    let row = store::by_id(tx, account)?.ok_or_else(|| Fault::inconsistent("accounts", account))?;
    let email = Email::parse(&row.email).map_err(|_| Fault::inconsistent("accounts", account))?;
    store::rename(tx, account, (&email, name))?;
    journal::record(tx, ctx, Entry::new("account.renamed", "account", account))?;
    Ok(())
}
