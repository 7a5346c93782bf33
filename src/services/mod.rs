//! The partner space: a service from its opening by a grant to its closing, its team and its clients.
//!
//! Invariants: a service is opened by a grant and by nothing else; its state changes through one `decide`; a service
//! never loses its last owner; a client never asks for more than the habilitation; a sandbox secret is shown once
//! and kept as a hash. Another organisation's service does not exist for those who are not of its team.
//!
//! ```text
//! integration -> qualification_requested <-> in_qualification -> qualified -> live <-> suspended
//!                          ^                        |                |
//!                          |-- corrections_requested <               |   any state but closed -> closed
//!                          '--- evidence grew old -------------------'
//! ```
//!
//! Called by `review` (the grant opens, the revocation closes), `qualification` and `credentials` (changes of state).
//! Not here: verdicts, production secrets.

mod addresses;
mod client;
mod client_rules;
mod differences;
mod keys;
mod scopes;
mod status;

pub use client::{
    AuthMethod, ClientAuth, ClientConfig, ClientDraft, Environment, FieldError, Keys, SigningAlg,
};
pub use client_rules::{Frame, check};
pub use differences::{Difference, between};
pub use scopes::{ScopeChoice, ScopeSet};
pub use status::{Holder, Status};
