//! Decisions of the desk. Each is one transaction over requests, the experiment and services, journal and mails
//! included: all of it happens, or nothing.

mod against;
mod batch;
mod desk;
mod ending;
mod grant;
mod reading;
mod settings;
mod templates;

pub use against::{Against, Decided, Second, decide_against, drop_proposal, second};
pub use batch::{Change, Fate, Seen, change_one};
pub use desk::{
    ToolError, ViewChange, change_view, choose_display, create_tag, keep_view, note_export,
    retire_tag, set_tags,
};
pub use ending::{End, GiveUp, end, give_up};
pub use grant::{GrantCommand, Granted, grant, grant_reference};
pub use reading::{is_new, note_read};
pub use settings::{ConfigureDesk, DeskSettingsError, configure};
pub use templates::{TemplateError, archive, edit, note_templates, write};

use super::model::Outcome as Settled;
use super::store;
use crate::experiment::SeatError;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome, Refusal};
use crate::requests::{self, AccessError, Action, Move, MoveError, Reasons, Request, RequestId};
use crate::shell::AccountId;

/// The text under which an administration asks for what a file lacks.
pub const CORRECTIONS_TEXT: &str =
    "Article L. 114-5 du code des relations entre le public et l'administration";

/// Why the desk did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskError {
    /// The request did not move: unknown, forbidden, changed meanwhile, or not from there.
    Move(MoveError),
    /// No seat could be asked for.
    Seat(SeatError),
    /// The request already waits, and the experiment is still full.
    StillFull {
        /// Its place in the waiting list.
        place: i64,
    },
    /// A first reviewer already proposed a decision: sign it or drop it.
    AlreadyProposed,
    /// The proposal was settled meanwhile.
    ProposalGone,
    /// Nobody signs second what they signed first.
    SamePerson,
}
impl Refusal for DeskError {}

/// Takes a request from the queue.
pub fn take(tx: &mut Conn, ctx: &Ctx, cmd: &Move) -> Outcome<(), DeskError> {
    requests::take(tx, ctx, cmd).map_err(moved)
}

/// Asks the applicant to correct the dossier. A decision that was proposed falls.
pub fn ask_changes(tx: &mut Conn, ctx: &Ctx, cmd: &Move, reason: &str) -> Outcome<(), DeskError> {
    let why = Reasons {
        reason: reason.to_owned(),
        legal_reference: CORRECTIONS_TEXT.to_owned(),
        seconded_by: None,
    };
    requests::tell_corrections(tx, ctx, cmd.request)?;
    requests::request_changes(tx, ctx, cmd, &why).map_err(moved)?;
    Ok(let_fall(tx, ctx, cmd)?)
}

/// The request as the reviewer saw it, if they may do so to it.
fn seen(tx: &mut Conn, cmd: &Move, action: Action) -> Outcome<Request, DeskError> {
    let request = requests::authorised(tx, &cmd.actor, cmd.request, action).map_err(denied)?;
    if request.version == cmd.seen {
        Ok(request)
    } else {
        Err(DeskError::Move(MoveError::Stale(request.status())).into())
    }
}

/// Drops the proposal that another decision makes pointless.
fn let_fall(tx: &mut Conn, ctx: &Ctx, cmd: &Move) -> Result<(), Fault> {
    if let Some(proposal) = store::open_proposal(tx, cmd.request)? {
        store::settle_proposal(
            tx,
            proposal.id,
            Settled::Dropped,
            cmd.actor.account,
            ctx.now,
        )?;
    }
    Ok(())
}

fn moved(failure: Failure<MoveError>) -> Failure<DeskError> {
    failure.map_refusal(DeskError::Move)
}

fn denied(failure: Failure<AccessError>) -> Failure<DeskError> {
    failure.map_refusal(|error| DeskError::Move(error.into()))
}

/// Who does what to which request, as the journal and the settlement of proposals need it.
fn signer(cmd: &Move) -> (AccountId, RequestId) {
    (cmd.actor.account, cmd.request)
}
