//! The routes of test identities. A service sees those of everybody and its own.

use super::model::{Identity, IdentityId};
use super::own::{self, OwnError};
use super::pages::{IdentitiesPage, IdentityFormPage, IdentityPage};
use super::{all, forms, urls};
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Outcome};
use crate::services::{self, Access, Action, Denied, ServiceId, SpaceHead, Status, Tab, allows};
use crate::shell::{
    AccountId, Answer, ConflictPage, Flash, FormState, PageError, Path, Protected, RawForm, Routes,
    SignedIn, Web,
};

/// The routes of identities.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("sandbox")
        .get("/espace/services/{id}/identites", list)
        .get("/espace/services/{id}/identites/nouvelle", creation)
        .post("/espace/services/{id}/identites/nouvelle", create)
        .get("/espace/services/{id}/identites/{identite}", show)
        .post("/espace/services/{id}/identites/{identite}/retirer", remove)
}

fn denied(failure: Failure<Denied>) -> PageError {
    PageError::of(failure, services::refused)
}

fn opened(
    c: &mut Conn,
    account: AccountId,
    id: ServiceId,
    action: Action,
) -> Outcome<(Access, SpaceHead), Denied> {
    let access = services::authorised(c, account, id, action)?;
    let organisation = services::organisation_of(c, id)?;
    let head = SpaceHead::new(&access.service, &organisation, Tab::Identities);
    Ok((access, head))
}

/// Whether a page offers what the use cases allow: nothing changes in a closed service.
fn may_configure(access: &Access) -> bool {
    allows(access.role, Action::Configure) && access.service.state.status() != Status::Closed
}

async fn list(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    services::note_audit(&web, &who, id).await?;
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (access, head) = opened(c, account, id, Action::View)?;
        let identities = all::for_service(c, id)?;
        Ok(IdentitiesPage::new(
            head,
            id,
            may_configure(&access),
            &identities,
        ))
    });
    web.page(&read.await.map_err(denied)?)
}

async fn show(web: Web, who: SignedIn, path: Path<(ServiceId, String)>) -> Answer {
    let (account, (id, identity)) = (who.account(), path.into_inner());
    services::note_audit(&web, &who, id).await?;
    let now = web.ctx().now;
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (access, head) = opened(c, account, id, Action::View)?;
        let found: Option<Identity> = all::find(c, id, &IdentityId(identity))?;
        let found = found.ok_or(Denied::Unknown)?;
        Ok(IdentityPage::new(
            head,
            (id, may_configure(&access)),
            &found,
            now,
        ))
    });
    web.page(&read.await.map_err(denied)?)
}

async fn creation(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let page = form_page(&web, who.account(), id.into_inner(), forms::blank()).await?;
    web.page(&page)
}

async fn form_page(
    web: &Web,
    account: AccountId,
    id: ServiceId,
    form: FormState,
) -> Result<IdentityFormPage, PageError> {
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (_, head) = opened(c, account, id, Action::Configure)?;
        Ok(IdentityFormPage::new(head, id, form))
    });
    read.await.map_err(denied)
}

async fn create(web: Web, who: SignedIn, id: Path<ServiceId>, form: Protected<RawForm>) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    let new = match forms::kept(&form.0) {
        Ok(new) => new,
        Err(mistakes) => {
            let page = form_page(&web, account, id, mistakes).await?;
            return web.mistakes(&page);
        }
    };
    let done = web
        .write(move |tx, ctx| own::add(tx, ctx, (account, id), &new))
        .await;
    done.map_err(|failure| failed(failure, id))?;
    web.see_other_with(urls::list(id), Flash::success("Identité ajoutée."))
}

async fn remove(
    web: Web,
    who: SignedIn,
    path: Path<(ServiceId, String)>,
    _form: Protected<RawForm>,
) -> Answer {
    let (account, (id, identity)) = (who.account(), path.into_inner());
    let identity = IdentityId(identity);
    let done = web
        .write(move |tx, ctx| own::remove(tx, ctx, (account, id), &identity))
        .await;
    done.map_err(|failure| failed(failure, id))?;
    web.see_other_with(urls::list(id), Flash::success("Identité retirée."))
}

fn failed(failure: Failure<OwnError>, id: ServiceId) -> PageError {
    PageError::of(failure, |refusal| {
        let why = match refusal {
            OwnError::Denied(denied) => return services::refused(denied),
            OwnError::Unknown => return PageError::NotFound,
            OwnError::TooMany => {
                "Votre service a déjà 30 identités. Retirez-en une avant d'en ajouter une autre."
            }
            OwnError::Closed => "Ce service est fermé.",
        };
        ConflictPage::new(why)
            .action(urls::list(id), "Voir les identités")
            .into()
    })
}
