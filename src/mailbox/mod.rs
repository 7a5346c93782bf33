//! The local mailbox as pages: what Guichet would have sent, for whoever tries it on their own machine.
//!
//! In production, or when mails leave by SMTP, these addresses do not exist.

mod pages;
mod web;

pub use pages::pages;
pub use web::routes;
