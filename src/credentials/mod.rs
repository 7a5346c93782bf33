//! Production credentials: issued to a qualified service, retrieved once, revoked at once.
//!
//! Invariants: no secret exists before its reveal; it is made in the transaction that shows it and only its SHA-256 is
//! kept; of any number of people who ask at once, one sees it. A client that proves itself by key has no secret at all.
//! At most one credential of a client is open at a time: the database refuses a second.
//!
//! ```text
//! issued -> revealed -> revoked | expired      (client_secret_post)
//!   '-> revoked | expired (not retrieved within 7 days)
//! key_registered -> revoked | expired          (private_key_jwt)
//! ```
//!
//! The identity provider is told of every change by the [`Registrar`], when one is configured.
//!
//! The team asks for them itself: the officer's act is the qualification, and the gate is computed again at the issue.

mod jobs;
mod model;
mod pages;
mod registrar;
mod service;
mod state;
mod store;
mod urls;
mod views;
mod web;

pub use jobs::{CredentialMail, register_jobs};
pub use model::{Credential, CredentialId, ProductionClient};
pub use pages::pages;
pub use registrar::{Registrar, tell_provider};
pub use service::{
    Issue, IssueError, RevealError, Revealed, RevokeError, issue, reveal, revoke_all,
    revoke_as_staff, revoke_as_team, verify,
};
pub use state::{
    Command, Decision, Effect, LIFE_DAYS, News, RETRIEVAL_DAYS, Refused, State, Status,
};
pub use urls::{LIST, retrieval as retrieval_url};
pub use web::routes;
