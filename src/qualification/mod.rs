//! Qualification: the checklist, what the partner attests, what officers conclude, the computed gate to production.
//!
//! Invariants: the checklist is data with a version; a verdict is given by the officer in charge, on what was attested
//! (attestations are frozen meanwhile); nothing stores that the gate is open, it is computed each time from dated facts:
//! no open criterion, a named officer, nothing older than 90 days.
//!
//! ```text
//! criterion: missing -> attested -> accepted | not applicable | rejected -> attested
//!            anything older than 90 days -> stale -> attested
//! ```
//!
//! The state of the service belongs to `services`; `credentials` asks whether the gate is open. Not here: evidence
//! computed from traced flows.

mod checklist;
mod criterion;
mod forms;
mod gate;
mod model;
mod pages;
mod service;
mod store;
mod urls;
mod views;
mod web;

pub use checklist::{VERSION, all, applicable, find};
pub use criterion::{Criterion, Group, Profile, Proof, Scope};
pub use gate::{FRESH_DAYS, Facts, Obstacle, Standing, Verdict, obstacles, standings};
pub use model::{EvidenceFile, FILES_MAX, Item, NewFile, TEXT_MAX};
pub use pages::pages;
pub use service::{
    AskError, Attest, AttestError, Board, JudgeError, Judgement, Report, ReportLine, ask,
    ask_corrections, attest, board, evidence, hand_back, judge, last_report, qualify, remove_file,
    take,
};
pub use urls::QUEUE;
pub use web::routes;
