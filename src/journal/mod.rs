//! The journal as people and machines read it: the page of supervisors, administrators and auditors, the entries of one
//! request or service, and the thread that seals.
//!
//! Writing is `kernel::journal::record`, in the transaction of the cause; nothing here changes an entry but the sealer.

mod labels;
mod pages;
mod sealer;
mod views;
mod web;

pub use labels::label;
pub use pages::pages;
pub use sealer::SEALING;
pub use views::{EntryView, about_request, about_service};
pub use web::routes;
