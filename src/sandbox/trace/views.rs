//! What pages and exports read of traces. Each question names the service: another's trace is not there.

use std::collections::BTreeMap;
use std::fmt::Write;

use diesel::prelude::*;

use super::model::{Stage, TraceId, TraceStatus, state_key};
use super::store::Content;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::types::Json;
use crate::kernel::db::{Conn, MultiBackend};
use crate::schema::{clients, trace_steps as steps, traces};
use crate::services::{Environment, ServiceId};

/// What somebody looks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
    /// A `client_id`.
    pub client: Option<String>,
    /// How the trace stands.
    pub status: Option<TraceStatus>,
    /// The `state` of the request for authorization, whole.
    pub state: Option<String>,
}

impl Filter {
    /// Whether everything passes.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A trace without its steps.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = traces)]
pub(super) struct Trace {
    pub id: TraceId,
    pub client_id: String,
    pub status: TraceStatus,
    pub fault: Option<String>,
    pub stage: Stage,
    pub identity: Option<String>,
    pub steps: i32,
    pub started_at: Instant,
    pub last_at: Instant,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = steps)]
pub(super) struct StepRow {
    pub trace_id: TraceId,
    pub stage: Stage,
    pub at: Instant,
    pub status: i32,
    pub content: Json<Content>,
}

impl StepRow {
    /// The criteria of qualification that the step helps to prove, or the one that its refusal concerns.
    pub(super) fn criteria(&self) -> Vec<i32> {
        match &self.content.0.why {
            Some(why) => why.criterion.into_iter().collect(),
            None => self.stage.criteria().to_vec(),
        }
    }
}

/// Clients offered in the filter.
const CLIENTS: i64 = 50;

/// The traces of a service that a filter lets through, the latest first, from after `before` on; one more than `most`
/// tells that there are more.
pub(super) fn list(
    c: &mut Conn,
    service: ServiceId,
    filter: &Filter,
    (before, most): (Option<TraceId>, i64),
) -> QueryResult<Vec<Trace>> {
    let mut query = traces::table
        .filter(traces::service_id.eq(service))
        .into_boxed::<MultiBackend>();
    if let Some(day) = filter.from {
        query = query.filter(traces::started_at.ge(day.start()));
    }
    if let Some(day) = filter.until {
        query = query.filter(traces::started_at.lt(day.plus_days(1).start()));
    }
    if let Some(client) = &filter.client {
        query = query.filter(traces::client_id.eq(client.clone()));
    }
    if let Some(status) = filter.status {
        query = query.filter(traces::status.eq(status));
    }
    if let Some(state) = &filter.state {
        query = query.filter(traces::state_hash.eq(state_key(state)));
    }
    if let Some((at, id)) = place(c, service, before)? {
        query = query
            .filter(traces::started_at.le(at))
            .filter(traces::started_at.lt(at).or(traces::id.lt(id)));
    }
    query
        .order((traces::started_at.desc(), traces::id.desc()))
        .limit(most + 1)
        .select(Trace::as_select())
        .load(c)
}

fn place(
    c: &mut Conn,
    service: ServiceId,
    before: Option<TraceId>,
) -> QueryResult<Option<(Instant, TraceId)>> {
    let Some(id) = before else { return Ok(None) };
    let found = find(c, service, id)?;
    Ok(found.map(|trace| (trace.started_at, trace.id)))
}

/// A trace of that service.
pub(super) fn find(c: &mut Conn, service: ServiceId, id: TraceId) -> QueryResult<Option<Trace>> {
    traces::table
        .filter(traces::id.eq(id))
        .filter(traces::service_id.eq(service))
        .select(Trace::as_select())
        .first(c)
        .optional()
}

/// Steps of a trace in their order.
pub(super) fn steps_of(
    c: &mut Conn,
    trace: TraceId,
    (from, most): (i64, i64),
) -> QueryResult<Vec<StepRow>> {
    steps::table
        .filter(steps::trace_id.eq(trace))
        .order((steps::at, steps::id))
        .offset(from)
        .limit(most)
        .select(StepRow::as_select())
        .load(c)
}

/// Steps of several traces, each in its order.
pub(super) fn steps_of_all(
    c: &mut Conn,
    traces: &[Trace],
    most: i64,
) -> QueryResult<BTreeMap<TraceId, Vec<StepRow>>> {
    let ids = traces.iter().map(|trace| trace.id);
    let rows: Vec<StepRow> = steps::table
        .filter(steps::trace_id.eq_any(ids))
        .order((steps::at, steps::id))
        .limit(most)
        .select(StepRow::as_select())
        .load(c)?;
    let mut by_trace: BTreeMap<TraceId, Vec<StepRow>> = BTreeMap::new();
    for row in rows {
        by_trace.entry(row.trace_id).or_default().push(row);
    }
    Ok(by_trace)
}

/// The sandbox clients of a service: identifier and name.
pub(super) fn clients_of(c: &mut Conn, service: ServiceId) -> QueryResult<Vec<(String, String)>> {
    clients::table
        .filter(clients::service_id.eq(service))
        .filter(clients::environment.eq(Environment::Sandbox))
        .order((clients::created_at, clients::id))
        .limit(CLIENTS)
        .select((clients::client_id, clients::name))
        .load(c)
}

/// What changes when anything happens in the last traces of a service, or in one of them.
pub(super) fn pulse(
    c: &mut Conn,
    service: ServiceId,
    (one, most): (Option<TraceId>, i64),
) -> QueryResult<String> {
    let mut query = traces::table
        .filter(traces::service_id.eq(service))
        .into_boxed::<MultiBackend>();
    if let Some(id) = one {
        query = query.filter(traces::id.eq(id));
    }
    let seen: Vec<(TraceId, i32)> = query
        .order((traces::started_at.desc(), traces::id.desc()))
        .limit(most)
        .select((traces::id, traces::steps))
        .load(c)?;
    Ok(pulse_of(&seen))
}

/// The pulse of these traces, the latest first.
pub(super) fn pulse_of(seen: &[(TraceId, i32)]) -> String {
    let mut text = String::new();
    for (id, steps) in seen {
        let _ = write!(text, "{id}:{steps} ");
    }
    state_key(&text).chars().take(16).collect()
}
