//! Routes and handlers of this room.

mod attach;
mod invitation;
mod members;
mod own;
mod registry;

use crate::organisations::service::AccessError;
use crate::shell::PageError;
use crate::shell::routes::Routes;

pub use registry::{asked_registry, check_now};

/// Every route of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("organisations")
        .get("/organisations", own::list)
        .get("/organisations/nouvelle", attach::siret)
        .post("/organisations/nouvelle", attach::look_up)
        .get("/organisations/nouvelle/{siret}", attach::details)
        .post("/organisations/nouvelle/{siret}", attach::attach)
        .post("/organisations/rejoindre/{siret}", attach::join)
        .post("/organisations/adhesions/{adhesion}/retirer", own::withdraw)
        .get("/organisations/invitations/{jeton}", invitation::show)
        .post("/organisations/invitations/{jeton}", invitation::accept)
        .get("/organisations/{id}", own::show)
        .post("/organisations/{id}/choisir", own::choose)
        .post("/organisations/{id}/quitter", members::leave)
        .get("/organisations/{id}/coordonnees", own::correction)
        .post("/organisations/{id}/coordonnees", own::correct)
        .get("/organisations/{id}/membres", members::list)
        .post(
            "/organisations/{id}/membres/{compte}/role",
            members::change_role,
        )
        .post(
            "/organisations/{id}/membres/{compte}/retirer",
            members::remove,
        )
        .post("/organisations/{id}/adhesions/{adhesion}", members::answer)
        .post("/organisations/{id}/invitations", members::invite)
        .post(
            "/organisations/{id}/invitations/{invitation}/renvoyer",
            members::resend,
        )
        .post(
            "/organisations/{id}/invitations/{invitation}/annuler",
            members::revoke,
        )
}

/// What a person who may not act sees.
fn denied(error: AccessError) -> PageError {
    match error {
        AccessError::Unknown => PageError::NotFound,
        AccessError::Forbidden => PageError::Forbidden(
            "Cette action est réservée aux administrateurs de l'organisation.".to_owned(),
        ),
    }
}

/// Reads a part of an address; what can't be one names nothing.
fn part<T: std::str::FromStr>(text: &str) -> Result<T, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}
