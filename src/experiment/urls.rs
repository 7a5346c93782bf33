//! Addresses of the experiment's pages.

use super::model::ExperimentId;
use crate::requests::RequestId;

/// What the experiment is, and where it stands: for everybody.
pub const PUBLIC: &str = "/experimentation";
/// The review desk, which is above this room.
pub const DESK: &str = "/instruction";
/// The panel, for the staff.
pub const PANEL: &str = "/instruction/experimentation";
/// The seats one by one, for the staff.
pub const SEATS: &str = "/instruction/experimentation/places";
/// What the panel would become.
pub const SIMULATION: &str = "/instruction/experimentation/simulation";
/// The terms, for supervisors.
pub const SETTINGS: &str = "/instruction/experimentation/reglages";
/// A further experiment, for supervisors.
pub const NEXT: &str = "/instruction/experimentation/nouvelle";

/// The file of a request at the desk, which is above this room but whose address the panel shows.
#[must_use]
pub fn request(id: RequestId) -> String {
    format!("/instruction/{id}")
}

/// The place of a request in the experiment, for its applicant.
#[must_use]
pub fn place(id: RequestId) -> String {
    format!("/demandes/{id}/place")
}

/// Takes the seat that is offered.
#[must_use]
pub fn accept(id: RequestId) -> String {
    format!("/demandes/{id}/place/accepter")
}

/// Gives it up.
#[must_use]
pub fn decline(id: RequestId) -> String {
    format!("/demandes/{id}/place/refuser")
}

/// Lets a request that waits pass before others, for supervisors.
#[must_use]
pub fn departure(id: RequestId) -> String {
    format!("/instruction/{id}/passage")
}

/// The criteria of a request, for whoever instructs it.
#[must_use]
pub fn criteria(id: RequestId) -> String {
    format!("/instruction/{id}/criteres")
}

/// An experiment, for everybody.
#[must_use]
pub fn public(id: ExperimentId) -> String {
    format!("/experimentations/{id}")
}

/// The published assessment of an experiment, in the room that writes it.
#[must_use]
pub fn published(id: ExperimentId) -> String {
    format!("/experimentation/bilan/{id}")
}

/// The panel of one experiment, past or present.
#[must_use]
pub fn panel(id: ExperimentId) -> String {
    format!("/instruction/experimentations/{id}")
}
