//! `guichet migrate`: applies the missing migrations and says how many there were.

use super::CliResult;
use crate::config::Config;
use crate::kernel::db;

pub(super) fn run(config: &Config) -> CliResult {
    std::fs::create_dir_all(&config.data_dir)?;
    match db::migrate(&config.database_url)? {
        0 => println!("The database is up to date."),
        count => println!("{count} migrations applied."),
    }
    Ok(())
}
