//! The command line: one file per command.
//!
//! A command reads the settings, does its work with the same use cases as the pages, and exits with 0, or
//! with 1 and one message on standard error.

mod account;
mod demo;
mod experiment;
mod journal;
mod migrate;
mod registry;
mod sandbox;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

/// Guichet: the counter where organisations ask to use FranceConnect.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Create or update the schema of the database.
    Migrate,
    /// Answer requests until told to stop.
    Serve,
    /// Open accounts for others, change their roles.
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// Fill an empty database with the demonstration; refused in production.
    Demo {
        /// Forget everything in the database, the mailbox and the documents first.
        #[arg(long)]
        reset: bool,
    },
    /// Draw the assessment of an experiment.
    #[command(subcommand)]
    Experiment(experiment::ExperimentCommand),
    /// Check the journal.
    #[command(subcommand)]
    Journal(journal::JournalCommand),
    /// Import the public registry of companies.
    #[command(subcommand)]
    Registry(registry::RegistryCommand),
    /// Keep the keys of the sandbox.
    #[command(subcommand)]
    Sandbox(sandbox::SandboxCommand),
}

/// What went wrong, in words for the person at the terminal.
type CliResult = Result<(), Box<dyn std::error::Error>>;

impl Cli {
    /// Runs the command.
    #[must_use]
    pub fn run(self) -> ExitCode {
        match self.dispatch() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("guichet: {error}");
                ExitCode::FAILURE
            }
        }
    }

    fn dispatch(self) -> CliResult {
        let config = Config::load()?;
        match self.command {
            Command::Migrate => migrate::run(&config),
            Command::Serve => serve::run(config),
            Command::Account(command) => account::run(&config, command),
            Command::Demo { reset } => demo::run(config, reset),
            Command::Experiment(command) => experiment::run(&config, command),
            Command::Journal(command) => journal::run(&config, &command),
            Command::Registry(command) => registry::run(&config, command),
            Command::Sandbox(command) => sandbox::run(&config, &command),
        }
    }
}
