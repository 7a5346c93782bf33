//! What officers do: take, judge criterion by criterion, ask for corrections, qualify.
//!
//! Only the officer in charge judges. Nobody qualifies by hand: the gate is computed in the same transaction.

use serde_json::json;

use super::board::board;
use super::report::Report;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::qualification::checklist::{self, VERSION};
use crate::qualification::gate::Verdict;
use crate::qualification::store;
use crate::services::{self, AdvanceError, Command, Refused, Service, ServiceId, State};
use crate::shell::AccountId;

/// A verdict on a criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The criterion.
    pub criterion: i32,
    /// The version that was read.
    pub seen: i32,
    /// The conclusion.
    pub verdict: Verdict,
    /// What the partner must know; never empty when something must be corrected.
    pub comment: String,
}

/// Why an officer's act did not take effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JudgeError {
    /// There is no such service or criterion.
    Unknown,
    /// The service is not in a state for it.
    Refused(Refused),
    /// Another officer is in charge.
    NotInCharge,
    /// The service is not being checked.
    NotInQualification,
    /// An item changed since it was read.
    Stale(i32),
    /// Nothing is to be corrected.
    NothingToCorrect,
    /// These criteria are still open.
    GateClosed(Vec<i32>),
}
impl Refusal for JudgeError {}

impl From<AdvanceError> for JudgeError {
    fn from(error: AdvanceError) -> Self {
        match error {
            AdvanceError::Unknown => Self::Unknown,
            AdvanceError::Refused(refused) => Self::Refused(refused),
        }
    }
}

fn step(tx: &mut Conn, ctx: &Ctx, id: ServiceId, command: &Command) -> Outcome<(), JudgeError> {
    let done = services::advance(tx, ctx, id, command);
    done.map_err(|failure| failure.map_refusal(JudgeError::from))?;
    Ok(())
}

fn in_charge(c: &mut Conn, officer: AccountId, id: ServiceId) -> Outcome<Service, JudgeError> {
    let found = services::find(c, id).map_err(Failure::into_fault)?;
    let service = found.ok_or(JudgeError::Unknown)?;
    match service.state {
        State::InQualification { officer: named } if named == officer => Ok(service),
        State::InQualification { .. } => Err(JudgeError::NotInCharge.into()),
        _ => Err(JudgeError::NotInQualification.into()),
    }
}

/// Takes a request for qualification.
pub fn take(
    tx: &mut Conn,
    ctx: &Ctx,
    officer: AccountId,
    id: ServiceId,
) -> Outcome<(), JudgeError> {
    step(tx, ctx, id, &Command::Take { officer })
}

/// Gives it back to the queue.
pub fn hand_back(
    tx: &mut Conn,
    ctx: &Ctx,
    officer: AccountId,
    id: ServiceId,
) -> Outcome<(), JudgeError> {
    in_charge(tx, officer, id)?;
    step(tx, ctx, id, &Command::HandBack)
}

/// Gives verdicts.
pub fn judge(
    tx: &mut Conn,
    ctx: &Ctx,
    officer: AccountId,
    id: ServiceId,
    judgements: &[Judgement],
) -> Outcome<(), JudgeError> {
    let service = in_charge(tx, officer, id)?;
    for judgement in judgements {
        if checklist::find(judgement.criterion).is_none() {
            return Err(JudgeError::Unknown.into());
        }
        let which = (id, judgement.criterion);
        let conclusion = (officer, judgement.verdict, judgement.comment.as_str());
        if !store::judge(tx, ctx, which, judgement.seen, conclusion)? {
            return Err(JudgeError::Stale(judgement.criterion).into());
        }
        let data = json!({ "checklist": VERSION, "criterion": judgement.criterion, "verdict": judgement.verdict });
        let entry = Entry::new("qualification.judged", "service", id)
            .about_organisation(service.organisation)
            .about_service(id)
            .data(data);
        journal::record(tx, ctx, entry)?;
    }
    Ok(())
}

/// Asks the partner for corrections: at least one criterion must be refused.
pub fn ask_corrections(
    tx: &mut Conn,
    ctx: &Ctx,
    officer: AccountId,
    id: ServiceId,
) -> Outcome<(), JudgeError> {
    let service = in_charge(tx, officer, id)?;
    let board = board(tx, service, ctx.now).map_err(Failure::into_fault)?;
    if board.missing().is_empty() {
        return Err(JudgeError::NothingToCorrect.into());
    }
    step(tx, ctx, id, &Command::AskCorrections)
}

/// Qualifies the service, if the gate is open; the report is kept as it stands.
pub fn qualify(
    tx: &mut Conn,
    ctx: &Ctx,
    officer: AccountId,
    id: ServiceId,
) -> Outcome<(), JudgeError> {
    let service = in_charge(tx, officer, id)?;
    let board = board(tx, service, ctx.now).map_err(Failure::into_fault)?;
    let open = board.open_criteria();
    if !board.obstacles().is_empty() {
        return Err(JudgeError::GateClosed(open).into());
    }
    step(tx, ctx, id, &Command::Qualify)?;
    let report =
        serde_json::to_value(Report::of(&board)).map_err(Fault::other("writing a report"))?;
    let ordinal = i32::try_from(store::count_reports(tx, id)? + 1).unwrap_or(i32::MAX);
    store::add_report(tx, ctx, (id, ordinal), officer, &report)?;
    Ok(())
}

/// Cuts the access of a service, gives it back, or closes it: its credentials follow at once. Who may is the caller's
/// concern.
pub fn set_access(
    tx: &mut Conn,
    ctx: &Ctx,
    id: ServiceId,
    command: &Command,
) -> Outcome<(), JudgeError> {
    step(tx, ctx, id, command)
}
