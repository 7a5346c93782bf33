//! The traces of a service, searched and paged.

use serde::Serialize;

use super::{kind, nowhere, sample, short, to_the_second};
use crate::sandbox::trace::model::TraceStatus;
use crate::sandbox::trace::urls;
use crate::sandbox::trace::views::{Filter, Trace, pulse_of};
use crate::services::{ServiceId, SpaceHead, Tab};
use crate::shell::{Crumb, FormState, Page};

/// Traces on one page.
pub(in crate::sandbox::trace) const TRACES: i64 = 25;

/// Names of the fields of the filter.
const FIELDS: [&str; 5] = ["du", "au", "client", "issue", "etat"];

#[derive(Debug, Clone, Serialize)]
struct Choice {
    value: String,
    label: String,
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    url: String,
    started_at: String,
    client: String,
    identity: String,
    stage: &'static str,
    steps: i32,
    status: &'static str,
    status_kind: &'static str,
    fault: String,
}

/// The traces of a service.
#[derive(Debug, Clone, Serialize)]
pub(in crate::sandbox::trace) struct TracesPage {
    head: SpaceHead,
    form: FormState,
    clients: Vec<Choice>,
    statuses: Vec<Choice>,
    lines: Vec<Line>,
    filtered: bool,
    list_url: String,
    older_url: Option<String>,
    export_url: String,
    live_url: String,
}

/// What the list of traces shows: what was asked, the address's query, the clients, the traces.
pub(in crate::sandbox::trace) struct Found {
    /// What was asked.
    pub filter: Filter,
    /// The clients of the service.
    pub clients: Vec<(String, String)>,
    /// The traces, maybe one more than a page holds.
    pub traces: Vec<Trace>,
}

impl TracesPage {
    pub(in crate::sandbox::trace) fn new(
        head: SpaceHead,
        service: ServiceId,
        found: Found,
    ) -> Self {
        let Found {
            filter,
            clients,
            mut traces,
        } = found;
        let page = usize::try_from(TRACES).unwrap_or(usize::MAX);
        let more = traces.len() > page;
        traces.truncate(page);
        let query = query(&filter);
        let last = traces.last().filter(|_| more);
        let older_url =
            last.map(|last| format!("{}?{query}avant={}", urls::list(service), last.id));
        let pulse: Vec<_> = traces.iter().map(|trace| (trace.id, trace.steps)).collect();
        let named = |id: &str| {
            let found = clients.iter().find(|(client, _)| client == id);
            found.map_or_else(|| short(id, 12), |(_, name)| name.clone())
        };
        let line = |trace: &Trace| Line {
            url: urls::trace(service, trace.id),
            started_at: to_the_second(trace.started_at),
            client: named(&trace.client_id),
            identity: trace.identity.clone().unwrap_or_default(),
            stage: trace.stage.label(),
            steps: trace.steps,
            status: trace.status.label(),
            status_kind: kind(trace.status),
            fault: trace.fault.clone().unwrap_or_default(),
        };
        Self {
            lines: traces.iter().map(line).collect(),
            filtered: !filter.is_empty(),
            older_url,
            export_url: format!("{}?{query}", urls::list_export(service)),
            live_url: format!("{}?vu={}", urls::list_live(service), pulse_of(&pulse)),
            list_url: urls::list(service),
            form: form(&filter),
            statuses: TraceStatus::ALL
                .iter()
                .map(|status| Choice {
                    value: status.as_str().to_owned(),
                    label: status.label().to_owned(),
                })
                .collect(),
            clients: clients
                .into_iter()
                .map(|(value, label)| Choice { value, label })
                .collect(),
            head,
        }
    }
}

fn form(filter: &Filter) -> FormState {
    let text = |value: Option<String>| value.unwrap_or_default();
    FormState::empty()
        .fields(&FIELDS)
        .with("du", text(filter.from.map(|day| day.to_string())))
        .with("au", text(filter.until.map(|day| day.to_string())))
        .with("client", text(filter.client.clone()))
        .with(
            "issue",
            text(filter.status.map(|status| status.to_string())),
        )
        .with("etat", text(filter.state.clone()))
}

/// The filter as the beginning of a query, each parameter followed by `&`.
fn query(filter: &Filter) -> String {
    let pairs = [
        ("du", filter.from.map(|day| day.to_string())),
        ("au", filter.until.map(|day| day.to_string())),
        ("client", filter.client.clone()),
        ("issue", filter.status.map(|status| status.to_string())),
        ("etat", filter.state.clone()),
    ];
    let encoded = |value: String| -> String {
        url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
    };
    pairs
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}&", encoded(value?))))
        .collect()
}

impl Page for TracesPage {
    const TEMPLATE: &'static str = "sandbox/traces.html";

    fn title(&self) -> String {
        "Traces".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let client = ("a".repeat(64), "Recette".to_owned());
        let page = |filter: Filter, traces: Vec<Trace>| {
            let found = Found {
                filter,
                clients: vec![client.clone()],
                traces,
            };
            Self::new(SpaceHead::sample(Tab::Traces), nowhere(), found)
        };
        let full = vec![sample(TraceStatus::Refused); 26];
        let narrow = Filter {
            status: Some(TraceStatus::Refused),
            state: Some("a b&c".to_owned()),
            ..Filter::default()
        };
        vec![
            page(Filter::default(), Vec::new()),
            page(
                Filter::default(),
                TraceStatus::ALL
                    .iter()
                    .map(|status| sample(*status))
                    .collect(),
            ),
            page(narrow.clone(), Vec::new()),
            page(narrow, full),
        ]
    }
}
