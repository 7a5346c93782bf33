//! `guichet demo`: fills an empty database with the demonstration, in development only.

use super::CliResult;
use crate::admin::demonstration;
use crate::app::{Look, State};
use crate::config::{Config, MailUrl, Mode};
use crate::kernel::clock::Clock;
use crate::kernel::ctx::Sources;
use crate::kernel::db::{self, Db};

pub(super) fn run(config: Config, reset: bool) -> CliResult {
    if config.mode != Mode::Development {
        return Err(
            "the demonstration is refused in production: its accounts are known to everybody"
                .into(),
        );
    }
    if config.mail_url != MailUrl::LocalMailbox {
        return Err(
            "the demonstration writes to the local mailbox only: unset GUICHET_MAIL_URL".into(),
        );
    }
    std::fs::create_dir_all(&config.data_dir)?;
    db::migrate(&config.database_url)?;
    if reset {
        forget_everything(&config)?;
    }
    let database = Db::open(&config.database_url)?;
    let system = Sources::system(&config.secret_key()?);
    let end = system.clock.now();
    let sources = Sources {
        clock: Clock::fixed(end.minus(demonstration::LENGTH)),
        ..system
    };
    let cost = config.password_cost;
    let state = State::build(config, database, sources, &Look::load()?)?;
    if !demonstration::load(&state.tools, cost, end)? {
        return Err(
            "the database holds accounts already: guichet demo --reset forgets everything first"
                .into(),
        );
    }
    println!("The demonstration is ready: its accounts are listed on /demonstration.");
    Ok(())
}

/// Empties the database, the mailbox and the documents.
fn forget_everything(config: &Config) -> CliResult {
    db::revert_all(&config.database_url)?;
    db::migrate(&config.database_url)?;
    for folder in ["mailbox", "documents"] {
        match std::fs::remove_dir_all(config.data_dir.join(folder)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}
