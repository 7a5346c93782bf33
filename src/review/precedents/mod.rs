//! What looks like a request: those of the same legal person, of the same vendor, and services with a name like it.
//!
//! Invariant: each list is read from an index and bounded, so that a million requests cost what a hundred do.

mod pages;
mod views;
mod web;
mod words;

pub use pages::PrecedentsPage;
pub use web::routes;
