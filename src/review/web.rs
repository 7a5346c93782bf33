//! The desk's routes: the queue and the files. Decisions and settings have their own files.

mod answers;
mod decisions;
mod settings;

use actix_web::web::Path;

use super::pages::{Asked, EVERY_STATE, FilePage, QueuePage};
use super::queue::{Cursor, Search};
use super::service::{self, is_new};
use super::steps::Step;
use super::urls;
use super::views::{self, File, QueueFilter};
use crate::kernel::error::{Failure, Outcome};
use crate::requests::{Actor, LegalBasis, RequestId, Status};
use crate::shell::actor::{Auditor, Reviewer, Staff, Supervisor};
use crate::shell::errors::PageError;
use crate::shell::routes::Routes;
use crate::shell::web::{Answer, Web};

/// Who may look at the desk.
type Desk = Staff<(Reviewer, Supervisor, Auditor)>;
/// Who may decide.
type Decider = Staff<(Reviewer, Supervisor)>;

/// The routes of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("review")
        .get(urls::QUEUE, queue)
        .get("/instruction/{id}", file)
        .and(decisions::routes())
        .and(settings::routes())
}

async fn queue(web: Web, staff: Desk) -> Answer {
    let (typed, basis, text) = (web.query("etat"), web.query("fondement"), web.query("q"));
    let after = Cursor::parse(&web.query("apres"));
    let mine = web.query("qui") == "moi";
    let search = Search::parse(&text);
    let state = chosen_state(&typed, &search);
    let filter = QueueFilter {
        status: state.parse::<Status>().ok(),
        basis: basis.parse::<LegalBasis>().ok(),
        reviewer: mine.then(|| staff.account()),
        search,
        after,
    };
    let found: Outcome<_> = web
        .db()
        .glance(move |c| Ok((views::open_counts(c)?, views::queue(c, &filter)?)))
        .await;
    let (counts, rows) = found?;
    let asked = Asked {
        state: &state,
        basis: &basis,
        text: &text,
        mine,
        after,
        today: web.ctx().now.paris_day(),
    };
    web.page(&QueuePage::new(&asked, counts, rows))
}

/// Without a choice: what is to be taken, or every state when something is searched.
fn chosen_state(typed: &str, search: &Search) -> String {
    let known = typed == EVERY_STATE
        || typed
            .parse::<Status>()
            .is_ok_and(|status| status != Status::Draft);
    match (known, search) {
        (true, _) => typed.to_owned(),
        (false, Search::Nothing) => Status::Submitted.to_string(),
        (false, Search::Number(_) | Search::Words(_)) => EVERY_STATE.to_owned(),
    }
}

async fn file(web: Web, _: Desk, path: Path<String>) -> Answer {
    let file = load(&web, &path).await?;
    note_read(&web, &file).await?;
    let ctx = web.ctx();
    let steps = steps(&web, &file);
    web.page(&FilePage::new(file, &steps, ctx.now.paris_day()))
}

/// Loads the file named in the address, if the viewer may read it.
async fn load(web: &Web, id: &str) -> Result<File, PageError> {
    let (id, actor) = (request_id(id)?, actor(web)?);
    let now = web.ctx().now;
    let found = web
        .db()
        .read(move |c| views::file(c, (&actor, now), id))
        .await;
    found.map_err(|failure| PageError::of(failure, answers::denied))
}

fn request_id(text: &str) -> Result<RequestId, PageError> {
    text.parse::<RequestId>().map_err(|_| PageError::NotFound)
}

fn actor(web: &Web) -> Result<Actor, PageError> {
    Actor::of(web.viewer()).ok_or(PageError::NotFound)
}

/// The one thing that reading writes: that it was read.
async fn note_read(web: &Web, file: &File) -> Result<(), PageError> {
    let (ctx, actor, id) = (web.ctx(), actor(web)?, file.request.id);
    if !is_new(file.last_read, ctx.now) {
        return Ok(());
    }
    let noted: Outcome<()> = web
        .db()
        .write(move |tx| Ok(service::note_read(tx, &ctx, actor.account, id)?))
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
