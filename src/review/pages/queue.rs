//! The queue as it is shown: views with their counts, filters, fifty rows, and the way to the next ones.

mod filters;
mod lines;
mod samples;

use serde::Serialize;

pub use self::filters::FiltersPage;
use self::filters::{Chip, Offer};
use self::lines::{Line, Show};
pub(super) use self::samples::row as samples_row;
use crate::kernel::clock::Day;
use crate::requests::Status;
use crate::review::model::Column;
use crate::review::queue::{Ask, Holder, States};
use crate::review::urls;
use crate::review::views::{COUNT_BOUND, Furniture, QueuePage as QueueRows, READ_MOST};
use crate::shell::form::FormState;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// A view with how many requests are in it.
#[derive(Debug, Clone, Serialize)]
pub struct ViewTab {
    label: String,
    href: String,
    count: String,
    current: bool,
}

/// The queue.
#[derive(Debug, Clone, Serialize)]
pub struct QueuePage {
    tabs: Vec<ViewTab>,
    form: FormState,
    states: Vec<Offer>,
    /// The filters set, the state and the words apart.
    chips: Vec<Chip>,
    /// Where all filters are offered.
    filters: String,
    people: Vec<Offer>,
    tags: Vec<Offer>,
    headers: Vec<&'static str>,
    show: Show,
    lines: Vec<Line>,
    next: Option<String>,
    first: Option<String>,
    stopped: Option<String>,
    searched: bool,
    may_act: bool,
    shortcuts: bool,
    address: String,
    around: Vec<Around>,
}

/// A page or a file beside this one.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Around {
    label: &'static str,
    href: String,
}

impl Around {
    pub(super) fn new(label: &'static str, href: String) -> Self {
        Self { label, href }
    }
}

/// What the address at hand is exported to, then what is beside the queue.
fn around(query: &str) -> Vec<Around> {
    let export = |kind| format!("{}?{query}", urls::export(kind));
    [
        ("Exporter en CSV", export("csv")),
        ("Exporter en ODS", export("ods")),
        ("Gérer les vues", urls::VIEWS.to_owned()),
        ("Choisir les colonnes", urls::DISPLAY.to_owned()),
        ("Gérer les étiquettes", urls::TAGS.to_owned()),
        (
            "Panel de l'expérimentation",
            "/instruction/experimentation".to_owned(),
        ),
        ("Équipe et absences", "/instruction/equipe".to_owned()),
    ]
    .map(|(label, href)| Around::new(label, href))
    .into()
}

/// What the page is made from, beside the rows.
#[derive(Debug)]
pub struct Asked {
    /// The question.
    pub ask: Ask,
    /// What surrounds the queue.
    pub furniture: Furniture,
    /// The views shown as tabs: name, question, count.
    pub views: Vec<(String, Ask, Option<i64>)>,
    /// The Paris day.
    pub today: Day,
    /// Whether the person may instruct.
    pub may_act: bool,
}

/// The views that everybody has.
#[must_use]
pub fn common_views() -> Vec<(String, Ask)> {
    let label = |status| match status {
        Status::Submitted => "À prendre",
        Status::InReview => "En cours",
        Status::ChangesRequested => "En attente de corrections",
        _ => "En liste d'attente",
    };
    let mine = Ask {
        holder: Some(Holder::Me),
        ..Ask::of_states(States::Open)
    };
    let late = Ask {
        overdue: true,
        ..Ask::of_states(States::Open)
    };
    Status::UNDECIDED
        .iter()
        .map(|status| {
            (
                label(*status).to_owned(),
                Ask::of_states(States::One(*status)),
            )
        })
        .chain([
            ("Les miennes".to_owned(), mine),
            ("En retard".to_owned(), late),
        ])
        .collect()
}

/// The views to show and count: everybody's, then the person's own and those shared.
#[must_use]
pub fn views(furniture: &Furniture) -> Vec<(String, Ask)> {
    let kept = furniture
        .views
        .iter()
        .map(|view| (view.label.clone(), Ask::of_query(&view.code)));
    common_views().into_iter().chain(kept).collect()
}

impl QueuePage {
    /// The rows found for what was asked.
    #[must_use]
    pub fn new(asked: Asked, found: QueueRows) -> Self {
        let Asked {
            ask,
            furniture,
            views,
            today,
            may_act,
        } = asked;
        let columns = Column::chosen(furniture.columns.as_deref());
        let query = ask.to_query();
        let address = format!("{}?{query}", urls::QUEUE);
        let read = READ_MOST;
        Self {
            tabs: views.into_iter().map(|view| tab(&query, view)).collect(),
            form: filters::form(&ask),
            states: filters::states(),
            chips: filters::chips(&ask, &furniture),
            filters: format!("{}?{query}", urls::FILTERS),
            people: filters::named(&furniture.people),
            tags: filters::named(&furniture.tags),
            headers: std::iter::once("Demande")
                .chain(columns.iter().map(|column| column.label()))
                .collect(),
            show: Show::of(&columns),
            lines: found.rows.into_iter().map(|row| Line::new(row, today)).collect(),
            next: found
                .next
                .map(|cursor| format!("{address}&apres={}", cursor.to_text())),
            first: ask.after.map(|_| address.clone()),
            stopped: found.stopped.then(|| {
                format!("Ces filtres ensemble demandent de lire les demandes une à une : {read} ont été lues. Lisez la suite, ou ajoutez un filtre ou un mot.")
            }),
            searched: !ask.text.is_empty() || ask.filters() > 0,
            may_act,
            shortcuts: furniture.shortcuts,
            around: around(&query),
            address,
        }
    }
}

fn tab(query: &str, (label, ask, count): (String, Ask, Option<i64>)) -> ViewTab {
    let own = ask.to_query();
    ViewTab {
        label,
        href: format!("{}?{own}", urls::QUEUE),
        count: count.map(counted).unwrap_or_default(),
        current: own == query,
    }
}

fn counted(count: i64) -> String {
    if count >= COUNT_BOUND {
        "99+".to_owned()
    } else {
        count.to_string()
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
        samples::pages()
    }
}
