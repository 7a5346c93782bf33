//! The partner gives its habilitation up: it reads what stops, then says so.

use actix_web::web::Path;

use super::super::effects;
use super::super::model::{REASON_MAX_CHARS, reason_mistake};
use super::super::pages::GiveUpPage;
use super::super::service::{self, DeskError, GiveUp};
use super::super::{forms, views};
use super::{actor, request_id};
use crate::kernel::error::Outcome;
use crate::requests::{self, AccessError, Action, LegalBasis, Move, MoveError, Request, Status};
use crate::shell::actor::SignedIn;
use crate::shell::errors::{ConflictPage, PageError};
use crate::shell::flash::Flash;
use crate::shell::form::{FormState, RawForm};
use crate::shell::protected::Protected;
use crate::shell::routes::Routes;
use crate::shell::web::{Answer, Web};

/// The routes of giving up.
pub fn routes() -> Routes {
    Routes::new("review")
        .get("/demandes/{id}/renoncer", ask)
        .post("/demandes/{id}/renoncer", give_up)
}

async fn ask(web: Web, _: SignedIn, path: Path<String>) -> Answer {
    let (request, effects) = load(&web, &path).await?;
    web.page(&GiveUpPage::new(&request, FormState::empty(), effects))
}

/// The request, and what giving its habilitation up would stop.
async fn load(web: &Web, path: &str) -> Result<(Request, Vec<String>), PageError> {
    let (id, by) = (request_id(path)?, actor(web)?);
    let found = web.db().read(move |c| {
        let request = requests::authorised(c, &by, id, Action::GiveUp)?;
        let reach = views::reach(c, id)?;
        Ok((request, reach))
    });
    let (request, reach) = found.await.map_err(|failure| {
        PageError::of(failure, |error| match error {
            AccessError::Unknown => PageError::NotFound,
            AccessError::Forbidden => forbidden(),
            AccessError::NotNow(status) => stale(path, status),
        })
    })?;
    let experiment = request.basis == LegalBasis::Experiment;
    let effects = effects::closing(&reach, experiment, "prend fin");
    Ok((request, effects))
}

async fn give_up(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let (request, effects) = load(&web, &path).await?;
    if let Some(form) = mistakes(&raw) {
        return web.mistakes(&GiveUpPage::new(&request, form, effects));
    }
    let on = Move {
        actor: actor(&web)?,
        request: request.id,
        seen: forms::seen(&raw),
    };
    let reason = raw.text("motif").to_owned();
    let cmd = GiveUp { on, reason };
    let done: Outcome<(), DeskError> = web
        .write(move |tx, ctx| service::give_up(tx, ctx, &cmd))
        .await;
    done.map_err(|failure| PageError::of(failure, |error| refused(&path, &error)))?;
    let flash = Flash::success("L'habilitation a pris fin.")
        .with_text("Le service est fermé et ses secrets ne sont plus valables.");
    web.see_other_with(requests::url(request.id), flash)
}

fn mistakes(raw: &RawForm) -> Option<FormState> {
    let mut form = FormState::new(raw);
    let reason = raw.text("motif");
    if !reason.is_empty() && reason_mistake(reason).is_some() {
        form.labelled_error(
            "motif",
            "Raison",
            format!("Écrivez une phrase, de 10 à {REASON_MAX_CHARS} caractères, ou laissez vide."),
        );
    }
    if !raw.is_checked("confirme") {
        let label = "Confirmation";
        form.labelled_error("confirme", label, "Cochez la case pour renoncer.");
    }
    form.has_errors().then_some(form)
}

fn forbidden() -> PageError {
    PageError::Forbidden("Seules la personne responsable de la demande et les administrateurs de l'organisation peuvent renoncer à l'habilitation.".to_owned())
}

fn refused(path: &str, error: &DeskError) -> PageError {
    match error {
        DeskError::Move(MoveError::Forbidden) => forbidden(),
        DeskError::Move(MoveError::Stale(status) | MoveError::AlreadyDone(status)) => {
            stale(path, *status)
        }
        DeskError::Move(MoveError::Refused(refusal)) => stale(path, refusal.from),
        DeskError::Move(MoveError::Unknown)
        | DeskError::Seat(_)
        | DeskError::StillFull { .. }
        | DeskError::AlreadyProposed
        | DeskError::ProposalGone
        | DeskError::SamePerson => PageError::NotFound,
    }
}

fn stale(path: &str, status: Status) -> PageError {
    let page = ConflictPage::new("La demande a changé depuis que cette page a été affichée. L'habilitation n'a pas été touchée.")
        .now("État de la demande", status.label());
    match request_id(path) {
        Ok(id) => page.action(requests::url(id), "Voir la demande").into(),
        Err(error) => error,
    }
}
