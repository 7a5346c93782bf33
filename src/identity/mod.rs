//! Accounts: sign-up, sign-in, second factor, recovery, sessions, staff roles.

mod store;

pub use crate::shell::{AccountId, Person, Role, SessionId};
pub use store::person;
