//! Whether a secret is the one in force: the only reader of the hash.

use crate::credentials::store;
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::Outcome;
use crate::kernel::secret::{TokenHash, same};
use crate::services;

/// Whether this secret proves this client at that instant: in force, and its service neither suspended nor closed.
pub fn verify(c: &mut Conn, now: Instant, client_id: &str, secret: &str) -> Outcome<bool> {
    let Some((service, credential, hash)) = store::secret_hash(c, client_id)? else {
        return Ok(false);
    };
    let Some(service) = services::find(c, service)? else {
        return Ok(false);
    };
    let open = credential.state.is_valid(now) && service.state.status().honours_credentials();
    Ok(open && same(hash.as_bytes(), TokenHash::of(secret).0.as_bytes()))
}
