//! `guichet sandbox rotate-keys`: announces new signing keys of the sandbox.

use chrono::Duration;
use clap::Subcommand;

use super::CliResult;
use crate::config::Config;
use crate::kernel::ctx::Sources;
use crate::kernel::db::Db;
use crate::sandbox;

/// Commands about the sandbox.
#[derive(Debug, Subcommand)]
pub(super) enum SandboxCommand {
    /// Announce new signing keys: they sign after 15 minutes, and the former ones stay published for a while after that.
    RotateKeys {
        /// Minutes for which the former keys stay published once the new ones sign.
        #[arg(long, value_name = "MINUTES", default_value_t = sandbox::OVERLAP_MINUTES,
            value_parser = clap::value_parser!(i64).range(1..=525_600))]
        overlap: i64,
    },
}

pub(super) fn run(config: &Config, command: &SandboxCommand) -> CliResult {
    let SandboxCommand::RotateKeys { overlap } = command;
    let db = Db::open(&config.database_url)?;
    let sources = Sources::system(&config.secret_key()?);
    for key in sandbox::rotate(&db, &sources, Duration::minutes(*overlap))? {
        println!(
            "{} signs from {}; the former key is published until {}.",
            key.kid,
            key.signs_from.rfc3339(),
            key.former_until.rfc3339()
        );
    }
    Ok(())
}
