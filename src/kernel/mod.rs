//! The kernel: time, identifiers, databases, secrets, effects. It knows no business noun and no HTTP.
//!
//! Everything above may use it; it uses nothing of the house but its own modules and `schema`.

pub mod clock;
pub mod ctx;
pub mod db;
pub mod error;
pub mod fetch;
pub mod files;
pub mod ids;
pub mod journal;
pub mod lease;
pub mod mailer;
pub mod numbers;
pub mod outbox;
pub mod pdf;
pub mod plugs;
pub mod rate;
pub mod search;
pub mod secret;
pub mod spreadsheet;
pub mod text;
pub mod webhook;
pub mod workdays;
