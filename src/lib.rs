//! Guichet: the counter where organisations ask to use FranceConnect, and the single path from that
//! request to a production secret.
//!
//! The modules below are the rooms of the house, in dependency order: each uses only those above it.

pub mod organisations;
