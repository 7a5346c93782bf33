//! Ending one right of the experiment, with its service and its credentials, in the caller's transaction.

use crate::credentials;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault};
use crate::participation::model::Period;
use crate::participation::views::{self, InForce};
use crate::requests::{self, Command, MoveError, Reasons, RequestId};
use crate::services;

/// Rights of one legal person at most.
const MOST: i64 = 200;

/// A right to end.
#[derive(Debug, Clone)]
pub struct Ended<'a> {
    /// The right, with what stands on it.
    pub right: &'a InForce,
    /// `End` without blame, `Revoke` with it.
    pub command: Command,
    /// Why.
    pub why: &'a Reasons,
}

/// The rights in force of one participant.
pub fn rights_of(c: &mut Conn, period: &Period, siren: &str) -> Result<Vec<InForce>, Fault> {
    Ok(views::in_force(c, period, Some(siren), MOST)?)
}

/// Closes a request that nobody decided in time. What was decided meanwhile is left as it is.
pub fn close_request(
    tx: &mut Conn,
    ctx: &Ctx,
    request: RequestId,
    why: &Reasons,
) -> Result<(), Fault> {
    match requests::end_by_rule(tx, ctx, (request, Command::Close), why) {
        Ok(()) | Err(Failure::Refused(MoveError::Refused(_) | MoveError::AlreadyDone(_))) => Ok(()),
        Err(Failure::Refused(_)) => Err(Fault::contention()),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}

/// Ends a right: its request, its credentials, its service. What was ended meanwhile is left as it is.
pub fn end_right(tx: &mut Conn, ctx: &Ctx, ended: &Ended<'_>) -> Result<(), Fault> {
    let request = ended.right.request;
    match requests::end_by_rule(tx, ctx, (request, ended.command), ended.why) {
        Ok(()) | Err(Failure::Refused(MoveError::Refused(_) | MoveError::AlreadyDone(_))) => {}
        Err(Failure::Refused(_)) => return Err(Fault::contention()),
        Err(Failure::Fault(fault)) => return Err(fault),
    }
    if let Some(service) = ended.right.service {
        credentials::revoke_all(tx, ctx, service, &ended.why.reason)?;
    }
    services::close(tx, ctx, request, &ended.why.reason).map_err(Failure::into_fault)
}
