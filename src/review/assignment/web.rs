//! Routes and handlers of assignment.

mod recusals;

use actix_web::web::Path;

use super::absences::{self, AbsenceError, AbsenceId};
use super::pages::{HandOverPage, Team, TeamPage, TeamViewer};
use super::service::{self, HandOver};
use super::{forms, store};
use crate::kernel::error::{Failure, Outcome};
use crate::kernel::text;
use crate::requests::{
    self, AccessError, Action, HandOverError, Instructor, Move, MoveError, Request, RequestId,
};
use crate::review::urls;
use crate::review::web::{Decider, Desk, actor, answers, load as load_file, request_id};
use crate::review::{DeskError, forms as desk_forms};
use crate::shell::{
    Answer, Flash, FormState, PageError, Protected, RawForm, Role, Routes, Staff, Supervisor, Web,
};

type Form = Protected<RawForm>;

/// The routes of assignment.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("review")
        .get("/instruction/{id}/confier", ask_hand_over)
        .post("/instruction/{id}/confier", hand_over)
        .and(recusals::routes())
        .get(urls::TEAM, team)
        .post(urls::TEAM, declare)
        .post("/instruction/equipe/absences/{absence}/supprimer", remove)
        .post(urls::SHARE_OUT, share_out)
}

/// The request, if the viewer instructs it, and who else may.
async fn load(web: &Web, id: RequestId) -> Result<(Request, Vec<Instructor>), PageError> {
    let by = actor(web)?;
    let found = web
        .db()
        .read(move |c| {
            let request = requests::authorised(c, &by, id, Action::Instruct)?;
            let able = requests::instructors(c, &request)?;
            Ok((request, able))
        })
        .await;
    found.map_err(|failure: Failure<AccessError>| PageError::of(failure, answers::denied))
}

async fn ask_hand_over(web: Web, _: Decider, path: Path<String>) -> Answer {
    let (request, able) = load(&web, request_id(&path)?).await?;
    let form = FormState::empty().with("vu", request.version.to_string());
    web.page(&HandOverPage::new(&request, able, form))
}

async fn hand_over(web: Web, _: Decider, path: Path<String>, Protected(raw): Form) -> Answer {
    let id = request_id(&path)?;
    let (to, note) = match forms::hand_over(&raw) {
        Ok(asked) => asked,
        Err(form) => {
            let (request, able) = load(&web, id).await?;
            return web.mistakes(&HandOverPage::new(&request, able, form));
        }
    };
    let on = Move {
        actor: actor(&web)?,
        request: id,
        seen: desk_forms::seen(&raw),
    };
    let cmd = HandOver { on, to, note };
    let done = web
        .write(move |tx, ctx| service::hand_over(tx, ctx, &cmd))
        .await;
    match done {
        Ok(()) => web.see_other_with(
            urls::file(id),
            Flash::success("La demande est confiée à votre collègue, qui en est prévenu."),
        ),
        Err(Failure::Refused(HandOverError::NotTheirs)) => {
            let (request, able) = load(&web, id).await?;
            let mut form = FormState::new(&raw);
            let words =
                "Cette personne ne peut pas instruire cette demande : choisissez-en une autre.";
            forms::not_theirs(&mut form, words);
            web.mistakes(&HandOverPage::new(&request, able, form))
        }
        Err(Failure::Refused(HandOverError::Move(error))) => Err(moved(&web, id, error).await),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

/// What a move that was refused shows: the request as it now stands.
async fn moved(web: &Web, id: RequestId, error: MoveError) -> PageError {
    match load_file(web, &id.to_string()).await {
        Ok(file) => answers::refused(&DeskError::Move(error), &file),
        Err(page) => page,
    }
}

fn viewer(staff: &Desk) -> TeamViewer {
    TeamViewer {
        account: staff.account(),
        reviews: staff.has(Role::Reviewer),
        supervises: staff.has(Role::Supervisor),
    }
}

async fn load_team(web: &Web) -> Result<Team, PageError> {
    let today = web.ctx().now.paris_day();
    let found: Outcome<Team> = web
        .db()
        .read(move |c| {
            Ok(Team {
                members: service::team(c, today)?,
                absences: store::absences(c, today)?,
            })
        })
        .await;
    Ok(found?)
}

async fn team(web: Web, staff: Desk) -> Answer {
    let team = load_team(&web).await?;
    web.page(&TeamPage::new(&team, viewer(&staff), FormState::empty()))
}

async fn declare(web: Web, staff: Decider, Protected(raw): Form) -> Answer {
    let (by, supervises) = (staff.account(), staff.has(Role::Supervisor));
    let viewer = TeamViewer {
        account: by,
        reviews: staff.has(Role::Reviewer),
        supervises,
    };
    let cmd = match forms::absence(&raw, by, supervises) {
        Ok(cmd) => cmd,
        Err(form) => return web.mistakes(&TeamPage::new(&load_team(&web).await?, viewer, form)),
    };
    let done = web
        .write(move |tx, ctx| absences::declare(tx, ctx, by, cmd))
        .await;
    match done {
        Ok(_) => web.see_other_with(urls::TEAM, Flash::success("L'absence est enregistrée.")),
        Err(Failure::Refused(error)) => {
            let mut form = FormState::new(&raw);
            forms::refused_absence(&mut form, error);
            web.mistakes(&TeamPage::new(&load_team(&web).await?, viewer, form))
        }
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

async fn remove(web: Web, staff: Decider, path: Path<String>, _: Form) -> Answer {
    let id: AbsenceId = path.parse().map_err(|_| PageError::NotFound)?;
    let by = (staff.account(), staff.has(Role::Supervisor));
    let done = web
        .write(move |tx, ctx| absences::remove(tx, ctx, by, id))
        .await;
    done.map_err(|failure: Failure<AbsenceError>| PageError::of(failure, |_| PageError::NotFound))?;
    web.see_other_with(urls::TEAM, Flash::success("L'absence est supprimée."))
}

async fn share_out(web: Web, _: Staff<Supervisor>, _: Form) -> Answer {
    let by = actor(&web)?;
    let done: Outcome<(usize, usize)> = web
        .write(move |tx, ctx| Ok(service::assign_waiting(tx, ctx, &by)?))
        .await;
    web.see_other_with(urls::TEAM, shared_out(done?))
}

fn shared_out((given, seen): (usize, usize)) -> Flash {
    let counted = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    if seen == 0 {
        return Flash::info("Aucune demande n'attend d'être prise en charge.");
    }
    let words = text::count(counted(given), "demande confiée", "demandes confiées");
    if given == seen {
        return Flash::success(format!("{words}."));
    }
    let left = text::count(counted(seen - given), "demande reste", "demandes restent");
    Flash::warning(format!("{words}.")).with_text(format!(
        "{left} en attente : toutes les personnes qui pourraient les instruire sont absentes."
    ))
}
