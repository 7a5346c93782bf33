//! The pairwise identifier of a person for a sector: SHA-256 of the sector, the pivot identity and a secret, then `v1`.
//!
//! The same person through any identity provider has the same `sub` for one client; two clients share it only through
//! the same `entity_id`. It changes when the civil registry's identity does. Source: reference/franceconnect.md 2.9.

use crate::kernel::error::Fault;
use crate::kernel::secret::{Vault, hex, sha256_hex};
use crate::sandbox::identities::Claims;

/// Ends every identifier.
const VERSION: &str = "v1";
const FRANCE: &str = "99100";

/// The identifier of that person in that sector: 64 hexadecimal digits and `v1`.
pub fn of(vault: &Vault, sector: &str, person: &Claims) -> Result<String, Fault> {
    let secret = hex(&vault.mac("sandbox sub", b"")?);
    let whole = format!("{sector}{}{secret}", identity_hash(person));
    Ok(format!("{}{VERSION}", sha256_hex(whole.as_bytes())))
}

/// The hash of the pivot identity. The place of birth counts only for those born in France.
#[must_use]
pub fn identity_hash(person: &Claims) -> String {
    let place = if person.birthcountry == FRANCE {
        person.birthplace.as_str()
    } else {
        ""
    };
    let pivot = [
        &person.given_names.join(" "),
        person.family_name.as_str(),
        &person.birthdate,
        person.gender.as_str(),
        place,
        &person.birthcountry,
    ]
    .join("\n");
    sha256_hex(pivot.as_bytes())
}
