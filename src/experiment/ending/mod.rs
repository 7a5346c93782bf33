//! When a right of the experiment ends: an instant computed from the terms, not a mark that a job writes.
//!
//! Whoever honours a right (credentials, sandbox, partner space) asks here with its own clock, so that every node stops at the
//! same second, whether or not the closing has been carried out in the rows.

mod store;

use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::requests::HabilitationId;

/// The first instant at which this right no longer holds; nothing for a right that the experiment did not give.
pub fn closes_at(c: &mut Conn, right: HabilitationId) -> Result<Option<Instant>, Fault> {
    let Some(granted) = store::granted(c, right)? else {
        return Ok(None);
    };
    Ok(store::closing_day(c, granted.paris_day())?.map(Day::start))
}

/// Whether this right is over at that instant because its experiment is.
pub fn is_over(c: &mut Conn, right: HabilitationId, now: Instant) -> Result<bool, Fault> {
    Ok(closes_at(c, right)?.is_some_and(|end| end <= now))
}
