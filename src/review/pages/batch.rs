//! Several requests at once: what is about to change, then what could not be.

use serde::Serialize;

use super::queue::samples_row;
use crate::review::urls;
use crate::review::views::QueueRow;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new(urls::QUEUE, "Instruction")]
}

/// The change asked for, as the form carries it.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// `attribuer`, `poser` or `retirer`.
    pub action: String,
    /// The person or the tag.
    pub target: String,
    /// What happens, in words: `Attribuer à Claire Petit`.
    pub label: String,
}

/// One request as it is, and as it would be.
#[derive(Debug, Clone, Serialize)]
pub struct Planned {
    number: String,
    seen: String,
    href: String,
    title: String,
    organisation: String,
    now: String,
    change: &'static str,
}

impl Planned {
    /// A request, with what the change makes of it.
    #[must_use]
    pub fn new((row, version): (QueueRow, i32), change: &'static str, giving: bool) -> Self {
        let reviewer = row.reviewer();
        let now = if giving {
            reviewer
        } else {
            row.tags.unwrap_or_default()
        };
        Self {
            seen: format!("{}:{}", row.number, version),
            href: urls::file(row.id),
            number: row.number,
            title: row.title,
            organisation: row.organisation,
            now,
            change,
        }
    }
}

/// What is about to change.
#[derive(Debug, Clone, Serialize)]
pub struct BatchPage {
    change: Change,
    giving: bool,
    planned: Vec<Planned>,
    view: String,
    changing: usize,
}

impl BatchPage {
    /// The change, what it makes of each request, and the view one comes from.
    #[must_use]
    pub fn new(change: Change, planned: Vec<Planned>, view: String) -> Self {
        let still = |planned: &&Planned| planned.change != UNCHANGED;
        Self {
            giving: change.action == GIVE,
            changing: planned.iter().filter(still).count(),
            change,
            planned,
            view,
        }
    }
}

/// What the page says of a request that stays as it is.
pub const UNCHANGED: &str = "Rien : c'est déjà le cas";
/// The action that gives requests to a person.
pub const GIVE: &str = "attribuer";

impl Page for BatchPage {
    const TEMPLATE: &'static str = "review/batch.html";

    fn title(&self) -> String {
        "Agir sur plusieurs demandes".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        crumbs()
    }

    fn samples() -> Vec<Self> {
        let change = |action: &str, label: &str| Change {
            action: action.to_owned(),
            target: uuid::Uuid::nil().to_string(),
            label: label.to_owned(),
        };
        let view = || "/instruction?etat=submitted".to_owned();
        let two = |giving| {
            vec![
                Planned::new((samples_row(), 1), "Change", giving),
                Planned::new((samples_row(), 1), UNCHANGED, giving),
            ]
        };
        vec![
            Self::new(change(GIVE, "Attribuer à Claire <b>"), two(true), view()),
            Self::new(
                change("poser", "Poser l'étiquette « Urgent »"),
                two(false),
                view(),
            ),
        ]
    }
}

/// A request that was not changed, and why.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// Its number.
    pub number: String,
    /// Its file.
    pub href: String,
    /// Why.
    pub why: &'static str,
}

/// What became of the requests, when some were not changed.
#[derive(Debug, Clone, Serialize)]
pub struct BatchDonePage {
    label: String,
    done: String,
    failed: Vec<Told>,
    view: String,
}

impl BatchDonePage {
    /// How many were changed, and those that were not.
    #[must_use]
    pub fn new(label: String, done: String, failed: Vec<Told>, view: String) -> Self {
        Self {
            label,
            done,
            failed,
            view,
        }
    }
}

impl Page for BatchDonePage {
    const TEMPLATE: &'static str = "review/batch_done.html";

    fn title(&self) -> String {
        "Certaines demandes n'ont pas changé".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        crumbs()
    }

    fn samples() -> Vec<Self> {
        let told = Told {
            number: "D-000001".to_owned(),
            href: urls::file(uuid::Uuid::nil().into()),
            why: "La demande a changé entre-temps.",
        };
        vec![Self::new(
            "Attribuer à Claire <b>".to_owned(),
            "2 demandes changées".to_owned(),
            vec![told],
            "/instruction?etat=submitted".to_owned(),
        )]
    }
}
