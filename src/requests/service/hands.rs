//! Who instructs a request: given to a reviewer, given back to the pool, closed to whoever states a conflict of interest.

use serde_json::json;

use super::access::{Actor, authorised};
use super::moves::{Move, MoveError, Step, carry_out, lift, record, step};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::outbox;
use crate::notifications::{Kind, Notice, notify, notify_all};
use crate::requests::commands::Command;
use crate::requests::jobs::Filed;
use crate::requests::model::{Instructor, Recusal, Request, RequestId, Tie};
use crate::requests::policy::Action;
use crate::requests::state::RequestState;
use crate::requests::store::{self, Advance};
use crate::requests::urls;
use crate::shell::{AccountId, Role};

/// Why a request was not given to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandOverError {
    /// See [`MoveError`].
    Move(MoveError),
    /// This person does not instruct, is tied to the organisation, or stated a conflict of interest.
    NotTheirs,
}
impl Refusal for HandOverError {}

/// State a conflict of interest.
#[derive(Debug, Clone)]
pub struct Recuse {
    /// Who.
    pub actor: Actor,
    /// On which request.
    pub request: RequestId,
    /// What ties them to it.
    pub tie: Tie,
    /// In their words, not empty.
    pub reason: String,
}

/// Take back a conflict of interest that somebody else stated by mistake.
#[derive(Debug, Clone)]
pub struct LiftRecusal {
    /// The supervisor.
    pub actor: Actor,
    /// On which request.
    pub request: RequestId,
    /// Who had stated it.
    pub of: AccountId,
}

/// Who may instruct a request, in the order of names.
pub fn instructors(c: &mut Conn, request: &Request) -> Result<Vec<Instructor>, Fault> {
    Ok(store::instructors(c, request, None)?)
}

/// The conflicts of interest stated on a request, for the desk alone.
pub fn recusals(c: &mut Conn, request: RequestId) -> Result<Vec<Recusal>, Fault> {
    Ok(store::recusals(c, request)?)
}

/// Gives a request to a reviewer, from the pool or from whoever holds it. Both are told.
pub fn hand_over(
    tx: &mut Conn,
    ctx: &Ctx,
    cmd: &Move,
    to: AccountId,
) -> Outcome<(), HandOverError> {
    let command = Command::HandOver { to: to.0 };
    let step = step(tx, ctx, (cmd, Action::Instruct), command)
        .map_err(|failure| lift(failure, HandOverError::Move))?;
    let request = &step.request;
    if store::instructors(tx, request, Some(to))?.is_empty() {
        return Err(HandOverError::NotTheirs.into());
    }
    settle(tx, ctx, &step, Some(to)).map_err(|failure| lift(failure, HandOverError::Move))?;
    let from = request.state.reviewer().map(AccountId);
    let mut data = json!({ "held_by": from, "given_to": to });
    if request.status() == step.next.status() {
        // a change of state has its own entry
        data = json!({
            "from": request.status(),
            "to": request.status(),
            "held_by": from,
            "given_to": to,
        });
    }
    record(tx, ctx, request, "request.handed_over", data)?;
    let notice = |words: &str| {
        let title = format!("{} : {words}", request.number);
        Notice::new(Kind::Request, &title, urls::desk(request.id))
    };
    notify(tx, ctx, to, &notice("la demande vous est confiée"))?;
    if let Some(from) = from.filter(|from| *from != to) {
        notify(
            tx,
            ctx,
            from,
            &notice("la demande est confiée à un collègue"),
        )?;
    }
    Ok(())
}

/// Gives a request back to the pool, where it keeps its place.
pub fn release(tx: &mut Conn, ctx: &Ctx, cmd: &Move) -> Outcome<(), MoveError> {
    let step = step(tx, ctx, (cmd, Action::Instruct), Command::Release)?;
    settle(tx, ctx, &step, None)?;
    let from = step.request.state.reviewer();
    record(
        tx,
        ctx,
        &step.request,
        "request.released",
        json!({
            "from": step.request.status(),
            "to": step.next.status(),
            "held_by": from,
        }),
    )?;
    Ok(())
}

/// Writes who holds the request. Its delays, and the applicant's, run on as they were.
fn settle(tx: &mut Conn, ctx: &Ctx, step: &Step, to: Option<AccountId>) -> Outcome<(), MoveError> {
    let (request, next) = (&step.request, &step.next);
    if matches!(next, RequestState::InReview { .. }) && request.status() != next.status() {
        let advance = Advance::to(request, next.clone());
        return carry_out(tx, ctx, step, (&advance, None));
    }
    let written = if request.status() == next.status() {
        store::set_reviewer(tx, ctx, request, to)?
    } else {
        store::advance(tx, ctx, request, &Advance::to(request, next.clone()))?
    };
    if written {
        Ok(())
    } else {
        Err(MoveError::Stale(request.status()).into())
    }
}

/// Closes a request to whoever states a conflict of interest; what they held goes back to the pool, and the supervisors
/// are told. Tells whether it waits for somebody else to take it over: while the applicant corrects it, or on the waiting list.
pub fn recuse(tx: &mut Conn, ctx: &Ctx, cmd: &Recuse) -> Outcome<bool, MoveError> {
    let request = authorised(tx, &cmd.actor, cmd.request, Action::Instruct)
        .map_err(|failure| failure.map_refusal(MoveError::from))?;
    let held = request.state.reviewer() == Some(cmd.actor.account.0);
    let released = held
        && matches!(
            request.state,
            RequestState::InReview { .. } | RequestState::Submitted { .. }
        );
    if released {
        let on = Move {
            actor: cmd.actor.clone(),
            request: request.id,
            seen: request.version,
        };
        release(tx, ctx, &on)?;
    }
    let who = (request.id, cmd.actor.account);
    store::add_recusal(tx, ctx, who, (cmd.tie, &cmd.reason))?;
    let data = json!({ "tie": cmd.tie, "released": released });
    record(tx, ctx, &request, "request.conflict_stated", data)?;
    let orphan = matches!(
        request.state,
        RequestState::ChangesRequested { .. } | RequestState::Waitlisted { .. }
    ) && held;
    tell_supervisors(tx, ctx, &request, orphan)?;
    if released {
        let filed = Filed {
            request: request.id,
        };
        outbox::push(tx, ctx, &filed)?;
    }
    Ok(orphan)
}

fn tell_supervisors(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    orphan: bool,
) -> Result<(), Fault> {
    let words = if orphan {
        "un conflit d'intérêts est déclaré, confiez la demande à quelqu'un d'autre"
    } else {
        "un conflit d'intérêts est déclaré"
    };
    let title = format!("{} : {words}", request.number);
    let notice = Notice::new(Kind::Request, &title, urls::desk(request.id));
    let supervisors = store::supervisors(tx)?;
    let open = store::open_to(tx, request.id, supervisors)?;
    notify_all(tx, ctx, &open, &notice)
}

/// A supervisor takes back, for its author, a conflict of interest stated by mistake: nobody opens to themselves what
/// they said should be closed to them. The author is told; tells who it was, and what they had stated.
pub fn lift_recusal(tx: &mut Conn, ctx: &Ctx, cmd: &LiftRecusal) -> Outcome<Recusal, MoveError> {
    if !cmd.actor.staff.contains(&Role::Supervisor) {
        return Err(MoveError::Forbidden.into());
    }
    let request = authorised(tx, &cmd.actor, cmd.request, Action::Instruct)
        .map_err(|failure| failure.map_refusal(MoveError::from))?;
    let stated = store::recusals(tx, request.id)?
        .into_iter()
        .find(|known| known.account == cmd.of)
        .ok_or(MoveError::Unknown)?;
    store::remove_recusal(tx, (request.id, cmd.of))?;
    let data = json!({ "of": cmd.of, "tie": stated.tie, "stated_at": stated.at });
    record(tx, ctx, &request, "request.conflict_lifted", data)?;
    let title = format!(
        "{} : votre conflit d'intérêts est retiré, la demande vous est rouverte",
        request.number
    );
    let notice = Notice::new(Kind::Request, &title, urls::desk(request.id));
    notify(tx, ctx, cmd.of, &notice)?;
    Ok(stated)
}
