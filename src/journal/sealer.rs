//! The watch that seals entries a fraction of a second after they were written.
//!
//! Every node keeps one; the lease lets one of them work. It looks several times a second instead of at each commit, so
//! that a busy server seals in batches.

use std::time::Duration;

use crate::kernel::ctx::Sources;
use crate::kernel::db::Db;
use crate::kernel::error::Fault;
use crate::kernel::journal;
use crate::kernel::lease::{Look, Watch};

/// Time between two looks.
const INTERVAL: Duration = Duration::from_millis(300);

/// Seals what was written.
pub const SEALING: Watch = Watch {
    name: journal::LEASE,
    every: INTERVAL,
    look,
};

fn look(db: &Db, sources: &Sources, holder: &str) -> Result<Look, Fault> {
    journal::seal(db, sources.clock.now(), holder)
}
