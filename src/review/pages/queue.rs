//! The queue as it is shown: counts of the open states, filters, fifty rows, and the way to the next ones.

use serde::Serialize;

use super::{Choice, badge_kind, sample_instant};
use crate::kernel::clock::Day;
use crate::kernel::text::short_day;
use crate::requests::{LegalBasis, Status};
use crate::review::queue::Cursor;
use crate::review::urls;
use crate::review::views::{OpenCounts, QueuePage as QueueRows, QueueRow};
use crate::shell::form::FormState;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// Names the field of the state filter that means every state.
pub const EVERY_STATE: &str = "toutes";

/// A state with how many requests are in it.
#[derive(Debug, Clone, Serialize)]
pub struct StateTab {
    label: &'static str,
    href: String,
    count: String,
    current: bool,
}

/// One line.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    href: String,
    number: String,
    title: String,
    organisation: String,
    siret: String,
    basis: &'static str,
    status: &'static str,
    status_kind: &'static str,
    submitted: String,
    due: String,
    late: bool,
    reviewer: String,
}

/// The queue.
#[derive(Debug, Clone, Serialize)]
pub struct QueuePage {
    tabs: Vec<StateTab>,
    states: Vec<Choice>,
    bases: Vec<Choice>,
    form: FormState,
    lines: Vec<Line>,
    next: Option<String>,
    first: Option<String>,
    too_many: bool,
    searched: bool,
}

/// What the page is made from.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The state filter, as typed.
    pub state: &'a str,
    /// The basis filter, as typed.
    pub basis: &'a str,
    /// What was searched, as typed.
    pub text: &'a str,
    /// Whether only one's own requests are asked for.
    pub mine: bool,
    /// The page asked for begins after this row.
    pub after: Option<Cursor>,
    /// The Paris day.
    pub today: Day,
}

impl Asked<'_> {
    fn href(&self, state: &str, after: Option<Cursor>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("etat", state);
        for (name, value) in [
            ("fondement", self.basis),
            ("q", self.text),
            ("qui", if self.mine { "moi" } else { "" }),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if let Some(cursor) = after {
            query.append_pair("apres", &cursor.to_text());
        }
        format!("{}?{}", urls::QUEUE, query.finish())
    }
}

impl QueuePage {
    /// The rows found for what was asked.
    #[must_use]
    pub fn new(asked: &Asked<'_>, counts: OpenCounts, found: QueueRows) -> Self {
        let next = found
            .next
            .map(|cursor| asked.href(asked.state, Some(cursor)));
        Self {
            tabs: tabs(asked, counts),
            states: states(),
            bases: LegalBasis::ALL
                .iter()
                .map(|basis| Choice::new(basis.as_str(), basis.label()))
                .collect(),
            form: FormState::empty()
                .with("etat", asked.state)
                .with("fondement", asked.basis)
                .with("q", asked.text)
                .with("qui", if asked.mine { "moi" } else { "" }),
            lines: found
                .rows
                .into_iter()
                .map(|row| line(row, asked.today))
                .collect(),
            next,
            first: asked.after.map(|_| asked.href(asked.state, None)),
            too_many: found.too_many,
            searched: !asked.text.is_empty(),
        }
    }
}

fn tabs(asked: &Asked<'_>, counts: OpenCounts) -> Vec<StateTab> {
    let tab = |label, status: Status, count| StateTab {
        label,
        href: format!("{}?etat={status}", urls::QUEUE),
        count: counted(count),
        current: asked.state == status.as_str(),
    };
    vec![
        tab("À prendre", Status::Submitted, counts.submitted),
        tab("En cours", Status::InReview, counts.in_review),
        tab(
            "En attente de corrections",
            Status::ChangesRequested,
            counts.changes_requested,
        ),
        tab("En liste d'attente", Status::Waitlisted, counts.waitlisted),
    ]
}

/// A count that stops at a hundred is told as such.
fn counted(count: i64) -> String {
    if count >= 100 {
        "99+".to_owned()
    } else {
        count.to_string()
    }
}

fn states() -> Vec<Choice> {
    let every = Choice::new(EVERY_STATE, "Tous les états");
    let known = Status::ALL
        .iter()
        .filter(|status| **status != Status::Draft)
        .map(|status| Choice::new(status.as_str(), status.label()));
    std::iter::once(every).chain(known).collect()
}

fn line(row: QueueRow, today: Day) -> Line {
    Line {
        href: urls::file(row.id),
        late: row.due.is_some_and(|due| due < today),
        due: row.due.map(short_day).unwrap_or_default(),
        number: row.number,
        title: row.title,
        organisation: row.organisation,
        siret: row.siret,
        basis: row.basis.label(),
        status: row.status.label(),
        status_kind: badge_kind(row.status),
        submitted: short_day(row.submitted_at.paris_day()),
        reviewer: row
            .reviewer
            .map(|(given, family)| format!("{given} {family}"))
            .unwrap_or_default(),
    }
}

impl Page for QueuePage {
    const TEMPLATE: &'static str = "review/queue.html";

    fn title(&self) -> String {
        "Demandes à instruire".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        Vec::new()
    }

    fn samples() -> Vec<Self> {
        let day = sample_instant().paris_day();
        let asked = |after| Asked {
            state: "submitted",
            basis: "",
            text: "mairie",
            mine: false,
            after,
            today: day,
        };
        let counts = OpenCounts {
            submitted: 100,
            in_review: 2,
            changes_requested: 0,
            waitlisted: 7,
        };
        let row = QueueRow {
            id: uuid::Uuid::nil().into(),
            number: "D-000001".to_owned(),
            title: "Téléservice d'état civil".to_owned(),
            basis: LegalBasis::Administration,
            status: Status::Submitted,
            submitted_at: sample_instant(),
            due: Some(day),
            organisation: "Commune d'Exemple".to_owned(),
            siret: "21690123100011".to_owned(),
            reviewer: Some(("Claire".to_owned(), "Petit".to_owned())),
        };
        let cursor = Cursor {
            at: sample_instant(),
            id: uuid::Uuid::nil(),
        };
        let found = |rows: Vec<QueueRow>, next, too_many| QueueRows {
            rows,
            next,
            too_many,
        };
        vec![
            Self::new(&asked(None), counts, found(vec![row], Some(cursor), false)),
            Self::new(&asked(Some(cursor)), counts, found(Vec::new(), None, false)),
            Self::new(&asked(None), counts, found(Vec::new(), None, true)),
        ]
    }
}
