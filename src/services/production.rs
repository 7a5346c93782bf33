//! What other rooms do when something of a service in production changed: its state, its client, its credentials.

use serde::{Deserialize, Serialize};

use super::model::ServiceId;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::outbox::{self, Job, JobError, JobRef, Tools};

/// What is done after a change; `app.rs` plugs it in, for this room comes before those who know.
#[derive(Debug, Clone, Copy)]
pub struct AfterProduction(pub fn(&Tools, &JobRef, ServiceId) -> Result<(), JobError>);

/// Something of a service in production changed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct ProductionChanged {
    /// Which service.
    pub service: ServiceId,
}

impl Job for ProductionChanged {
    const KIND: &'static str = "services.production_changed";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let after = tools.plugs.get::<AfterProduction>()?;
        (after.0)(tools, job, self.service)
    }
}

/// Has other rooms do their part as soon as the transaction has committed.
pub fn production_changed(tx: &mut Conn, ctx: &Ctx, service: ServiceId) -> diesel::QueryResult<()> {
    outbox::push(tx, ctx, &ProductionChanged { service })
}
