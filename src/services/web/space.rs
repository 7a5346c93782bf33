//! My services, the overview of one, its habilitation.

use actix_web::web::Path;

use super::{denied, note_audit, opened};
use crate::kernel::error::Never;
use crate::services::model::{Denied, ServiceId};
use crate::services::pages::{HabilitationPage, ListPage, ServicePage, Tab};
use crate::services::policy::Action;
use crate::services::{store, timeline, views};
use crate::shell::{Answer, Role, SignedIn, Web};

pub(super) async fn list(web: Web, who: SignedIn) -> Answer {
    let account = who.account();
    let audits = web.viewer().has(Role::Auditor);
    let before = web.query("avant").parse::<ServiceId>().ok();
    let read = web.db().read::<_, Never, _>(move |c| {
        let page = ListPage::new(views::mine(c, account)?);
        Ok(if audits {
            page.audited(views::all(c, before)?)
        } else {
            page
        })
    });
    web.page(&read.await?)
}

pub(super) async fn overview(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    note_audit(&web, &who, id).await?;
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (access, head) = opened(c, account, id, Action::View, Tab::Overview)?;
        let steps = store::steps(c, id)?;
        let counts = (
            views::count_sandbox_clients(c, id)?,
            views::team(c, id)?.len(),
        );
        let timeline = timeline::of_service(&access.service, &steps);
        Ok(ServicePage::new(head, &access.service, timeline, counts))
    });
    web.page(&read.await.map_err(denied)?)
}

pub(super) async fn habilitation(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    note_audit(&web, &who, id).await?;
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (access, head) = opened(c, account, id, Action::View, Tab::Habilitation)?;
        let right = views::habilitation(c, access.service.habilitation)?;
        let former = views::former_rights(c, id, access.service.habilitation)?;
        let amend = crate::requests::url(access.service.request);
        Ok(HabilitationPage::new(head, right, (former, amend)))
    });
    web.page(&read.await.map_err(denied)?)
}
