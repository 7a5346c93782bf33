//! The desk's routes: the queue and the files. Decisions and settings have their own files.

pub(super) mod answers;
mod batch;
mod commits;
mod decisions;
mod giving_up;
mod previews;
mod proposals;
mod queue;
mod settings;
mod templates;
mod tools;

use actix_web::web::Path;

use super::pages::FilePage;
use super::presence;
use super::service::{self, is_new};
use super::steps::Step;
use super::views::{self, File};
use super::{assignment, notes, precedents};
use crate::kernel::error::{Failure, Outcome};
use crate::requests::{Actor, RequestId};
use crate::shell::actor::{Auditor, Reviewer, Staff, Supervisor};
use crate::shell::errors::PageError;
use crate::shell::routes::Routes;
use crate::shell::web::{Answer, Web};

/// Who may look at the desk.
pub(super) type Desk = Staff<(Reviewer, Supervisor, Auditor)>;
/// Who may decide.
pub(super) type Decider = Staff<(Reviewer, Supervisor)>;

/// The routes of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("review")
        .and(queue::routes())
        .and(tools::routes())
        .and(batch::routes())
        .get("/instruction/{id}", file)
        .and(decisions::routes())
        .and(proposals::routes())
        .and(giving_up::routes())
        .and(assignment::routes())
        .and(notes::routes())
        .and(precedents::routes())
        .and(presence::routes())
        .and(settings::routes())
        .and(templates::routes())
}

async fn file(web: Web, staff: Desk, path: Path<String>) -> Answer {
    let file = load(&web, &path).await?;
    note_read(&web, &file).await?;
    let ctx = web.ctx();
    let steps = steps(&web, &file);
    let page = FilePage::new(file, &steps, (ctx.now, staff.account()));
    web.page(&page)
}

/// Loads the file named in the address, if the viewer may read it.
pub(super) async fn load(web: &Web, id: &str) -> Result<File, PageError> {
    let (id, actor) = (request_id(id)?, actor(web)?);
    let now = web.ctx().now;
    let found = web
        .db()
        .read(move |c| views::file(c, (&actor, now), id))
        .await;
    found.map_err(|failure| PageError::of(failure, answers::denied))
}

pub(super) fn request_id(text: &str) -> Result<RequestId, PageError> {
    text.parse::<RequestId>().map_err(|_| PageError::NotFound)
}

pub(super) fn actor(web: &Web) -> Result<Actor, PageError> {
    Actor::of(web.viewer()).ok_or(PageError::NotFound)
}

/// What reading writes: that it was read, and by whom it is read now. Not at each reading.
async fn note_read(web: &Web, file: &File) -> Result<(), PageError> {
    let (ctx, actor, id) = (web.ctx(), actor(web)?, file.request.id);
    let (read_at, until) = file.mine.map(|mine| (mine.read_at, mine.until)).unzip();
    if !is_new(read_at, ctx.now) && !presence::is_due(until.flatten(), ctx.now) {
        return Ok(());
    }
    let noted: Outcome<()> = web
        .write(move |tx, ctx| Ok(service::note_read(tx, ctx, actor.account, id)?))
        .await;
    Ok(noted.map_err(Failure::into_fault)?)
}

/// The steps that the viewer may take now. While a proposal waits, no other unfavourable decision is offered.
fn steps(web: &Web, file: &File) -> Vec<Step> {
    let ctx = web.ctx();
    let by = ctx.account().unwrap_or_default();
    Step::ALL
        .iter()
        .copied()
        .filter(|step| file.may_decide && step.is_possible(&file.request, by, ctx.now))
        .filter(|step| file.proposal.is_none() || step.unfavourable().is_none())
        .collect()
}
