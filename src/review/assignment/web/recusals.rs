//! Stating a conflict of interest, and taking one back that was stated by mistake.

use actix_web::web::Path;

use super::super::forms;
use super::super::pages::{LiftPage, RecusalPage};
use super::super::service::{self, Lift};
use super::{Form, load, moved};
use crate::kernel::error::Failure;
use crate::requests::{
    self, AccessError, Action, LiftRecusal, MoveError, Recusal, Recuse, Request,
};
use crate::review::urls;
use crate::review::web::{Decider, actor, answers, request_id};
use crate::shell::{
    AccountId, Answer, Flash, FormState, PageError, Protected, Routes, Staff, Supervisor, Web,
};

/// The routes of conflicts of interest.
pub(super) fn routes() -> Routes {
    Routes::new("review")
        .get("/instruction/{id}/conflit", ask_recusal)
        .post("/instruction/{id}/conflit", recuse)
        .get("/instruction/{id}/conflit/{account}/retirer", ask_lift)
        .post("/instruction/{id}/conflit/{account}/retirer", lift)
}

async fn ask_recusal(web: Web, staff: Decider, path: Path<String>) -> Answer {
    let (request, _) = load(&web, request_id(&path)?).await?;
    web.page(&RecusalPage::new(
        &request,
        staff.account(),
        FormState::empty(),
    ))
}

async fn recuse(web: Web, staff: Decider, path: Path<String>, Protected(raw): Form) -> Answer {
    let id = request_id(&path)?;
    let (tie, reason) = match forms::recusal(&raw) {
        Ok(stated) => stated,
        Err(form) => {
            let (request, _) = load(&web, id).await?;
            return web.mistakes(&RecusalPage::new(&request, staff.account(), form));
        }
    };
    let cmd = Recuse {
        actor: actor(&web)?,
        request: id,
        tie,
        reason,
    };
    let done = web
        .write(move |tx, ctx| service::recuse(tx, ctx, &cmd))
        .await;
    match done {
        Ok(orphan) => web.see_other_with(urls::QUEUE, stated(orphan)),
        Err(Failure::Refused(error)) => Err(moved(&web, id, error).await),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

fn stated(orphan: bool) -> Flash {
    let flash = Flash::success("Le conflit d'intérêts est déclaré. La demande vous est fermée.");
    if orphan {
        flash.with_text("Les responsables sont prévenus : ils la confieront à quelqu'un d'autre.")
    } else {
        flash.with_text("Les responsables sont prévenus.")
    }
}

/// The request and the conflict that somebody stated on it, if the viewer instructs it.
async fn stated_by(web: &Web, path: &(String, String)) -> Result<(Request, Recusal), PageError> {
    let id = request_id(&path.0)?;
    let of: AccountId = path.1.parse().map_err(|_| PageError::NotFound)?;
    let by = actor(web)?;
    let found = web
        .db()
        .read(move |c| {
            let request = requests::authorised(c, &by, id, Action::Instruct)?;
            let mut known = requests::recusals(c, id)?.into_iter();
            Ok((request, known.find(|known| known.account == of)))
        })
        .await;
    let (request, stated) =
        found.map_err(|failure: Failure<AccessError>| PageError::of(failure, answers::denied))?;
    Ok((request, stated.ok_or(PageError::NotFound)?))
}

async fn ask_lift(web: Web, _: Staff<Supervisor>, path: Path<(String, String)>) -> Answer {
    let (request, stated) = stated_by(&web, &path).await?;
    web.page(&LiftPage::new(&request, stated, FormState::empty()))
}

async fn lift(
    web: Web,
    _: Staff<Supervisor>,
    path: Path<(String, String)>,
    Protected(raw): Form,
) -> Answer {
    let (request, stated) = stated_by(&web, &path).await?;
    let reason = match forms::reason(&raw) {
        Ok(reason) => reason,
        Err(form) => return web.mistakes(&LiftPage::new(&request, stated, form)),
    };
    let on = LiftRecusal {
        actor: actor(&web)?,
        request: request.id,
        of: stated.account,
    };
    let cmd = Lift { on, reason };
    let done = web.write(move |tx, ctx| service::lift(tx, ctx, &cmd)).await;
    match done {
        Ok(()) => web.see_other_with(urls::notes(request.id), lifted(&stated)),
        Err(Failure::Refused(MoveError::Unknown)) => Err(PageError::NotFound),
        Err(Failure::Refused(error)) => Err(moved(&web, request.id, error).await),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

fn lifted(stated: &Recusal) -> Flash {
    Flash::success("Le conflit d'intérêts est retiré.").with_text(format!(
        "La demande est rouverte à {}, qui en est prévenu par une notification.",
        stated.name
    ))
}
