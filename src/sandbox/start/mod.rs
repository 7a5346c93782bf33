//! Getting started: from the grant to a first login in ten minutes.
//!
//! For each client, its values and a ready configuration for common libraries; a walk by hand; a built-in demonstration
//! service that signs in with the rights of the service; the reference of the endpoints and of every error code.
//!
//! Invariants: what is shown comes from the configuration in force and from the tables that the provider itself obeys;
//! no secret is shown, recipes read it from their environment.

mod demo;
mod library;
mod pages;
mod recipe;
mod reference;
mod urls;
mod web;

pub(in crate::sandbox) use pages::pages;
pub(in crate::sandbox) use web::routes;
