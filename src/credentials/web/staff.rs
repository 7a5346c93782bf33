//! The staff's side: credentials in force, emergency revocation.

use actix_web::web::Path;

use super::reason;
use super::space::revoke_refused;
use crate::credentials::model::CredentialId;
use crate::credentials::pages::{InForcePage, StaffRevokePage};
use crate::credentials::{service, store, urls, views};
use crate::kernel::error::Never;
use crate::shell::{
    Answer, Auditor, Flash, FormState, Officer, PageError, Protected, RawForm, Role, Staff,
    Supervisor, Web,
};

/// Who may revoke.
type Revokers = Staff<(Officer, Supervisor)>;

pub(super) async fn in_force(web: Web, who: Staff<(Officer, Auditor, Supervisor)>) -> Answer {
    let may_revoke = who.has(Role::Officer) || who.has(Role::Supervisor);
    let number = web
        .query("page")
        .parse::<i64>()
        .unwrap_or(1)
        .clamp(1, 100_000);
    let read = web.db().read::<_, Never, _>(move |c| {
        Ok(InForcePage::new(
            views::in_force(c, number)?,
            may_revoke,
            number,
            views::count_in_force(c)?,
        ))
    });
    web.page(&read.await?)
}

pub(super) async fn revocation(web: Web, _who: Revokers, id: Path<CredentialId>) -> Answer {
    let page = revoke_page(&web, id.into_inner(), FormState::empty()).await?;
    web.page(&page)
}

async fn revoke_page(
    web: &Web,
    id: CredentialId,
    form: FormState,
) -> Result<StaffRevokePage, PageError> {
    let read = web.db().read::<_, Never, _>(move |c| {
        let Some((service, _)) = store::find(c, id)? else {
            return Ok(None);
        };
        Ok(Some(views::letter(c, service, id)?))
    });
    let letter = read.await?.ok_or(PageError::NotFound)?;
    Ok(StaffRevokePage::new(
        id,
        letter.service,
        letter.organisation,
        form,
    ))
}

pub(super) async fn revoke(
    web: Web,
    _who: Revokers,
    id: Path<CredentialId>,
    form: Protected<RawForm>,
) -> Answer {
    let id = id.into_inner();
    let reason = match reason(&form.0) {
        Ok(reason) => reason,
        Err(mistakes) => {
            let page = revoke_page(&web, id, mistakes).await?;
            return web.mistakes(&page);
        }
    };
    let done = web
        .write(move |tx, ctx| service::revoke_as_staff(tx, ctx, id, &reason))
        .await;
    done.map_err(|failure| PageError::of(failure, |refusal| revoke_refused(urls::LIST, refusal)))?;
    web.see_other_with(
        urls::LIST,
        Flash::success("Identifiants révoqués. L'équipe du service est prévenue."),
    )
}
