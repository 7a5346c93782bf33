//! What a data provider is asked, and figures that are always the same for a person.

use serde_json::{Map, Value};

use crate::kernel::clock::Day;
use crate::kernel::secret::sha256_hex;
use crate::sandbox::fault::Refused;
use crate::sandbox::identities::{Claims, Identity};

/// A call whose token is good.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The person behind the token.
    pub identity: &'a Identity,
    /// The scopes of the token.
    pub scopes: &'a [String],
    /// The present day.
    pub today: Day,
}

/// The data, or why not.
pub type Answered = Result<Map<String, Value>, Refused>;

impl Asked<'_> {
    /// Whether the token carries a scope.
    pub(super) fn holds(&self, scope: &str) -> bool {
        self.scopes.iter().any(|held| held == scope)
    }

    /// Whether the person is the one with whom this provider behaves so.
    pub(super) fn is(&self, login: &str) -> bool {
        self.identity.id.0 == login
    }

    /// The person.
    pub(super) fn person(&self) -> &Claims {
        self.identity.told()
    }

    /// A figure from `least` to `most` that stays the same for this person and that name.
    pub(super) fn figure(&self, name: &str, (least, most): (u64, u64)) -> u64 {
        let person = self.person();
        let seed = format!(
            "{name}\n{}\n{}\n{}",
            person.family_name,
            person.given_names.join(" "),
            person.birthdate
        );
        let digest = sha256_hex(seed.as_bytes());
        let drawn = digest
            .get(..12)
            .and_then(|start| u64::from_str_radix(start, 16).ok())
            .unwrap_or_default();
        least + drawn % (most.saturating_sub(least) + 1)
    }
}
