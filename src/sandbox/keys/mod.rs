//! The keys that sign: one pair per algorithm, made at first need, sealed in the database, the same on every node.
//!
//! Rotation is announced before it is used: a new key is published at once, signs after [`ANNOUNCED_MINUTES`] (longer
//! than a client may keep the key set), and the former one stays published for an overlap after that. Private keys
//! leave the database sealed and exist in clear in the memory of nodes only.

pub mod jose;
mod making;
mod model;
mod ring;
mod service;

pub use model::{ANNOUNCED_MINUTES, Alg, Made, OVERLAP_MINUTES};
pub use ring::{Ring, RingCache};
pub use service::{Rotated, prepare, rotate};
