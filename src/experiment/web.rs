//! The experiment's routes: the public page, the panel, the settings, the place of a request.

mod departure;
mod place;
mod settings;

use actix_web::web::Path;

use super::model::ExperimentId;
use super::pages::{PanelPage, PublicPage, SeatsPage, SimulationPage};
use super::{criteria, store, urls, views};
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::shell::actor::{Anyone, Auditor, Reviewer, Role, Staff, Supervisor};
use crate::shell::errors::PageError;
use crate::shell::routes::Routes;
use crate::shell::web::{Answer, Web};

/// The routes of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("experiment")
        .get(urls::PUBLIC, public)
        .get("/experimentations/{experience}", past)
        .get(urls::PANEL, panel)
        .get(urls::SEATS, seats)
        .get(urls::SIMULATION, simulation)
        .get(urls::SETTINGS, settings::show)
        .post(urls::SETTINGS, settings::save)
        .get(urls::NEXT, settings::next)
        .post(urls::NEXT, settings::begin)
        .get("/instruction/experimentations/{experience}", past_panel)
        .get("/demandes/{id}/place", place::show)
        .post("/demandes/{id}/place/accepter", place::accept)
        .post("/demandes/{id}/place/refuser", place::decline)
        .get("/instruction/{id}/passage", departure::show)
        .post("/instruction/{id}/passage", departure::decide)
        .and(criteria::routes())
}

/// Who may look at the panel.
type Desk = Staff<(Reviewer, Supervisor, Auditor)>;

fn named(path: &str) -> Result<Option<ExperimentId>, PageError> {
    path.parse().map(Some).map_err(|_| PageError::NotFound)
}

async fn public(web: Web, _: Anyone) -> Answer {
    shown(&web, None).await
}

async fn past(web: Web, _: Anyone, path: Path<String>) -> Answer {
    shown(&web, named(&path)?).await
}

async fn shown(web: &Web, id: Option<ExperimentId>) -> Answer {
    let today = web.ctx().now.paris_day();
    let (opening, all) = chosen(web, id, views::opening).await?;
    web.page(&PublicPage::new(opening.as_ref(), today, &all))
}

async fn panel(web: Web, staff: Desk) -> Answer {
    panel_of(&web, &staff, None).await
}

async fn past_panel(web: Web, staff: Desk, path: Path<String>) -> Answer {
    panel_of(&web, &staff, named(&path)?).await
}

async fn panel_of(web: &Web, staff: &Desk, id: Option<ExperimentId>) -> Answer {
    let (panel, all) = chosen(web, id, views::panel).await?;
    let may_configure = staff.has(Role::Supervisor);
    let today = web.ctx().now.paris_day();
    web.page(&PanelPage::new(panel, (today, may_configure), &all))
}

/// What is read of one experiment, or of the one spoken of today, and all of them; unknown ids are not found.
async fn chosen<T: Send + 'static>(
    web: &Web,
    id: Option<ExperimentId>,
    read: fn(&mut Conn, store::Experiment) -> Result<T, Fault>,
) -> Result<(Option<T>, Vec<store::Experiment>), PageError> {
    let today = web.ctx().now.paris_day();
    let found: Outcome<_> = web
        .db()
        .read(move |c| {
            let (current, all) = views::overview(c, today)?;
            let chosen = match id {
                Some(id) => store::find(c, id)?,
                None => current,
            };
            let read = chosen.map(|experiment| read(c, experiment)).transpose()?;
            Ok((read, all))
        })
        .await;
    let (read, all) = found?;
    if id.is_some() && read.is_none() {
        return Err(PageError::NotFound);
    }
    Ok((read, all))
}

async fn seats(web: Web, _: Desk) -> Answer {
    let id = match web.query("experimentation").as_str() {
        "" => None,
        id => named(id)?,
    };
    let (panel, _) = chosen(&web, id, views::panel).await?;
    web.page(&SeatsPage::from(panel))
}

async fn simulation(web: Web, _: Desk) -> Answer {
    let (today, chosen) = (web.ctx().now.paris_day(), web.queries("demande"));
    let found: Outcome<_> = web
        .db()
        .read(move |c| {
            let Some(experiment) = store::current(c, today)? else {
                return Ok(None);
            };
            let seats = store::seats(c, experiment.id)?;
            let candidates = views::candidates(c, &experiment)?;
            Ok(Some((experiment, seats, candidates)))
        })
        .await;
    let Some((experiment, seats, candidates)) = found? else {
        return web.see_other(urls::PANEL);
    };
    web.page(&SimulationPage::new(
        &experiment,
        &seats,
        (candidates, &chosen),
    ))
}
