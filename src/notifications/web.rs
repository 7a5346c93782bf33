//! Routes and handlers of this room.
//!
//! Leaving a kind of mails is asked by mail programs too (RFC 8058): without a cookie, so without our token. The signed
//! address is the permission, and all it gives.

use super::model::{NotificationId, Topic};
use super::pages::{LeavePage, ListPage, PreferencesPage};
use super::{leaving, service, store, urls};
use crate::kernel::error::Outcome;
use crate::shell::{Answer, Flash, PageError, Path, Protected, RawForm, Routes, SignedIn, Web};

/// Notices on one page.
const PAGE: usize = 30;

/// Every route of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("notifications")
        .get(urls::LIST, list)
        .post(urls::READ_ALL, read_all)
        .post("/notifications/{id}/ouvrir", open)
        .post("/notifications/{id}/lue", read)
        .get(urls::PREFERENCES, preferences)
        .post(urls::PREFERENCES, choose)
        .get("/desabonnement/{token}", ask_to_leave)
        .post("/desabonnement/{token}", leave)
}

async fn list(web: Web, me: SignedIn) -> Answer {
    let account = me.account();
    let before = web.query("avant").parse::<NotificationId>().ok();
    let found: Outcome<_> = web
        .db()
        .read(move |c| {
            let (listed, more) = store::listed(c, account, before, PAGE)?;
            Ok((listed, more, store::unread(c, account)?))
        })
        .await;
    let (listed, more, unread) = found?;
    web.page(&ListPage::new(listed, more, (unread, before.is_some())))
}

/// Marks the notice read; where it leads.
async fn mark(web: &Web, me: &SignedIn, path: &str) -> Result<String, PageError> {
    let id = path
        .parse::<NotificationId>()
        .map_err(|_| PageError::NotFound)?;
    let account = me.account();
    let link: Outcome<_> = web
        .write(move |tx, ctx| Ok(service::read(tx, ctx, account, id)?))
        .await;
    link?.ok_or(PageError::NotFound)
}

async fn open(web: Web, me: SignedIn, path: Path<String>, _: Protected<RawForm>) -> Answer {
    let link = mark(&web, &me, &path).await?;
    web.see_other(link)
}

async fn read(web: Web, me: SignedIn, path: Path<String>, _: Protected<RawForm>) -> Answer {
    mark(&web, &me, &path).await?;
    web.see_other(urls::LIST)
}

async fn read_all(web: Web, me: SignedIn, _: Protected<RawForm>) -> Answer {
    let account = me.account();
    let done: Outcome<()> = web
        .write(move |tx, ctx| Ok(service::read_all(tx, ctx, account)?))
        .await;
    done?;
    web.see_other_with(urls::LIST, Flash::success("Tout est marqué comme lu."))
}

async fn preferences(web: Web, me: SignedIn) -> Answer {
    let account = me.account();
    let refused: Outcome<_> = web
        .db()
        .read(move |c| Ok(store::refused(c, account)?))
        .await;
    web.page(&PreferencesPage::new(&refused?))
}

async fn choose(web: Web, me: SignedIn, Protected(raw): Protected<RawForm>) -> Answer {
    let account = me.account();
    let wanted: Vec<Topic> = raw
        .all("sujets")
        .into_iter()
        .filter_map(|topic| topic.parse().ok())
        .collect();
    let done: Outcome<()> = web
        .write(move |tx, ctx| Ok(service::choose(tx, ctx, account, &wanted)?))
        .await;
    done?;
    web.see_other_with(
        urls::PREFERENCES,
        Flash::success("Vos choix sont enregistrés."),
    )
}

async fn ask_to_leave(web: Web, token: Path<String>) -> Answer {
    let named = leaving::read(web.ctx().vault(), &token)?;
    let (_, topic) = named.ok_or(PageError::NotFound)?;
    web.page(&LeavePage {
        topic: topic.label(),
        action: urls::leave(&token),
        done: false,
    })
}

async fn leave(web: Web, token: Path<String>) -> Answer {
    let ctx = web.ctx();
    let named = leaving::read(ctx.vault(), &token)?;
    let (account, topic) = named.ok_or(PageError::NotFound)?;
    let done: Outcome<()> = web
        .db()
        .write(move |tx| Ok(service::leave(tx, &ctx, account, topic)?))
        .await;
    done?;
    web.page(&LeavePage {
        topic: topic.label(),
        action: urls::leave(&token),
        done: true,
    })
}
