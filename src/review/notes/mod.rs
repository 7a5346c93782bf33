//! What the staff write to each other on a request: notes, and opinions asked of a colleague. Partners never see them.
//!
//! ```text
//! note                    opinion: asked -> answered (by the colleague who was asked, once)
//! ```
//! Invariants: only this room and its pages read the table; what was written never changes; an opinion is asked of
//! somebody who may instruct the request; both sides are told inside the site.

mod model;
mod pages;
mod service;
mod store;
mod web;

pub use model::{NoteId, NoteLine};
pub use pages::{NoteCard, NotesPage};
pub use service::{AnswerOpinion, AskOpinion, NoteError, answer, ask, brief, keep, write};
pub use web::routes;
