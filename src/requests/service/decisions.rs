//! Commands of the staff that carry reasons. The review desk calls them, with the experiment's in one transaction.

use super::amendment;
use super::moves::{Move, MoveError, Step, carry_out, step};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::Outcome;
use crate::requests::commands::{Command, Effect};
use crate::requests::model::Reasons;
use crate::requests::policy::Action;
use crate::requests::store::{self, Advance};

/// The applicant must correct the dossier; the delays are suspended.
pub fn request_changes(
    tx: &mut Conn,
    ctx: &Ctx,
    cmd: &Move,
    why: &Reasons,
) -> Outcome<(), MoveError> {
    let step = step(tx, ctx, (cmd, Action::Instruct), Command::RequestChanges)?;
    let to = Advance {
        due: None,
        ..Advance::to(&step.request, step.next.clone())
    };
    decide(tx, ctx, &step, (&to, why))
}

/// Eligible, but the experiment is full.
pub fn waitlist(tx: &mut Conn, ctx: &Ctx, cmd: &Move, why: &Reasons) -> Outcome<(), MoveError> {
    let step = step(tx, ctx, (cmd, Action::Instruct), Command::Waitlist)?;
    let to = Advance::to(&step.request, step.next.clone());
    decide(tx, ctx, &step, (&to, why))
}

/// No.
pub fn refuse(tx: &mut Conn, ctx: &Ctx, cmd: &Move, why: &Reasons) -> Outcome<(), MoveError> {
    let step = step(tx, ctx, (cmd, Action::Instruct), Command::Refuse)?;
    decide(tx, ctx, &step, (&decided(&step, ctx), why))
}

/// Not admitted to the experiment.
pub fn discard(tx: &mut Conn, ctx: &Ctx, cmd: &Move, why: &Reasons) -> Outcome<(), MoveError> {
    let step = step(tx, ctx, (cmd, Action::Instruct), Command::Discard)?;
    decide(tx, ctx, &step, (&decided(&step, ctx), why))
}

/// The habilitation is taken back.
pub fn revoke(tx: &mut Conn, ctx: &Ctx, cmd: &Move, why: &Reasons) -> Outcome<(), MoveError> {
    let step = step(tx, ctx, (cmd, Action::Revoke), Command::Revoke)?;
    amendment::let_fall(tx, ctx, &step.request)?;
    let to = Advance::to(&step.request, step.next.clone());
    decide(tx, ctx, &step, (&to, why))
}

/// The staff end the habilitation: the experiment is over, or the partner asked for it.
pub fn end(tx: &mut Conn, ctx: &Ctx, cmd: &Move, why: &Reasons) -> Outcome<(), MoveError> {
    close(tx, ctx, (cmd, Action::Revoke), why)
}

/// The partner gives the habilitation up. Such an end cites no text.
pub fn give_up(tx: &mut Conn, ctx: &Ctx, cmd: &Move, reason: &str) -> Outcome<(), MoveError> {
    let why = Reasons {
        reason: reason.to_owned(),
        legal_reference: String::new(),
        seconded_by: None,
    };
    close(tx, ctx, (cmd, Action::GiveUp), &why)
}

fn close(
    tx: &mut Conn,
    ctx: &Ctx,
    asked: (&Move, Action),
    why: &Reasons,
) -> Outcome<(), MoveError> {
    let step = step(tx, ctx, asked, Command::End)?;
    amendment::let_fall(tx, ctx, &step.request)?;
    let to = Advance::to(&step.request, step.next.clone());
    decide(tx, ctx, &step, (&to, why))
}

/// What a final decision writes beside the state.
pub(super) fn decided(step: &Step, ctx: &Ctx) -> Advance {
    Advance {
        due: None,
        decided_at: Some(ctx.now),
        ..Advance::to(&step.request, step.next.clone())
    }
}

/// Keeps the reasons, then carries the change out.
pub(super) fn decide(
    tx: &mut Conn,
    ctx: &Ctx,
    step: &Step,
    (to, why): (&Advance, &Reasons),
) -> Outcome<(), MoveError> {
    let status = to.next.status();
    let decision = store::add_decision(tx, ctx, (step.request.id, status), why)?;
    if step.effects.contains(&Effect::CloseHabilitation) {
        store::close_habilitation(tx, ctx, step.request.id, status)?;
    }
    carry_out(tx, ctx, step, (to, Some(decision)))
}
