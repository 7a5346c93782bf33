//! Addresses of this room.

use super::model::{ClientId, ImportId};
use crate::organisations::OrganisationId;

/// The portfolio of a vendor.
#[must_use]
pub fn portfolio(vendor: OrganisationId) -> String {
    format!("/organisations/{vendor}/clientes")
}

/// Those of its clients whose mandate ends soon.
#[must_use]
pub fn ending(vendor: OrganisationId) -> String {
    format!("{}?fin=1", portfolio(vendor))
}

/// Adds a client.
#[must_use]
pub fn add(vendor: OrganisationId) -> String {
    format!("/organisations/{vendor}/clientes/ajouter")
}

/// Checks a file of clients.
#[must_use]
pub fn upload(vendor: OrganisationId) -> String {
    format!("/organisations/{vendor}/clientes/importer")
}

/// The model of such a file.
#[must_use]
pub fn model(vendor: OrganisationId) -> String {
    format!("/organisations/{vendor}/clientes/modele.csv")
}

/// A file that was checked.
#[must_use]
pub fn import(vendor: OrganisationId, import: ImportId) -> String {
    format!("/organisations/{vendor}/clientes/imports/{import}")
}

/// A client.
#[must_use]
pub fn client(vendor: OrganisationId, client: ClientId) -> String {
    format!("/organisations/{vendor}/clientes/{client}")
}

/// Part of a client's page: `mandat`, `accord`, `demande` or `archiver`.
#[must_use]
pub fn part(vendor: OrganisationId, id: ClientId, part: &str) -> String {
    format!("{}/{part}", client(vendor, id))
}

/// The link mailed to a client.
#[must_use]
pub fn consent(token: &str) -> String {
    format!("/accord/{token}")
}
