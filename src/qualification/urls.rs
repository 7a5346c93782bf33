//! The addresses of the qualification.

use crate::requests::DocumentId;
use crate::services::{ServiceId, qualification};

/// A criterion, for the team.
#[must_use]
pub fn criterion(id: ServiceId, number: i32) -> String {
    format!("{}/criteres/{number}", qualification(id))
}

/// Where the qualification is asked for.
#[must_use]
pub fn ask(id: ServiceId) -> String {
    format!("{}/demander", qualification(id))
}

/// The report, for the team.
#[must_use]
pub fn report(id: ServiceId) -> String {
    format!("{}/rapport", qualification(id))
}

/// A file, for the team.
#[must_use]
pub fn file(id: ServiceId, document: DocumentId) -> String {
    format!("{}/pieces/{document}", qualification(id))
}

/// Where a file is taken away.
#[must_use]
pub fn remove_file(id: ServiceId, document: DocumentId) -> String {
    format!("{}/pieces/{document}/retirer", qualification(id))
}

/// The officers' queue.
pub const QUEUE: &str = "/qualification";

/// A service, for officers.
#[must_use]
pub fn review(id: ServiceId) -> String {
    format!("{QUEUE}/{id}")
}

/// An officer's act: `prendre`, `rendre`, `verdicts`, `corrections`, `qualifier`.
#[must_use]
pub fn act(id: ServiceId, act: &str) -> String {
    format!("{QUEUE}/{id}/{act}")
}

/// A file, for officers.
#[must_use]
pub fn officer_file(id: ServiceId, document: DocumentId) -> String {
    format!("{QUEUE}/{id}/pieces/{document}")
}
