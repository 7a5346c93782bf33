//! The sandbox: an `OpenID` provider that a client can't tell from FranceConnect, and that explains itself.
//!
//! Invariants: what FranceConnect refuses is refused here in the same form, with its code, its cause and its remedy; a
//! browser is sent only to an address registered by the client, compared byte by byte; codes and access tokens are
//! used once or for seconds, and kept as hashes; a person has another `sub` for each sector; nothing is signed but in
//! ES256 or RS256. No real person is here: identities are fictitious. Source: reference/franceconnect.md 2 and 3.
//!
//! ```text
//! authorize -> choice of a provider -> of a person -> information or consent -> code -> tokens -> userinfo -> logout
//! ```
//!
//! `provider` decides without HTTP or database, `flow` keeps what happens, `keys` signs, `trace` records each step off
//! the request path, `identities` holds the fictitious persons, `fault` explains every refusal, `limits` slows loops
//! down, `start` helps partners begin. Called by browsers and clients; the room of qualification reads its traces. Not
//! here: the configuration of clients (`services`).

pub mod data;
pub mod fault;
pub mod flow;
pub mod identities;
mod issuer;
mod jobs;
pub mod keys;
mod limits;
mod pages;
pub mod provider;
mod start;
mod store;
pub mod tokens;
pub mod trace;
mod urls;
mod web;

pub use fault::{Fault, Refused};
pub use identities::{Identity, IdentityId};
pub use issuer::Provider;
pub use jobs::SWEEPING;
pub use keys::{OVERLAP_MINUTES, Rotated, prepare, rotate};
pub use limits::Limits;
pub use pages::pages;
pub use provider::discovery::Endpoints;
pub use trace::{FORGETTING, Recorder, Stage, Step, StepFacts, TraceId, Verdict as StepVerdict};
pub use urls::BASE;
pub use web::routes;
