//! Traces: what happened in each flow, from authorize to logout, kept off the request path.
//!
//! The recorder is cheap to clone; [`Recorder::record`] never blocks and never fails. Steps are redacted when they are
//! made, so that nothing downstream holds a secret. A trace belongs to the service whose client began it and to nobody
//! else; it is forgotten after ninety days.

mod export;
mod forgetting;
mod live;
mod model;
mod pages;
mod recorder;
mod redact;
mod store;
mod urls;
mod views;
mod web;

pub use forgetting::{FORGETTING, KEPT_DAYS};
pub use model::{Stage, Step, StepFacts, StepId, TraceId, TraceStatus, Verdict};
pub use pages::pages;
pub use recorder::{Recorder, Writer};
pub use urls::trace as trace_url;
pub use web::routes;
