//! Administration: accounts and staff roles, and the effects that were not carried out.
//!
//! Invariants: administrators change, auditors read; the house keeps an administrator who can sign in; nobody
//! locks themselves out; whoever reads somebody's account leaves a journal entry; every change to an account is
//! told to its holder. An administrator is not a reviewer by that alone.

pub mod demonstration;
mod jobs;
mod pages;
mod policy;
mod service;
mod store;
mod urls;
mod web;

pub use jobs::register as register_jobs;
pub use pages::pages;
pub use policy::{Change, ChangeRefusal, Standing, decide};
pub use service::{
    ChangeAccount, ChangeError, RetryError, account_by_email, change_account, retry_job,
};
pub use urls::HOME as HOME_URL;
pub use web::routes;
