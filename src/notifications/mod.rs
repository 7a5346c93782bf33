//! What people are told inside the site, and the mails they may refuse.
//!
//! A notice is written in the transaction of its cause, for one person, and is read once. The rooms below say what
//! happened; this one knows no business noun. Invariants: nobody is told of what they did themselves; a decision or a
//! security mail never asks for a preference; leaving a kind of mails takes one click and no password; a digest is sent
//! once a day and a person, whatever the number of nodes, and a day missed is caught up with.
//!
//! ```text
//! notice: unread -> read
//!            '-> in a digest (at most once)
//! ```

mod digest;
mod jobs;
mod leaving;
mod model;
mod pages;
mod service;
mod store;
pub mod urls;
mod web;

pub use digest::{DIGEST, digest};
pub use jobs::register as register_jobs;
pub use leaving::leaving_link;
pub use model::{Kind, Notice, NotificationId, Topic};
pub use pages::pages;
pub use service::{notify, notify_all, read_about, wants};
pub use web::routes;
