//! Filing: the dossier is checked whole, frozen as a version, and the delays run.

use chrono::Duration;
use serde_json::json;

use super::access::{AccessError, Actor, authorised};
use super::amendment;
use super::delays;
use super::moves::{Move, MoveError, Step, carry_out, lift, record, step};
use super::reading::{FORMAT, FiledDocument, FiledVersion};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::files::{self, FileState};
use crate::kernel::outbox;
use crate::organisations;
use crate::requests::commands::Command;
use crate::requests::fields::pruned;
use crate::requests::jobs::Filed;
use crate::requests::model::{
    CONTACTS, Company, Dossier, LegalBasis, Request, RequestId, Section, canonical_json,
};
use crate::requests::policy::Action;
use crate::requests::rules::{Facts, Problem, check};
use crate::requests::state::{RequestState, Status};
use crate::requests::store::{self, Advance};

/// A correction answered within so many days keeps its place in the experiment's order.
const RANK_KEPT_DAYS: i64 = 15;

/// File the dossier.
pub type Submit = Move;

/// Why a dossier was not filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubmitError {
    /// Something is missing or wrong.
    Incomplete(Vec<Problem>),
    /// Permission, race or workflow.
    Move(MoveError),
}
impl Refusal for SubmitError {}

/// What filing would answer now, and the dossier it would file.
pub fn preview(
    c: &mut Conn,
    ctx: &Ctx,
    actor: &Actor,
    id: RequestId,
) -> Outcome<(Request, Dossier, Vec<Problem>), AccessError> {
    let request = authorised(c, actor, id, Action::Read)?;
    let (dossier, problems) = examine(c, ctx, &request)?;
    Ok((request, dossier, problems))
}

/// The dossier with the organisation as it is known today, and what is wrong with it.
fn examine(c: &mut Conn, ctx: &Ctx, request: &Request) -> Result<(Dossier, Vec<Problem>), Fault> {
    let mut dossier = store::kept(c, request.id)?.dossier;
    if request.status().is_editable() {
        let organisation = organisations::organisation(c, request.organisation)?
            .ok_or_else(|| Fault::inconsistent("requests", request.id))?;
        dossier.filer = Company::from(&organisation);
    }
    let documents = store::kinds_of(c, request.id)?;
    let facts = Facts {
        today: ctx.now.paris_day(),
        documents: &documents,
    };
    let mut problems = check(&dossier, &facts);
    problems.extend(amendment::problems(c, request, &dossier)?);
    problems.extend(opening_problem(c, ctx, &dossier)?);
    Ok((dossier, problems))
}

/// Nobody can join the experiment while none runs: the dossier is kept as a draft until one opens.
fn opening_problem(c: &mut Conn, ctx: &Ctx, dossier: &Dossier) -> Result<Option<Problem>, Fault> {
    if !dossier.stands_on(LegalBasis::Experiment) || store::experiment_runs(c, ctx.now.paris_day())?
    {
        return Ok(None);
    }
    Ok(Some(Problem::missing(
        Section::LegalBasis,
        "basis",
        "experiment_runs",
        "Fondement juridique",
        "aucune expérimentation n'est ouverte. Gardez ce brouillon jusqu'à l'ouverture, dont les dates sont publiées à la page « L'expérimentation », ou choisissez un autre fondement.",
    )))
}

/// Files the dossier: everything is checked again here, whatever a page said before.
pub fn submit(tx: &mut Conn, ctx: &Ctx, cmd: &Submit) -> Outcome<i32, SubmitError> {
    let step = step(tx, ctx, (cmd, Action::Submit), Command::Submit)
        .map_err(|failure| lift(failure, SubmitError::Move))?;
    let request = &step.request;
    let (dossier, problems) = examine(tx, ctx, request)?;
    if !problems.is_empty() {
        return Err(SubmitError::Incomplete(problems).into());
    }
    let dossier = pruned(&dossier);
    let content = frozen(tx, ctx, request, &dossier)?;
    let version = store::add_version(tx, ctx, (request.id, cmd.actor.account), &content)?;
    let to = filed(tx, ctx, &step)?;
    carry_out(tx, ctx, &step, (&to, None)).map_err(|failure| lift(failure, SubmitError::Move))?;
    index(tx, request, &dossier)?;
    super::contacts::ask(tx, ctx, (request, &dossier))?;
    let filed = Filed {
        request: request.id,
    };
    outbox::push(tx, ctx, &filed)?;
    let data = json!({ "version": version.ordinal, "sha256": version.sha256 });
    record(tx, ctx, request, "request.version_frozen", data)?;
    Ok(version.ordinal)
}

/// Canonical JSON of what is filed.
fn frozen(tx: &mut Conn, ctx: &Ctx, request: &Request, dossier: &Dossier) -> Result<String, Fault> {
    let held = store::documents_of(tx, request.id)?;
    let keys: Vec<String> = held.iter().map(|held| held.storage_key.clone()).collect();
    let states = files::states_of(tx, &keys)?;
    let documents = held
        .into_iter()
        .filter(|held| states.get(&held.storage_key) != Some(&FileState::Infected))
        .map(FiledDocument::from)
        .collect();
    let filed = FiledVersion {
        format: FORMAT,
        number: request.number.clone(),
        submitted_at: ctx.now,
        dossier: dossier.clone(),
        documents,
    };
    let value = serde_json::to_value(filed).map_err(Fault::other("freezing a version"))?;
    Ok(canonical_json(&value))
}

/// The words under which the desk finds the request, the names and numbers first: what a long dossier says last is cut.
fn index(tx: &mut Conn, request: &Request, dossier: &Dossier) -> Result<(), Fault> {
    let (company, client) = (&dossier.filer, &dossier.client);
    let people: Vec<String> = CONTACTS
        .iter()
        .map(|role| (role.of)(dossier))
        .map(|contact| format!("{} {}", contact.email, contact.full_name()))
        .collect();
    let mut texts: Vec<&str> = vec![
        &request.number,
        &company.siret,
        &company.name,
        &client.siret,
        &client.name,
        &dossier.service_name,
    ];
    texts.extend(people.iter().map(String::as_str));
    texts.extend([
        dossier.service_url.as_str(),
        &dossier.text_reference,
        &dossier.description,
    ]);
    Ok(store::index_words(tx, request.id, &texts)?)
}

/// Dates of the submission: delays, suspension so far, rank.
fn filed(tx: &mut Conn, ctx: &Ctx, step: &Step) -> Result<Advance, Fault> {
    let request = &step.request;
    let first = request.first_submitted_at.unwrap_or(ctx.now);
    let asked: Vec<Instant> = store::decisions_of(tx, request.id)?
        .into_iter()
        .filter(|decision| decision.kind == Status::ChangesRequested)
        .map(|decision| decision.decided_at)
        .collect();
    let submitted: Vec<Instant> = store::versions_of(tx, request.id)?
        .into_iter()
        .map(|(_, at, _)| at)
        .collect();
    let pauses = delays::pauses(&asked, &submitted);
    let suspended: i64 = pauses
        .iter()
        .map(|(from, until)| until.since(*from).num_seconds())
        .sum();
    Ok(Advance {
        submitted: (Some(ctx.now), Some(first)),
        rank_at: rank(ctx, request),
        suspended_seconds: suspended,
        due: delays::due(first, &pauses),
        ..Advance::to(request, step.next.clone())
    })
}

/// The first complete submission ranks; a late correction ranks anew.
fn rank(ctx: &Ctx, request: &Request) -> Option<Instant> {
    if request.basis != LegalBasis::Experiment {
        return None;
    }
    let in_time = match request.state {
        RequestState::ChangesRequested { since, .. } => {
            ctx.now.since(since) <= Duration::days(RANK_KEPT_DAYS)
        }
        RequestState::Draft
        | RequestState::Submitted { .. }
        | RequestState::InReview { .. }
        | RequestState::Waitlisted { .. }
        | RequestState::Granted(_)
        | RequestState::Refused(_)
        | RequestState::Discarded(_)
        | RequestState::Withdrawn { .. }
        | RequestState::Revoked(_)
        | RequestState::Ended { .. } => true,
    };
    request.rank_at.filter(|_| in_time).or(Some(ctx.now))
}

/// Gives the requests of a legal person that wait for a seat of the experiment a new rank: they let an offer pass.
pub fn rank_anew(tx: &mut Conn, siren: &str, rank: Instant) -> Result<usize, Fault> {
    Ok(store::rank_anew(tx, siren, rank)?)
}
