//! Addresses of the desk.

use crate::requests::RequestId;

/// The queue.
pub const QUEUE: &str = "/instruction";
/// Ends the address of the proposal that waits on a request.
pub const PROPOSAL: &str = "proposition";
/// The desk's settings.
pub const SETTINGS: &str = "/instruction/reglages";

/// The file of a request.
#[must_use]
pub fn file(id: RequestId) -> String {
    format!("/instruction/{id}")
}

/// A step of the instruction of a request: `prendre`, `corrections`, `accorder`, `refuser`, `ecarter`, `revoquer`, `proposition`.
#[must_use]
pub fn step(id: RequestId, step: &str) -> String {
    format!("/instruction/{id}/{step}")
}
