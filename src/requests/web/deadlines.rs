//! The deadlines of my requests, to read and for a calendar.

use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::organisations::{self, OrganisationId};
use crate::requests::model::Request;
use crate::requests::pages::DeadlinesPage;
use crate::requests::{standing, store, views};
use crate::shell::{AccountId, Answer, PageError, SignedIn, Web};

/// Requests shown at most.
const MOST: i64 = 200;

pub(super) async fn list(web: Web, person: SignedIn) -> Answer {
    let (account, now) = (person.account(), web.ctx().now);
    let found = web
        .db()
        .read(move |c| Ok((running(c, account)?, views::recent_delays(c, now)?)));
    let (requests, delays) = found.await?;
    web.page(&DeadlinesPage::new(&requests, &delays))
}

pub(super) async fn calendar(web: Web, person: SignedIn) -> Answer {
    let requests = of(&web, person.account()).await?;
    let base = web.config().link("");
    let text = standing::calendar(&requests, web.ctx().now, &base);
    web.text("text/calendar; charset=utf-8", text)
}

async fn of(web: &Web, account: AccountId) -> Result<Vec<Request>, PageError> {
    Ok(web.db().read(move |c| Ok(running(c, account)?)).await?)
}

/// The requests of the person's organisations that wait for somebody.
fn running(c: &mut Conn, account: AccountId) -> Result<Vec<Request>, Fault> {
    let own: Vec<OrganisationId> = organisations::organisations_of(c, account)?
        .into_iter()
        .map(|(organisation, _)| organisation.id)
        .collect();
    store::running(c, &own, MOST)
}
