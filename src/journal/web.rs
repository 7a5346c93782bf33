//! `/journal`, for supervisors, administrators and auditors.

use super::pages::JournalPage;
use super::views::{self, Filter};
use crate::kernel::clock::Day;
use crate::kernel::error::Never;
use crate::shell::{Administrator, Answer, Auditor, Routes, Staff, Supervisor, Web};

const PAGE_SIZE: i64 = 50;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("journal").get("/journal", list)
}

async fn list(_: Staff<(Supervisor, Administrator, Auditor)>, web: Web) -> Answer {
    let filter = Filter {
        action: web.query("action"),
        about: web.query("objet").parse().ok(),
        from: Day::parse(&web.query("du")),
        until: Day::parse(&web.query("au")),
    };
    let current = web
        .query("page")
        .parse::<i64>()
        .unwrap_or(1)
        .clamp(1, 1_000_000);
    let asked = filter.clone();
    let found = web
        .db()
        .read::<_, Never, _>(move |c| Ok(views::search(c, &asked, current, PAGE_SIZE)?))
        .await?;
    web.page(&JournalPage::new(found, &filter, current, PAGE_SIZE))
}
