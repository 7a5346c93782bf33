//! What there is to count, read by batches along an index, and the names that a page shows beside the counts.
//!
//! A batch holds at most [`LIMIT`] rows, whatever there is to count: memory stays bounded and no connection is held for
//! long.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::model::Month;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::Conn;
use crate::kernel::text::full_name;
use crate::requests::{DecisionId, LegalBasis, RequestId, Sector, Status};
use crate::schema::{
    account_roles, accounts, habilitations, request_decisions as decisions, request_withdrawals,
    requests, service_steps as steps, services,
};
use crate::services::{ServiceId, Status as ServiceStatus};
use crate::shell::{AccountId, Role};

/// Rows of one batch.
const LIMIT: i64 = 1_000;
/// Reviewers shown at most.
const REVIEWERS: i64 = 100;

/// Where a batch begins: after this instant, and after this id at that instant.
pub(super) type Cursor<Id> = (Instant, Id);

/// The month of the first submission of all.
pub(super) fn first_month(c: &mut Conn) -> QueryResult<Option<Month>> {
    let first: Option<Option<Instant>> = requests::table
        .filter(requests::first_submitted_at.is_not_null())
        .order(requests::first_submitted_at)
        .select(requests::first_submitted_at)
        .first(c)
        .optional()?;
    Ok(first.flatten().map(|at| Month::of(at.paris_day())))
}

/// First submissions before `until`.
pub(super) fn filed(
    c: &mut Conn,
    (at, id): Cursor<RequestId>,
    until: Instant,
) -> QueryResult<Vec<(RequestId, Option<Instant>, LegalBasis)>> {
    requests::table
        .filter(requests::first_submitted_at.ge(at))
        .filter(requests::first_submitted_at.lt(until))
        .filter(requests::first_submitted_at.gt(at).or(requests::id.gt(id)))
        .order((requests::first_submitted_at, requests::id))
        .limit(LIMIT)
        .select((
            requests::id,
            requests::first_submitted_at,
            requests::legal_basis,
        ))
        .load(c)
}

/// A decision with what its request says.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Decision {
    pub id: DecisionId,
    pub at: Instant,
    pub kind: Status,
    pub request: RequestId,
    pub first_submitted_at: Option<Instant>,
    pub suspended_seconds: i64,
    pub basis: LegalBasis,
    pub sector: Option<Sector>,
}

/// Decisions of every kind before `until`.
pub(super) fn decided(
    c: &mut Conn,
    (at, id): Cursor<DecisionId>,
    until: Instant,
) -> QueryResult<Vec<Decision>> {
    decisions::table
        .inner_join(requests::table.on(requests::id.eq(decisions::request_id)))
        .filter(decisions::decided_at.ge(at))
        .filter(decisions::decided_at.lt(until))
        .filter(decisions::decided_at.gt(at).or(decisions::id.gt(id)))
        .order((decisions::decided_at, decisions::id))
        .limit(LIMIT)
        .select((
            decisions::id,
            decisions::decided_at,
            decisions::kind,
            decisions::request_id,
            requests::first_submitted_at,
            requests::suspended_seconds,
            requests::legal_basis,
            requests::sector,
        ))
        .load(c)
}

/// Those of these requests whose applicant was asked for corrections.
pub(super) fn corrected(c: &mut Conn, of: &[RequestId]) -> QueryResult<BTreeSet<RequestId>> {
    let asked: Vec<RequestId> = decisions::table
        .filter(decisions::request_id.eq_any(of.to_vec()))
        .filter(decisions::kind.eq(Status::ChangesRequested))
        .select(decisions::request_id)
        .load(c)?;
    Ok(asked.into_iter().collect())
}

/// A withdrawal: its request, when, and what the request stood on.
pub(super) type Withdrawn = (RequestId, Instant, LegalBasis, Option<Sector>);

/// Withdrawals before `until`.
pub(super) fn withdrawn(
    c: &mut Conn,
    (at, id): Cursor<RequestId>,
    until: Instant,
) -> QueryResult<Vec<Withdrawn>> {
    request_withdrawals::table
        .inner_join(requests::table.on(requests::id.eq(request_withdrawals::request_id)))
        .filter(request_withdrawals::withdrawn_at.ge(at))
        .filter(request_withdrawals::withdrawn_at.lt(until))
        .filter(
            request_withdrawals::withdrawn_at
                .gt(at)
                .or(request_withdrawals::request_id.gt(id)),
        )
        .order((
            request_withdrawals::withdrawn_at,
            request_withdrawals::request_id,
        ))
        .limit(LIMIT)
        .select((
            request_withdrawals::request_id,
            request_withdrawals::withdrawn_at,
            requests::legal_basis,
            requests::sector,
        ))
        .load(c)
}

/// States that services reached before `until`.
pub(super) fn reached(
    c: &mut Conn,
    (at, (service, ordinal)): Cursor<(ServiceId, i32)>,
    until: Instant,
) -> QueryResult<Vec<(Instant, ServiceId, i32)>> {
    let later = steps::reached_at
        .gt(at)
        .or(steps::service_id.gt(service))
        .or(steps::service_id
            .eq(service)
            .and(steps::ordinal.gt(ordinal)));
    steps::table
        .filter(steps::reached_at.ge(at))
        .filter(steps::reached_at.lt(until))
        .filter(later)
        .order((steps::reached_at, steps::service_id, steps::ordinal))
        .limit(LIMIT)
        .select((steps::reached_at, steps::service_id, steps::ordinal))
        .load(c)
}

/// When each of these services first reached each of its states.
pub(super) fn paths(
    c: &mut Conn,
    of: &[ServiceId],
) -> QueryResult<BTreeMap<ServiceId, BTreeMap<ServiceStatus, Instant>>> {
    let rows: Vec<(ServiceId, ServiceStatus, Instant)> = steps::table
        .filter(steps::service_id.eq_any(of.to_vec()))
        .order((steps::service_id, steps::ordinal))
        .select((steps::service_id, steps::status, steps::reached_at))
        .load(c)?;
    let mut paths: BTreeMap<ServiceId, BTreeMap<ServiceStatus, Instant>> = BTreeMap::new();
    for (service, status, at) in rows {
        let first = paths.entry(service).or_default().entry(status);
        first.or_insert(at);
    }
    Ok(paths)
}

/// A request that waits for somebody.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Open {
    pub id: RequestId,
    pub submitted_at: Option<Instant>,
    pub first_submitted_at: Option<Instant>,
    pub reviewer: Option<AccountId>,
    pub review_due_on: Option<Day>,
}

/// Requests in that state.
pub(super) fn open(
    c: &mut Conn,
    status: Status,
    (at, id): Cursor<RequestId>,
) -> QueryResult<Vec<Open>> {
    requests::table
        .filter(requests::status.eq(status))
        .filter(requests::submitted_at.ge(at))
        .filter(requests::submitted_at.gt(at).or(requests::id.gt(id)))
        .order((requests::submitted_at, requests::id))
        .limit(LIMIT)
        .select((
            requests::id,
            requests::submitted_at,
            requests::first_submitted_at,
            requests::reviewer_id,
            requests::review_due_on,
        ))
        .load(c)
}

/// Habilitations in force, and services in production.
pub(super) fn standing(c: &mut Conn) -> QueryResult<(i64, i64)> {
    let in_force = habilitations::table
        .filter(habilitations::ended_at.is_null())
        .count()
        .get_result(c)?;
    let live = services::table
        .filter(services::status.eq(ServiceStatus::Live))
        .count()
        .get_result(c)?;
    Ok((in_force, live))
}

/// Who may instruct, by name, and whoever else holds requests.
pub(super) fn reviewers(
    c: &mut Conn,
    holding: &[AccountId],
) -> QueryResult<Vec<(AccountId, String)>> {
    let instructing: Vec<AccountId> = account_roles::table
        .inner_join(accounts::table.on(accounts::id.eq(account_roles::account_id)))
        .filter(account_roles::role.eq(Role::Reviewer.as_str()))
        .filter(accounts::disabled_at.is_null())
        .order(accounts::id)
        .limit(REVIEWERS)
        .select(accounts::id)
        .load(c)?;
    let all: BTreeSet<AccountId> = instructing
        .into_iter()
        .chain(holding.iter().copied())
        .collect();
    let rows: Vec<(AccountId, String, String)> = accounts::table
        .filter(accounts::id.eq_any(all))
        .order((accounts::search_key, accounts::id))
        .limit(REVIEWERS)
        .select((accounts::id, accounts::given_name, accounts::family_name))
        .load(c)?;
    Ok(rows
        .into_iter()
        .map(|(id, given, family)| (id, full_name(&given, &family)))
        .collect())
}
