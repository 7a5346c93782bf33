//! Qualification: the checklist, what the partner attests, what officers conclude, the computed gate to production.
//!
//! Invariants: the checklist is data with a version; a verdict is given by the officer in charge, on what was attested;
//! nothing stores that the gate is open, it is computed each time from dated facts.

mod checklist;
mod criterion;
mod gate;

pub use checklist::{VERSION, all, applicable, find};
pub use criterion::{Criterion, Group, Profile, Proof, Scope};
pub use gate::{FRESH_DAYS, Facts, Obstacle, Standing, Verdict, obstacles, standings};
