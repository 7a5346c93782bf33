//! Rows of `traces` and `trace_steps`: a batch written, what is too old forgotten.
//!
//! A trace belongs to the service of the client that began it. Who presents another's code leaves a step there, in which
//! its own identifier is hidden.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::{Stage, Step, StepId, TraceId, TraceStatus, Verdict};
use super::recorder::Waiting;
use crate::kernel::clock::Instant;
use crate::kernel::db::types::Json;
use crate::kernel::db::{BothExt, Conn};
use crate::kernel::error::Outcome;
use crate::schema::{clients, trace_steps as steps, traces};
use crate::services::{Environment, ServiceId};

/// Steps kept of one trace: a client that loops does not fill the database.
const MOST_STEPS: i32 = 300;
/// What a trace shows in the place of somebody else's identifier.
const ANOTHER: &str = "identifiant d'un autre service";

/// Why a step was refused, as it is kept: words may change, evidence may not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Why {
    pub code: String,
    pub detail: String,
    pub cause: String,
    pub remedy: String,
    pub criterion: Option<i32>,
}

/// What is kept of a step beside its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Content {
    pub method: String,
    pub path: String,
    pub request: Vec<(String, String)>,
    pub answer: Vec<(String, String)>,
    pub why: Option<Why>,
}

/// What a batch knows of one trace.
struct News<'b> {
    trace: TraceId,
    batch: Vec<(StepId, &'b Step)>,
}

/// A trace as it stands before the batch.
#[derive(Debug, Clone, Queryable)]
struct Known {
    id: TraceId,
    service: ServiceId,
    steps: i32,
}

type Owners = BTreeMap<String, ServiceId>;

/// Writes a batch; gives the number of steps that belong to nobody and were left out.
pub(super) fn write(tx: &mut Conn, batch: &[Waiting]) -> Outcome<usize> {
    let news = by_trace(batch);
    let owners = owners(tx, &news)?;
    let ids: Vec<TraceId> = news.iter().map(|news| news.trace).collect();
    let known: Vec<Known> = traces::table
        .filter(traces::id.eq_any(ids))
        .select((traces::id, traces::service_id, traces::steps))
        .load(tx)?;
    let mut left_out = 0;
    for news in &news {
        let before = known.iter().find(|known| known.id == news.trace);
        let place = match before {
            Some(known) => Some((known.service, known.steps)),
            None => begin(tx, news, &owners)?.map(|service| (service, 0)),
        };
        if let Some(place) = place {
            add(tx, news, place, &owners)?;
        } else {
            left_out += news.batch.len();
        }
    }
    Ok(left_out)
}

/// The steps of each trace, in the order of their first one.
fn by_trace(batch: &[Waiting]) -> Vec<News<'_>> {
    let mut all: Vec<News<'_>> = Vec::new();
    for (id, step) in batch {
        let trace = step.facts().trace;
        match all.iter_mut().find(|news| news.trace == trace) {
            Some(news) => news.batch.push((*id, step)),
            None => all.push(News {
                trace,
                batch: vec![(*id, step)],
            }),
        }
    }
    all
}

/// The service of each sandbox client named in the batch.
fn owners(c: &mut Conn, news: &[News<'_>]) -> QueryResult<Owners> {
    let steps = news.iter().flat_map(|news| &news.batch);
    let named = steps.filter_map(|(_, step)| step.facts().client.as_deref());
    let named: std::collections::BTreeSet<&str> = named.collect();
    let rows: Vec<(String, ServiceId)> = clients::table
        .filter(clients::client_id.eq_any(named))
        .filter(clients::environment.eq(Environment::Sandbox))
        .select((clients::client_id, clients::service_id))
        .load(c)?;
    Ok(rows.into_iter().collect())
}

/// Begins a trace, if one of its steps names a client that exists.
fn begin(tx: &mut Conn, news: &News<'_>, owners: &Owners) -> QueryResult<Option<ServiceId>> {
    let mut named = news.batch.iter().filter_map(|(_, step)| {
        let facts = step.facts();
        let client = facts.client.as_deref()?;
        Some((facts, client, *owners.get(client)?))
    });
    let Some((facts, client, service)) = named.next() else {
        return Ok(None);
    };
    diesel::insert_into(traces::table)
        .values((
            traces::id.eq(news.trace),
            traces::service_id.eq(service),
            traces::client_id.eq(client),
            traces::status.eq(TraceStatus::Open),
            traces::stage.eq(facts.stage),
            traces::steps.eq(0),
            traces::started_at.eq(facts.at),
            traces::last_at.eq(facts.at),
        ))
        .on_conflict(traces::id)
        .do_nothing()
        .both()
        .execute(tx)?;
    Ok(Some(service))
}

/// Adds the steps, and moves the trace on.
fn add(
    tx: &mut Conn,
    news: &News<'_>,
    (service, before): (ServiceId, i32),
    owners: &Owners,
) -> QueryResult<()> {
    let room = usize::try_from(MOST_STEPS - before).unwrap_or(0);
    for (id, step) in news.batch.iter().take(room) {
        let facts = step.facts();
        let content = content(step, (service, owners));
        diesel::insert_into(steps::table)
            .values((
                steps::id.eq(*id),
                steps::trace_id.eq(news.trace),
                steps::stage.eq(facts.stage),
                steps::at.eq(facts.at),
                steps::status.eq(i32::from(facts.status)),
                steps::fault.eq(content.why.as_ref().map(|why| why.code.clone())),
                steps::content.eq(Json(content)),
            ))
            .execute(tx)?;
    }
    let Some((_, last)) = news.batch.last() else {
        return Ok(());
    };
    let added = i32::try_from(news.batch.len()).unwrap_or(i32::MAX);
    let state = news.batch.iter().find_map(|(_, step)| step.state());
    let identity = news
        .batch
        .iter()
        .rev()
        .find_map(|(_, step)| step.identity());
    let row = traces::table.find(news.trace);
    diesel::update(row)
        .set((
            traces::steps.eq(traces::steps + added),
            traces::stage.eq(last.facts().stage),
            traces::last_at.eq(last.facts().at),
            state.map(|state| traces::state_hash.eq(state)),
            identity.map(|identity| traces::identity.eq(identity)),
        ))
        .execute(tx)?;
    conclude(tx, news)
}

/// A refusal stays; an identity given completes what nothing refused.
fn conclude(tx: &mut Conn, news: &News<'_>) -> QueryResult<()> {
    let row = traces::table.find(news.trace);
    let fault = news
        .batch
        .iter()
        .rev()
        .find_map(|(_, step)| match &step.facts().verdict {
            Verdict::Refused(refused) => Some(refused.fault.code()),
            Verdict::Accepted => None,
        });
    let given = news
        .batch
        .iter()
        .any(|(_, step)| step.facts().stage == Stage::Userinfo);
    if let Some(fault) = fault {
        diesel::update(row)
            .set((
                traces::status.eq(TraceStatus::Refused),
                traces::fault.eq(fault),
            ))
            .execute(tx)?;
    } else if given {
        diesel::update(row.filter(traces::status.eq(TraceStatus::Open)))
            .set(traces::status.eq(TraceStatus::Complete))
            .execute(tx)?;
    }
    Ok(())
}

/// What is kept of a step, without the identifier of another service's client.
fn content(step: &Step, (service, owners): (ServiceId, &Owners)) -> Content {
    let facts = step.facts();
    let foreign = facts
        .client
        .as_deref()
        .filter(|client| owners.get(*client).is_some_and(|owner| *owner != service));
    let hide = |pairs: &[(String, String)]| -> Vec<(String, String)> {
        let hidden = |value: &String| match foreign {
            Some(client) => value.replace(client, ANOTHER),
            None => value.clone(),
        };
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), hidden(value)))
            .collect()
    };
    let why = match &facts.verdict {
        Verdict::Accepted => None,
        Verdict::Refused(refused) => {
            let row = refused.fault.row();
            Some(Why {
                code: row.code.to_owned(),
                detail: refused.detail.replace('\0', ""),
                cause: row.cause.to_owned(),
                remedy: row.remedy.to_owned(),
                criterion: row.criterion,
            })
        }
    };
    Content {
        method: facts.method.to_owned(),
        path: facts.path.clone(),
        request: hide(&facts.request),
        answer: hide(&facts.answer),
        why,
    }
}

/// Whether something is older than that.
pub(super) fn has_older(c: &mut Conn, than: Instant) -> QueryResult<bool> {
    let oldest: Option<Instant> = traces::table
        .order(traces::started_at)
        .select(traces::started_at)
        .first(c)
        .optional()?;
    Ok(oldest.is_some_and(|at| at < than))
}

/// Forgets the oldest traces with their steps; gives how many.
pub(super) fn forget(tx: &mut Conn, before: Instant, most: i64) -> QueryResult<usize> {
    let old: Vec<TraceId> = traces::table
        .filter(traces::started_at.lt(before))
        .order((traces::started_at, traces::id))
        .limit(most)
        .select(traces::id)
        .load(tx)?;
    diesel::delete(traces::table.filter(traces::id.eq_any(old))).execute(tx)
}
