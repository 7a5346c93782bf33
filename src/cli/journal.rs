//! `guichet journal verify`: reads the whole journal and says whether it holds.

use clap::Subcommand;

use super::CliResult;
use crate::config::Config;
use crate::kernel::ctx::Sources;
use crate::kernel::db::Db;
use crate::kernel::journal::{self, Report};

/// Commands about the journal.
#[derive(Debug, Subcommand)]
pub(super) enum JournalCommand {
    /// Check every sealed entry against the chain of hashes; fails when anything was altered, removed or moved.
    Verify {
        /// The last place and hash printed by an earlier run, as PLACE:HASH, kept where the database can't reach.
        #[arg(long, value_name = "PLACE:HASH")]
        anchor: Option<String>,
    },
}

pub(super) fn run(config: &Config, command: &JournalCommand) -> CliResult {
    let JournalCommand::Verify { anchor } = command;
    let anchor = anchor.as_deref().map(read_anchor).transpose()?;
    let db = Db::open(&config.database_url)?;
    let sources = Sources::system(&config.secret_key()?);
    let report = journal::verify(&db, &sources.vault, anchor)?;
    print(&report);
    if report.is_sound() {
        Ok(())
    } else {
        Err("the journal does not hold".into())
    }
}

fn read_anchor(text: &str) -> Result<(i64, &str), String> {
    let wrong = || format!("{text} is not an anchor: PLACE:HASH expected");
    let (place, hash) = text.split_once(':').ok_or_else(wrong)?;
    Ok((place.parse().map_err(|_| wrong())?, hash))
}

fn print(report: &Report) {
    for finding in &report.findings {
        println!("{finding}");
    }
    let untold = report.finding_count - report.findings.len();
    if untold > 0 {
        println!("and {untold} more");
    }
    println!(
        "{} sealed entries read, {} findings.",
        report.sealed, report.finding_count
    );
    match report.oldest_unsealed {
        Some(at) => println!(
            "{} entries wait to be sealed, since {}.",
            report.unsealed,
            at.rfc3339()
        ),
        None => println!("No entry waits to be sealed."),
    }
    if let Some((place, hash)) = &report.head {
        println!("Anchor: {place}:{hash}");
    }
}
