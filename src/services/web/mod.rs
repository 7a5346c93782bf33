//! The routes of the partner space.

mod client;
mod clients;
mod invitation;
mod space;
mod team;

use actix_web::web::Path;

use super::model::{Access, Denied, ServiceId};
use super::pages::{SpaceHead, Tab};
use super::policy::Action;
use super::{service, views};
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Outcome};
use crate::shell::actor::AccountId;
use crate::shell::{PageError, Role, Routes, SignedIn, Web};

/// The routes of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("services")
        .get("/espace", space::list)
        .get("/espace/services/{id}", space::overview)
        .get("/espace/services/{id}/habilitation", space::habilitation)
        .get("/espace/invitation", invitation::show)
        .post("/espace/invitation", invitation::accept)
        .get("/espace/services/{id}/equipe", team::show)
        .post("/espace/services/{id}/equipe/inviter", team::invite)
        .post(
            "/espace/services/{id}/equipe/invitations/{invitation}/renvoyer",
            team::resend,
        )
        .post(
            "/espace/services/{id}/equipe/invitations/{invitation}/annuler",
            team::cancel,
        )
        .post(
            "/espace/services/{id}/equipe/membres/{account}/role",
            team::change_role,
        )
        .post(
            "/espace/services/{id}/equipe/membres/{account}/retirer",
            team::remove,
        )
        .get("/espace/services/{id}/clients", clients::list)
        .get("/espace/services/{id}/clients/nouveau", clients::creation)
        .post("/espace/services/{id}/clients/nouveau", clients::create)
        .get(
            "/espace/services/{id}/production/client",
            clients::production_creation,
        )
        .post(
            "/espace/services/{id}/production/client",
            clients::create_production,
        )
        .get("/espace/services/{id}/clients/{client}", client::show)
        .get(
            "/espace/services/{id}/clients/{client}/modifier",
            clients::edition,
        )
        .post(
            "/espace/services/{id}/clients/{client}/modifier",
            clients::edit,
        )
        .post(
            "/espace/services/{id}/clients/{client}/secret",
            client::rotate,
        )
        .post(
            "/espace/services/{id}/clients/{client}/secret/ancien",
            client::withdraw_former,
        )
        .post(
            "/espace/services/{id}/clients/{client}/desactiver",
            client::disable,
        )
}

/// The service for who may act so, with the head of its pages.
pub(super) fn opened(
    c: &mut Conn,
    account: AccountId,
    id: ServiceId,
    action: Action,
    tab: Tab,
) -> Outcome<(Access, SpaceHead), Denied> {
    let access = service::authorised(c, account, id, action)?;
    let named = views::named(c, id)?;
    let head = SpaceHead::new(&access.service, &named.organisation, tab);
    Ok((access, head))
}

/// Writes down that an auditor reads this service, if that is what the person does.
pub async fn note_audit(web: &Web, who: &SignedIn, id: ServiceId) -> Result<(), PageError> {
    if !web.viewer().has(Role::Auditor) {
        return Ok(());
    }
    let account = who.account();
    let noted: Outcome<()> = web
        .write(move |tx, ctx| service::note_audit(tx, ctx, account, id))
        .await;
    Ok(noted?)
}

/// The page for somebody who may not.
#[must_use]
pub fn refused(denied: Denied) -> PageError {
    match denied {
        Denied::Unknown => PageError::NotFound,
        Denied::Forbidden => PageError::Forbidden(
            "Votre rôle dans l'équipe de ce service ne le permet pas.".to_owned(),
        ),
    }
}

fn denied(failure: Failure<Denied>) -> PageError {
    PageError::of(failure, refused)
}

/// The parameters of an address.
fn both<A: Copy, B: Copy>(path: &Path<(A, B)>) -> (A, B) {
    let (first, second) = **path;
    (first, second)
}
