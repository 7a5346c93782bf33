//! The demonstration service: a tiny client that signs in for real, to see a complete login before writing code.
//!
//! It has a client of its own in each service, with the rights of that service, and calls the sandbox over HTTP as any
//! client would: its flows are traced like those of others. Its state and nonce wait in the browser, sealed; its secret
//! is used by ourselves, so it is kept sealed instead of hashed.

mod login;
mod model;
mod pages;
mod service;
mod store;
mod web;

pub(super) use pages::{DemoFarewellPage, DemoPage, DemoResultPage};
pub(super) use web::routes;
