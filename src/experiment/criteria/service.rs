//! Judging the criteria of a filed version.

use serde_json::json;

use super::model::{Criterion, Verdict};
use super::store::{self, Given};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::requests::{self, AccessError, Action, Actor, LegalBasis, Request, RequestId, Status};

/// What is found on one criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Which criterion.
    pub criterion: Criterion,
    /// Whether it is met.
    pub verdict: Verdict,
    /// Why; needed when it isn't.
    pub comment: String,
}

/// Somebody of the desk judges some criteria of a request.
#[derive(Debug, Clone)]
pub struct JudgeCriteria {
    /// Who.
    pub actor: Actor,
    /// Which request.
    pub request: RequestId,
    /// The version that they read.
    pub ordinal: i32,
    /// What they found.
    pub judgements: Vec<Judgement>,
}

/// Why the criteria were not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JudgeError {
    /// Not for this person.
    Access(AccessError),
    /// The request isn't under the experiment, or isn't instructed now.
    NotNow(Status),
    /// The dossier was filed again meanwhile.
    OtherVersion(i32),
    /// A criterion that isn't met needs a reason.
    NoReason(Criterion),
}
impl Refusal for JudgeError {}

/// Keeps what changed of the verdicts; tells how many.
pub fn judge(tx: &mut Conn, ctx: &Ctx, cmd: &JudgeCriteria) -> Outcome<usize, JudgeError> {
    let request = requests::authorised(tx, &cmd.actor, cmd.request, Action::Instruct)
        .map_err(|failure| failure.map_refusal(JudgeError::Access))?;
    let status = request.status();
    let timely = matches!(status, Status::InReview | Status::Waitlisted);
    if request.basis != LegalBasis::Experiment || !timely {
        return Err(JudgeError::NotNow(status).into());
    }
    let ordinal = last_version(tx, &request)?;
    if ordinal != cmd.ordinal {
        return Err(JudgeError::OtherVersion(ordinal).into());
    }
    let known = store::verdicts(tx, (request.id, ordinal))?;
    let mut changed = serde_json::Map::new();
    for judgement in &cmd.judgements {
        let comment = judgement.comment.trim();
        if judgement.verdict == Verdict::NotMet && comment.is_empty() {
            return Err(JudgeError::NoReason(judgement.criterion).into());
        }
        if known.iter().any(|given| is_same(given, judgement)) {
            continue;
        }
        let found = (judgement.criterion, judgement.verdict, comment);
        let on = (request.id, ordinal, cmd.actor.account);
        store::add_verdict(tx, ctx, on, found)?;
        changed.insert(judgement.criterion.to_string(), json!(judgement.verdict));
    }
    let count = changed.len();
    if count > 0 {
        let entry = Entry::new("experiment.criteria_judged", "request", request.id)
            .about_request(request.id)
            .about_organisation(request.organisation)
            .data(json!({ "version": ordinal, "verdicts": changed }));
        journal::record(tx, ctx, entry)?;
    }
    Ok(count)
}

fn is_same(given: &Given, judgement: &Judgement) -> bool {
    given.criterion == judgement.criterion
        && given.verdict == judgement.verdict
        && given.comment == judgement.comment.trim()
}

fn last_version(c: &mut Conn, request: &Request) -> Result<i32, Fault> {
    requests::version(c, request.id, None)?
        .map(|(ordinal, _, _)| ordinal)
        .ok_or_else(|| Fault::inconsistent("request_versions", request.id))
}

/// The criteria that are not found met on the last version of a request.
pub fn open_criteria(c: &mut Conn, request: &Request) -> Result<Vec<Criterion>, Fault> {
    let ordinal = last_version(c, request)?;
    let known = store::verdicts(c, (request.id, ordinal))?;
    let is_met = |criterion: &Criterion| {
        known
            .iter()
            .any(|given| given.criterion == *criterion && given.verdict == Verdict::Met)
    };
    Ok(Criterion::ALL
        .iter()
        .copied()
        .filter(|criterion| !is_met(criterion))
        .collect())
}
