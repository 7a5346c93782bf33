//! Those who wait for a seat, or may come to wait for one, in their order.

use chrono::Duration;
use diesel::prelude::*;

use super::super::panel::Waiting;
use super::Experiment;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{BothExt, Conn};
use crate::requests::{LegalBasis, RequestId, Sector, Status};
use crate::schema::{requests, seat_departures};
use crate::shell::actor::AccountId;

/// A correction asked for longer ago has lost its rank.
const RANK_KEPT_DAYS: i64 = 15;
/// Requests read at most, in either list.
const MOST: i64 = 5_000;

type RankedRow = (RequestId, String, Option<Sector>, Instant);

fn ranked(rows: Vec<RankedRow>) -> Vec<Waiting<RequestId>> {
    rows.into_iter()
        .filter_map(|(request, siren, sector, ranked_at)| {
            Some(Waiting {
                request,
                siren,
                sector: sector?,
                ranked_at,
            })
        })
        .collect()
}

/// The requests that wait for a seat of this experiment, in the order in which seats are offered: those that a reasoned
/// decision lets pass first, then by rank.
pub fn waiting(c: &mut Conn, experiment: &Experiment) -> QueryResult<Vec<Waiting<RequestId>>> {
    let terms = &experiment.terms;
    let rows = requests::table
        .filter(requests::status.eq(Status::Waitlisted))
        .filter(requests::rank_at.ge(terms.opens_on().start()))
        .filter(requests::rank_at.lt(terms.closes_on().start()))
        .order((requests::rank_at, requests::id))
        .limit(MOST)
        .select((
            requests::id,
            requests::siren,
            requests::sector,
            requests::rank_at.assume_not_null(),
        ))
        .load::<RankedRow>(c)?;
    let mut list = ranked(rows);
    let first = departures(c)?;
    // A stable sort: ranks stay as they were read.
    list.sort_by_key(|entry| {
        let passes = first
            .iter()
            .position(|(request, _)| *request == entry.request);
        passes.unwrap_or(usize::MAX)
    });
    Ok(list)
}

/// The rank of a request, once it was filed for an experiment.
pub fn rank_of(c: &mut Conn, request: RequestId) -> QueryResult<Option<Instant>> {
    let found: Option<Option<Instant>> = requests::table
        .find(request)
        .select(requests::rank_at)
        .first(c)
        .optional()?;
    Ok(found.flatten())
}

/// The requests that wait and are to pass first, the earliest decision first, with the reasons.
pub fn departures(c: &mut Conn) -> QueryResult<Vec<(RequestId, String)>> {
    seat_departures::table
        .inner_join(requests::table.on(requests::id.eq(seat_departures::request_id)))
        .filter(requests::status.eq(Status::Waitlisted))
        .order((seat_departures::decided_at, seat_departures::request_id))
        .limit(MOST)
        .select((seat_departures::request_id, seat_departures::reason))
        .load(c)
}

/// Lets a request that waits pass first.
pub fn depart(
    tx: &mut Conn,
    ctx: &Ctx,
    (request, by): (RequestId, AccountId),
    reason: &str,
) -> QueryResult<()> {
    diesel::insert_into(seat_departures::table)
        .values((
            seat_departures::request_id.eq(request),
            seat_departures::reason.eq(reason),
            seat_departures::decided_by.eq(by),
            seat_departures::decided_at.eq(ctx.now),
        ))
        .on_conflict(seat_departures::request_id)
        .do_update()
        .set(seat_departures::reason.eq(reason))
        .both()
        .execute(tx)?;
    Ok(())
}

/// Ends what let the requests of a legal person that wait pass first.
pub fn end_departures(tx: &mut Conn, siren: &str) -> QueryResult<usize> {
    let waiting = requests::table
        .filter(requests::siren.eq(siren))
        .filter(requests::status.eq(Status::Waitlisted))
        .select(requests::id);
    diesel::delete(seat_departures::table.filter(seat_departures::request_id.eq_any(waiting)))
        .execute(tx)
}

/// The requests that nobody decided yet and that come before this rank. A correction that was asked for too long ago
/// to keep its rank doesn't come before anybody.
pub fn undecided(
    c: &mut Conn,
    experiment: &Experiment,
    (rank, now): (Instant, Instant),
) -> QueryResult<Vec<Waiting<RequestId>>> {
    let kept = now.minus(Duration::days(RANK_KEPT_DAYS));
    let is_in_time = requests::status
        .eq_any([Status::Submitted, Status::InReview])
        .or(requests::status
            .eq(Status::ChangesRequested)
            .and(requests::state_since.ge(kept)));
    let rows = requests::table
        .filter(requests::legal_basis.eq(LegalBasis::Experiment))
        .filter(is_in_time)
        .filter(requests::rank_at.ge(experiment.terms.opens_on().start()))
        .filter(requests::rank_at.lt(rank))
        .order((requests::rank_at, requests::id))
        .limit(MOST)
        .select((
            requests::id,
            requests::siren,
            requests::sector,
            requests::rank_at.assume_not_null(),
        ))
        .load::<RankedRow>(c)?;
    Ok(ranked(rows))
}
