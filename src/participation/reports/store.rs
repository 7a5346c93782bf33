//! Rows of `monthly_reports`. A version is written once; its status moves once, and never after it was accepted.

use diesel::prelude::*;

use super::model::{Alert, Figures, Report, ReportId, Source, Status};
use crate::experiment::ExperimentId;
use crate::figures::Month;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::types::Json;
use crate::kernel::db::{Conn, MultiBackend};
use crate::requests::Sector;
use crate::schema::monthly_reports;
use crate::shell::AccountId;

/// Versions read of one experiment at most: a hundred legal persons, twelve months, and room for corrections.
const MOST: i64 = 6_000;

#[derive(Queryable, Selectable)]
#[diesel(table_name = monthly_reports, check_for_backend(MultiBackend))]
struct Row {
    id: ReportId,
    experiment_id: ExperimentId,
    siren: String,
    month: Day,
    ordinal: i32,
    status: Status,
    sector: Sector,
    connections_fc: i64,
    connections: i64,
    accounts_fc: i64,
    accounts: i64,
    growth_tenths: i64,
    feedback: String,
    comment: String,
    alerts: Json<Vec<Alert>>,
    source: Source,
    sent_at: Instant,
    judged_at: Option<Instant>,
    reason: String,
    hash: Option<String>,
}

impl From<Row> for Report {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            experiment: row.experiment_id,
            siren: row.siren,
            month: Month::of(row.month),
            ordinal: row.ordinal,
            status: row.status,
            sector: row.sector,
            figures: Figures {
                connections_fc: row.connections_fc,
                connections: row.connections,
                accounts_fc: row.accounts_fc,
                accounts: row.accounts,
                growth_tenths: row.growth_tenths,
            },
            feedback: row.feedback,
            comment: row.comment,
            alerts: row.alerts.0,
            source: row.source,
            sent_at: row.sent_at,
            judged_at: row.judged_at,
            reason: row.reason,
            hash: row.hash,
        }
    }
}

/// Writes a version that waits for the staff.
pub fn insert(tx: &mut Conn, new: &Report, by: AccountId) -> QueryResult<()> {
    let figures = &new.figures;
    diesel::insert_into(monthly_reports::table)
        .values((
            (
                monthly_reports::id.eq(new.id),
                monthly_reports::experiment_id.eq(new.experiment),
                monthly_reports::siren.eq(&new.siren),
                monthly_reports::month.eq(new.month.first()),
                monthly_reports::ordinal.eq(new.ordinal),
                monthly_reports::status.eq(new.status),
                monthly_reports::sector.eq(new.sector),
                monthly_reports::connections_fc.eq(figures.connections_fc),
                monthly_reports::connections.eq(figures.connections),
            ),
            (
                monthly_reports::accounts_fc.eq(figures.accounts_fc),
                monthly_reports::accounts.eq(figures.accounts),
                monthly_reports::growth_tenths.eq(figures.growth_tenths),
                monthly_reports::feedback.eq(&new.feedback),
                monthly_reports::comment.eq(&new.comment),
                monthly_reports::alerts.eq(Json(new.alerts.clone())),
                monthly_reports::source.eq(new.source),
                monthly_reports::sent_by.eq(by),
                monthly_reports::sent_at.eq(new.sent_at),
                monthly_reports::reason.eq(""),
            ),
        ))
        .execute(tx)?;
    Ok(())
}

/// One version.
pub fn find(c: &mut Conn, id: ReportId) -> QueryResult<Option<Report>> {
    let row: Option<Row> = monthly_reports::table
        .find(id)
        .select(Row::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Report::from))
}

/// Every version of a participant's reports, by month then version.
pub fn of_participant(
    c: &mut Conn,
    experiment: ExperimentId,
    siren: &str,
) -> QueryResult<Vec<Report>> {
    let rows: Vec<Row> = monthly_reports::table
        .filter(monthly_reports::experiment_id.eq(experiment))
        .filter(monthly_reports::siren.eq(siren))
        .order((monthly_reports::month, monthly_reports::ordinal))
        .limit(MOST)
        .select(Row::as_select())
        .load(c)?;
    Ok(rows.into_iter().map(Report::from).collect())
}

/// The versions of an experiment in one of these statuses, by participant, month and version.
pub fn of_experiment(
    c: &mut Conn,
    experiment: ExperimentId,
    statuses: &[Status],
) -> QueryResult<Vec<Report>> {
    let rows: Vec<Row> = monthly_reports::table
        .filter(monthly_reports::experiment_id.eq(experiment))
        .filter(monthly_reports::status.eq_any(statuses.to_vec()))
        .order((
            monthly_reports::siren,
            monthly_reports::month,
            monthly_reports::ordinal,
        ))
        .limit(MOST)
        .select(Row::as_select())
        .load(c)?;
    Ok(rows.into_iter().map(Report::from).collect())
}

/// Marks a version that waits as replaced by another.
pub fn replace(tx: &mut Conn, id: ReportId) -> QueryResult<bool> {
    let rows = diesel::update(monthly_reports::table.find(id))
        .filter(monthly_reports::status.eq(Status::Submitted))
        .set(monthly_reports::status.eq(Status::Replaced))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Writes the verdict on a version that waits; false when somebody was faster.
pub fn judge(
    tx: &mut Conn,
    ctx: &Ctx,
    (id, status): (ReportId, Status),
    (reason, hash): (&str, Option<&str>),
) -> QueryResult<bool> {
    let rows = diesel::update(monthly_reports::table.find(id))
        .filter(monthly_reports::status.eq(Status::Submitted))
        .set((
            monthly_reports::status.eq(status),
            monthly_reports::judged_by.eq(ctx.account().map(AccountId)),
            monthly_reports::judged_at.eq(ctx.now),
            monthly_reports::reason.eq(reason),
            monthly_reports::hash.eq(hash),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}
