//! Routes and handlers of this room.

mod clients;
mod consent;
mod imports;
mod portfolio;

use std::str::FromStr;

use super::service::PortfolioError;
use super::urls;
use crate::kernel::db::Conn;
use crate::kernel::error::Outcome;
use crate::organisations::{self, Action, OrganisationId};
use crate::shell::{AccountId, ConflictPage, PageError, Routes};

/// Every route of this room. Fixed words come before names, for the first that fits answers.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("vendors")
        .get("/clientes", portfolio::start)
        .get("/organisations/{id}/clientes", portfolio::list)
        .get("/organisations/{id}/clientes/ajouter", portfolio::ask_add)
        .post("/organisations/{id}/clientes/ajouter", portfolio::add)
        .get("/organisations/{id}/clientes/importer", imports::ask)
        .post("/organisations/{id}/clientes/importer", imports::receive)
        .get("/organisations/{id}/clientes/modele.csv", imports::model)
        .get(
            "/organisations/{id}/clientes/imports/{import}",
            imports::report,
        )
        .post(
            "/organisations/{id}/clientes/imports/{import}",
            imports::confirm,
        )
        .get("/organisations/{id}/clientes/{cliente}", clients::show)
        .get(
            "/organisations/{id}/clientes/{cliente}/mandat",
            clients::download,
        )
        .post(
            "/organisations/{id}/clientes/{cliente}/mandat",
            clients::set_mandate,
        )
        .post(
            "/organisations/{id}/clientes/{cliente}/accord",
            clients::ask_consent,
        )
        .get(
            "/organisations/{id}/clientes/{cliente}/demande",
            clients::ask_begin,
        )
        .post(
            "/organisations/{id}/clientes/{cliente}/demande",
            clients::begin,
        )
        .post(
            "/organisations/{id}/clientes/{cliente}/archiver",
            clients::archive,
        )
        .get("/accord/{jeton}", consent::ask)
        .post("/accord/{jeton}", consent::answer)
}

/// Reads a part of an address; what can't be one names nothing.
fn part<T: FromStr>(text: &str) -> Result<T, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// What a person may do for a vendor.
fn may_file(
    c: &mut Conn,
    (account, vendor): (AccountId, OrganisationId),
) -> Outcome<bool, PortfolioError> {
    let role = organisations::membership_of(c, account, vendor)?;
    let role = role.ok_or(PortfolioError::Unknown)?;
    Ok(organisations::may(role, Action::File))
}

fn forbidden() -> PageError {
    PageError::Forbidden(
        "Votre rôle dans l'organisation permet de lire son portefeuille, pas de le modifier."
            .to_owned(),
    )
}

fn refused(vendor: OrganisationId) -> impl FnOnce(PortfolioError) -> PageError {
    move |error| {
        match error {
        PortfolioError::Unknown => PageError::NotFound,
        PortfolioError::Forbidden => forbidden(),
        PortfolioError::AlreadyThere(id) => PageError::SeeOther(urls::client(vendor, id)),
        PortfolioError::Itself | PortfolioError::Full | PortfolioError::MandateOver => {
            PageError::BadRequest
        }
        PortfolioError::Archived => ConflictPage::new(
            "Cette cliente ne fait plus partie de votre portefeuille. Votre action n'a pas été faite.",
        )
        .action(urls::portfolio(vendor), "Voir le portefeuille")
        .into(),
    }
    }
}
