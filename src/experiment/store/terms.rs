//! The terms of the experiments, their guide numbers and the history of their changes.

use diesel::prelude::*;

use super::super::model::{ExperimentId, RawTerms, Terms};
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::types::Json;
use crate::kernel::db::{BothExt, Conn};
use crate::kernel::error::Fault;
use crate::requests::Sector;
use crate::schema::{experiment_changes, experiment_sectors, experiments};
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
    report_day: i32,
}

/// Experiments read at most: one a year.
const MOST: i64 = 50;

/// The experiment that is spoken of on that day: the one that opened last, or else the next one to open.
pub fn current(c: &mut Conn, today: Day) -> Result<Option<Experiment>, Fault> {
    if let Some(opened) = opened_on(c, today)? {
        return Ok(Some(opened));
    }
    let row = experiments::table
        .order((experiments::opens_on, experiments::id))
        .select(ExperimentRow::as_select())
        .first::<ExperimentRow>(c)
        .optional()?;
    row.map(|row| with_guides(c, row)).transpose()
}

/// The experiment that had opened last on that day: the one to which a request ranked then belongs.
pub fn opened_on(c: &mut Conn, day: Day) -> Result<Option<Experiment>, Fault> {
    let row = experiments::table
        .filter(experiments::opens_on.le(day))
        .order((experiments::opens_on.desc(), experiments::id.desc()))
        .select(ExperimentRow::as_select())
        .first::<ExperimentRow>(c)
        .optional()?;
    row.map(|row| with_guides(c, row)).transpose()
}

/// One experiment.
pub fn find(c: &mut Conn, id: ExperimentId) -> Result<Option<Experiment>, Fault> {
    let row = experiments::table
        .find(id)
        .select(ExperimentRow::as_select())
        .first::<ExperimentRow>(c)
        .optional()?;
    row.map(|row| with_guides(c, row)).transpose()
}

/// All experiments, the last to open first.
pub fn all(c: &mut Conn) -> Result<Vec<Experiment>, Fault> {
    let rows = experiments::table
        .order((experiments::opens_on.desc(), experiments::id.desc()))
        .limit(MOST)
        .select(ExperimentRow::as_select())
        .load::<ExperimentRow>(c)?;
    rows.into_iter().map(|row| with_guides(c, row)).collect()
}

/// The experiment, apart from this one, that shares a day with these terms: two never run at once.
pub fn overlapping(
    c: &mut Conn,
    but: Option<ExperimentId>,
    terms: &Terms,
) -> Result<Option<Experiment>, Fault> {
    let found = experiments::table
        .filter(experiments::opens_on.lt(terms.closes_on()))
        .filter(experiments::closes_on.gt(terms.opens_on()))
        .order(experiments::opens_on)
        .limit(2)
        .select(ExperimentRow::as_select())
        .load::<ExperimentRow>(c)?;
    let other = found.into_iter().find(|row| Some(row.id) != but);
    other.map(|row| with_guides(c, row)).transpose()
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
        report_day: row.report_day,
        guides,
    };
    let terms = Terms::new(&raw).map_err(|_| Fault::inconsistent("experiments", row.id))?;
    Ok(Experiment {
        id: row.id,
        terms,
        version: row.version,
    })
}

/// Writes a new experiment.
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
        report_day: terms.report_day(),
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
            experiments::report_day.eq(terms.report_day()),
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
