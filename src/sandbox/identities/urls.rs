//! The addresses of test identities.

use super::model::IdentityId;
use crate::services::{ServiceId, identities_url};

/// The identities that a service may use.
#[must_use]
pub fn list(service: ServiceId) -> String {
    identities_url(service)
}

/// The form of a new one.
#[must_use]
pub fn new(service: ServiceId) -> String {
    format!("{}/nouvelle", list(service))
}

/// An identity.
#[must_use]
pub fn identity(service: ServiceId, id: &IdentityId) -> String {
    format!("{}/{}", list(service), id.0)
}

/// Where one is removed.
#[must_use]
pub fn remove(service: ServiceId, id: &IdentityId) -> String {
    format!("{}/retirer", identity(service, id))
}
