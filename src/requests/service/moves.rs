//! Changes of state: the common step, and the commands that need nothing else.

use serde_json::json;
use uuid::Uuid;

use super::access::{AccessError, Actor, authorised};
use super::notices;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome, Refusal as Refuses};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::requests::commands::{Command, Effect};
use crate::requests::jobs::{Letter, LetterKind, PersonLetter, Told};
use crate::requests::model::{DecisionId, Request, RequestId, WithdrawalReason};
use crate::requests::policy::Action;
use crate::requests::state::{DecideCtx, Next, Refusal, RequestState, Status, Why};
use crate::requests::store::{self, Advance};
use crate::shell::AccountId;

/// Who changes which request, and which version of it they saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Who.
    pub actor: Actor,
    /// Which.
    pub request: RequestId,
    /// The version shown to them.
    pub seen: i32,
}

/// Why a request did not change state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveError {
    /// For this person, there is no such request.
    Unknown,
    /// Never in their capacity.
    Forbidden,
    /// Somebody changed the request since it was shown; where it stands now.
    Stale(Status),
    /// The command already took effect: nothing was done twice.
    AlreadyDone(Status),
    /// The workflow doesn't lead there.
    Refused(Refusal),
}
impl Refuses for MoveError {}

impl From<AccessError> for MoveError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Unknown => Self::Unknown,
            AccessError::Forbidden => Self::Forbidden,
            AccessError::NotNow(status) => Self::Stale(status),
        }
    }
}

/// A command that the workflow obeys, before anything is written.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// The request as it was read.
    pub request: Request,
    /// Where it goes.
    pub next: RequestState,
    /// What goes with it.
    pub effects: &'static [Effect],
}

/// Loads, checks the permission and the version, and asks the state machine.
pub(super) fn step(
    tx: &mut Conn,
    ctx: &Ctx,
    (cmd, action): (&Move, Action),
    command: Command,
) -> Outcome<Step, MoveError> {
    let request = authorised(tx, &cmd.actor, cmd.request, action)
        .map_err(|failure| failure.map_refusal(MoveError::from))?;
    let by = ctx.account().unwrap_or(Uuid::nil());
    let decide = DecideCtx {
        by,
        at: ctx.now,
        basis: request.basis,
    };
    let decision = match request.state.decide(&command, &decide) {
        Ok(decision) => decision,
        Err(refusal) => return Err(refused(&request, refusal, cmd.seen).into()),
    };
    if request.version != cmd.seen {
        return Err(MoveError::Stale(request.status()).into());
    }
    match decision.next {
        Next::State(next) => Ok(Step {
            request,
            next,
            effects: decision.effects,
        }),
        Next::Gone => Err(MoveError::Stale(request.status()).into()),
    }
}

/// A refusal seen from an old version is a lost race: the person must look again.
fn refused(request: &Request, refusal: Refusal, seen: i32) -> MoveError {
    match refusal.why {
        Why::AlreadyDone => MoveError::AlreadyDone(request.status()),
        Why::HeldBy(_) | Why::NotFromHere | Why::OnlyExperiment if request.version != seen => {
            MoveError::Stale(request.status())
        }
        Why::HeldBy(_) | Why::NotFromHere | Why::OnlyExperiment => MoveError::Refused(refusal),
    }
}

/// Writes the change, its journal entry and its mails.
pub(super) fn carry_out(
    tx: &mut Conn,
    ctx: &Ctx,
    step: &Step,
    (to, decision): (&Advance, Option<DecisionId>),
) -> Outcome<(), MoveError> {
    let request = &step.request;
    if !store::advance(tx, ctx, request, to)? {
        return Err(MoveError::Stale(request.status()).into());
    }
    record(
        tx,
        ctx,
        request,
        event(to.next.status()),
        json!({
            "from": request.status(),
            "to": to.next.status(),
            "decision": decision,
        }),
    )?;
    notices::tell(tx, ctx, request, &to.next)?;
    for effect in step.effects {
        if let Some(kind) = letter(*effect) {
            outbox::push(
                tx,
                ctx,
                &Letter {
                    kind,
                    request: request.id,
                    decision,
                },
            )?;
        }
        if *effect == Effect::MailContacts {
            for kind in [LetterKind::Controller, LetterKind::Dpo] {
                outbox::push(
                    tx,
                    ctx,
                    &Letter {
                        kind,
                        request: request.id,
                        decision,
                    },
                )?;
            }
        }
    }
    Ok(())
}

/// Writes a journal entry on a request's timeline.
pub(super) fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    event: &'static str,
    data: serde_json::Value,
) -> Result<(), Fault> {
    let entry = Entry::new(event, "request", request.id)
        .about_request(request.id)
        .about_organisation(request.organisation)
        .data(data);
    journal::record(tx, ctx, entry)
}

/// What the journal says when a request arrives in a state.
const fn event(status: Status) -> &'static str {
    match status {
        Status::Draft => "request.begun",
        Status::Submitted => "request.submitted",
        Status::InReview => "request.taken",
        Status::ChangesRequested => "request.changes_requested",
        Status::Waitlisted => "request.waitlisted",
        Status::Granted => "request.granted",
        Status::Refused => "request.refused",
        Status::Discarded => "request.discarded",
        Status::Withdrawn => "request.withdrawn",
        Status::Revoked => "request.revoked",
        Status::Ended => "request.ended",
    }
}

const fn letter(effect: Effect) -> Option<LetterKind> {
    match effect {
        Effect::MailSubmitted => Some(LetterKind::Submitted),
        Effect::MailTaken => Some(LetterKind::Taken),
        Effect::MailChangesRequested => Some(LetterKind::ChangesRequested),
        Effect::MailGranted => Some(LetterKind::Granted),
        Effect::MailRefused => Some(LetterKind::Refused),
        Effect::MailDiscarded => Some(LetterKind::Discarded),
        Effect::MailWaitlisted => Some(LetterKind::Waitlisted),
        Effect::MailWithdrawn => Some(LetterKind::Withdrawn),
        Effect::MailLapsed => Some(LetterKind::Lapsed),
        Effect::MailRevoked => Some(LetterKind::Revoked),
        Effect::MailEnded => Some(LetterKind::Ended),
        Effect::FreezeVersion
        | Effect::RunDelays
        | Effect::StopDelays
        | Effect::OpenHabilitation
        | Effect::CloseHabilitation
        | Effect::MailContacts => None,
    }
}

/// A reviewer takes a request from the queue.
pub fn take(tx: &mut Conn, ctx: &Ctx, cmd: &Move) -> Outcome<(), MoveError> {
    let step = step(tx, ctx, (cmd, Action::Instruct), Command::Take)?;
    let to = Advance::to(&step.request, step.next.clone());
    carry_out(tx, ctx, &step, (&to, None))
}

/// The applicant takes the request back before a decision. Whoever instructs it is told.
pub fn withdraw(
    tx: &mut Conn,
    ctx: &Ctx,
    cmd: &Move,
    why: (WithdrawalReason, &str),
) -> Outcome<(), MoveError> {
    let step = step(tx, ctx, (cmd, Action::Withdraw), Command::Withdraw)?;
    if let RequestState::InReview { reviewer }
    | RequestState::ChangesRequested { reviewer, .. }
    | RequestState::Waitlisted { reviewer } = step.request.state
    {
        for to in store::open_to(tx, step.request.id, vec![AccountId(reviewer)])? {
            let letter = PersonLetter {
                request: step.request.id,
                to,
                other: cmd.actor.account,
                told: Told::Withdrawn,
            };
            outbox::push(tx, ctx, &letter)?;
        }
    }
    let to = Advance {
        due: None,
        ..Advance::to(&step.request, step.next.clone())
    };
    carry_out(tx, ctx, &step, (&to, None))?;
    // After the guarded change: of two at once, the second is told that it is done.
    store::add_withdrawal(tx, ctx, step.request.id, why)?;
    Ok(())
}

/// Closes a request that nobody decided, by the house itself: no person asks, and the reason says which rule does.
pub(super) fn close_by_rule(
    tx: &mut Conn,
    ctx: &Ctx,
    request: Request,
    (command, reason): (Command, WithdrawalReason),
) -> Outcome<(), MoveError> {
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
        return Err(Fault::inconsistent("requests", request.id).into());
    };
    store::add_withdrawal(tx, ctx, request.id, (reason, ""))?;
    let to = Advance {
        due: None,
        ..Advance::to(&request, next.clone())
    };
    let step = Step {
        request,
        next,
        effects: decision.effects,
    };
    carry_out(tx, ctx, &step, (&to, None))
}

/// Lifts a refusal of the workflow into the use case's own.
pub(super) fn lift<R>(failure: Failure<MoveError>, f: impl FnOnce(MoveError) -> R) -> Failure<R> {
    failure.map_refusal(f)
}
