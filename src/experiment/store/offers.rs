//! Offers of a free seat: one row each, closed once. The seat itself carries the reservation.

use diesel::prelude::*;

use super::super::model::{ExperimentId, OfferId, OfferOutcome};
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::requests::{RequestId, Status};
use crate::schema::{requests, seat_offers};

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = seat_offers)]
#[diesel(check_for_backend(crate::kernel::db::MultiBackend))]
pub struct Offer {
    /// Its id.
    pub id: OfferId,
    /// The experiment.
    pub experiment_id: ExperimentId,
    /// Which seat.
    pub number: i32,
    /// To which legal person.
    pub siren: String,
    /// For which request.
    pub request_id: RequestId,
    /// The rank that it had.
    pub ranked_at: Instant,
    /// Since when.
    pub offered_at: Instant,
    /// Until when it may be answered.
    pub answer_until: Instant,
    /// How it ended; nothing while it stands.
    pub outcome: Option<OfferOutcome>,
    /// When it ended.
    pub closed_at: Option<Instant>,
}

/// Writes an offer that stands.
pub fn open_offer(tx: &mut Conn, offer: &Offer) -> QueryResult<()> {
    diesel::insert_into(seat_offers::table)
        .values((
            seat_offers::id.eq(offer.id),
            seat_offers::experiment_id.eq(offer.experiment_id),
            seat_offers::number.eq(offer.number),
            seat_offers::siren.eq(&offer.siren),
            seat_offers::request_id.eq(offer.request_id),
            seat_offers::ranked_at.eq(offer.ranked_at),
            seat_offers::offered_at.eq(offer.offered_at),
            seat_offers::answer_until.eq(offer.answer_until),
        ))
        .execute(tx)?;
    Ok(())
}

/// Ends an offer that stands; false when it had ended.
pub fn close_offer(
    tx: &mut Conn,
    id: OfferId,
    outcome: OfferOutcome,
    now: Instant,
) -> QueryResult<bool> {
    let changed = diesel::update(seat_offers::table)
        .filter(seat_offers::id.eq(id))
        .filter(seat_offers::closed_at.is_null())
        .set((
            seat_offers::outcome.eq(outcome),
            seat_offers::closed_at.eq(now),
        ))
        .execute(tx)?;
    Ok(changed == 1)
}

/// The offers of an experiment that stand and were not recalled, by number: a hundred at most.
pub fn unrecalled(c: &mut Conn, experiment: ExperimentId) -> QueryResult<Vec<Offer>> {
    seat_offers::table
        .filter(seat_offers::experiment_id.eq(experiment))
        .filter(seat_offers::closed_at.is_null())
        .filter(seat_offers::recalled_at.is_null())
        .order(seat_offers::number)
        .select(Offer::as_select())
        .load(c)
}

/// Notes that an offer that stands is recalled; false when it was, or ended.
pub fn note_recalled(tx: &mut Conn, id: OfferId, now: Instant) -> QueryResult<bool> {
    let changed = diesel::update(seat_offers::table)
        .filter(seat_offers::id.eq(id))
        .filter(seat_offers::closed_at.is_null())
        .filter(seat_offers::recalled_at.is_null())
        .set(seat_offers::recalled_at.eq(now))
        .execute(tx)?;
    Ok(changed == 1)
}

/// One offer.
pub fn find_offer(c: &mut Conn, id: OfferId) -> QueryResult<Option<Offer>> {
    seat_offers::table
        .find(id)
        .select(Offer::as_select())
        .first(c)
        .optional()
}

/// The last offer made for a request.
pub fn offer_of(c: &mut Conn, request: RequestId) -> QueryResult<Option<Offer>> {
    seat_offers::table
        .filter(seat_offers::request_id.eq(request))
        .order((seat_offers::offered_at.desc(), seat_offers::id.desc()))
        .select(Offer::as_select())
        .first(c)
        .optional()
}

/// The offers of an experiment that stand, by number: a hundred at most.
pub fn open_offers(c: &mut Conn, experiment: ExperimentId) -> QueryResult<Vec<Offer>> {
    seat_offers::table
        .filter(seat_offers::experiment_id.eq(experiment))
        .filter(seat_offers::closed_at.is_null())
        .order(seat_offers::number)
        .select(Offer::as_select())
        .load(c)
}

/// The offers of an experiment that stand and must not: their time is up, or their request left the waiting list.
/// Tells for each whether the request still waits.
pub fn offers_due(
    c: &mut Conn,
    experiment: ExperimentId,
    now: Instant,
) -> QueryResult<Vec<(Offer, bool)>> {
    let rows: Vec<(Offer, Status)> = seat_offers::table
        .inner_join(requests::table.on(requests::id.eq(seat_offers::request_id)))
        .filter(seat_offers::experiment_id.eq(experiment))
        .filter(seat_offers::closed_at.is_null())
        .filter(
            seat_offers::answer_until
                .le(now)
                .or(requests::status.ne(Status::Waitlisted)),
        )
        .order(seat_offers::number)
        .select((Offer::as_select(), requests::status))
        .load(c)?;
    Ok(rows
        .into_iter()
        .map(|(offer, status)| (offer, status == Status::Waitlisted))
        .collect())
}

/// The experiments in which an offer stands.
pub fn offering(c: &mut Conn) -> QueryResult<Vec<ExperimentId>> {
    seat_offers::table
        .filter(seat_offers::closed_at.is_null())
        .select(seat_offers::experiment_id)
        .distinct()
        .load(c)
}
