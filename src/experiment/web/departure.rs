//! A supervisor lets a request that waits pass before others.

use actix_web::web::Path;

use super::super::pages::DeparturePage;
use super::super::service::{self, Depart, DepartError};
use super::super::urls;
use crate::kernel::error::{Failure, Outcome};
use crate::requests::{self, AccessError, Action, Actor, Request, RequestId, Status};
use crate::shell::actor::{Staff, Supervisor};
use crate::shell::errors::{ConflictPage, PageError};
use crate::shell::flash::Flash;
use crate::shell::form::{FormState, RawForm};
use crate::shell::protected::Protected;
use crate::shell::web::{Answer, Web};

/// Longest reason.
const REASON_MAX: usize = 2_000;

fn part(path: &str) -> Result<RequestId, PageError> {
    path.parse().map_err(|_| PageError::NotFound)
}

/// The request, if it waits and this person may decide on it.
async fn waiting(web: &Web, id: RequestId) -> Result<(Actor, Request), PageError> {
    let actor = Actor::of(web.viewer()).ok_or(PageError::NotFound)?;
    let by = actor.clone();
    let found: Outcome<_, AccessError> = web
        .db()
        .read(move |c| requests::authorised(c, &by, id, Action::Instruct))
        .await;
    let request = found.map_err(|failure| PageError::of(failure, denied))?;
    if request.status() == Status::Waitlisted {
        Ok((actor, request))
    } else {
        Err(gone(id))
    }
}

fn denied(error: AccessError) -> PageError {
    match error {
        AccessError::Unknown => PageError::NotFound,
        AccessError::Forbidden | AccessError::NotNow(_) => PageError::Forbidden(
            "Vous ne pouvez pas décider de cette demande : vous êtes membre de l'organisation."
                .to_owned(),
        ),
    }
}

fn gone(id: RequestId) -> PageError {
    ConflictPage::new("Cette demande n'attend pas de place, ou une place lui est déjà proposée. Rien n'est enregistré.")
        .action(urls::request(id), "Voir la demande")
        .action(urls::PANEL, "Voir le panel")
        .into()
}

pub(super) async fn show(web: Web, _: Staff<Supervisor>, path: Path<String>) -> Answer {
    let (_, request) = waiting(&web, part(&path)?).await?;
    web.page(&DeparturePage::new(&request, FormState::empty()))
}

pub(super) async fn decide(
    web: Web,
    _: Staff<Supervisor>,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let id = part(&path)?;
    let (actor, request) = waiting(&web, id).await?;
    let mut form = FormState::new(&raw);
    let reason = form.required(&raw, "motif", "Motif", REASON_MAX);
    if form.has_errors() {
        return web.mistakes(&DeparturePage::new(&request, form));
    }
    let cmd = Depart {
        actor,
        request: id,
        reason,
    };
    let done = web
        .write(move |tx, ctx| service::depart(tx, ctx, &cmd))
        .await;
    match done {
        Ok(()) => web.see_other_with(
            urls::PANEL,
            Flash::success("Cette demande passera avant les autres."),
        ),
        Err(Failure::Refused(DepartError::Access(error))) => Err(denied(error)),
        Err(Failure::Refused(
            DepartError::NotWaiting(_) | DepartError::Seated | DepartError::NoReason,
        )) => Err(gone(id)),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}
