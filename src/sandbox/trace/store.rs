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
use crate::kernel::db::bulk::{self, Columns, Kind};
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

impl News<'_> {
    fn count(&self) -> i32 {
        i32::try_from(self.batch.len()).unwrap_or(i32::MAX)
    }

    fn state(&self) -> Option<&str> {
        self.batch.iter().find_map(|(_, step)| step.state())
    }

    fn identity(&self) -> Option<&str> {
        let mut named = self.batch.iter().rev();
        named.find_map(|(_, step)| step.identity())
    }

    /// The code of the last refusal.
    fn fault(&self) -> Option<&'static str> {
        let mut last = self.batch.iter().rev();
        last.find_map(|(_, step)| match &step.facts().verdict {
            Verdict::Refused(refused) => Some(refused.fault.code()),
            Verdict::Accepted => None,
        })
    }

    /// How the batch leaves a trace that was open, if it changes it.
    fn status(&self) -> Option<TraceStatus> {
        let given = |(_, step): &(StepId, &Step)| step.facts().stage == Stage::Userinfo;
        match self.fault() {
            Some(_) => Some(TraceStatus::Refused),
            None => self
                .batch
                .iter()
                .any(given)
                .then_some(TraceStatus::Complete),
        }
    }
}

/// A step as it is kept.
type StepRow = (
    StepId,
    TraceId,
    Stage,
    Instant,
    i32,
    Option<String>,
    Content,
);

/// Where steps go together.
const STEPS: Columns = Columns {
    table: "trace_steps",
    columns: &[
        ("id", Kind::Id),
        ("trace_id", Kind::Id),
        ("stage", Kind::Text),
        ("at", Kind::Instant),
        ("status", Kind::Number),
        ("fault", Kind::Text),
        ("content", Kind::Json),
    ],
};

/// A trace as it stands before the batch.
#[derive(Debug, Clone, Queryable)]
struct Known {
    id: TraceId,
    service: ServiceId,
    steps: i32,
}

type Owners = BTreeMap<String, ServiceId>;

/// A batch with what the database knows of it, read before the writing connection is taken: nobody waits for that.
pub(super) struct Prepared<'b> {
    news: Vec<News<'b>>,
    owners: Owners,
    known: Vec<Known>,
}

/// Reads what is known of a batch. What another node writes meanwhile is found again when the batch is written.
pub(super) fn prepare<'b>(c: &mut Conn, batch: &'b [Waiting]) -> Outcome<Prepared<'b>> {
    let news = by_trace(batch);
    let owners = owners(c, &news)?;
    let ids: Vec<TraceId> = news.iter().map(|news| news.trace).collect();
    let known = traces::table
        .filter(traces::id.eq_any(ids))
        .select((traces::id, traces::service_id, traces::steps))
        .load(c)?;
    Ok(Prepared {
        news,
        owners,
        known,
    })
}

/// Writes a batch; gives the number of steps that belong to nobody and were left out.
pub(super) fn write(tx: &mut Conn, batch: &Prepared<'_>) -> Outcome<usize> {
    let (mut left_out, mut new) = (0, Vec::new());
    for news in &batch.news {
        let before = batch.known.iter().find(|known| known.id == news.trace);
        let Some(place) = place(tx, news, (before, &batch.owners))? else {
            left_out += news.batch.len();
            continue;
        };
        new.extend(rows(news, place, &batch.owners));
    }
    keep(tx, new)?;
    Ok(left_out)
}

/// Steps are most of what a batch writes.
fn keep(tx: &mut Conn, rows: Vec<StepRow>) -> QueryResult<()> {
    let told = |(id, trace, stage, at, status, fault, content): StepRow| {
        (id, trace, stage, at.rfc3339(), status, fault, content)
    };
    bulk::insert(tx, &STEPS, rows, told, |tx, row| {
        let (id, trace, stage, at, status, fault, content) = row;
        diesel::insert_into(steps::table)
            .values((
                steps::id.eq(id),
                steps::trace_id.eq(trace),
                steps::stage.eq(stage),
                steps::at.eq(at),
                steps::status.eq(status),
                steps::fault.eq(fault),
                steps::content.eq(Json(content)),
            ))
            .execute(tx)
    })
}

/// The service that a trace belongs to and how many steps it had, once the trace knows of the batch. None when it
/// belongs to nobody.
fn place(
    tx: &mut Conn,
    news: &News<'_>,
    (before, owners): (Option<&Known>, &Owners),
) -> QueryResult<Option<(ServiceId, i32)>> {
    if let Some(known) = before {
        move_on(tx, news)?;
        return Ok(Some((known.service, known.steps)));
    }
    let Some((client, service)) = origin(news, owners) else {
        return Ok(None);
    };
    if !begin(tx, news, (client, service))? {
        move_on(tx, news)?;
    }
    Ok(Some((service, 0)))
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

/// The client that began a trace, and its service, if one of the steps names a client that exists.
fn origin<'b>(news: &News<'b>, owners: &Owners) -> Option<(&'b str, ServiceId)> {
    news.batch.iter().find_map(|(_, step)| {
        let client = step.facts().client.as_deref()?;
        Some((client, *owners.get(client)?))
    })
}

/// Begins a trace with its batch; false when another node began it meanwhile.
fn begin(
    tx: &mut Conn,
    news: &News<'_>,
    (client, service): (&str, ServiceId),
) -> QueryResult<bool> {
    let (Some((_, first)), Some((_, last))) = (news.batch.first(), news.batch.last()) else {
        return Ok(true);
    };
    let added = diesel::insert_into(traces::table)
        .values((
            traces::id.eq(news.trace),
            traces::service_id.eq(service),
            traces::client_id.eq(client),
            traces::status.eq(news.status().unwrap_or(TraceStatus::Open)),
            traces::fault.eq(news.fault()),
            traces::stage.eq(last.facts().stage),
            traces::state_hash.eq(news.state()),
            traces::identity.eq(news.identity()),
            traces::steps.eq(news.count()),
            traces::started_at.eq(first.facts().at),
            traces::last_at.eq(last.facts().at),
        ))
        .on_conflict(traces::id)
        .do_nothing()
        .both()
        .execute(tx)?;
    Ok(added == 1)
}

/// Moves a trace on. A refusal stays; an identity given completes what nothing refused.
fn move_on(tx: &mut Conn, news: &News<'_>) -> QueryResult<()> {
    let Some((_, last)) = news.batch.last() else {
        return Ok(());
    };
    let row = traces::table.find(news.trace);
    let refused = news.fault().map(|fault| {
        (
            traces::status.eq(TraceStatus::Refused),
            traces::fault.eq(fault),
        )
    });
    diesel::update(row)
        .set((
            refused,
            traces::steps.eq(traces::steps + news.count()),
            traces::stage.eq(last.facts().stage),
            traces::last_at.eq(last.facts().at),
            news.state().map(|state| traces::state_hash.eq(state)),
            news.identity()
                .map(|identity| traces::identity.eq(identity)),
        ))
        .execute(tx)?;
    if news.status() == Some(TraceStatus::Complete) {
        diesel::update(row.filter(traces::status.eq(TraceStatus::Open)))
            .set(traces::status.eq(TraceStatus::Complete))
            .execute(tx)?;
    }
    Ok(())
}

/// The rows of the steps, as many as there is room for.
fn rows<'b>(
    news: &'b News<'_>,
    (service, before): (ServiceId, i32),
    owners: &'b Owners,
) -> impl Iterator<Item = StepRow> {
    let room = usize::try_from(MOST_STEPS - before).unwrap_or(0);
    news.batch.iter().take(room).map(move |(id, step)| {
        let facts = step.facts();
        let content = content(step, (service, owners));
        let fault = content.why.as_ref().map(|why| why.code.clone());
        (
            *id,
            news.trace,
            facts.stage,
            facts.at,
            facts.status.into(),
            fault,
            content,
        )
    })
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
