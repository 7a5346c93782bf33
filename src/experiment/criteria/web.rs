//! The criteria of a request at the desk.

use actix_web::web::Path;

use super::model::{Criterion, Verdict};
use super::pages::{CriteriaPage, comment_field, filled, verdict_field};
use super::service::{self, JudgeCriteria, JudgeError, Judgement};
use super::store;
use crate::experiment::urls;
use crate::kernel::error::{Failure, Fault, Outcome};
use crate::requests::{
    self, AccessError, Action, Actor, Answer as May, LegalBasis, RequestId, Status,
};
use crate::shell::actor::{Auditor, Reviewer, Staff, Supervisor};
use crate::shell::errors::{ConflictPage, PageError};
use crate::shell::flash::Flash;
use crate::shell::form::{FormState, RawForm};
use crate::shell::protected::Protected;
use crate::shell::routes::Routes;
use crate::shell::web::{Answer, Web};

/// Longest comment.
const COMMENT_MAX: usize = 2_000;

/// The routes of the criteria.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("experiment")
        .get("/instruction/{id}/criteres", show)
        .post("/instruction/{id}/criteres", judge)
}

fn part(path: &str) -> Result<RequestId, PageError> {
    path.parse().map_err(|_| PageError::NotFound)
}

fn actor(web: &Web) -> Result<Actor, PageError> {
    Actor::of(web.viewer()).ok_or(PageError::NotFound)
}

/// The page over `form`, or over the verdicts that count.
async fn load(
    web: &Web,
    id: RequestId,
    form: Option<FormState>,
) -> Result<CriteriaPage, PageError> {
    let by = actor(web)?;
    let found: Outcome<_, AccessError> = web
        .db()
        .read(move |c| {
            let (request, held) = requests::authorised_as(c, &by, id, Action::Read)?;
            if request.basis != LegalBasis::Experiment {
                return Err(AccessError::Unknown.into());
            }
            let (ordinal, _, filed) =
                requests::version(c, id, None)?.ok_or(AccessError::Unknown)?;
            let given = store::verdicts(c, (id, ordinal))?;
            let instructs = requests::may(&held, Action::Instruct, request.status()) == May::Yes;
            let timely = matches!(request.status(), Status::InReview | Status::Waitlisted);
            Ok((request, (ordinal, filed), given, instructs && timely))
        })
        .await;
    let (request, (ordinal, filed), given, may) =
        found.map_err(|failure| PageError::of(failure, denied))?;
    let form = form.unwrap_or_else(|| filled(&given, ordinal));
    Ok(CriteriaPage::new(
        &request,
        (ordinal, &filed),
        &given,
        (form, may),
    ))
}

fn denied(error: AccessError) -> PageError {
    match error {
        AccessError::Unknown => PageError::NotFound,
        AccessError::Forbidden | AccessError::NotNow(_) => PageError::Forbidden(
            "Vous ne pouvez pas instruire cette demande : votre rôle ne le permet pas, ou vous êtes membre de l'organisation.".to_owned(),
        ),
    }
}

async fn show(web: Web, _: Staff<(Reviewer, Supervisor, Auditor)>, path: Path<String>) -> Answer {
    let page = load(&web, part(&path)?, None).await?;
    web.page(&page)
}

/// What was ticked; a comment too long is told beside its field.
fn read(form: &mut FormState, raw: &RawForm) -> Vec<Judgement> {
    let mut judgements = Vec::new();
    for criterion in Criterion::ALL {
        let Ok(verdict) = raw.text(&verdict_field(*criterion)).parse::<Verdict>() else {
            continue;
        };
        let field = comment_field(*criterion);
        let comment = raw.text(&field).to_owned();
        if comment.chars().count() > COMMENT_MAX {
            form.labelled_error(
                &field,
                criterion.label(),
                "Écrivez 2 000 caractères au plus.",
            );
        }
        judgements.push(Judgement {
            criterion: *criterion,
            verdict,
            comment,
        });
    }
    if judgements.is_empty() {
        let first = verdict_field(Criterion::InFrance);
        form.labelled_error(
            &first,
            Criterion::InFrance.label(),
            "Donnez au moins un verdict.",
        );
    }
    judgements
}

async fn judge(
    web: Web,
    _: Staff<(Reviewer, Supervisor)>,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let (id, mut form) = (part(&path)?, FormState::new(&raw));
    let judgements = read(&mut form, &raw);
    if form.has_errors() {
        return web.mistakes(&load(&web, id, Some(form)).await?);
    }
    let cmd = JudgeCriteria {
        actor: actor(&web)?,
        request: id,
        ordinal: raw.text("version").parse().unwrap_or_default(),
        judgements,
    };
    let done = web
        .write(move |tx, ctx| service::judge(tx, ctx, &cmd))
        .await;
    match done {
        Ok(_) => web.see_other_with(
            urls::criteria(id),
            Flash::success("Les verdicts sont enregistrés."),
        ),
        Err(Failure::Refused(JudgeError::NoReason(criterion))) => {
            let field = comment_field(criterion);
            let text = "Écrivez pourquoi le critère n'est pas rempli.";
            form.labelled_error(&field, criterion.label(), text);
            web.mistakes(&load(&web, id, Some(form)).await?)
        }
        Err(Failure::Refused(error)) => Err(refused(error, id)),
        Err(Failure::Fault(fault)) => Err(Fault::into(fault)),
    }
}

fn refused(error: JudgeError, id: RequestId) -> PageError {
    let text = match error {
        JudgeError::Access(error) => return denied(error),
        JudgeError::OtherVersion(_) => {
            "Le dossier a été déposé de nouveau pendant que vous le lisiez. Vos verdicts ne sont pas enregistrés."
        }
        JudgeError::NotNow(_) | JudgeError::NoReason(_) => {
            "Cette demande n'est pas à l'instruction. Vos verdicts ne sont pas enregistrés."
        }
    };
    ConflictPage::new(text)
        .action(urls::request(id), "Voir la demande")
        .into()
}
