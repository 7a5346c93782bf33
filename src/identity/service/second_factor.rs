//! The second factor: offered, confirmed, shown, renewed, retired.

use serde_json::json;

use crate::identity::AccountId;
use crate::identity::jobs::{RecoveryCodeUsed, SecondFactorChanged};
use crate::identity::store;
use crate::identity::totp::{self, TotpSecret};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::kernel::rate::{self, Rule};
use crate::kernel::secret::SecretToken;
use crate::shell::{SessionId, session};

/// Codes tried on one account.
pub const CODES_PER_ACCOUNT: Rule = Rule {
    bucket: "second_factor",
    max: 10,
    window_seconds: 15 * 60,
};

/// The code is wrong, too old, or was used already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeError;
impl Refusal for CodeError {}

/// Why a second factor was not enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnrolError {
    /// One is enrolled already.
    Enrolled,
    /// No secret was offered.
    NotOffered,
    /// The code is not that of the offered secret.
    WrongCode,
}
impl Refusal for EnrolError {}

/// There is no second factor to renew or retire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetireError;
impl Refusal for RetireError {}

/// Draws a secret for the person to enter in their authenticator. Offering again replaces it.
pub fn offer_second_factor(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
) -> Outcome<(), EnrolError> {
    let sealed = TotpSecret::draw(&ctx.sources().random)?.seal(ctx.vault(), account)?;
    if store::offer_totp(tx, account, &sealed)? {
        Ok(())
    } else {
        Err(EnrolError::Enrolled.into())
    }
}

/// The secret offered and not confirmed yet.
pub fn offered_secret(
    c: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
) -> Result<Option<TotpSecret>, Fault> {
    let row = store::by_id(c, account)?.filter(|row| row.totp_confirmed_at.is_none());
    let sealed = row.and_then(|row| row.totp_sealed);
    sealed
        .map(|sealed| TotpSecret::open(ctx.vault(), account, &sealed))
        .transpose()
}

/// What the set-up page shows: the secret offered, and how many recovery codes are left.
pub fn setup(
    c: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
) -> Result<(Option<TotpSecret>, i64), Fault> {
    Ok((
        offered_secret(c, ctx, account)?,
        store::unused_recovery_codes(c, account)?,
    ))
}

/// Confirms the offered secret by a code; gives the recovery codes, which are shown once, and the session's new token.
pub fn confirm_second_factor(
    tx: &mut Conn,
    ctx: &Ctx,
    (account, session): (AccountId, SessionId),
    code: &str,
) -> Outcome<(Vec<String>, SecretToken), EnrolError> {
    let secret = offered_secret(tx, ctx, account)?.ok_or(EnrolError::NotOffered)?;
    let step = secret.step_of(code, ctx.now).ok_or(EnrolError::WrongCode)?;
    if !store::confirm_totp(tx, ctx.now, account, step)? {
        return Err(EnrolError::Enrolled.into());
    }
    let codes = new_recovery_codes(tx, ctx, account)?;
    session::close_others(tx, account, Some(session))?;
    let token = session::strengthen(tx, ctx, session)?;
    journal::record(
        tx,
        ctx,
        Entry::new("account.second_factor_enrolled", "account", account),
    )?;
    outbox::push(
        tx,
        ctx,
        &SecondFactorChanged {
            account,
            enrolled: true,
        },
    )?;
    Ok((codes, token))
}

/// Enrols a known secret, for demonstration accounts and tests.
pub fn enrol(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    secret: &TotpSecret,
) -> Outcome<(), EnrolError> {
    if !store::offer_totp(tx, account, &secret.seal(ctx.vault(), account)?)? {
        return Err(EnrolError::Enrolled.into());
    }
    store::confirm_totp(tx, ctx.now, account, 0)?;
    journal::record(
        tx,
        ctx,
        Entry::new("account.second_factor_enrolled", "account", account),
    )?;
    Ok(())
}

fn new_recovery_codes(tx: &mut Conn, ctx: &Ctx, account: AccountId) -> Result<Vec<String>, Fault> {
    let codes = totp::draw_recovery_codes(&ctx.sources().random)?;
    let mut hashes = Vec::with_capacity(codes.len());
    for code in &codes {
        hashes.extend(totp::recovery_hash(ctx.vault(), account, code)?);
    }
    store::replace_recovery_codes(tx, account, &hashes)?;
    Ok(codes)
}

/// Accepts a one-time code or a recovery code, each once; gives the session's new token.
pub fn show_second_factor(
    tx: &mut Conn,
    ctx: &Ctx,
    (account, session): (AccountId, SessionId),
    code: &str,
) -> Outcome<SecretToken, CodeError> {
    let row = store::by_id(tx, account)?
        .filter(|row| row.totp_confirmed_at.is_some())
        .ok_or(CodeError)?;
    let sealed = row.totp_sealed.ok_or(CodeError)?;
    let step = TotpSecret::open(ctx.vault(), account, &sealed)?.step_of(code, ctx.now);
    let (spent, by) = match step {
        Some(step) => (store::spend_step(tx, account, step)?, "totp"),
        None => (
            spend_recovery_code(tx, ctx, account, code)?,
            "recovery_code",
        ),
    };
    if !spent {
        return Err(CodeError.into());
    }
    rate::forget(tx, ctx, CODES_PER_ACCOUNT, &account.to_string())?;
    let shown =
        Entry::new("session.second_factor_shown", "account", account).data(json!({ "by": by }));
    journal::record(tx, ctx, shown)?;
    Ok(session::strengthen(tx, ctx, session)?)
}

fn spend_recovery_code(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    code: &str,
) -> Result<bool, Fault> {
    let Some(hash) = totp::recovery_hash(ctx.vault(), account, code)? else {
        return Ok(false);
    };
    let spent = store::spend_recovery_code(tx, ctx.now, account, &hash)?;
    if spent {
        outbox::push(tx, ctx, &RecoveryCodeUsed { account })?;
    }
    Ok(spent)
}

/// Replaces the recovery codes; gives the new ones, which are shown once.
pub fn renew_recovery_codes(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
) -> Outcome<Vec<String>, RetireError> {
    store::by_id(tx, account)?
        .filter(|row| row.totp_confirmed_at.is_some())
        .ok_or(RetireError)?;
    let codes = new_recovery_codes(tx, ctx, account)?;
    journal::record(
        tx,
        ctx,
        Entry::new("account.recovery_codes_renewed", "account", account),
    )?;
    Ok(codes)
}

/// Retires the second factor: its owner asks. Staff must enrol another one before anything else.
pub fn retire_second_factor(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
) -> Outcome<(), RetireError> {
    store::by_id(tx, account)?
        .filter(|row| row.totp_confirmed_at.is_some())
        .ok_or(RetireError)?;
    store::forget_totp(tx, account)?;
    journal::record(
        tx,
        ctx,
        Entry::new("account.second_factor_retired", "account", account),
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
