//! Rows of `exclusions`.

use diesel::prelude::*;

use super::model::{Exclusion, ExclusionId, Ground};
use super::state::Status;
use crate::experiment::ExperimentId;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, MultiBackend};
use crate::schema::exclusions;
use crate::shell::AccountId;

/// Procedures listed at most.
const MOST: i64 = 500;

#[derive(Queryable, Selectable)]
#[diesel(table_name = exclusions, check_for_backend(MultiBackend))]
struct Row {
    id: ExclusionId,
    experiment_id: ExperimentId,
    siren: String,
    ground: Ground,
    status: Status,
    facts: String,
    noticed_by: AccountId,
    noticed_at: Instant,
    reply_until: Day,
    reply: String,
    replied_at: Option<Instant>,
    reason: String,
    decided_at: Option<Instant>,
    decided_by: Option<AccountId>,
}

impl From<Row> for Exclusion {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            experiment: row.experiment_id,
            siren: row.siren,
            ground: row.ground,
            status: row.status,
            facts: row.facts,
            noticed_by: row.noticed_by,
            noticed_at: row.noticed_at,
            reply_until: row.reply_until,
            reply: row.reply,
            replied_at: row.replied_at,
            reason: row.reason,
            decided_at: row.decided_at,
            decided_by: row.decided_by,
        }
    }
}

/// Opens a procedure.
pub fn insert(tx: &mut Conn, new: &Exclusion) -> QueryResult<()> {
    diesel::insert_into(exclusions::table)
        .values((
            exclusions::id.eq(new.id),
            exclusions::experiment_id.eq(new.experiment),
            exclusions::siren.eq(&new.siren),
            exclusions::ground.eq(new.ground),
            exclusions::status.eq(new.status),
            exclusions::facts.eq(&new.facts),
            exclusions::noticed_by.eq(new.noticed_by),
            exclusions::noticed_at.eq(new.noticed_at),
            exclusions::reply_until.eq(new.reply_until),
            exclusions::reply.eq(""),
            exclusions::reason.eq(""),
        ))
        .execute(tx)?;
    Ok(())
}

/// One procedure.
pub fn find(c: &mut Conn, id: ExclusionId) -> QueryResult<Option<Exclusion>> {
    let row: Option<Row> = exclusions::table
        .find(id)
        .select(Row::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Exclusion::from))
}

/// The procedures against a participant, the latest first.
pub fn of_participant(
    c: &mut Conn,
    experiment: ExperimentId,
    siren: &str,
) -> QueryResult<Vec<Exclusion>> {
    let rows: Vec<Row> = exclusions::table
        .filter(exclusions::experiment_id.eq(experiment))
        .filter(exclusions::siren.eq(siren))
        .order((exclusions::noticed_at.desc(), exclusions::id.desc()))
        .limit(MOST)
        .select(Row::as_select())
        .load(c)?;
    Ok(rows.into_iter().map(Exclusion::from).collect())
}

/// The procedures of an experiment, by participant.
pub fn of_experiment(c: &mut Conn, experiment: ExperimentId) -> QueryResult<Vec<Exclusion>> {
    let rows: Vec<Row> = exclusions::table
        .filter(exclusions::experiment_id.eq(experiment))
        .order((exclusions::siren, exclusions::noticed_at))
        .limit(MOST)
        .select(Row::as_select())
        .load(c)?;
    Ok(rows.into_iter().map(Exclusion::from).collect())
}

/// Keeps the answer of the participant; false when somebody was faster.
pub fn reply(tx: &mut Conn, ctx: &Ctx, seen: &Exclusion, words: &str) -> QueryResult<bool> {
    let rows = diesel::update(exclusions::table.find(seen.id))
        .filter(exclusions::status.eq(seen.status))
        .set((
            exclusions::status.eq(Status::Replied),
            exclusions::reply.eq(words),
            exclusions::replied_by.eq(ctx.account().map(AccountId)),
            exclusions::replied_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Settles a procedure; false when somebody was faster.
pub fn settle(
    tx: &mut Conn,
    ctx: &Ctx,
    seen: &Exclusion,
    (next, reason): (Status, &str),
) -> QueryResult<bool> {
    let rows = diesel::update(exclusions::table.find(seen.id))
        .filter(exclusions::status.eq(seen.status))
        .set((
            exclusions::status.eq(next),
            exclusions::reason.eq(reason),
            exclusions::decided_by.eq(ctx.account().map(AccountId)),
            exclusions::decided_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}
