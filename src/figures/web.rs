//! The routes of the figures. Both read what was counted, never what there is to count.

use super::pages::{DeskPage, Period, PublicPage};
use super::{store, urls, views};
use crate::kernel::error::{Failure, Outcome};
use crate::kernel::spreadsheet::FileKind;
use crate::shell::{Answer, Anyone, Auditor, PageError, Routes, Staff, Supervisor, Web};

/// The routes of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("figures")
        .get(urls::DESK, desk)
        .get("/pilotage/export.csv", csv)
        .get("/pilotage/export.ods", ods)
        .get(urls::PUBLIC, public)
}

type Sight = Staff<(Supervisor, Auditor)>;

async fn desk(web: Web, _: Sight) -> Answer {
    web.page(&read(&web).await?)
}

async fn csv(web: Web, _: Sight) -> Answer {
    file(&web, FileKind::Csv).await
}

async fn ods(web: Web, _: Sight) -> Answer {
    file(&web, FileKind::Ods).await
}

/// The figures of the page as a file.
async fn file(web: &Web, kind: FileKind) -> Answer {
    let bytes = read(web).await?.file(kind)?;
    let name = format!("pilotage-{}.{}", web.ctx().now.paris_day(), kind.code());
    web.made((&name, kind.media_type()), bytes)
}

async fn read(web: &Web) -> Result<DeskPage, PageError> {
    let (from, until) = (web.query("du"), web.query("au"));
    let period = Period::chosen((&from, &until), web.ctx().now.paris_day());
    let read: Outcome<_> = web
        .db()
        .read(move |c| {
            let desk = store::desk(c)?;
            let holding = desk.iter().flat_map(|(state, _)| state.loads.keys());
            let holding: Vec<_> = holding.copied().collect();
            let reviewers = views::reviewers(c, &holding)?;
            Ok((
                desk,
                reviewers,
                store::months(c, (period.first, period.last))?,
            ))
        })
        .await;
    let (desk, reviewers, months) = read.map_err(Failure::into_fault)?;
    Ok(DeskPage::new(period, desk.as_ref(), &reviewers, &months))
}

async fn public(web: Web, _: Anyone) -> Answer {
    let snapshot = web
        .db()
        .glance(|c| Ok(store::public(c)?))
        .await
        .map_err(Failure::into_fault)?;
    web.page(&PublicPage::new(snapshot.as_ref()))
}
