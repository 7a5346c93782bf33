//! The lease of a presence.

use chrono::Duration;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::requests::RequestId;
use crate::review::store;
use crate::shell::AccountId;

/// Seconds for which a person is held to be there.
const LEASE_SECONDS: i64 = 75;
/// Seconds after which a lease is renewed, at the earliest.
const RENEWED_SECONDS: i64 = 40;

/// A person's traces on a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Present {
    /// Who.
    pub account: AccountId,
    /// When the journal last told that they opened it.
    pub read_at: Instant,
    /// Until when they are held to be there.
    pub until: Option<Instant>,
}

/// Whether the lease of a person is to be taken or renewed.
#[must_use]
pub fn is_due(until: Option<Instant>, now: Instant) -> bool {
    let left = Duration::seconds(LEASE_SECONDS - RENEWED_SECONDS);
    until.is_none_or(|until| until.since(now) <= left)
}

/// Holds the person to be there from now on. They have opened the dossier: their reading was noted.
pub fn arrive(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    request: RequestId,
) -> Result<(), Fault> {
    Ok(store::keep_presence(
        tx,
        (account, request),
        until(ctx.now),
    )?)
}

/// The end of a lease taken now.
#[must_use]
pub fn until(now: Instant) -> Instant {
    now.plus(Duration::seconds(LEASE_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_renewed_in_its_second_half_only() {
        let now = Instant::new(chrono::DateTime::UNIX_EPOCH);
        let after = |seconds| now.plus(Duration::seconds(seconds));
        let until = Some(after(LEASE_SECONDS));
        assert!(is_due(None, now));
        assert!(!is_due(until, now));
        assert!(!is_due(until, after(RENEWED_SECONDS - 1)));
        assert!(is_due(until, after(RENEWED_SECONDS)));
        assert!(is_due(until, after(LEASE_SECONDS * 2)));
    }
}
