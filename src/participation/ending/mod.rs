//! The end of a participation: rights ended with what stands on them, attestations asked for, recalled and signed.
//!
//! Access stops by computation (`experiment::is_over`); the closing here only makes the rows say so, and tells people.

mod attestation;
mod closing;
pub(super) mod pages;
mod rights;
pub(super) mod store;
pub(super) mod web;

pub use attestation::{AttestationError, SignAttestation, sign};
pub(super) use attestation::{WORDING, ask as ask_attestation};
pub use closing::CLOSING;
pub(super) use rights::{Ended, end_right, rights_of};
