//! The thread of a request: what the organisation and the instruction write to each other.
//!
//! Invariants: a thread is read by whoever may read the request; nothing that was written changes; each message goes
//! to the other side in the transaction that keeps it, as a notice and as a mail that one may refuse. There is no
//! thread before the first filing: a draft is the organisation's own.

mod jobs;
mod model;
mod pages;
mod service;
mod store;
mod web;

pub use jobs::MessageMail;
pub use model::{MessageId, Side, ThreadCard};
pub use pages::MessagesPage;
pub use service::{MessageError, NewFile, Post, post, thread_card};
pub use store::{interested, reviewers};
pub use web::routes;
