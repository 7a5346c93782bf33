//! Exclusion: a notice with its facts, the right to answer, a decision by somebody else, and what falls with it.
//!
//! ```text
//! noticed -> replied -> excluded | dropped
//!    '--(delay over)--> excluded      '-- noticed -> dropped, at any time
//! ```

mod letter;
mod model;
pub(super) mod pages;
mod service;
mod state;
mod store;
pub(super) mod web;

pub(super) use model::Exclusion;
pub use model::{ExclusionId, Ground};
pub use service::{Decide, ExclusionError, NoticeExclusion, decide, notice, reply};
pub(super) use state::Status;
pub(super) use store::{find, of_experiment, of_participant};
