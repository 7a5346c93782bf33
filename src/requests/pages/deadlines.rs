//! What is awaited, from whom and until when, for all the requests of a person.

use serde::Serialize;

use super::{home, samples};
use crate::kernel::clock::Instant;
use crate::kernel::text::french_day;
use crate::requests::model::Request;
use crate::requests::progress::next_move;
use crate::requests::standing::{deadlines, usual_delays};
use crate::requests::state::RequestState;
use crate::requests::urls;
use crate::shell::{Crumb, Page};

#[derive(Debug, Clone, Serialize)]
struct Row {
    day: String,
    sort: String,
    title: &'static str,
    text: &'static str,
    number: String,
    service: String,
    url: String,
}

#[derive(Debug, Clone, Serialize)]
struct Waiting {
    number: String,
    service: String,
    url: String,
    next: &'static str,
}

/// Deadlines and next moves.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct DeadlinesPage {
    rows: Vec<Row>,
    waiting: Vec<Waiting>,
    usual: String,
    calendar_url: &'static str,
}

impl DeadlinesPage {
    pub(in crate::requests) fn new(requests: &[Request], delays: &[i64]) -> Self {
        let mut rows: Vec<Row> = requests.iter().flat_map(rows).collect();
        rows.sort_by(|a, b| a.sort.cmp(&b.sort));
        let waiting = requests.iter().map(|request| Waiting {
            number: request.number.clone(),
            service: request.shown_title().to_owned(),
            url: urls::show(request.id),
            next: next_move(request.status()),
        });
        Self {
            rows,
            waiting: waiting.collect(),
            usual: usual(delays),
            calendar_url: urls::CALENDAR,
        }
    }
}

/// The real delays in one sentence; nothing when too few requests were decided.
pub(super) fn usual(delays: &[i64]) -> String {
    let few = delays.len() < 3;
    usual_delays(delays)
        .filter(|_| !few)
        .map(|(median, ninth)| {
            format!("Ces 90 derniers jours, la moitié des demandes ont reçu une réponse en {median} jours ou moins, et neuf sur dix en {ninth} jours ou moins, corrections non comptées.")
        })
        .unwrap_or_default()
}

fn rows(request: &Request) -> Vec<Row> {
    let row = |deadline: crate::requests::standing::Deadline| Row {
        day: french_day(deadline.day),
        sort: deadline.day.to_string(),
        title: deadline.title,
        text: deadline.text,
        number: request.number.clone(),
        service: request.shown_title().to_owned(),
        url: urls::show(request.id),
    };
    deadlines(request).into_iter().map(row).collect()
}

impl Page for DeadlinesPage {
    const TEMPLATE: &'static str = "requests/deadlines.html";

    fn title(&self) -> String {
        "Échéances de mes demandes".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home()]
    }

    fn samples() -> Vec<Self> {
        let since: Instant = samples::now();
        let reviewer = samples::decided().by;
        let running = [
            samples::request(RequestState::Submitted { hint: None }),
            samples::request(RequestState::ChangesRequested { reviewer, since }),
        ];
        let day = 86_400;
        vec![
            Self::new(&[], &[]),
            Self::new(&running, &[day, 3 * day, 4 * day, 9 * day]),
        ]
    }
}
