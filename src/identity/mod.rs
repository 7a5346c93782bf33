//! Accounts: sign-up, sign-in, second factor, recovery, sessions, staff roles.
//!
//! Invariants: an account signs in only once its address is confirmed, and never when it is closed; no page, mail or
//! delay tells a stranger which addresses are known; whoever has a second factor shows it at sign-in, and staff must have
//! one; every change of an account is journalled, and mailed to its owner when it touches how they come in.
//!
//! ```text
//! (sign-up) -> unconfirmed -> active <-> closed
//! second factor: none -> offered -> enrolled -> none (retired by its owner, reset by an operator)
//! ```

mod account;
mod forms;
mod jobs;
mod model;
mod pages;
mod password;
mod service;
mod store;
mod totp;
pub mod urls;
mod views;
mod web;

pub use crate::shell::{AccountId, Person, Role, SessionId};
pub use account::Account;
pub use jobs::register_jobs;
pub use model::{Email, PersonName};
pub use pages::pages;
pub use password::{NewPassword, PasswordDigest};
pub use service::{
    CreateAccount, CreateError, EnrolError, NewAccount, account, create_account, enrol,
    known_account, sign_up,
};
pub use store::{person, reachable};
pub use totp::TotpSecret;
pub use views::visitor;
pub use web::routes;
