//! Traces: what happened in each flow, from authorize to logout, kept off the request path.
//!
//! This is the seam: the types that the provider records with. The recorder is cheap to clone; [`Recorder::record`]
//! never blocks and never fails. Steps are redacted when they are made, so that nothing downstream holds a secret.

mod model;
mod recorder;

pub use model::{Stage, Step, StepFacts, TraceId, Verdict};
pub use recorder::Recorder;
