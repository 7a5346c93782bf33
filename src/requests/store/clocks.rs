//! When time alone next does something to a request: one indexed instant on its row.

use diesel::prelude::*;

use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::Conn;
use crate::requests::milestones::{self, Standing};
use crate::requests::model::RequestId;
use crate::requests::state::Status;
use crate::schema::requests;

/// When time alone next does something to a request that stands so since now.
pub(super) fn next_clock(now: Instant, status: Status, due: Option<(Day, Day)>) -> Option<Instant> {
    let standing = Standing {
        status,
        since: now,
        due,
    };
    milestones::next(&standing, now)
}

/// The requests whose clock is due, the latest wait first, up to a bound.
pub fn due_clocks(
    c: &mut Conn,
    now: Instant,
    most: i64,
) -> QueryResult<Vec<(RequestId, Option<Instant>)>> {
    requests::table
        .filter(requests::clock_at.le(now))
        .order((requests::clock_at, requests::id))
        .limit(most)
        .select((requests::id, requests::clock_at))
        .load(c)
}

/// Sets the clock of a request, unless somebody did since it was read; tells whether it did.
pub fn set_clock(
    tx: &mut Conn,
    id: RequestId,
    seen: Instant,
    next: Option<Instant>,
) -> QueryResult<bool> {
    let rows = diesel::update(requests::table.find(id).filter(requests::clock_at.eq(seen)))
        .set(requests::clock_at.eq(next))
        .execute(tx)?;
    Ok(rows == 1)
}
