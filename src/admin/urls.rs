//! Addresses of the administration.

use crate::kernel::outbox::JobId;
use crate::shell::AccountId;

/// Where the administration begins.
pub const HOME: &str = "/administration";
/// Accounts, listed.
pub const ACCOUNTS: &str = "/administration/comptes";
/// Effects that were not carried out.
pub const OUTBOX: &str = "/administration/envois";

/// One account.
#[must_use]
pub fn account(id: AccountId) -> String {
    format!("{ACCOUNTS}/{id}")
}

/// Changing the roles of an account.
#[must_use]
pub fn roles(id: AccountId) -> String {
    format!("{ACCOUNTS}/{id}/roles")
}

/// Closing an account to sign-in.
#[must_use]
pub fn disable(id: AccountId) -> String {
    format!("{ACCOUNTS}/{id}/desactiver")
}

/// Opening it again.
#[must_use]
pub fn enable(id: AccountId) -> String {
    format!("{ACCOUNTS}/{id}/reactiver")
}

/// Forgetting its second factor.
#[must_use]
pub fn second_factor(id: AccountId) -> String {
    format!("{ACCOUNTS}/{id}/second-facteur")
}

/// Trying a job again.
#[must_use]
pub fn retry(id: JobId) -> String {
    format!("{OUTBOX}/{id}/relancer")
}
