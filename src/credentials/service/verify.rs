//! Whether a secret is the one in force: the only reader of the hash.

use crate::credentials::store;
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::Outcome;
use crate::kernel::secret::{TokenHash, same};
use crate::services;

/// Whether this secret proves this client at that instant: in force, its service neither suspended nor closed, and
/// its right not over with the experiment that gave it: every node stops at that second.
pub fn verify(c: &mut Conn, now: Instant, client_id: &str, secret: &str) -> Outcome<bool> {
    let Some((service, credential, hash)) = store::secret_hash(c, client_id)? else {
        return Ok(false);
    };
    let Some(service) = services::find(c, service)? else {
        return Ok(false);
    };
    let open = credential.state.is_valid(now)
        && service.state.status().honours_credentials()
        && !services::is_over(c, &service, now)?;
    Ok(open && same(hash.as_bytes(), TokenHash::of(secret).0.as_bytes()))
}
