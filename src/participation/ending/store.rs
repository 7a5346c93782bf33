//! Rows of `experiment_closings` and `destruction_attestations`.

use diesel::prelude::*;

use super::attestation::SignAttestation;
use crate::experiment::ExperimentId;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{BothExt, Conn, MultiBackend};
use crate::schema::{destruction_attestations, experiment_closings, experiments};
use crate::shell::AccountId;

/// Attestations listed at most.
const MOST: i64 = 1_000;

/// The first experiment whose day has come and whose closing is not carried out.
pub fn to_close(c: &mut Conn, today: Day) -> QueryResult<Option<ExperimentId>> {
    experiments::table
        .left_join(
            experiment_closings::table.on(experiment_closings::experiment_id.eq(experiments::id)),
        )
        .filter(experiments::closes_on.le(today))
        .filter(experiment_closings::closed_at.is_null())
        .order((experiments::closes_on, experiments::id))
        .select(experiments::id)
        .first(c)
        .optional()
}

/// When the closing was carried out, if it was.
pub fn closed_at(c: &mut Conn, experiment: ExperimentId) -> QueryResult<Option<Instant>> {
    experiment_closings::table
        .find(experiment)
        .select(experiment_closings::closed_at)
        .first(c)
        .optional()
}

/// Writes that an experiment is closed; false when somebody did.
pub fn note_closed(
    tx: &mut Conn,
    experiment: ExperimentId,
    participants: usize,
    now: Instant,
) -> QueryResult<bool> {
    let rows = diesel::insert_into(experiment_closings::table)
        .values((
            experiment_closings::experiment_id.eq(experiment),
            experiment_closings::participants.eq(i32::try_from(participants).unwrap_or(i32::MAX)),
            experiment_closings::closed_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .both()
        .execute(tx)?;
    Ok(rows == 1)
}

/// An attestation, asked for or signed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = destruction_attestations, check_for_backend(MultiBackend))]
pub struct Attestation {
    /// The participant.
    pub siren: String,
    /// When it was asked for.
    pub asked_at: Instant,
    /// The last day to sign.
    pub due_on: Day,
    /// The day of the destruction; nothing before the signature.
    pub destroyed_on: Option<Day>,
    /// How.
    pub means: String,
    /// The name and function under the text.
    pub signatory: String,
    /// The text that was signed.
    pub wording: String,
    /// When it was signed.
    pub signed_at: Option<Instant>,
}

/// Asks for an attestation; false when it was already.
pub fn ask(
    tx: &mut Conn,
    (experiment, siren): (ExperimentId, &str),
    due: Day,
    now: Instant,
) -> QueryResult<bool> {
    let rows = diesel::insert_into(destruction_attestations::table)
        .values((
            destruction_attestations::experiment_id.eq(experiment),
            destruction_attestations::siren.eq(siren),
            destruction_attestations::asked_at.eq(now),
            destruction_attestations::due_on.eq(due),
            destruction_attestations::means.eq(""),
            destruction_attestations::signatory.eq(""),
            destruction_attestations::wording.eq(""),
        ))
        .on_conflict_do_nothing()
        .both()
        .execute(tx)?;
    Ok(rows == 1)
}

/// Signs; false when somebody did.
pub fn sign(tx: &mut Conn, ctx: &Ctx, cmd: &SignAttestation, wording: &str) -> QueryResult<bool> {
    let rows = diesel::update(destruction_attestations::table)
        .filter(destruction_attestations::experiment_id.eq(cmd.of.0))
        .filter(destruction_attestations::siren.eq(&cmd.of.1))
        .filter(destruction_attestations::signed_at.is_null())
        .set((
            destruction_attestations::destroyed_on.eq(cmd.destroyed_on),
            destruction_attestations::means.eq(&cmd.means),
            destruction_attestations::signatory.eq(&cmd.signatory),
            destruction_attestations::wording.eq(wording),
            destruction_attestations::signed_by.eq(ctx.account().map(AccountId)),
            destruction_attestations::signed_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// The attestation of a participant.
pub fn find(
    c: &mut Conn,
    experiment: ExperimentId,
    siren: &str,
) -> QueryResult<Option<Attestation>> {
    destruction_attestations::table
        .filter(destruction_attestations::experiment_id.eq(experiment))
        .filter(destruction_attestations::siren.eq(siren))
        .select(Attestation::as_select())
        .first(c)
        .optional()
}

/// The attestations of an experiment, by participant.
pub fn of_experiment(c: &mut Conn, experiment: ExperimentId) -> QueryResult<Vec<Attestation>> {
    destruction_attestations::table
        .filter(destruction_attestations::experiment_id.eq(experiment))
        .order(destruction_attestations::siren)
        .limit(MOST)
        .select(Attestation::as_select())
        .load(c)
}
