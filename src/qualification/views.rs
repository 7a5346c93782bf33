//! Read models of the qualification: the officers' queue.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::schema::{organisations, services};
use crate::services::{ServiceId, Status};
use crate::shell::AccountId;

/// Most services on a page of the queue.
pub(super) const PAGE: i64 = 50;

/// A service in the queue.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Queued {
    pub id: ServiceId,
    pub name: String,
    pub organisation: String,
    pub since: Instant,
    pub officer: Option<AccountId>,
}

/// The services in that state, the one that waits longest first.
pub(super) fn queue(c: &mut Conn, status: Status, page: i64) -> QueryResult<Vec<Queued>> {
    services::table
        .inner_join(organisations::table.on(organisations::id.eq(services::organisation_id)))
        .filter(services::status.eq(status))
        .order((services::state_since, services::id))
        .limit(PAGE)
        .offset((page.max(1) - 1) * PAGE)
        .select((
            services::id,
            services::name,
            organisations::name,
            services::state_since,
            services::officer_id,
        ))
        .load(c)
}

/// How many services are in each state.
pub(super) fn counts(c: &mut Conn) -> QueryResult<Vec<(Status, i64)>> {
    services::table
        .group_by(services::status)
        .select((services::status, diesel::dsl::count_star()))
        .load(c)
}
