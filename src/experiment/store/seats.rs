//! Seats, who held them and when.

use diesel::prelude::*;

use super::super::model::ExperimentId;
use super::super::panel::{Hold, Placement, Seat};
use super::Experiment;
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::requests::{LegalBasis, RequestId, Sector, Status};
use crate::schema::{habilitations, requests, seat_tenures, seats};

type Tenure = (String, Sector, RequestId, Instant, Option<Instant>);
type SeatRow = (i32, String, Sector, Option<Instant>, Option<Instant>);

/// All the seats of an experiment, by number.
pub fn seats(c: &mut Conn, experiment: ExperimentId) -> QueryResult<Vec<Seat>> {
    let rows = seats::table
        .filter(seats::experiment_id.eq(experiment))
        .order(seats::number)
        .select((
            seats::number,
            seats::siren,
            seats::sector,
            seats::released_at,
            seats::reserved_until,
        ))
        .load::<SeatRow>(c)?;
    Ok(rows
        .into_iter()
        .map(
            |(number, siren, sector, released_at, reserved_until)| Seat {
                number,
                siren,
                sector,
                hold: hold_of(released_at, reserved_until),
            },
        )
        .collect())
}

/// How a seat is taken, as its row tells.
#[must_use]
pub fn hold_of(released_at: Option<Instant>, reserved_until: Option<Instant>) -> Hold {
    match (released_at, reserved_until) {
        (Some(_), _) => Hold::Freed,
        (None, Some(_)) => Hold::Reserved,
        (None, None) => Hold::Held,
    }
}

/// What a seat is written from.
#[derive(Debug, Clone)]
pub struct SeatHolder<'a> {
    /// The experiment and its cap, which the database checks together.
    pub experiment: &'a Experiment,
    /// The legal person.
    pub siren: &'a str,
    /// Sector of the service that brings it.
    pub sector: Sector,
    /// The request that brings it.
    pub request: RequestId,
    /// Why it passes before others, when it does.
    pub departure: Option<&'a str>,
}

/// Seats a holder where it was placed, for good. A number or a SIREN taken meanwhile is contention.
pub fn sit(
    tx: &mut Conn,
    (placement, number): (Placement, i32),
    holder: &SeatHolder<'_>,
    now: Instant,
) -> Result<(), Fault> {
    put(tx, (placement, number), holder, (now, None))?;
    begin_tenure(tx, number, holder, now)
}

/// Reserves a seat for whom it is offered to, until this instant.
pub fn reserve(
    tx: &mut Conn,
    (placement, number): (Placement, i32),
    holder: &SeatHolder<'_>,
    (now, until): (Instant, Instant),
) -> Result<(), Fault> {
    put(tx, (placement, number), holder, (now, Some(until)))
}

fn put(
    tx: &mut Conn,
    (placement, number): (Placement, i32),
    holder: &SeatHolder<'_>,
    (now, until): (Instant, Option<Instant>),
) -> Result<(), Fault> {
    if matches!(placement, Placement::New(_)) {
        insert_seat(tx, number, holder, (now, until))
    } else {
        reseat(tx, number, holder, (now, until))
    }
}

fn insert_seat(
    tx: &mut Conn,
    number: i32,
    holder: &SeatHolder<'_>,
    (now, until): (Instant, Option<Instant>),
) -> Result<(), Fault> {
    diesel::insert_into(seats::table)
        .values((
            seats::experiment_id.eq(holder.experiment.id),
            seats::number.eq(number),
            seats::cap.eq(holder.experiment.terms.cap()),
            seats::siren.eq(holder.siren),
            seats::sector.eq(holder.sector),
            seats::request_id.eq(holder.request),
            seats::departure_reason.eq(holder.departure),
            seats::taken_at.eq(now),
            seats::reserved_until.eq(until),
        ))
        .execute(tx)
        .map_err(contention_if_taken)?;
    Ok(())
}

/// Gives freed seat `number` to a holder: its own again, or another's.
fn reseat(
    tx: &mut Conn,
    number: i32,
    holder: &SeatHolder<'_>,
    (now, until): (Instant, Option<Instant>),
) -> Result<(), Fault> {
    let changed = diesel::update(seats::table)
        .filter(seats::experiment_id.eq(holder.experiment.id))
        .filter(seats::number.eq(number))
        .filter(seats::released_at.is_not_null())
        .set((
            seats::siren.eq(holder.siren),
            seats::sector.eq(holder.sector),
            seats::request_id.eq(holder.request),
            seats::departure_reason.eq(holder.departure),
            seats::taken_at.eq(now),
            seats::released_at.eq(None::<Instant>),
            seats::reserved_until.eq(until),
        ))
        .execute(tx)
        .map_err(contention_if_taken)?;
    guarded(changed)
}

/// Seats for good whom a seat was reserved for.
pub fn hold(
    tx: &mut Conn,
    number: i32,
    holder: &SeatHolder<'_>,
    now: Instant,
) -> Result<(), Fault> {
    let changed = diesel::update(seats::table)
        .filter(seats::experiment_id.eq(holder.experiment.id))
        .filter(seats::number.eq(number))
        .filter(seats::siren.eq(holder.siren))
        .filter(seats::reserved_until.is_not_null())
        .set((
            seats::request_id.eq(holder.request),
            seats::taken_at.eq(now),
            seats::reserved_until.eq(None::<Instant>),
        ))
        .execute(tx)?;
    guarded(changed)?;
    begin_tenure(tx, number, holder, now)
}

fn guarded(changed: usize) -> Result<(), Fault> {
    if changed == 1 {
        Ok(())
    } else {
        Err(Fault::contention())
    }
}

fn contention_if_taken(error: diesel::result::Error) -> Fault {
    if Fault::is_unique_violation(&error) {
        Fault::contention()
    } else {
        error.into()
    }
}

fn begin_tenure(
    tx: &mut Conn,
    number: i32,
    holder: &SeatHolder<'_>,
    now: Instant,
) -> Result<(), Fault> {
    diesel::insert_into(seat_tenures::table)
        .values((
            seat_tenures::experiment_id.eq(holder.experiment.id),
            seat_tenures::number.eq(number),
            seat_tenures::siren.eq(holder.siren),
            seat_tenures::sector.eq(holder.sector),
            seat_tenures::request_id.eq(holder.request),
            seat_tenures::taken_at.eq(now),
        ))
        .execute(tx)
        .map_err(contention_if_taken)?;
    Ok(())
}

/// Marks the seat that a legal person holds as freed and returns its number, if it held one.
pub fn free_seat(
    tx: &mut Conn,
    experiment: ExperimentId,
    siren: &str,
    now: Instant,
) -> QueryResult<Option<i32>> {
    let freed = diesel::update(seats::table)
        .filter(seats::experiment_id.eq(experiment))
        .filter(seats::siren.eq(siren))
        .filter(seats::released_at.is_null())
        .filter(seats::reserved_until.is_null())
        .set(seats::released_at.eq(now))
        .returning(seats::number)
        .get_result::<i32>(tx)
        .optional()?;
    diesel::update(seat_tenures::table)
        .filter(seat_tenures::experiment_id.eq(experiment))
        .filter(seat_tenures::siren.eq(siren))
        .filter(seat_tenures::released_at.is_null())
        .set(seat_tenures::released_at.eq(now))
        .execute(tx)?;
    Ok(freed)
}

/// Takes back a seat that was reserved: it is again that of its last holder, who left, or it was never given.
pub fn unreserve(
    tx: &mut Conn,
    experiment: ExperimentId,
    number: i32,
    now: Instant,
) -> QueryResult<()> {
    let reserved = seats::table
        .filter(seats::experiment_id.eq(experiment))
        .filter(seats::number.eq(number))
        .filter(seats::reserved_until.is_not_null());
    let last: Option<Tenure> = seat_tenures::table
        .filter(seat_tenures::experiment_id.eq(experiment))
        .filter(seat_tenures::number.eq(number))
        .order(seat_tenures::taken_at.desc())
        .select((
            seat_tenures::siren,
            seat_tenures::sector,
            seat_tenures::request_id,
            seat_tenures::taken_at,
            seat_tenures::released_at,
        ))
        .first(tx)
        .optional()?;
    let Some((siren, sector, request, taken_at, released_at)) = last else {
        diesel::delete(reserved).execute(tx)?;
        return Ok(());
    };
    diesel::update(reserved)
        .set((
            seats::released_at.eq(released_at.unwrap_or(now)),
            seats::reserved_until.eq(None::<Instant>),
        ))
        .execute(tx)?;
    let sits_elsewhere = seats::table
        .filter(seats::experiment_id.eq(experiment))
        .filter(seats::siren.eq(&siren));
    if diesel::select(diesel::dsl::exists(sits_elsewhere)).get_result::<bool>(tx)? {
        return Ok(());
    }
    diesel::update(seats::table.find((experiment, number)))
        .set((
            seats::siren.eq(&siren),
            seats::sector.eq(sector),
            seats::request_id.eq(request),
            seats::taken_at.eq(taken_at),
        ))
        .execute(tx)?;
    Ok(())
}

/// Seats whose request was given up or set aside, and whose legal person has no right: legal person and request.
pub fn abandoned(c: &mut Conn, experiment: ExperimentId) -> QueryResult<Vec<(String, RequestId)>> {
    let right = habilitations::table
        .filter(habilitations::siren.eq(seats::siren))
        .filter(habilitations::legal_basis.eq(LegalBasis::Experiment))
        .filter(habilitations::ended_at.is_null());
    seats::table
        .inner_join(requests::table.on(requests::id.eq(seats::request_id)))
        .filter(seats::experiment_id.eq(experiment))
        .filter(seats::released_at.is_null())
        .filter(seats::reserved_until.is_null())
        .filter(requests::status.eq_any([Status::Withdrawn, Status::Discarded, Status::Refused]))
        .filter(diesel::dsl::not(diesel::dsl::exists(right)))
        .order(seats::number)
        .select((seats::siren, seats::request_id))
        .load(c)
}

/// Whether a legal person holds its seat by the acceptance of another request, whose grant is still to come.
pub fn accepted_by_another(
    c: &mut Conn,
    experiment: ExperimentId,
    (siren, request): (&str, RequestId),
) -> QueryResult<bool> {
    let accepted = seats::table
        .inner_join(requests::table.on(requests::id.eq(seats::request_id)))
        .filter(seats::experiment_id.eq(experiment))
        .filter(seats::siren.eq(siren))
        .filter(seats::request_id.ne(request))
        .filter(requests::status.eq(Status::Waitlisted));
    diesel::select(diesel::dsl::exists(accepted)).get_result(c)
}

/// Whether a legal person has an habilitation in force under the experiment, apart from that of `request`.
pub fn holds_other_right(c: &mut Conn, siren: &str, request: RequestId) -> QueryResult<bool> {
    let others = habilitations::table
        .filter(habilitations::siren.eq(siren))
        .filter(habilitations::legal_basis.eq(LegalBasis::Experiment))
        .filter(habilitations::ended_at.is_null())
        .filter(habilitations::request_id.ne(request));
    diesel::select(diesel::dsl::exists(others)).get_result::<bool>(c)
}
