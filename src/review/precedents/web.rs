//! The route of precedents.

use actix_web::web::Path;

use super::pages::PrecedentsPage;
use super::views;
use crate::kernel::error::Failure;
use crate::requests::AccessError;
use crate::review::reading;
use crate::review::web::{Desk, actor, answers, request_id};
use crate::shell::{Answer, PageError, Routes, Web};

/// The routes of precedents.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("review").get("/instruction/{id}/precedents", show)
}

async fn show(web: Web, staff: Desk, path: Path<String>) -> Answer {
    let (id, by, reader) = (request_id(&path)?, actor(&web)?, staff.account());
    let found = web
        .db()
        .read(move |c| {
            let (request, _) = reading::desk_reading(c, &by, id)?;
            let precedents = views::of(c, &request, reader)?;
            Ok((request, precedents))
        })
        .await;
    let (request, precedents) =
        found.map_err(|failure: Failure<AccessError>| PageError::of(failure, answers::denied))?;
    web.page(&PrecedentsPage::new(&request, &precedents))
}
