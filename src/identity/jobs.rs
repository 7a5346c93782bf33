//! The mails of accounts. Links are minted here: their hash is committed before they are sent, and no table, log or
//! job ever holds them.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::store::{self, AccountRow, NewToken, Purpose};
use super::{AccountId, urls};
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{Job, JobError, JobRef, Registry, Tools};
use crate::kernel::text;

/// How long a link to confirm an address lives.
const CONFIRM_HOURS: i64 = 24;
/// How long a link to choose another password lives.
const RESET_HOURS: i64 = 1;

/// Adds the jobs of this slice.
#[must_use]
pub fn register_jobs(registry: Registry) -> Registry {
    registry
        .with::<ConfirmEmail>()
        .with::<AlreadyRegistered>()
        .with::<ResetPassword>()
        .with::<PasswordChanged>()
        .with::<SecondFactorChanged>()
        .with::<RecoveryCodeUsed>()
}

/// Mails the link that confirms an address.
#[derive(Debug, Serialize, Deserialize)]
pub struct ConfirmEmail {
    /// Whose.
    pub account: AccountId,
}

impl Job for ConfirmEmail {
    const KIND: &'static str = "identity.confirm_email";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let Some(row) = load(tools, self.account)?.filter(|row| row.email_confirmed_at.is_none())
        else {
            return Ok(());
        };
        let token = mint(
            tools,
            job,
            (self.account, Purpose::ConfirmEmail, CONFIRM_HOURS),
        )?;
        let link = format!("{}{}", tools.public_url, urls::confirm(&token));
        send(
            tools,
            job,
            &row,
            (
                "identity/confirm_email",
                json!({ "link": link, "hours": CONFIRM_HOURS }),
            ),
        )
    }
}

/// Tells the owner of a known address that somebody tried to sign up with it.
#[derive(Debug, Serialize, Deserialize)]
pub struct AlreadyRegistered {
    /// Whose.
    pub account: AccountId,
}

impl Job for AlreadyRegistered {
    const KIND: &'static str = "identity.already_registered";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let Some(row) = load(tools, self.account)? else {
            return Ok(());
        };
        let address = |path: &str| format!("{}{path}", tools.public_url);
        let data =
            json!({ "sign_in": address(urls::SIGN_IN), "forgotten": address(urls::FORGOTTEN) });
        send(tools, job, &row, ("identity/already_registered", data))
    }
}

/// Mails the link by which another password is chosen.
#[derive(Debug, Serialize, Deserialize)]
pub struct ResetPassword {
    /// Whose.
    pub account: AccountId,
}

impl Job for ResetPassword {
    const KIND: &'static str = "identity.reset_password";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let Some(row) = load(tools, self.account)?.filter(AccountRow::is_active) else {
            return Ok(());
        };
        let token = mint(
            tools,
            job,
            (self.account, Purpose::ResetPassword, RESET_HOURS),
        )?;
        let link = format!("{}{}", tools.public_url, urls::reset(&token));
        send(
            tools,
            job,
            &row,
            ("identity/reset_password", json!({ "link": link })),
        )
    }
}

/// Tells the person that their password has changed.
#[derive(Debug, Serialize, Deserialize)]
pub struct PasswordChanged {
    /// Whose.
    pub account: AccountId,
}

impl Job for PasswordChanged {
    const KIND: &'static str = "identity.password_changed";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let Some(row) = load(tools, self.account)? else {
            return Ok(());
        };
        send(
            tools,
            job,
            &row,
            ("identity/password_changed", notice(tools, job)),
        )
    }
}

/// Tells the person that their second factor was enrolled or removed.
#[derive(Debug, Serialize, Deserialize)]
pub struct SecondFactorChanged {
    /// Whose.
    pub account: AccountId,
    /// Enrolled, or removed.
    pub enrolled: bool,
}

impl Job for SecondFactorChanged {
    const KIND: &'static str = "identity.second_factor_changed";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let Some(row) = load(tools, self.account)? else {
            return Ok(());
        };
        let template = if self.enrolled {
            "identity/second_factor_enrolled"
        } else {
            "identity/second_factor_removed"
        };
        send(tools, job, &row, (template, notice(tools, job)))
    }
}

/// Tells the person that one of their recovery codes was used.
#[derive(Debug, Serialize, Deserialize)]
pub struct RecoveryCodeUsed {
    /// Whose.
    pub account: AccountId,
}

impl Job for RecoveryCodeUsed {
    const KIND: &'static str = "identity.recovery_code_used";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let account = self.account;
        let Some(row) = load(tools, account)? else {
            return Ok(());
        };
        let left = tools
            .db
            .read_now::<_, Never>(|c| Ok(store::unused_recovery_codes(c, account)?))?;
        let mut data = notice(tools, job);
        if let Some(fields) = data.as_object_mut() {
            fields.insert("left".to_owned(), json!(left));
        }
        send(tools, job, &row, ("identity/recovery_code_used", data))
    }
}

/// What a warning says: when, and where to react.
fn notice(tools: &Tools, job: &JobRef) -> Value {
    json!({
        "at": text::french_date_time(job.now),
        "account": format!("{}{}", tools.public_url, urls::ACCOUNT),
        "forgotten": format!("{}{}", tools.public_url, urls::FORGOTTEN),
    })
}

fn load(tools: &Tools, account: AccountId) -> Result<Option<AccountRow>, Fault> {
    let row = tools
        .db
        .read_now::<_, Never>(|c| Ok(store::by_id(c, account)?));
    row.map_err(Failure::into_fault)
}

/// Makes a token and commits its hash.
fn mint(
    tools: &Tools,
    job: &JobRef,
    (account, purpose, hours): (AccountId, Purpose, i64),
) -> Result<String, Fault> {
    let token = tools.sources.random.token()?;
    let row = NewToken {
        token_hash: token.hash().0,
        account_id: account,
        purpose,
        created_at: job.now,
        expires_at: job.now.plus(Duration::hours(hours)),
    };
    let kept = tools
        .db
        .write_now::<_, Never>(|tx| Ok(store::insert_token(tx, &row)?));
    kept.map_err(Failure::into_fault)?;
    Ok(token.reveal())
}

fn send(
    tools: &Tools,
    job: &JobRef,
    row: &AccountRow,
    (template, data): (&'static str, Value),
) -> Result<(), JobError> {
    let to = Recipient {
        name: text::full_name(&row.given_name, &row.family_name),
        email: row.email.clone(),
    };
    Ok(tools.mailer.send(job, &Mail { to, template, data })?)
}
