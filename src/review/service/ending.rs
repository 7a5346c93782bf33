//! The end of an habilitation without blame: the staff end it, or its holder gives it up. What stands on it falls with
//! it, in the same transaction: the service, its clients and secrets, the seat.

use super::{DeskError, denied, let_fall, moved, seen};
use crate::experiment;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome};
use crate::notifications::{Kind, Notice, notify_all};
use crate::requests::{self, Action, LegalBasis, Move, MoveError, Reasons, Request};
use crate::review::model::Grounds;
use crate::review::urls;
use crate::services;
use crate::shell::AccountId;

/// The staff end an habilitation.
#[derive(Debug, Clone)]
pub struct End {
    /// Who, which request, and the version they saw.
    pub on: Move,
    /// Why.
    pub grounds: Grounds,
}

/// The holder gives an habilitation up.
#[derive(Debug, Clone)]
pub struct GiveUp {
    /// Who, which request, and the version they saw.
    pub on: Move,
    /// Why, if they want to say.
    pub reason: String,
}

/// Told to the team when the holder gives no reason.
const GIVEN_UP: &str = "L'organisme a renoncé à son habilitation.";

/// Ends the habilitation in force.
pub fn end(tx: &mut Conn, ctx: &Ctx, cmd: &End) -> Outcome<(), DeskError> {
    let request = seen(tx, &cmd.on, Action::Revoke)?;
    let why = Reasons {
        reason: cmd.grounds.reason().to_owned(),
        legal_reference: cmd.grounds.legal_reference().to_owned(),
        seconded_by: None,
    };
    requests::end(tx, ctx, &cmd.on, &why).map_err(moved)?;
    let_fall(tx, ctx, &cmd.on)?;
    Ok(undo(tx, ctx, &request, cmd.grounds.reason())?)
}

/// Gives the habilitation up. Who granted it is told.
pub fn give_up(tx: &mut Conn, ctx: &Ctx, cmd: &GiveUp) -> Outcome<(), DeskError> {
    let request =
        requests::authorised(tx, &cmd.on.actor, cmd.on.request, Action::GiveUp).map_err(denied)?;
    if request.version != cmd.on.seen {
        return Err(DeskError::Move(MoveError::Stale(request.status())).into());
    }
    let reason = if cmd.reason.is_empty() {
        GIVEN_UP
    } else {
        &cmd.reason
    };
    requests::give_up(tx, ctx, &cmd.on, reason).map_err(moved)?;
    let_fall(tx, ctx, &cmd.on)?;
    let title = format!("{} : l'organisme renonce à l'habilitation", request.number);
    let notice = Notice::new(Kind::Request, &title, urls::file(request.id));
    let told: Vec<AccountId> = request
        .state
        .reviewer()
        .map(AccountId)
        .into_iter()
        .collect();
    notify_all(tx, ctx, &told, &notice)?;
    Ok(undo(tx, ctx, &request, reason)?)
}

/// Undoes what stands on a right that just ended.
pub(super) fn undo(tx: &mut Conn, ctx: &Ctx, request: &Request, reason: &str) -> Result<(), Fault> {
    services::close(tx, ctx, request.id, reason).map_err(Failure::into_fault)?;
    if request.basis == LegalBasis::Experiment {
        experiment::free_seat(tx, ctx, request.id, &request.siren.to_string())?;
    }
    Ok(())
}
