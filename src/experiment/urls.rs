//! Addresses of the experiment's pages.

use crate::requests::RequestId;

/// What the experiment is, and where it stands: for everybody.
pub const PUBLIC: &str = "/experimentation";
/// The review desk, which is above this room.
pub const DESK: &str = "/instruction";
/// The panel, for the staff.
pub const PANEL: &str = "/instruction/experimentation";
/// The terms, for supervisors.
pub const SETTINGS: &str = "/instruction/experimentation/reglages";

/// The file of a request at the desk, which is above this room but whose address the panel shows.
#[must_use]
pub fn request(id: RequestId) -> String {
    format!("/instruction/{id}")
}
