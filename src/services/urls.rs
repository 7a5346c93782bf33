//! The addresses of the partner space.

use super::model::{ClientKey, InvitationId, ServiceId};
use crate::shell::actor::AccountId;

/// My services.
pub const LIST: &str = "/espace";

/// The overview of a service.
#[must_use]
pub fn service(id: ServiceId) -> String {
    format!("/espace/services/{id}")
}

/// The team.
#[must_use]
pub fn team(id: ServiceId) -> String {
    format!("/espace/services/{id}/equipe")
}

/// Where an invitation is sent from.
#[must_use]
pub fn invite(id: ServiceId) -> String {
    format!("/espace/services/{id}/equipe/inviter")
}

/// Where an invitation is sent again.
#[must_use]
pub fn resend(id: ServiceId, invitation: InvitationId) -> String {
    format!("/espace/services/{id}/equipe/invitations/{invitation}/renvoyer")
}

/// Where an invitation is taken back.
#[must_use]
pub fn cancel(id: ServiceId, invitation: InvitationId) -> String {
    format!("/espace/services/{id}/equipe/invitations/{invitation}/annuler")
}

/// Where a member gets another role.
#[must_use]
pub fn change_role(id: ServiceId, member: AccountId) -> String {
    format!("/espace/services/{id}/equipe/membres/{member}/role")
}

/// Where a member is removed.
#[must_use]
pub fn remove(id: ServiceId, member: AccountId) -> String {
    format!("/espace/services/{id}/equipe/membres/{member}/retirer")
}

/// The link of an invitation, as mailed.
#[must_use]
pub fn invitation(token: &str) -> String {
    format!("/espace/invitation?jeton={token}")
}

/// Where an invitation is accepted.
pub const ACCEPT: &str = "/espace/invitation";

/// The right in force.
#[must_use]
pub fn habilitation(id: ServiceId) -> String {
    format!("/espace/services/{id}/habilitation")
}

/// The sandbox clients.
#[must_use]
pub fn clients(id: ServiceId) -> String {
    format!("/espace/services/{id}/clients")
}

/// The form of a new sandbox client.
#[must_use]
pub fn new_client(id: ServiceId) -> String {
    format!("/espace/services/{id}/clients/nouveau")
}

/// The form of the production client.
#[must_use]
pub fn new_production_client(id: ServiceId) -> String {
    format!("/espace/services/{id}/production/client")
}

/// A client, of either environment.
#[must_use]
pub fn client(id: ServiceId, client: ClientKey) -> String {
    format!("/espace/services/{id}/clients/{client}")
}

/// The form that changes a client.
#[must_use]
pub fn edit_client(id: ServiceId, client: ClientKey) -> String {
    format!("/espace/services/{id}/clients/{client}/modifier")
}

/// Where a sandbox client gets a new secret.
#[must_use]
pub fn rotate_secret(id: ServiceId, client: ClientKey) -> String {
    format!("/espace/services/{id}/clients/{client}/secret")
}

/// Where the former secret of a sandbox client ends at once.
#[must_use]
pub fn withdraw_former_secret(id: ServiceId, client: ClientKey) -> String {
    format!("/espace/services/{id}/clients/{client}/secret/ancien")
}

/// How to start with a sandbox client, which another room serves.
#[must_use]
pub fn start(id: ServiceId, client: ClientKey) -> String {
    format!("/espace/services/{id}/clients/{client}/demarrer")
}

/// The demonstration of a login, which another room serves.
#[must_use]
pub fn demonstration(id: ServiceId) -> String {
    format!("/espace/services/{id}/essai")
}

/// Where a client is disabled.
#[must_use]
pub fn disable_client(id: ServiceId, client: ClientKey) -> String {
    format!("/espace/services/{id}/clients/{client}/desactiver")
}

/// The test identities of a service, which another slice serves.
#[must_use]
pub fn identities(id: ServiceId) -> String {
    format!("/espace/services/{id}/identites")
}

/// The traces of a service, which another slice serves.
#[must_use]
pub fn traces(id: ServiceId) -> String {
    format!("/espace/services/{id}/traces")
}

/// The qualification of a service, which another slice serves.
#[must_use]
pub fn qualification(id: ServiceId) -> String {
    format!("/espace/services/{id}/qualification")
}

/// The production of a service, which another slice serves.
#[must_use]
pub fn production(id: ServiceId) -> String {
    format!("/espace/services/{id}/production")
}
