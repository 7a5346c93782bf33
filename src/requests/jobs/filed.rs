//! What the desk does of a request as soon as it is filed, in a transaction of its own.

use serde::{Deserialize, Serialize};

use crate::kernel::outbox::{Job, JobError, JobRef, Tools};
use crate::requests::model::RequestId;

/// What is done of a request just filed; `app.rs` plugs it in, for this room comes before those who know.
#[derive(Debug, Clone, Copy)]
pub struct AfterFiling(pub fn(&Tools, RequestId) -> Result<(), JobError>);

/// Gives a request just filed to the desk.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Filed {
    /// Which.
    pub request: RequestId,
}

impl Job for Filed {
    const KIND: &'static str = "requests.filed";

    fn run(&self, tools: &Tools, _: &JobRef) -> Result<(), JobError> {
        let after = tools.plugs.get::<AfterFiling>()?;
        (after.0)(tools, self.request)
    }
}
