//! Routes and handlers of this room.

mod client;
mod compare;
mod contacts;
mod deadlines;
mod documents;
mod filing;
mod list;
mod papers;
mod public;
mod section;
mod sharing;
mod show;
mod transfers;

use std::str::FromStr;

use super::model::RequestId;
use super::service::{AccessError, Actor, Move, MoveError};
use super::state::Status;
use super::{corrections, thread, urls};
use crate::shell::{ConflictPage, PageError, RawForm, Routes, Web};

/// Every route of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("requests")
        .get("/eligibilite", public::eligibility)
        .get("/eligibilite/{fondement}", public::guide)
        .get("/demandes", list::list)
        .get("/demandes/nouvelle", list::new)
        .post("/demandes/nouvelle", list::begin)
        .get("/liens-preremplis", public::prefill)
        .get("/demandes/echeances", deadlines::list)
        .get("/demandes/echeances.ics", deadlines::calendar)
        .get("/demandes/{id}", show::show)
        .post("/demandes/{id}/copier", show::copy)
        .post("/demandes/{id}/avenant", show::amend)
        .get("/demandes/{id}/comparer", compare::compare)
        .get("/demandes/{id}/sections/{section}", section::show)
        .post("/demandes/{id}/sections/{section}", section::save)
        .post(
            "/demandes/{id}/sections/{section}/enregistrement",
            section::autosave,
        )
        .get(
            "/demandes/{id}/sections/{section}/comparer",
            section::compare,
        )
        .post("/demandes/{id}/documents", documents::join)
        .get("/demandes/{id}/documents/{document}", documents::download)
        .get("/demandes/{id}/documents/{document}/voir", documents::view)
        .post(
            "/demandes/{id}/documents/{document}/retirer",
            documents::remove,
        )
        .get("/contacts/confirmation", contacts::show)
        .post("/contacts/confirmation", contacts::answer)
        .post(
            "/demandes/{id}/contacts/{role}/relancer",
            contacts::ask_again,
        )
        .get("/demandes/{id}/soumettre", filing::review)
        .post("/demandes/{id}/soumettre", filing::file)
        .get("/demandes/{id}/versions/{version}", show::version)
        .get("/demandes/{id}/versions/{version}/pdf", papers::dossier)
        .get("/demandes/{id}/certificat", papers::certificate)
        .get("/demandes/{id}/decisions/{decision}/lettre", papers::letter)
        .get("/verifier", papers::ask)
        .get("/verifier/{code}", papers::verify)
        .get("/habilitations", papers::register)
        .get("/habilitations.csv", papers::register_csv)
        .get("/demandes/{id}/retirer", filing::ask_withdraw)
        .post("/demandes/{id}/retirer", filing::withdraw)
        .get("/demandes/{id}/supprimer", filing::ask_delete)
        .post("/demandes/{id}/supprimer", filing::delete)
        .and(thread::routes())
        .and(corrections::routes())
        .and(people())
}

/// Those of the people of a request: who may do what with it, and how it changes hands.
fn people() -> Routes {
    Routes::new("requests")
        .get("/demandes/{id}/partage", sharing::show)
        .post("/demandes/{id}/partage", sharing::set_members)
        .post("/demandes/{id}/invitations", sharing::invite)
        .post("/demandes/{id}/invitations/{invitation}", sharing::change)
        .get("/demandes/invitations/{jeton}", sharing::invitation)
        .post("/demandes/invitations/{jeton}", sharing::accept)
        .post("/demandes/{id}/transfert", transfers::offer)
        .post("/demandes/{id}/transfert/annuler", transfers::cancel)
        .post("/demandes/{id}/reprendre", transfers::take_over)
        .get("/demandes/transferts/{jeton}", transfers::offered)
        .post("/demandes/transferts/{jeton}", transfers::answer)
}

/// Reads a part of an address; what can't be one names nothing.
fn part<T: FromStr>(text: &str) -> Result<T, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// The signed-in person as an actor; the signature of the handler has checked that there is one.
fn actor(web: &Web) -> Result<Actor, PageError> {
    Actor::of(web.viewer()).ok_or(PageError::NotFound)
}

/// The command of a form that carries the version it was shown with.
fn command(web: &Web, request: RequestId, raw: &RawForm) -> Result<Move, PageError> {
    let seen = raw.text("version").parse::<i32>().unwrap_or_default();
    Ok(Move {
        actor: actor(web)?,
        request,
        seen,
    })
}

fn forbidden() -> PageError {
    PageError::Forbidden(
        "Votre rôle dans l'organisation permet de lire cette demande, pas de la modifier."
            .to_owned(),
    )
}

fn denied(request: RequestId) -> impl FnOnce(AccessError) -> PageError {
    move |error| match error {
        AccessError::Unknown => PageError::NotFound,
        AccessError::Forbidden => forbidden(),
        AccessError::NotNow(status) => stale(request, status),
    }
}

fn refused(request: RequestId) -> impl FnOnce(MoveError) -> PageError {
    move |error| match error {
        MoveError::Unknown => PageError::NotFound,
        MoveError::Forbidden => forbidden(),
        // Sent twice: the page shows that it is done.
        MoveError::AlreadyDone(_) => PageError::SeeOther(urls::show(request)),
        MoveError::Stale(status) => stale(request, status),
        MoveError::Refused(refusal) => stale(request, refusal.from),
    }
}

/// The request isn't where the person thought.
fn stale(request: RequestId, status: Status) -> PageError {
    ConflictPage::new(
        "La demande a changé depuis que cette page a été affichée. Votre action n'a pas été faite.",
    )
    .now("État de la demande", status.label())
    .action(urls::show(request), "Voir la demande")
    .into()
}
