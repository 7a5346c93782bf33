//! No: refusing, discarding, revoking. With four eyes on, the first signature only proposes.
//!
//! A proposal changes nothing of the request. It is settled once: signed by somebody else, which takes the decision
//! with the grounds of the proposal, or dropped. What follows from a signature is the word of `state`.

use serde_json::json;
use uuid::Uuid;

use super::ending::undo;
use super::{DeskError, Settled, denied, let_fall, moved, signer};
use crate::experiment;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome};
use crate::kernel::journal::{self, Entry};
use crate::notifications::{Kind, Notice, notify_all};
use crate::requests::{self, Action, Move, MoveError, Reasons, Request, Why};
use crate::review::model::{Grounds, ProposalId, Unfavourable};
use crate::review::state::{Gesture, Signatures, Then, Unsigned, Waiting};
use crate::review::store::{self, Proposal};
use crate::review::urls;
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
    let request = allowed(tx, &cmd.on, cmd.kind)?;
    let waiting = store::open_proposal(tx, request.id)?;
    let gesture = Gesture::Decide(cmd.kind);
    match then(tx, ctx, (&request, waiting.as_ref()), (&cmd.on, gesture))? {
        Then::Propose => {
            propose(tx, ctx, &request, cmd)?;
            Ok(Decided::Proposed)
        }
        Then::Take { .. } | Then::Drop => {
            carry_out(tx, ctx, (&request, cmd), None)?;
            let_fall(tx, ctx, &cmd.on)?;
            Ok(Decided::Taken)
        }
    }
}

/// The request, if this person may take such a decision on it.
fn allowed(tx: &mut Conn, on: &Move, kind: Unfavourable) -> Outcome<Request, DeskError> {
    let action = match kind {
        Unfavourable::Refuse | Unfavourable::Discard => Action::Instruct,
        Unfavourable::Revoke => Action::Revoke,
    };
    requests::authorised(tx, &on.actor, on.request, action).map_err(denied)
}

/// Asks the signatures what a gesture does, on the version that was seen.
fn then(
    tx: &mut Conn,
    ctx: &Ctx,
    (request, waiting): (&Request, Option<&Proposal>),
    (on, gesture): (&Move, Gesture),
) -> Outcome<Then, DeskError> {
    let signatures = Signatures {
        four_eyes: store::settings(tx)?.four_eyes,
        waiting: waiting.map(|proposal| Waiting {
            kind: proposal.kind,
            by: proposal.by.0,
        }),
        request: (&request.state, request.basis),
    };
    let by = ctx.account().unwrap_or(Uuid::nil());
    let is_stale = request.version != on.seen;
    let stale = MoveError::Stale(request.status());
    match signatures.decide(gesture, by, ctx.now) {
        Ok(_) if is_stale && gesture != Gesture::Drop => Err(DeskError::Move(stale).into()),
        Ok(then) => Ok(then),
        Err(Unsigned::AlreadyProposed) => Err(DeskError::AlreadyProposed.into()),
        Err(Unsigned::NothingWaits) => Err(DeskError::ProposalGone.into()),
        Err(Unsigned::SamePerson) => Err(DeskError::SamePerson.into()),
        Err(Unsigned::Workflow(refusal)) => {
            let error = match refusal.why {
                Why::AlreadyDone => MoveError::AlreadyDone(refusal.from),
                _ if is_stale => stale,
                _ => MoveError::Refused(refusal),
            };
            Err(DeskError::Move(error).into())
        }
    }
}

fn propose(tx: &mut Conn, ctx: &Ctx, request: &Request, cmd: &Against) -> Result<(), Fault> {
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
    record(tx, ctx, request, ("review.decision_proposed", &proposal))?;
    let title = format!(
        "{} : une décision attend une seconde signature",
        request.number
    );
    let link = urls::step(request.id, urls::PROPOSAL);
    let notice = Notice::new(Kind::Request, &title, link);
    let able = requests::instructors(tx, request)?.into_iter();
    let others = able.map(|known| known.account).filter(|who| *who != by);
    notify_all(tx, ctx, &others.collect::<Vec<_>>(), &notice)
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
    let request = allowed(tx, &cmd.on, proposal.kind)?;
    then(
        tx,
        ctx,
        (&request, Some(&proposal)),
        (&cmd.on, Gesture::Sign),
    )?;
    let against = Against {
        on: cmd.on.clone(),
        kind: proposal.kind,
        grounds: proposal.grounds.clone(),
    };
    carry_out(tx, ctx, (&request, &against), Some(proposal.by))?;
    if let Some(decision) = store::last_decision(tx, request.id)? {
        store::sign_uses(tx, proposal.id, decision)?;
    }
    settle(tx, ctx, cmd, Settled::Signed)?;
    Ok(proposal.kind)
}

/// Drops a proposal: nothing is decided. Whoever may decide may drop, the one who proposed included.
pub fn drop_proposal(tx: &mut Conn, ctx: &Ctx, cmd: &Second) -> Outcome<(), DeskError> {
    let proposal = waiting(tx, cmd)?;
    let request = allowed(tx, &cmd.on, proposal.kind)?;
    then(
        tx,
        ctx,
        (&request, Some(&proposal)),
        (&cmd.on, Gesture::Drop),
    )?;
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

/// Moves the request, with what a revocation undoes: the service and the seat. The decision is that of the person
/// who signs last; the one who proposed seconds it.
fn carry_out(
    tx: &mut Conn,
    ctx: &Ctx,
    (request, cmd): (&Request, &Against),
    proposed_by: Option<AccountId>,
) -> Outcome<(), DeskError> {
    let why = Reasons {
        reason: cmd.grounds.reason().to_owned(),
        legal_reference: cmd.grounds.legal_reference().to_owned(),
        seconded_by: proposed_by,
    };
    match cmd.kind {
        Unfavourable::Refuse => requests::refuse(tx, ctx, &cmd.on, &why).map_err(moved),
        Unfavourable::Discard => {
            requests::discard(tx, ctx, &cmd.on, &why).map_err(moved)?;
            // The seat that was offered to it, or that it had accepted, goes to the next.
            experiment::settle(tx, ctx)?;
            Ok(())
        }
        Unfavourable::Revoke => {
            requests::revoke(tx, ctx, &cmd.on, &why).map_err(moved)?;
            Ok(undo(tx, ctx, request, cmd.grounds.reason())?)
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
