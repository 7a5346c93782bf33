//! The events of an experiment, the notes of the staff, and what was published.

use diesel::prelude::*;

use super::model::NotePart;
use crate::experiment::ExperimentId;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, MultiBackend};
use crate::kernel::journal::EntryId;
use crate::schema::{assessment_notes, assessments, journal_entries, requests};
use crate::shell::AccountId;

/// Events of one experiment at most: a hundred legal persons, their reports and corrections, their comings and goings.
const EVENTS: i64 = 20_000;
/// Publications and notes of one experiment at most.
const MOST: i64 = 500;

/// An event, as the journal holds it.
#[derive(Debug, Clone, Queryable)]
pub struct Event {
    /// Its id.
    pub id: EntryId,
    /// When.
    pub at: Instant,
    /// What.
    pub action: String,
    /// Its details.
    pub data: String,
    /// The legal person of the request it is about, if it is about one.
    pub siren: Option<String>,
}

/// The events of these kinds about an experiment before an instant, in their order.
pub fn events(
    c: &mut Conn,
    experiment: ExperimentId,
    actions: &[&str],
    before: Instant,
) -> QueryResult<Vec<Event>> {
    journal_entries::table
        .left_join(requests::table.on(requests::id.nullable().eq(journal_entries::request_id)))
        .filter(journal_entries::subject_id.eq(experiment.to_string()))
        .filter(journal_entries::at.lt(before))
        .filter(journal_entries::action.eq_any(actions.to_vec()))
        .order((journal_entries::at, journal_entries::id))
        .limit(EVENTS)
        .select((
            journal_entries::id,
            journal_entries::at,
            journal_entries::action,
            journal_entries::data,
            requests::siren.nullable(),
        ))
        .load(c)
}

/// Keeps a note.
pub fn insert_note(
    tx: &mut Conn,
    ctx: &Ctx,
    experiment: ExperimentId,
    (part, ordinal): (NotePart, i32),
    (words, hash): (&str, &str),
) -> QueryResult<()> {
    diesel::insert_into(assessment_notes::table)
        .values((
            assessment_notes::experiment_id.eq(experiment),
            assessment_notes::part.eq(part),
            assessment_notes::ordinal.eq(ordinal),
            assessment_notes::words.eq(words),
            assessment_notes::hash.eq(hash),
            assessment_notes::written_by.eq(ctx
                .account()
                .map_or(AccountId(uuid::Uuid::nil()), AccountId)),
            assessment_notes::written_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}

/// A version of a note: its fingerprint, its words.
pub fn note(
    c: &mut Conn,
    experiment: ExperimentId,
    (part, ordinal): (NotePart, i32),
) -> QueryResult<Option<(String, String)>> {
    assessment_notes::table
        .find((experiment, part, ordinal))
        .select((assessment_notes::hash, assessment_notes::words))
        .first(c)
        .optional()
}

/// The versions of the notes of an experiment, the oldest first: part, version, fingerprint, words.
pub fn notes(
    c: &mut Conn,
    experiment: ExperimentId,
) -> QueryResult<Vec<(NotePart, i32, String, String)>> {
    assessment_notes::table
        .filter(assessment_notes::experiment_id.eq(experiment))
        .order((assessment_notes::part, assessment_notes::ordinal))
        .limit(MOST)
        .select((
            assessment_notes::part,
            assessment_notes::ordinal,
            assessment_notes::hash,
            assessment_notes::words,
        ))
        .load(c)
}

/// What was published.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = assessments, check_for_backend(MultiBackend))]
#[expect(clippy::struct_field_names, reason = "the column's name")]
pub struct Published {
    /// Its version.
    pub ordinal: i32,
    /// Its bytes.
    pub body: String,
    /// Their fingerprint.
    pub hash: String,
    /// When.
    pub published_at: Instant,
}

/// Keeps a publication.
pub fn publish(
    tx: &mut Conn,
    ctx: &Ctx,
    (experiment, ordinal): (ExperimentId, i32),
    (body, hash, by): (&str, &str, AccountId),
) -> QueryResult<()> {
    diesel::insert_into(assessments::table)
        .values((
            assessments::experiment_id.eq(experiment),
            assessments::ordinal.eq(ordinal),
            assessments::body.eq(body),
            assessments::hash.eq(hash),
            assessments::published_by.eq(by),
            assessments::published_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}

/// The last publication of an experiment.
pub fn last_published(c: &mut Conn, experiment: ExperimentId) -> QueryResult<Option<Published>> {
    assessments::table
        .filter(assessments::experiment_id.eq(experiment))
        .order(assessments::ordinal.desc())
        .select(Published::as_select())
        .first(c)
        .optional()
}
