//! What was counted: one row a month, and snapshots of the present.

use diesel::prelude::*;

use super::model::{DeskState, Month, Tally};
use super::published::PublicFigures;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::types::Json;
use crate::kernel::db::{BothExt, Conn};
use crate::kernel::error::Fault;
use crate::schema::{figure_months as months, figure_snapshots as snapshots};

/// The desk as it stands.
const DESK: &str = "desk";
/// What is published.
const PUBLIC: &str = "public";

/// Keeps what was counted of a month, in the place of what was counted before.
pub(super) fn put_month(
    tx: &mut Conn,
    (month, tally): (Month, Tally),
    now: Instant,
) -> QueryResult<()> {
    let values = (months::figures.eq(Json(tally)), months::counted_at.eq(now));
    diesel::insert_into(months::table)
        .values((months::month.eq(month.first()), values.clone()))
        .on_conflict(months::month)
        .do_update()
        .set(values)
        .both()
        .execute(tx)?;
    Ok(())
}

/// The months counted from `first` to `last`, in their order.
pub(super) fn months(
    c: &mut Conn,
    (first, last): (Month, Month),
) -> QueryResult<Vec<(Month, Tally)>> {
    let rows: Vec<(Day, Json<Tally>)> = months::table
        .filter(months::month.between(first.first(), last.first()))
        .order(months::month)
        .select((months::month, months::figures))
        .load(c)?;
    Ok(rows
        .into_iter()
        .map(|(day, Json(tally))| (Month::of(day), tally))
        .collect())
}

/// When each month from `first` on was counted.
pub(super) fn counted(c: &mut Conn, first: Month) -> QueryResult<Vec<(Month, Instant)>> {
    let rows: Vec<(Day, Instant)> = months::table
        .filter(months::month.ge(first.first()))
        .select((months::month, months::counted_at))
        .load(c)?;
    Ok(rows
        .into_iter()
        .map(|(day, at)| (Month::of(day), at))
        .collect())
}

fn put<T: serde::Serialize>(
    tx: &mut Conn,
    (name, figures): (&str, &T),
    now: Instant,
) -> Result<(), Fault> {
    let figures = serde_json::to_value(figures).map_err(Fault::other("keeping figures"))?;
    let values = (
        snapshots::figures.eq(Json(figures)),
        snapshots::taken_at.eq(now),
    );
    diesel::insert_into(snapshots::table)
        .values((snapshots::name.eq(name), values.clone()))
        .on_conflict(snapshots::name)
        .do_update()
        .set(values)
        .both()
        .execute(tx)?;
    Ok(())
}

/// Keeps the desk as it stands.
pub(super) fn put_desk(tx: &mut Conn, state: &DeskState, now: Instant) -> Result<(), Fault> {
    put(tx, (DESK, state), now)
}

/// Keeps what is published.
pub(super) fn put_public(
    tx: &mut Conn,
    figures: &PublicFigures,
    now: Instant,
) -> Result<(), Fault> {
    put(tx, (PUBLIC, figures), now)
}

/// When each snapshot was taken: the desk's, the public one.
pub(super) fn taken(c: &mut Conn) -> QueryResult<(Option<Instant>, Option<Instant>)> {
    let rows: Vec<(String, Instant)> = snapshots::table
        .select((snapshots::name, snapshots::taken_at))
        .load(c)?;
    let of = |wanted: &str| {
        let found = rows.iter().find(|(name, _)| name == wanted);
        found.map(|(_, at)| *at)
    };
    Ok((of(DESK), of(PUBLIC)))
}

/// The last snapshot of the desk.
pub(super) fn desk(c: &mut Conn) -> QueryResult<Option<(DeskState, Instant)>> {
    let row: Option<(Json<DeskState>, Instant)> = snapshots::table
        .find(DESK)
        .select((snapshots::figures, snapshots::taken_at))
        .first(c)
        .optional()?;
    Ok(row.map(|(Json(state), at)| (state, at)))
}

/// What is published.
pub(super) fn public(c: &mut Conn) -> QueryResult<Option<(PublicFigures, Instant)>> {
    let row: Option<(Json<PublicFigures>, Instant)> = snapshots::table
        .find(PUBLIC)
        .select((snapshots::figures, snapshots::taken_at))
        .first(c)
        .optional()?;
    Ok(row.map(|(Json(figures), at)| (figures, at)))
}
