//! `/journal`, for supervisors, administrators and auditors; and the journal of a request, for the desk.

use super::pages::{JournalPage, RequestJournalPage};
use super::views::{self, Filter};
use crate::kernel::clock::Day;
use crate::kernel::error::Never;
use crate::requests::{AccessError, Actor, RequestId};
use crate::review;
use crate::shell::{
    Administrator, Answer, Auditor, PageError, Path, Reviewer, Routes, Staff, Supervisor, Web,
};

const PAGE_SIZE: i64 = 50;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("journal")
        .get("/journal", list)
        .get("/instruction/{id}/journal", of_request)
}

/// What happened on a request, for those who instruct it or watch over them.
async fn of_request(
    _: Staff<(Reviewer, Supervisor, Auditor)>,
    web: Web,
    path: Path<String>,
) -> Answer {
    let id: RequestId = path.parse().map_err(|_| PageError::NotFound)?;
    let by = Actor::of(web.viewer()).ok_or(PageError::NotFound)?;
    let current = page_number(&web);
    let found = web
        .db()
        .read(move |c| {
            let (request, _) = review::desk_reading(c, &by, id)?;
            let entries = views::page_of_request(c, id, current, PAGE_SIZE)?;
            Ok((request, entries))
        })
        .await;
    let (request, found) = found.map_err(|failure| {
        PageError::of(failure, |error| match error {
            AccessError::Unknown => PageError::NotFound,
            AccessError::Forbidden | AccessError::NotNow(_) => PageError::Forbidden(
                "Le journal d'une demande est réservé à l'équipe qui l'instruit.".to_owned(),
            ),
        })
    })?;
    web.page(&RequestJournalPage::new(&request, found, current))
}

fn page_number(web: &Web) -> i64 {
    let asked = web.query("page").parse::<i64>();
    asked.unwrap_or(1).clamp(1, 1_000_000)
}

async fn list(_: Staff<(Supervisor, Administrator, Auditor)>, web: Web) -> Answer {
    let filter = Filter {
        action: web.query("action"),
        about: web.query("objet").parse().ok(),
        from: Day::parse(&web.query("du")),
        until: Day::parse(&web.query("au")),
    };
    let current = page_number(&web);
    let asked = filter.clone();
    let found = web
        .db()
        .read::<_, Never, _>(move |c| Ok(views::search(c, &asked, current, PAGE_SIZE)?))
        .await?;
    web.page(&JournalPage::new(found, &filter, current, PAGE_SIZE))
}
