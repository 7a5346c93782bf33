//! No: refusing, discarding, revoking. With four eyes on, the first signature only proposes.
//!
//! A proposal changes nothing of the request. It is settled once: signed by somebody else, which takes the decision
//! with the grounds of the proposal, or dropped.

use serde_json::json;

use super::{DeskError, Settled, denied, let_fall, moved, seen, signer};
use crate::experiment;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome};
use crate::kernel::journal::{self, Entry};
use crate::notifications::{Kind, Notice, notify_all};
use crate::requests::{
    self, Action, Command, DecideCtx, LegalBasis, Move, MoveError, Reasons, Request, Why,
};
use crate::review::model::{Grounds, ProposalId, Unfavourable};
use crate::review::policy;
use crate::review::store::{self, Proposal};
use crate::review::urls;
use crate::services;
use crate::shell::AccountId;

/// An unfavourable decision.
#[derive(Debug, Clone)]
pub struct Against {
    /// Who, which request, and the version they saw.
    pub on: Move,
    /// Which decision.
    pub kind: Unfavourable,
    /// Why.
    pub grounds: Grounds,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// The decision is taken.
    Taken,
    /// It waits for a second reviewer.
    Proposed,
}

/// Takes an unfavourable decision, or proposes it when four eyes are demanded.
pub fn decide_against(tx: &mut Conn, ctx: &Ctx, cmd: &Against) -> Outcome<Decided, DeskError> {
    if !store::settings(tx)?.four_eyes {
        carry_out(tx, ctx, cmd, None)?;
        let_fall(tx, ctx, &cmd.on)?;
        return Ok(Decided::Taken);
    }
    let request = seen(tx, &cmd.on, action(cmd.kind))?;
    possible(ctx, &request, cmd.kind)?;
    if store::open_proposal(tx, request.id)?.is_some() {
        return Err(DeskError::AlreadyProposed.into());
    }
    let (by, id) = signer(&cmd.on);
    let proposal = Proposal {
        id: ctx.new_id::<ProposalId>(),
        request: id,
        kind: cmd.kind,
        grounds: cmd.grounds.clone(),
        by,
        at: ctx.now,
    };
    store::insert_proposal(tx, &proposal)?;
    record(tx, ctx, &request, ("review.decision_proposed", &proposal))?;
    let title = format!(
        "{} : une décision attend une seconde signature",
        request.number
    );
    let link = urls::step(request.id, urls::PROPOSAL);
    let notice = Notice::new(Kind::Request, &title, link);
    let people = requests::reviewers(tx)?;
    notify_all(tx, ctx, &people, &notice)?;
    Ok(Decided::Proposed)
}

/// The second signature under a proposal.
#[derive(Debug, Clone)]
pub struct Second {
    /// Who, which request, and the version they saw.
    pub on: Move,
    /// The proposal they read.
    pub proposal: ProposalId,
}

/// Takes the decision that somebody else proposed.
pub fn second(tx: &mut Conn, ctx: &Ctx, cmd: &Second) -> Outcome<Unfavourable, DeskError> {
    let proposal = waiting(tx, cmd)?;
    if !policy::may_second(proposal.by.0, cmd.on.actor.account.0) {
        return Err(DeskError::SamePerson.into());
    }
    let against = Against {
        on: cmd.on.clone(),
        kind: proposal.kind,
        grounds: proposal.grounds.clone(),
    };
    carry_out(tx, ctx, &against, Some(proposal.by))?;
    settle(tx, ctx, cmd, Settled::Signed)?;
    Ok(proposal.kind)
}

/// Drops a proposal: nothing is decided. Whoever may decide may drop, the one who proposed included.
pub fn drop_proposal(tx: &mut Conn, ctx: &Ctx, cmd: &Second) -> Outcome<(), DeskError> {
    let proposal = waiting(tx, cmd)?;
    let request = requests::authorised(tx, &cmd.on.actor, cmd.on.request, action(proposal.kind))
        .map_err(denied)?;
    settle(tx, ctx, cmd, Settled::Dropped)?;
    record(tx, ctx, &request, ("review.proposal_dropped", &proposal))?;
    Ok(())
}

fn waiting(tx: &mut Conn, cmd: &Second) -> Outcome<Proposal, DeskError> {
    let open =
        store::open_proposal(tx, cmd.on.request)?.filter(|proposal| proposal.id == cmd.proposal);
    open.ok_or(Failure::Refused(DeskError::ProposalGone))
}

fn settle(tx: &mut Conn, ctx: &Ctx, cmd: &Second, outcome: Settled) -> Outcome<(), DeskError> {
    if store::settle_proposal(tx, cmd.proposal, outcome, cmd.on.actor.account, ctx.now)? {
        Ok(())
    } else {
        Err(DeskError::ProposalGone.into())
    }
}

/// What one must be allowed to do.
fn action(kind: Unfavourable) -> Action {
    match kind {
        Unfavourable::Refuse | Unfavourable::Discard => Action::Instruct,
        Unfavourable::Revoke => Action::Revoke,
    }
}

/// The command of the workflow.
pub fn command(kind: Unfavourable) -> Command {
    match kind {
        Unfavourable::Refuse => Command::Refuse,
        Unfavourable::Discard => Command::Discard,
        Unfavourable::Revoke => Command::Revoke,
    }
}

/// Asks the workflow without moving the request.
fn possible(ctx: &Ctx, request: &Request, kind: Unfavourable) -> Outcome<(), DeskError> {
    let asked = DecideCtx {
        by: ctx.account().unwrap_or_default(),
        at: ctx.now,
        basis: request.basis,
    };
    match request.state.decide(&command(kind), &asked) {
        Ok(_) => Ok(()),
        Err(refusal) if refusal.why == Why::AlreadyDone => {
            Err(DeskError::Move(MoveError::AlreadyDone(refusal.from)).into())
        }
        Err(refusal) => Err(DeskError::Move(MoveError::Refused(refusal)).into()),
    }
}

/// Moves the request, with what a revocation undoes: the seat and the service. The decision is that of the person
/// who signs last; the one who proposed seconds it.
fn carry_out(
    tx: &mut Conn,
    ctx: &Ctx,
    cmd: &Against,
    proposed_by: Option<AccountId>,
) -> Outcome<(), DeskError> {
    let why = Reasons {
        reason: cmd.grounds.reason().to_owned(),
        legal_reference: cmd.grounds.legal_reference().to_owned(),
        seconded_by: proposed_by,
    };
    match cmd.kind {
        Unfavourable::Refuse => requests::refuse(tx, ctx, &cmd.on, &why).map_err(moved),
        Unfavourable::Discard => requests::discard(tx, ctx, &cmd.on, &why).map_err(moved),
        Unfavourable::Revoke => {
            let request = seen(tx, &cmd.on, Action::Revoke)?;
            requests::revoke(tx, ctx, &cmd.on, &why).map_err(moved)?;
            services::close(tx, ctx, request.id, cmd.grounds.reason())
                .map_err(Failure::into_fault)?;
            if request.basis == LegalBasis::Experiment {
                experiment::free_seat(tx, ctx, request.id, &request.siren.to_string())?;
            }
            Ok(())
        }
    }
}

fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    (event, proposal): (&'static str, &Proposal),
) -> Result<(), Fault> {
    let entry = Entry::new(event, "request", request.id)
        .about_request(request.id)
        .data(
            json!({ "proposal": proposal.id, "kind": proposal.kind, "proposed_by": proposal.by }),
        );
    journal::record(tx, ctx, entry)
}
