//! The end of a right, or of a request that nobody decided, that no single request asks for: the experiment is over, or
//! the holder is excluded from it.
//!
//! Who may order it is the concern of the room that does; what the workflow allows is still the word of its state machine.

use uuid::Uuid;

use super::amendment;
use super::decisions::{decide, decided};
use super::moves::{MoveError, Step};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::requests::commands::Command;
use crate::requests::model::{Reasons, RequestId};
use crate::requests::state::{DecideCtx, Next};
use crate::requests::store::{self, Advance};

/// Ends a granted request, `Command::End` without blame, `Command::Revoke` with it; or one that nobody decided,
/// `Command::Close`.
pub fn end_by_rule(
    tx: &mut Conn,
    ctx: &Ctx,
    (id, command): (RequestId, Command),
    why: &Reasons,
) -> Outcome<(), MoveError> {
    let request = store::find(tx, id)?.ok_or(MoveError::Unknown)?;
    let asked = DecideCtx {
        by: ctx.account().unwrap_or(Uuid::nil()),
        at: ctx.now,
        basis: request.basis,
    };
    let decision = request
        .state
        .decide(&command, &asked)
        .map_err(MoveError::Refused)?;
    let Next::State(next) = decision.next else {
        return Err(Fault::inconsistent("requests", id).into());
    };
    amendment::let_fall(tx, ctx, &request)?;
    let as_before = Advance::to(&request, next.clone());
    let step = Step {
        request,
        next,
        effects: decision.effects,
    };
    let to = if command == Command::Close {
        decided(&step, ctx)
    } else {
        as_before
    };
    decide(tx, ctx, &step, (&to, why))
}
