//! Organisations: the legal persons that ask, named by SIRET, and the people who act for them.
//!
//! Invariants: a SIRET names at most one organisation here; an organisation always keeps at least one
//! administrator; what was typed by hand stays marked `unverified` until a registry confirms it; nobody learns
//! anything about an organisation to which they don't belong.
//! Requests and services ask this room who may act for whom.

mod activity;
mod legal;
mod model;
mod policy;
mod siret;

pub use activity::{ActivityCode, NotAnActivityCode};
pub use legal::{LegalCategory, NotALegalCategory};
pub use model::{
    Address, Details, InvitationId, InvitationStatus, JoinRequestId, JoinStatus, Organisation,
    OrganisationId, Provenance, RegistryState, Role,
};
pub use policy::{Action, Change, ChangeRefusal, Standing, decide, may};
pub use siret::{NumberError, Siren, Siret};
