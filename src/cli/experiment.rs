//! `guichet experiment assess`: draws the assessment of an experiment again, from the events of the journal.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::CliResult;
use crate::config::Config;
use crate::experiment::ExperimentId;
use crate::kernel::ctx::Sources;
use crate::kernel::db::Db;
use crate::kernel::error::Failure;
use crate::participation::{self, AssessmentError, Rebuilt};

/// Commands about experiments.
#[derive(Debug, Subcommand)]
pub(super) enum ExperimentCommand {
    /// Draw the last published assessment again and write its bytes; fails when they are not those that were published.
    Assess {
        /// The experiment, by its id; the latest one otherwise.
        #[arg(long)]
        experiment: Option<ExperimentId>,
        /// A folder for the assessment as JSON, ODS and PDF, instead of JSON on the standard output.
        #[arg(long, value_name = "FOLDER")]
        to: Option<PathBuf>,
    },
}

pub(super) fn run(config: &Config, command: ExperimentCommand) -> CliResult {
    let ExperimentCommand::Assess { experiment, to } = command;
    let db = Db::open(&config.database_url)?;
    let sources = Sources::system(&config.secret_key()?);
    let today = sources.clock.now().paris_day();
    let rebuilt = db.read_now(|c| participation::rebuild(c, experiment, today));
    let rebuilt = match rebuilt {
        Ok(rebuilt) => rebuilt,
        Err(Failure::Refused(AssessmentError::Unknown | AssessmentError::Stale)) => {
            return Err("there is no such experiment".into());
        }
        Err(Failure::Fault(fault)) => return Err(fault.into()),
    };
    match to {
        Some(folder) => write(&rebuilt, &folder)?,
        None => println!("{}", rebuilt.body),
    }
    if !rebuilt.is_faithful() {
        return Err("the events do not give the assessment that was published".into());
    }
    match rebuilt.published {
        Some(hash) => eprintln!("Published, and given again byte for byte: SHA-256 {hash}."),
        None => eprintln!("Nothing was published yet: this is the assessment as it stands."),
    }
    Ok(())
}

fn write(rebuilt: &Rebuilt, folder: &Path) -> CliResult {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("bilan.json"), &rebuilt.body)?;
    std::fs::write(folder.join("bilan.ods"), rebuilt.ods()?)?;
    std::fs::write(folder.join("bilan.pdf"), rebuilt.pdf()?)?;
    Ok(())
}
