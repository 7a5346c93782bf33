//! The addresses of getting started.

use crate::services::{ClientKey, ServiceId, client_url};

/// The reference of the endpoints.
pub(super) const REFERENCE: &str = "/bac-a-sable/documentation";
/// The reference for programs.
pub(super) const OPENAPI: &str = "/bac-a-sable/openapi.json";
/// Where the sandbox sends the browser back to the demonstration.
pub(super) const DEMO_RETURN: &str = "/bac-a-sable/essai/retour";
/// Where it sends it after the logout.
pub(super) const DEMO_FAREWELL: &str = "/bac-a-sable/essai/au-revoir";

/// How to start with a client.
pub(super) fn start(service: ServiceId, client: ClientKey) -> String {
    format!("{}/demarrer", client_url(service, client))
}

/// The configuration of a library.
pub(super) fn library(service: ServiceId, client: ClientKey, code: &str) -> String {
    format!("{}/{code}", start(service, client))
}

/// The same as a file.
pub(super) fn file(service: ServiceId, client: ClientKey, code: &str) -> String {
    format!("{}/fichier", library(service, client, code))
}

/// The demonstration of a login.
pub(super) fn demo(service: ServiceId) -> String {
    format!("/espace/services/{service}/essai")
}

/// Where it starts.
pub(super) fn demo_login(service: ServiceId) -> String {
    format!("{}/connexion", demo(service))
}
