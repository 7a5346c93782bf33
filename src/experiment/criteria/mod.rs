//! The criteria of eligibility: each with what proves it in the filed dossier, and the verdict of who instructs.
//!
//! Invariants: a verdict is on one filed version and is never rewritten, the last one counts; a request is granted only
//! when the five criteria are met on its last version. This part decides nothing by itself.

mod model;
mod pages;
mod service;
mod store;
mod web;

pub use model::{Criterion, Verdict};
pub use pages::CriteriaPage;
pub use service::{JudgeCriteria, JudgeError, Judgement, judge, open_criteria};
pub use web::routes;
