//! Test identities and the mock identity providers that vouch for them.

mod all;
mod model;
mod providers;

pub use all::{all, find, for_service};
pub use model::{Claims, Family, Gender, Identity, IdentityId, Rnipp};
pub use providers::{IdentityProvider, Level, providers};
