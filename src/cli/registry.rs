//! `guichet registry import`: loads the public SIRENE stock, for installations that don't ask the registry over the network.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::CliResult;
use crate::config::Config;
use crate::kernel::ctx::Sources;
use crate::kernel::db::{self, Db};
use crate::organisations::{self, Import, Imported, StockFile};

/// Commands about the registry of companies.
#[derive(Debug, Subcommand)]
pub(super) enum RegistryCommand {
    /// Load the files of the SIRENE stock (UTF-8 CSV). Stopped, it goes on where it was; next month's files are loaded
    /// over this month's.
    Import(ImportArguments),
}

/// Which files to load.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(super) struct ImportArguments {
    /// `StockUniteLegale_utf8.csv`: legal persons.
    #[arg(long, value_name = "FILE")]
    units: Option<PathBuf>,
    /// `StockEtablissement_utf8.csv`: their establishments.
    #[arg(long, value_name = "FILE")]
    establishments: Option<PathBuf>,
    /// Begin the files again, even if they were loaded or begun.
    #[arg(long)]
    restart: bool,
}

pub(super) fn run(config: &Config, command: RegistryCommand) -> CliResult {
    let RegistryCommand::Import(arguments) = command;
    std::fs::create_dir_all(&config.data_dir)?;
    db::migrate(&config.database_url)?;
    let db = Db::open(&config.database_url)?;
    let sources = Sources::system(&config.secret_key()?);
    let files = [
        (StockFile::Units, arguments.units),
        (StockFile::Establishments, arguments.establishments),
    ];
    for (kind, path) in files {
        let Some(path) = path else { continue };
        let import = Import {
            kind,
            path,
            restart: arguments.restart,
        };
        let done = organisations::import(&db, &sources, &import, &mut |so_far| tell(kind, so_far))?;
        if done.resumed_from > 0 {
            println!("{kind}: {} rows had been read before.", done.resumed_from);
        }
        println!(
            "{kind}: {} rows read, {} without a valid number passed over.",
            done.rows, done.refused
        );
    }
    Ok(())
}

fn tell(kind: StockFile, so_far: Imported) {
    eprintln!("{kind}: {} rows, {} %", so_far.rows, so_far.percent);
}
