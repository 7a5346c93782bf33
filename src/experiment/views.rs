//! The experiment as it is read: the panel with its holders, the waiting list with its places.

use diesel::prelude::*;

use super::panel::{self, Waiting};
use super::store::{self, Experiment};
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::requests::{RequestId, Sector, Status};
use crate::schema::{accounts, experiment_changes, organisations, requests, seats};

/// One seat with its holder.
#[derive(Debug, Clone, Queryable)]
pub struct SeatLine {
    /// 1 to the cap.
    pub number: i32,
    /// The legal person.
    pub siren: String,
    /// Sector of the service that brought it.
    pub sector: Sector,
    /// When it was given.
    pub taken_at: Instant,
    /// When its holder left.
    pub released_at: Option<Instant>,
    /// Why it passed before others.
    pub departure_reason: Option<String>,
    /// The request that brought it.
    pub request: RequestId,
    /// Its number.
    pub request_number: String,
    /// The organisation's name.
    pub organisation: String,
}

/// One request that waits for a seat.
#[derive(Debug, Clone)]
pub struct WaitingLine {
    /// Its place, from 1; requests of one legal person share it.
    pub place: i64,
    /// The request.
    pub request: RequestId,
    /// Its number.
    pub request_number: String,
    /// The organisation's name.
    pub organisation: String,
    /// Its sector.
    pub sector: Option<Sector>,
    /// The instant that gives its rank.
    pub ranked_at: Instant,
}

/// The panel of the experiment in force.
#[derive(Debug, Clone)]
pub struct Panel {
    /// The experiment.
    pub experiment: Experiment,
    /// Its seats, by number.
    pub seats: Vec<SeatLine>,
    /// Who waits, best rank first.
    pub waiting: Vec<WaitingLine>,
}

/// The panel of the experiment in force, if one was ever set up.
pub fn panel(c: &mut Conn) -> Result<Option<Panel>, Fault> {
    let Some(experiment) = store::current(c)? else {
        return Ok(None);
    };
    let seats = seat_lines(c, &experiment)?;
    let waiting = waiting_lines(c)?;
    Ok(Some(Panel {
        experiment,
        seats,
        waiting,
    }))
}

fn seat_lines(c: &mut Conn, experiment: &Experiment) -> QueryResult<Vec<SeatLine>> {
    seats::table
        .inner_join(requests::table.on(requests::id.eq(seats::request_id)))
        .inner_join(organisations::table.on(organisations::id.eq(requests::organisation_id)))
        .filter(seats::experiment_id.eq(experiment.id))
        .order(seats::number)
        .select((
            seats::number,
            seats::siren,
            seats::sector,
            seats::taken_at,
            seats::released_at,
            seats::departure_reason,
            seats::request_id,
            requests::number,
            organisations::name,
        ))
        .load::<SeatLine>(c)
}

type WaitingRow = (RequestId, String, String, String, Option<Sector>, Instant);

fn waiting_lines(c: &mut Conn) -> QueryResult<Vec<WaitingLine>> {
    let rows = requests::table
        .inner_join(organisations::table.on(organisations::id.eq(requests::organisation_id)))
        .filter(requests::status.eq(Status::Waitlisted))
        .filter(requests::rank_at.is_not_null())
        .order((requests::rank_at, requests::id))
        .select((
            requests::id,
            requests::siren,
            requests::number,
            organisations::name,
            requests::sector,
            requests::rank_at.assume_not_null(),
        ))
        .load::<WaitingRow>(c)?;
    let ranks: Vec<Waiting<RequestId>> = rows
        .iter()
        .map(|row| Waiting {
            request: row.0,
            siren: row.1.clone(),
            ranked_at: row.5,
        })
        .collect();
    let lines = rows
        .into_iter()
        .zip(panel::places(&ranks))
        .map(|(row, (_, place))| WaitingLine {
            place,
            request: row.0,
            request_number: row.2,
            organisation: row.3,
            sector: row.4,
            ranked_at: row.5,
        });
    Ok(lines.collect())
}

/// What everybody may know of the experiment.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Its terms.
    pub experiment: Experiment,
    /// Seats held, by sector.
    pub taken: Vec<(Sector, i64)>,
    /// Numbers still to give, freed ones included when they may be reused.
    pub left: i64,
    /// Legal persons that wait.
    pub waiting: i64,
}

/// What everybody may know of the experiment in force.
pub fn opening(c: &mut Conn) -> Result<Option<Opening>, Fault> {
    let Some(experiment) = store::current(c)? else {
        return Ok(None);
    };
    let seats = store::seats(c, experiment.id)?;
    let held = |sector: Sector| {
        seats
            .iter()
            .filter(|seat| seat.sector == sector && !seat.freed)
            .count()
    };
    let taken = Sector::ALL
        .iter()
        .map(|sector| (*sector, count(held(*sector))))
        .collect();
    let used = seats
        .iter()
        .filter(|seat| !(seat.freed && experiment.terms.seats_reusable()))
        .count();
    let left = i64::from(experiment.terms.cap())
        .saturating_sub(count(used))
        .max(0);
    let waiting = panel::places(&store::waiting(c)?)
        .into_iter()
        .map(|(_, place)| place)
        .max()
        .unwrap_or(0);
    Ok(Some(Opening {
        experiment,
        taken,
        left,
        waiting,
    }))
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// One change of the terms.
#[derive(Debug, Clone, Queryable)]
pub struct ChangeLine {
    /// Number of the change, from 1.
    pub version: i32,
    /// Why.
    pub reason: String,
    /// When.
    pub changed_at: Instant,
    /// Who.
    pub by: Option<(String, String)>,
}

/// The changes of the terms, last first.
pub fn changes(c: &mut Conn, experiment: &Experiment) -> QueryResult<Vec<ChangeLine>> {
    experiment_changes::table
        .left_join(accounts::table.on(experiment_changes::changed_by.eq(accounts::id.nullable())))
        .filter(experiment_changes::experiment_id.eq(experiment.id))
        .order(experiment_changes::version.desc())
        .select((
            experiment_changes::version,
            experiment_changes::reason,
            experiment_changes::changed_at,
            (accounts::given_name, accounts::family_name).nullable(),
        ))
        .load::<ChangeLine>(c)
}

/// The decree of the experiment in force.
pub fn decree(c: &mut Conn) -> Result<Option<String>, Fault> {
    Ok(store::current(c)?.map(|experiment| experiment.terms.decree().to_owned()))
}
