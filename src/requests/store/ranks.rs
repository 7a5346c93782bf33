//! The order of the experiment, as far as it stands on the requests.

use diesel::prelude::*;

use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::Conn;
use crate::requests::state::Status;
use crate::schema::{experiments, requests};

/// Gives the requests of a legal person that wait for a seat a new rank. Their version stays: what was shown of them
/// still holds.
pub fn rank_anew(tx: &mut Conn, siren: &str, rank: Instant) -> QueryResult<usize> {
    diesel::update(requests::table)
        .filter(requests::status.eq(Status::Waitlisted))
        .filter(requests::siren.eq(siren))
        .set(requests::rank_at.eq(rank))
        .execute(tx)
}

/// Whether an experiment runs on that day.
pub fn experiment_runs(c: &mut Conn, today: Day) -> QueryResult<bool> {
    let running = experiments::table
        .filter(experiments::opens_on.le(today))
        .filter(experiments::closes_on.gt(today));
    diesel::select(diesel::dsl::exists(running)).get_result(c)
}
