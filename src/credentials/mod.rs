//! Production credentials: issued to a qualified service, retrieved once, revoked at once.
//!
//! Invariants: no secret exists before its reveal; it is made in the transaction that shows it and only its SHA-256 is
//! kept; of any number of people who ask at once, one sees it. A client that proves itself by key has no secret at all.
//!
//! ```text
//! issued -> revealed -> revoked | expired      (client_secret_post)
//! key_registered -> revoked | expired          (private_key_jwt)
//! ```

mod state;

pub use state::{
    Command, Decision, Effect, LIFE_DAYS, News, RETRIEVAL_DAYS, Refused, State, Status,
};
