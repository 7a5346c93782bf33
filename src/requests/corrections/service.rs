//! Noting, telling and answering corrections.

use serde_json::json;

use super::model::{CorrectionId, CorrectionView, MOST, TEXT_MAX, anchors, answered_by};
use super::store::{self, Correction};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::requests::model::{Request, RequestId};
use crate::requests::policy::Action;
use crate::requests::service::{AccessError, Actor, authorised, version};
use crate::requests::state::Status;
use crate::shell::{FormState, RawForm};

/// Note a correction.
#[derive(Debug, Clone)]
pub struct NoteCorrection {
    /// Who.
    pub actor: Actor,
    /// On which request.
    pub request: RequestId,
    /// On which field.
    pub field: String,
    /// What is to correct, not empty.
    pub text: String,
}

/// Answer corrections; one that is empty or unchanged is left as it is.
#[derive(Debug, Clone)]
pub struct AnswerCorrections {
    /// Who.
    pub actor: Actor,
    /// On which request.
    pub request: RequestId,
    /// The answers.
    pub answers: Vec<(CorrectionId, String)>,
}

/// Which corrections to close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// This one.
    One(CorrectionId),
    /// Each whose field changed.
    Changed,
}

/// Why a correction was not noted, taken back or answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CorrectionError {
    /// See [`AccessError`].
    Access(AccessError),
    /// The dossier has no such place.
    NoSuchField,
    /// There are as many as a request may have.
    TooMany,
    /// It is gone, or was told.
    Gone,
}
impl Refusal for CorrectionError {}

/// The request, in the hands of who instructs it.
fn instructed(c: &mut Conn, actor: &Actor, id: RequestId) -> Outcome<Request, AccessError> {
    let request = authorised(c, actor, id, Action::Instruct)?;
    if request.status() == Status::InReview {
        Ok(request)
    } else {
        Err(AccessError::NotNow(request.status()).into())
    }
}

/// Notes a correction, which nobody outside the instruction sees until it is told.
pub fn note(tx: &mut Conn, ctx: &Ctx, cmd: &NoteCorrection) -> Outcome<(), CorrectionError> {
    let request = instructed(tx, &cmd.actor, cmd.request)
        .map_err(|failure| failure.map_refusal(CorrectionError::Access))?;
    let filed = version(tx, request.id, None)?
        .ok_or_else(|| Fault::inconsistent("request_versions", request.id))?
        .2;
    let anchor = anchors(&filed.dossier)
        .into_iter()
        .find(|anchor| anchor.field == cmd.field)
        .ok_or(CorrectionError::NoSuchField)?;
    if store::of(tx, request.id)?.len() >= MOST {
        return Err(CorrectionError::TooMany.into());
    }
    let id = store::insert(
        tx,
        ctx,
        (request.id, cmd.actor.account),
        (&cmd.field, &cmd.text, &anchor.value),
    )?;
    let data = json!({ "correction": id, "field": cmd.field });
    Ok(record(
        tx,
        ctx,
        &request,
        ("request.correction_noted", data),
    )?)
}

/// Takes back a correction that was not told.
pub fn take_back(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, request): (&Actor, RequestId),
    id: CorrectionId,
) -> Outcome<(), CorrectionError> {
    let request = instructed(tx, actor, request)
        .map_err(|failure| failure.map_refusal(CorrectionError::Access))?;
    if !store::delete(tx, request.id, id)? {
        return Err(CorrectionError::Gone.into());
    }
    let data = json!({ "correction": id });
    Ok(record(
        tx,
        ctx,
        &request,
        ("request.correction_taken_back", data),
    )?)
}

/// Closes corrections that the organisation answered by its new version: one, or each whose field changed.
pub fn close(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, request): (&Actor, RequestId),
    which: Closing,
) -> Outcome<usize, CorrectionError> {
    let request = instructed(tx, actor, request)
        .map_err(|failure| failure.map_refusal(CorrectionError::Access))?;
    let ids = match which {
        Closing::One(id) => vec![id],
        Closing::Changed => changed(tx, &request)?,
    };
    let closed = store::close(tx, ctx, (request.id, actor.account), &ids)?;
    if closed == 0 {
        return Err(CorrectionError::Gone.into());
    }
    let data = json!({ "corrections": ids });
    record(tx, ctx, &request, ("request.corrections_closed", data))?;
    Ok(closed)
}

/// The open corrections whose field holds something else in the last version.
fn changed(c: &mut Conn, request: &Request) -> Result<Vec<CorrectionId>, Fault> {
    let filed = version(c, request.id, None)?
        .ok_or_else(|| Fault::inconsistent("request_versions", request.id))?
        .2;
    let told = told(c, request.id, false)?;
    Ok(told
        .iter()
        .filter(|correction| {
            CorrectionView::new(request.id, correction, &filed.dossier).may_close()
        })
        .map(|correction| correction.id)
        .collect())
}

/// Tells the corrections that were noted, in the transaction that asks for changes; how many there were.
pub fn tell(tx: &mut Conn, ctx: &Ctx, request: RequestId) -> Result<usize, Fault> {
    Ok(store::tell(tx, ctx.now, request)?)
}

/// The corrections that the organisation was told of and that are open, the oldest first; every one for the desk.
pub fn told(c: &mut Conn, request: RequestId, noted: bool) -> Result<Vec<Correction>, Fault> {
    let mut all = store::of(c, request)?;
    all.retain(|correction| {
        noted || (correction.told_at.is_some() && correction.closed_at.is_none())
    });
    Ok(all)
}

/// Writes the answers of the organisation, while the dossier is open to it.
pub fn answer(tx: &mut Conn, ctx: &Ctx, cmd: &AnswerCorrections) -> Outcome<(), CorrectionError> {
    if cmd.answers.is_empty() {
        return Ok(());
    }
    let request = authorised(tx, &cmd.actor, cmd.request, Action::Edit)
        .map_err(|failure| failure.map_refusal(CorrectionError::Access))?;
    let told = told(tx, request.id, false)?;
    for (id, text) in &cmd.answers {
        let differs = told
            .iter()
            .any(|correction| correction.id == *id && correction.answer != *text);
        if !differs {
            continue;
        }
        let who = (request.id, cmd.actor.account);
        store::set_answer(tx, ctx, who, (*id, text))?;
        let data = json!({ "correction": id });
        record(tx, ctx, &request, ("request.correction_answered", data))?;
    }
    Ok(())
}

fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    (event, data): (&'static str, serde_json::Value),
) -> Result<(), Fault> {
    let entry = Entry::new(event, "request", request.id)
        .about_request(request.id)
        .about_organisation(request.organisation)
        .data(data);
    journal::record(tx, ctx, entry)
}

/// The answers that a form holds.
#[must_use]
pub fn typed(raw: &RawForm) -> Vec<(CorrectionId, String)> {
    raw.iter()
        .filter_map(|(name, value)| Some((answered_by(name)?, value.trim().to_owned())))
        .collect()
}

/// The form with its mistakes, when an answer is too long.
#[must_use]
pub fn mistakes_of(raw: &RawForm) -> Option<FormState> {
    let mut form = FormState::new(raw);
    for (id, text) in typed(raw) {
        if text.chars().count() > TEXT_MAX {
            let name = super::answer_name(id);
            form.labelled_error(
                &name,
                "Réponse à la correction",
                "Cette réponse est trop longue : 2 000 caractères au plus.",
            );
        }
    }
    Some(form).filter(FormState::has_errors)
}
