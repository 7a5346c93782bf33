//! The assessment of an experiment, whole and by sector: what was counted, what participants and the staff say.
//!
//! It is drawn from events alone: admissions, departures, accepted reports with their figures, attestations, notes. What the
//! journal does not hold in clear (words of users and of the staff) is read beside it and must match the fingerprint that it holds.
//! A publication keeps the bytes that it showed; `guichet experiment assess` draws them again and compares.

mod draw;
mod facts;
mod model;
pub(super) mod pages;
mod papers;
mod service;
mod store;
pub(super) mod web;

pub use model::{Assessment, MonthSum, NotePart, Part, SectorPart, Told};
use papers::{book, paper};
pub use service::{AssessmentError, Rebuilt, WriteNote, publish, rebuild, write_note};
