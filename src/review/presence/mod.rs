//! Who else is before a request now: a short lease, renewed by the page while it is looked at.
//!
//! Invariants: reading writes at most once in `RENEWED_SECONDS` for a person and a request, however often the page
//! asks; nobody is held to be there once their lease is over; what two people do at once is refused to the second by the
//! version of the request, never by a presence.

mod service;
mod web;

pub use service::{Present, arrive, is_due, until};
pub use web::{routes, words};
