//! Monthly reports: four indicators sent each month, checked for what surprises, accepted and frozen, corrected by another version.

mod board;
mod file;
mod forms;
mod growth;
mod model;
pub(super) mod pages;
mod service;
pub(super) mod store;
mod table;
pub(super) mod web;

pub use board::Sum;
pub(super) use board::{Board, Cell, Row, sums};
pub(super) use growth::growth;
pub use model::{Alert, Figures, ReportId, Source, alerts};
pub(super) use model::{Report, Status, shown_tenths};
pub use service::{JudgeError, SendError, SendReport, accept, hand_back, send};
