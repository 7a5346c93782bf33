//! The queue, and its views as files.

use super::Desk;
use crate::kernel::error::Outcome;
use crate::kernel::spreadsheet::FileKind;
use crate::review::export;
use crate::review::pages::{Asked, FiltersPage, QueuePage, queue_views};
use crate::review::queue::Ask;
use crate::review::views::{self, Asker};
use crate::review::{service, urls};
use crate::shell::actor::Role;
use crate::shell::routes::Routes;
use crate::shell::web::{Answer, Web};

/// The routes of the queue.
pub fn routes() -> Routes {
    Routes::new("review")
        .get(urls::QUEUE, queue)
        .get(urls::FILTERS, filters)
        .get("/instruction/export.csv", csv)
        .get("/instruction/export.ods", ods)
}

async fn queue(web: Web, staff: Desk) -> Answer {
    let ask = Ask::parse(|name| web.query(name));
    if ask.company().is_err() {
        return filters(web, staff).await;
    }
    let who = Asker {
        me: staff.account(),
        now: web.ctx().now,
    };
    let question = ask.clone();
    let found: Outcome<_> = web
        .db()
        .glance(move |c| {
            let furniture = views::furniture(c, who.me)?;
            let (labels, asks): (Vec<_>, Vec<_>) = queue_views(&furniture).into_iter().unzip();
            let counts = views::counts(c, &asks, who)?;
            let tabs = labels.into_iter().zip(asks).zip(counts);
            let tabs = tabs.map(|((label, ask), count)| (label, ask, count));
            Ok((furniture, tabs.collect(), views::queue(c, &question, who)?))
        })
        .await;
    let (furniture, views, rows) = found?;
    let around = Asked {
        ask,
        furniture,
        views,
        today: who.now.paris_day(),
        may_act: staff.has(Role::Reviewer) || staff.has(Role::Supervisor),
    };
    web.page(&QueuePage::new(around, rows))
}

/// Every filter; also what answers a question that can't be understood.
async fn filters(web: Web, staff: Desk) -> Answer {
    let (ask, me) = (Ask::parse(|name| web.query(name)), staff.account());
    let furniture: Outcome<_> = web.db().glance(move |c| Ok(views::furniture(c, me)?)).await;
    let page = FiltersPage::new(&ask, &furniture?);
    if ask.company().is_err() {
        web.mistakes(&page)
    } else {
        web.page(&page)
    }
}

async fn csv(web: Web, staff: Desk) -> Answer {
    give(&web, &staff, FileKind::Csv).await
}

async fn ods(web: Web, staff: Desk) -> Answer {
    give(&web, &staff, FileKind::Ods).await
}

async fn give(web: &Web, staff: &Desk, kind: FileKind) -> Answer {
    let ask = Ask {
        after: None,
        ..Ask::parse(|name| web.query(name))
    };
    let (me, now) = (staff.account(), web.ctx().now);
    let made: Outcome<_> = web
        .db()
        .read(move |c| Ok(export::make(c, &ask, Asker { me, now }, kind)?))
        .await;
    let (rows, bytes) = made?;
    let noted: Outcome<()> = web
        .write(move |tx, ctx| Ok(service::note_export(tx, ctx, me, (kind.code(), rows))?))
        .await;
    noted?;
    let name = format!("demandes-{}.{}", now.paris_day(), kind.code());
    web.made((&name, kind.media_type()), bytes)
}
