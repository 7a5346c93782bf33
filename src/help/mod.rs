//! Help: pages written in Markdown, found by role, by words and from where a question arises; and questions to the
//! staff, which arrive with their context and are answered in the same thread.
//!
//! ```text
//! open <-> answered -> closed
//!   '---------------->   ^
//! ```
//! Invariants: a thread is read by who asked and by the staff; each answer is told to the other side in the
//! transaction that keeps it; a page of help holds no markup of its own.

mod articles;
mod jobs;
pub mod letters;
mod model;
mod pages;
mod policy;
mod service;
mod state;
mod store;
mod urls;
mod web;

pub use articles::for_path;
pub use jobs::register as register_jobs;
pub use model::SupportId;
pub use pages::pages;
pub use policy::{Action, Standing, may};
pub use service::{Ask, Reply, SupportError, Who, ask, close, reply};
pub use state::{Command, Status, decide};
pub use urls::{DESK as DESK_URL, HOME as HOME_URL, thread as thread_url};
pub use web::routes;
