//! One trace with its steps.

use serde::Serialize;

use super::{kind, nowhere, sample, short, to_the_second};
use crate::kernel::db::types::Json;
use crate::sandbox::trace::model::{Stage, TraceId, TraceStatus};
use crate::sandbox::trace::store::{Content, Why};
use crate::sandbox::trace::urls;
use crate::sandbox::trace::views::{StepRow, Trace, pulse_of};
use crate::services::{ServiceId, SpaceHead, Tab, sample_instant};
use crate::shell::{Crumb, Page};

/// Steps on one page.
pub(in crate::sandbox::trace) const STEPS: i64 = 12;
/// Longest value shown; the export holds more.
const SHOWN: usize = 300;

#[derive(Debug, Clone, Serialize)]
struct Pair {
    label: String,
    value: String,
}

#[derive(Debug, Clone, Serialize)]
struct Criterion {
    number: i32,
    url: String,
}

/// A step as it is shown.
#[derive(Debug, Clone, Serialize)]
struct Shown {
    number: i64,
    title: &'static str,
    at: String,
    asked: String,
    status: i32,
    accepted: bool,
    why: Option<Why>,
    criteria: Vec<Criterion>,
    request: Vec<Pair>,
    answer: Vec<Pair>,
}

/// A trace with its steps.
#[derive(Debug, Clone, Serialize)]
pub(in crate::sandbox::trace) struct TracePage {
    head: SpaceHead,
    facts: Vec<Pair>,
    status: &'static str,
    status_kind: &'static str,
    steps: Vec<Shown>,
    current: i64,
    pages: i64,
    page_url: String,
    list_url: String,
    export_url: String,
    live_url: String,
}

impl TracePage {
    pub(in crate::sandbox::trace) fn new(
        head: SpaceHead,
        service: ServiceId,
        trace: &Trace,
        (steps, current): (Vec<StepRow>, i64),
    ) -> Self {
        let fact = |label: &str, value: String| Pair {
            label: label.to_owned(),
            value,
        };
        let lasted = trace.last_at.since(trace.started_at).num_milliseconds();
        let count = i64::from(trace.steps);
        let first = (current - 1) * STEPS + 1;
        let numbered = (first..).zip(steps);
        Self {
            facts: vec![
                fact("Début", to_the_second(trace.started_at)),
                fact("Durée", format!("{},{:03} s", lasted / 1000, lasted % 1000)),
                fact("Client (client_id)", trace.client_id.clone()),
                fact(
                    "Identité d'essai",
                    trace.identity.clone().unwrap_or_default(),
                ),
                fact("Étapes", count.to_string()),
            ],
            status: trace.status.label(),
            status_kind: kind(trace.status),
            steps: numbered
                .map(|(number, row)| shown(service, number, row))
                .collect(),
            current,
            pages: (count + STEPS - 1) / STEPS,
            page_url: format!("{}?page=", urls::trace(service, trace.id)),
            list_url: urls::list(service),
            export_url: urls::export(service, trace.id),
            live_url: format!(
                "{}?vu={}",
                urls::live(service, trace.id),
                pulse_of(&[(trace.id, trace.steps)])
            ),
            head,
        }
    }
}

fn shown(service: ServiceId, number: i64, row: StepRow) -> Shown {
    let criteria = row.criteria().into_iter().map(|number| Criterion {
        number,
        url: urls::criterion(service, number),
    });
    let criteria = criteria.collect();
    let Content {
        method,
        path,
        request,
        answer,
        why,
    } = row.content.0;
    let pairs = |all: Vec<(String, String)>| -> Vec<Pair> {
        let pair = |(label, value): (String, String)| Pair {
            label,
            value: short(&value, SHOWN),
        };
        all.into_iter().map(pair).collect()
    };
    Shown {
        number,
        title: row.stage.label(),
        at: row.at.paris().format("%H:%M:%S%.3f").to_string(),
        asked: format!("{method} {}", short(&path, SHOWN))
            .trim()
            .to_owned(),
        status: row.status,
        accepted: why.is_none(),
        criteria,
        why,
        request: pairs(request),
        answer: pairs(answer),
    }
}

impl Page for TracePage {
    const TEMPLATE: &'static str = "sandbox/trace.html";

    fn title(&self) -> String {
        "Trace d'une connexion".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        let mut crumbs = self.head.crumbs();
        crumbs.push(Crumb::new(&self.list_url, "Traces"));
        crumbs
    }

    fn samples() -> Vec<Self> {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let step = |stage: Stage, status: i32, why: Option<Why>| StepRow {
            trace_id: TraceId(uuid::Uuid::nil()),
            stage,
            at: sample_instant(),
            status,
            content: Json(Content {
                method: "POST".to_owned(),
                path: "/bac-a-sable/api/v2/token".to_owned(),
                request: vec![pair("client_secret", "secret du client …cdef")],
                answer: vec![pair("error", "invalid_client")],
                why,
            }),
        };
        let why = Why {
            code: "Y0434A7B".to_owned(),
            detail: String::new(),
            cause: "Le secret n'est pas celui du client.".to_owned(),
            remedy: "Vérifiez la copie du secret.".to_owned(),
            criterion: Some(18),
        };
        let silent = StepRow {
            content: Json(Content {
                method: String::new(),
                path: String::new(),
                request: Vec::new(),
                answer: vec![pair("message", "Bonjour,")],
                why: None,
            }),
            ..step(Stage::Notice, 0, None)
        };
        let page = |trace: &Trace, steps: Vec<StepRow>| {
            Self::new(SpaceHead::sample(Tab::Traces), nowhere(), trace, (steps, 1))
        };
        let long = Trace {
            steps: 40,
            ..sample(TraceStatus::Open)
        };
        let refused = vec![
            step(Stage::Authorize, 303, None),
            step(Stage::Token, 401, Some(why)),
        ];
        vec![
            page(&sample(TraceStatus::Refused), refused),
            page(&sample(TraceStatus::Complete), vec![silent]),
            page(&long, Vec::new()),
        ]
    }
}
