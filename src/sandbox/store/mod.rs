//! The rows of the provider: keys, sessions, flows, used assertions.

mod flows;
mod keys;
mod sessions;

pub use flows::*;
pub use keys::{insert_key, keys, retire_keys};
pub use sessions::*;
