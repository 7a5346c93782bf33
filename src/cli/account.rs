//! `guichet account`: opening accounts for others, their roles, their lost second factor.
//!
//! No password is ever printed or taken from the command line, where other users of the machine could read it.

use std::io::BufRead;

use clap::{Args, Subcommand};

use super::CliResult;
use crate::admin::{self, Change, ChangeAccount};
use crate::config::Config;
use crate::identity::{self, AccountId, CreateAccount, Email, NewPassword, PersonName, Role};
use crate::kernel::ctx::Sources;
use crate::kernel::db::Db;
use crate::kernel::error::{Failure, Never};

/// Commands about accounts.
#[derive(Debug, Subcommand)]
pub(super) enum AccountCommand {
    /// Open an account. The person receives a link to choose their password, unless one is given.
    Create(Create),
    /// Give or take staff roles.
    Role(Roles),
    /// Forget the second factor of somebody who lost it, once you have made sure who they are.
    ResetSecondFactor {
        /// The address they sign in with.
        #[arg(long)]
        email: String,
    },
}

/// Whom to open an account for.
#[derive(Debug, Args)]
pub(super) struct Create {
    /// The address they sign in with.
    #[arg(long)]
    email: String,
    #[arg(long)]
    given_name: String,
    #[arg(long)]
    family_name: String,
    /// A staff role: reviewer, officer, supervisor, administrator or auditor; may be repeated.
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<Role>,
    /// Read the password on standard input instead of mailing a link; the account is then confirmed at once.
    #[arg(long)]
    password_stdin: bool,
}

/// Whose roles to change.
#[derive(Debug, Args)]
pub(super) struct Roles {
    /// The address they sign in with.
    #[arg(long)]
    email: String,
    /// A role to give; may be repeated.
    #[arg(long, value_name = "ROLE")]
    give: Vec<Role>,
    /// A role to take; may be repeated.
    #[arg(long, value_name = "ROLE")]
    take: Vec<Role>,
}

pub(super) fn run(config: &Config, command: AccountCommand) -> CliResult {
    let db = Db::open(&config.database_url)?;
    let sources = Sources::system(&config.secret_key()?);
    match command {
        AccountCommand::Create(create) => open(config, &db, &sources, &create),
        AccountCommand::Role(roles) => change_roles(&db, &sources, &roles),
        AccountCommand::ResetSecondFactor { email } => {
            change(&db, &sources, find(&db, &email)?, Change::ResetSecondFactor)?;
            println!("The second factor of {email} is reset.");
            Ok(())
        }
    }
}

fn open(config: &Config, db: &Db, sources: &Sources, create: &Create) -> CliResult {
    let name = PersonName::new(&create.given_name, &create.family_name)?;
    let password = if create.password_stdin {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        let own = [create.email.as_str(), name.given(), name.family()];
        let judged = NewPassword::judge(line.trim_end_matches(['\r', '\n']), &own)?;
        Some(judged.hash(config.password_cost, &sources.random)?)
    } else {
        None
    };
    let mailed = password.is_none();
    let new = CreateAccount {
        email: Email::parse(&create.email)?,
        name,
        roles: create.roles.clone(),
        password,
    };
    let ctx = sources.system_ctx("command line");
    let created = db.write_now(|tx| identity::create_account(tx, &ctx, &new));
    match created {
        Ok(_) => {}
        Err(Failure::Refused(_)) => {
            return Err("an account signs in with this address already".into());
        }
        Err(Failure::Fault(fault)) => return Err(fault.into()),
    }
    println!("The account of {} is open.", create.email);
    if mailed {
        println!("The running server mails them a link to choose their password.");
    }
    Ok(())
}

fn change_roles(db: &Db, sources: &Sources, roles: &Roles) -> CliResult {
    let account = find(db, &roles.email)?;
    let person = db.read_now::<_, Never>(|c| Ok(identity::person(c, account)?));
    let person = person.map_err(Failure::into_fault)?;
    let held = person
        .ok_or("the account is closed, or its address is not confirmed")?
        .roles;
    let kept = held.into_iter().filter(|role| !roles.take.contains(role));
    let wanted: Vec<Role> = kept.chain(roles.give.iter().copied()).collect();
    change(db, sources, account, Change::Roles(wanted))?;
    println!("The roles of {} are changed.", roles.email);
    Ok(())
}

fn find(db: &Db, email: &str) -> Result<AccountId, Box<dyn std::error::Error>> {
    let found = db
        .read_now(|c| admin::account_by_email(c, email))
        .map_err(Failure::into_fault)?;
    found.ok_or_else(|| format!("no account signs in with {email}").into())
}

fn change(db: &Db, sources: &Sources, account: AccountId, change: Change) -> CliResult {
    let ctx = sources.system_ctx("command line");
    let command = ChangeAccount {
        account,
        seen: None,
        change,
    };
    let changed = db.write_now(|tx| admin::change_account(tx, &ctx, &command));
    changed.map_err(|failure| match failure {
        Failure::Refused(refusal) => refusal.to_string().into(),
        Failure::Fault(fault) => fault.into(),
    })
}
