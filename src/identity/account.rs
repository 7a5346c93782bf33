//! An account as other slices may see it.

use super::AccountId;
use crate::kernel::text::full_name;

/// An account, without anything secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The address, as it was typed.
    pub email: String,
    /// The given name.
    pub given_name: String,
    /// The family name.
    pub family_name: String,
    /// Whether the person may sign in: confirmed, and not closed.
    pub is_active: bool,
    /// Whether a second factor is enrolled.
    pub has_second_factor: bool,
}

impl Account {
    /// Both names, as shown.
    #[must_use]
    pub fn name(&self) -> String {
        full_name(&self.given_name, &self.family_name)
    }
}
