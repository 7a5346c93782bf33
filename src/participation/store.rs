//! What the round told and when: rows that make each notice unique, whatever the number of nodes.

use diesel::prelude::*;

use crate::experiment::ExperimentId;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::{BothExt, Conn};
use crate::schema::{participation_notices, participation_rounds};

/// Notices read at most.
const MOST: i64 = 10_000;

/// Notes that a participant is told something; false when it was already.
pub fn note_told(
    tx: &mut Conn,
    (experiment, siren): (ExperimentId, &str),
    (kind, about): (&str, &str),
    now: Instant,
) -> QueryResult<bool> {
    let rows = diesel::insert_into(participation_notices::table)
        .values((
            participation_notices::experiment_id.eq(experiment),
            participation_notices::siren.eq(siren),
            participation_notices::kind.eq(kind),
            participation_notices::about.eq(about),
            participation_notices::told_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .both()
        .execute(tx)?;
    Ok(rows == 1)
}

/// The notices of these kinds told for an experiment: kind and what each was about.
pub fn told(
    c: &mut Conn,
    experiment: ExperimentId,
    kinds: &[&str],
) -> QueryResult<Vec<(String, String)>> {
    participation_notices::table
        .filter(participation_notices::experiment_id.eq(experiment))
        .filter(participation_notices::kind.eq_any(kinds.to_vec()))
        .limit(MOST)
        .select((participation_notices::kind, participation_notices::about))
        .load(c)
}

/// Whether the round of a day was made.
pub fn was_made(c: &mut Conn, day: Day) -> QueryResult<bool> {
    let made: Option<i32> = participation_rounds::table
        .find(day)
        .select(participation_rounds::told)
        .first(c)
        .optional()?;
    Ok(made.is_some())
}

/// Notes that the round of a day was made; a day noted twice stays as it was.
pub fn note_round(tx: &mut Conn, day: Day, told: usize, now: Instant) -> QueryResult<()> {
    diesel::insert_into(participation_rounds::table)
        .values((
            participation_rounds::day.eq(day),
            participation_rounds::told.eq(i32::try_from(told).unwrap_or(i32::MAX)),
            participation_rounds::made_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .both()
        .execute(tx)?;
    Ok(())
}
