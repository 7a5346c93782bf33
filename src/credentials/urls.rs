//! The addresses of production credentials.

use super::model::CredentialId;
use crate::services::{ServiceId, production};

/// Where credentials are asked for.
#[must_use]
pub fn issue(id: ServiceId) -> String {
    format!("{}/identifiants", production(id))
}

/// Where a secret is retrieved.
#[must_use]
pub fn retrieval(id: ServiceId, credential: CredentialId) -> String {
    format!("{}/{credential}", issue(id))
}

/// Where the secret is shown.
#[must_use]
pub fn reveal(id: ServiceId, credential: CredentialId) -> String {
    format!("{}/reveler", retrieval(id, credential))
}

/// Where credentials are revoked by the team.
#[must_use]
pub fn revoke(id: ServiceId, credential: CredentialId) -> String {
    format!("{}/revoquer", retrieval(id, credential))
}

/// The staff's list.
pub const LIST: &str = "/identifiants";

/// Where credentials are revoked by staff.
#[must_use]
pub fn staff_revoke(credential: CredentialId) -> String {
    format!("{LIST}/{credential}/revoquer")
}
