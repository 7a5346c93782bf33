//! The rows of the experiment: terms, guide numbers, seats. Who waits is read from the requests themselves.
//!
//! What two decisions may do at once is settled here: a number or a SIREN taken meanwhile shows as a unique
//! violation, which becomes contention, so that the whole decision is taken again on the new panel.

use diesel::prelude::*;

use super::model::{ExperimentId, RawTerms, Terms};
use super::panel::{Seat, Waiting};
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::types::Json;
use crate::kernel::db::{BothExt, Conn};
use crate::kernel::error::Fault;
use crate::requests::{LegalBasis, RequestId, Sector, Status};
use crate::schema::{
    experiment_changes, experiment_sectors, experiments, habilitations, requests, seats,
};
use crate::shell::actor::AccountId;

/// The experiment as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Experiment {
    /// Its id.
    pub id: ExperimentId,
    /// What the supervisor set.
    pub terms: Terms,
    /// Number of the last change, from 1.
    pub version: i32,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = experiments)]
#[diesel(check_for_backend(crate::kernel::db::MultiBackend))]
struct ExperimentRow {
    id: ExperimentId,
    decree: String,
    opens_on: Day,
    closes_on: Day,
    cap: i32,
    reuse_seats: bool,
    version: i32,
    created_at: Instant,
}

/// The experiment in force: the one that opened last. A past one stays for its assessment.
pub fn current(c: &mut Conn) -> Result<Option<Experiment>, Fault> {
    let row = experiments::table
        .order((experiments::opens_on.desc(), experiments::id.desc()))
        .select(ExperimentRow::as_select())
        .first::<ExperimentRow>(c)
        .optional()?;
    row.map(|row| with_guides(c, row)).transpose()
}

fn with_guides(c: &mut Conn, row: ExperimentRow) -> Result<Experiment, Fault> {
    let guides = experiment_sectors::table
        .filter(experiment_sectors::experiment_id.eq(row.id))
        .select((experiment_sectors::sector, experiment_sectors::guide))
        .load::<(Sector, i32)>(c)?;
    let raw = RawTerms {
        decree: row.decree,
        opens_on: row.opens_on,
        closes_on: row.closes_on,
        cap: row.cap,
        seats_reusable: row.reuse_seats,
        guides,
    };
    let terms = Terms::new(&raw).map_err(|_| Fault::inconsistent("experiments", row.id))?;
    Ok(Experiment {
        id: row.id,
        terms,
        version: row.version,
    })
}

/// Writes a first experiment.
pub fn insert(tx: &mut Conn, id: ExperimentId, terms: &Terms, now: Instant) -> Result<(), Fault> {
    let row = ExperimentRow {
        id,
        decree: terms.decree().to_owned(),
        opens_on: terms.opens_on(),
        closes_on: terms.closes_on(),
        cap: terms.cap(),
        reuse_seats: terms.seats_reusable(),
        version: 1,
        created_at: now,
    };
    diesel::insert_into(experiments::table)
        .values(row)
        .execute(tx)?;
    put_guides(tx, id, terms)
}

/// Changes the terms if nobody did since version `seen`; false when somebody did.
pub fn update(tx: &mut Conn, id: ExperimentId, seen: i32, terms: &Terms) -> Result<bool, Fault> {
    let changed = diesel::update(experiments::table)
        .filter(experiments::id.eq(id))
        .filter(experiments::version.eq(seen))
        .set((
            experiments::decree.eq(terms.decree()),
            experiments::opens_on.eq(terms.opens_on()),
            experiments::closes_on.eq(terms.closes_on()),
            experiments::cap.eq(terms.cap()),
            experiments::reuse_seats.eq(terms.seats_reusable()),
            experiments::version.eq(seen.saturating_add(1)),
        ))
        .execute(tx)?;
    if changed == 0 {
        return Ok(false);
    }
    put_guides(tx, id, terms)?;
    Ok(true)
}

fn put_guides(tx: &mut Conn, id: ExperimentId, terms: &Terms) -> Result<(), Fault> {
    for sector in Sector::ALL {
        let aim = terms.guide(*sector);
        diesel::insert_into(experiment_sectors::table)
            .values((
                experiment_sectors::experiment_id.eq(id),
                experiment_sectors::sector.eq(*sector),
                experiment_sectors::guide.eq(aim),
            ))
            .on_conflict((
                experiment_sectors::experiment_id,
                experiment_sectors::sector,
            ))
            .do_update()
            .set(experiment_sectors::guide.eq(aim))
            .both()
            .execute(tx)?;
    }
    Ok(())
}

/// One change of the terms, with its reason.
#[derive(Debug, Insertable)]
#[diesel(table_name = experiment_changes)]
pub struct ChangeRow<'a> {
    /// The experiment.
    pub experiment_id: ExperimentId,
    /// The version it gave.
    pub version: i32,
    /// Why, in the supervisor's words.
    pub reason: &'a str,
    /// What the terms became.
    pub terms: Json<serde_json::Value>,
    /// Who; nobody when the command line did it.
    pub changed_by: Option<AccountId>,
    /// When.
    pub changed_at: Instant,
}

/// Keeps a change.
pub fn record_change(tx: &mut Conn, change: &ChangeRow<'_>) -> QueryResult<usize> {
    diesel::insert_into(experiment_changes::table)
        .values(change)
        .execute(tx)
}

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
        ))
        .load::<(i32, String, Sector, Option<Instant>)>(c)?;
    Ok(rows
        .into_iter()
        .map(|(number, siren, sector, released_at)| Seat {
            number,
            siren,
            sector,
            freed: released_at.is_some(),
        })
        .collect())
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

/// Writes seat `number`; a number or a SIREN taken meanwhile is contention.
pub fn insert_seat(
    tx: &mut Conn,
    number: i32,
    holder: &SeatHolder<'_>,
    now: Instant,
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
        ))
        .execute(tx)
        .map_err(contention_if_taken)?;
    Ok(())
}

/// Gives freed seat `number` to a holder: its own again, or another's.
pub fn reseat(
    tx: &mut Conn,
    number: i32,
    holder: &SeatHolder<'_>,
    now: Instant,
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
        ))
        .execute(tx)
        .map_err(contention_if_taken)?;
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

/// Marks the seat of a legal person as freed and returns its number, if it held one.
pub fn free_seat(
    tx: &mut Conn,
    experiment: ExperimentId,
    siren: &str,
    now: Instant,
) -> QueryResult<Option<i32>> {
    diesel::update(seats::table)
        .filter(seats::experiment_id.eq(experiment))
        .filter(seats::siren.eq(siren))
        .filter(seats::released_at.is_null())
        .set(seats::released_at.eq(now))
        .returning(seats::number)
        .get_result::<i32>(tx)
        .optional()
}

/// The requests that wait for a seat, best rank first.
pub fn waiting(c: &mut Conn) -> QueryResult<Vec<Waiting<RequestId>>> {
    let rows = requests::table
        .filter(requests::status.eq(Status::Waitlisted))
        .filter(requests::rank_at.is_not_null())
        .order((requests::rank_at, requests::id))
        .select((
            requests::id,
            requests::siren,
            requests::rank_at.assume_not_null(),
        ))
        .load::<(RequestId, String, Instant)>(c)?;
    Ok(rows
        .into_iter()
        .map(|(request, siren, ranked_at)| Waiting {
            request,
            siren,
            ranked_at,
        })
        .collect())
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
