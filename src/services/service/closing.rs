//! Closing the service of a right that ended: what a revocation does in the same transaction.

use super::advance::{AdvanceError, advance};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Outcome};
use crate::requests::RequestId;
use crate::services::state::Command;
use crate::services::store;

/// Closes the service that a request opened, if it did and if it is not closed yet. Its credentials stop being valid.
///
/// The reason is told to the team.
pub fn close(tx: &mut Conn, ctx: &Ctx, request: RequestId, reason: &str) -> Outcome<()> {
    let Some(id) = store::of_request(tx, request)? else {
        return Ok(());
    };
    match advance(
        tx,
        ctx,
        id,
        &Command::Close {
            reason: reason.to_owned(),
        },
    ) {
        Ok(_) | Err(Failure::Refused(AdvanceError::Refused(_) | AdvanceError::Unknown)) => Ok(()),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}
