//! Corrections anchored on a field: noted by who instructs, told when corrections are asked for, answered beside the
//! field in the dossier.
//!
//! ```text
//! noted -> told (with the request for changes) -> answered
//!   '-> taken back                                '-> closed by who instructs, in the next round
//! ```
//! Invariants: what is noted is seen by nobody outside the instruction; what was told never changes; an answer is
//! written by the organisation while the dossier is open to it, and may be written again until it is filed.

mod model;
mod pages;
mod service;
mod store;
mod web;

pub use model::{CorrectionId, CorrectionView, answer_name};
pub use pages::CorrectionsPage;
pub use service::{
    AnswerCorrections, CorrectionError, NoteCorrection, answer, mistakes_of, note, tell, told,
    typed,
};
pub use store::Correction;
pub use web::routes;
