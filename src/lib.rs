//! Guichet: the counter where organisations ask to use FranceConnect, and the single path from that
//! request to a production secret.
//!
//! The modules below are the rooms of the house, in dependency order: each uses only those above it.

pub mod config;
#[doc(hidden)]
pub mod schema;

pub mod kernel;

pub mod shell;

pub mod identity;

pub mod notifications;

pub mod help;

pub mod organisations;

pub mod requests;

pub mod vendors;

pub mod experiment;

pub mod services;

pub mod review;

pub mod figures;

pub mod sandbox;

pub mod qualification;

pub mod credentials;

pub mod participation;

pub mod journal;

pub mod mailbox;

pub mod admin;

pub mod public;

pub mod app;

pub mod cli;
