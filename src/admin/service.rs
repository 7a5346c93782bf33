//! Use cases of administrators, called by the pages and by the command line.

use serde_json::json;

use super::jobs::{AccountChangedMail, News};
use super::policy::{Change, ChangeRefusal, Standing, decide};
use super::store::{self, Account};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox::{self, JobId};
use crate::shell::{AccountId, Role, session};

/// A change to an account, as it was at version `seen`.
#[derive(Debug, Clone)]
pub struct ChangeAccount {
    /// Which account.
    pub account: AccountId,
    /// Its version when it was read; none to take it as it is now.
    pub seen: Option<i32>,
    /// What.
    pub change: Change,
}

/// Why an account stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// There is no such account.
    #[error("no such account")]
    Unknown,
    /// Somebody else changed it meanwhile.
    #[error("the account changed since it was read")]
    Stale,
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] ChangeRefusal),
}
impl Refusal for ChangeError {}

/// Why a job is not tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RetryError {
    /// It was not given up, or there is no such job.
    #[error("no such job was given up")]
    NotGivenUp,
}
impl Refusal for RetryError {}

/// Changes an account. The person is told by mail, and signs in again unless only roles changed.
pub fn change_account(
    tx: &mut Conn,
    ctx: &Ctx,
    command: &ChangeAccount,
) -> Outcome<(), ChangeError> {
    let account = store::find(tx, command.account)?.ok_or(ChangeError::Unknown)?;
    let standing = Standing {
        own: ctx.account() == Some(account.id.0),
        roles: account.roles.clone(),
        disabled: account.disabled_at.is_some(),
        second_factor: account.second_factor,
        other_administrators: store::other_administrators(tx, account.id)?,
    };
    decide(&standing, &command.change).map_err(ChangeError::Refused)?;
    let seen = command.seen.unwrap_or(account.version);
    if !store::advance(tx, (account.id, seen))? {
        return Err(ChangeError::Stale.into());
    }
    let (entry, news) = apply(tx, ctx, &account, &command.change)?;
    journal::record(tx, ctx, entry)?;
    outbox::push(
        tx,
        ctx,
        &AccountChangedMail {
            account: account.id,
            news,
        },
    )?;
    Ok(())
}

fn apply(
    tx: &mut Conn,
    ctx: &Ctx,
    account: &Account,
    change: &Change,
) -> Result<(Entry, News), Fault> {
    let id = account.id;
    let about = |action| Entry::new(action, "account", id);
    match change {
        Change::Roles(wanted) => {
            let all = Role::ALL.iter().copied();
            let given: Vec<Role> = all
                .clone()
                .filter(|role| wanted.contains(role) && !account.roles.contains(role))
                .collect();
            let taken: Vec<Role> = all
                .filter(|role| !wanted.contains(role) && account.roles.contains(role))
                .collect();
            store::change_roles(tx, ctx, id, (&given, &taken))?;
            Ok((
                about("account.roles_changed").data(json!({ "given": given, "taken": taken })),
                News::Roles,
            ))
        }
        Change::Disable => {
            store::set_disabled(tx, id, Some(ctx.now))?;
            close_sessions(tx, id)?;
            Ok((about("account.disabled"), News::Disabled))
        }
        Change::Enable => {
            store::set_disabled(tx, id, None)?;
            Ok((about("account.enabled"), News::Enabled))
        }
        Change::ResetSecondFactor => {
            store::forget_second_factor(tx, id)?;
            close_sessions(tx, id)?;
            Ok((
                about("account.second_factor_reset"),
                News::SecondFactorReset,
            ))
        }
    }
}

fn close_sessions(tx: &mut Conn, id: AccountId) -> Result<(), Fault> {
    session::close_others(tx, id, None).map(drop)
}

/// Makes a job that was given up due again, with all its tries.
pub fn retry_job(tx: &mut Conn, ctx: &Ctx, job: JobId) -> Outcome<(), RetryError> {
    if !outbox::try_again(tx, ctx.now, job)? {
        return Err(RetryError::NotGivenUp.into());
    }
    journal::record(tx, ctx, Entry::new("outbox.retried", "job", job))?;
    Ok(())
}

/// The account that signs in with this address.
pub fn account_by_email(c: &mut Conn, email: &str) -> Outcome<Option<AccountId>> {
    Ok(store::by_email(c, &email.trim().to_lowercase())?)
}

/// Reads an account; the reading is journalled, because what is read is personal.
pub(super) fn read_account(tx: &mut Conn, ctx: &Ctx, id: AccountId) -> Outcome<Option<Account>> {
    let account = store::find(tx, id)?;
    if account.is_some() && ctx.account() != Some(id.0) {
        journal::record(tx, ctx, Entry::new("account.read", "account", id))?;
    }
    Ok(account)
}
