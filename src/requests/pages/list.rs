//! The requests of the organisations to which a person belongs.

use serde::Serialize;

use super::badge;
use crate::kernel::text::{french_date, french_day};
use crate::requests::model::{LegalBasis, RequestId};
use crate::requests::progress::next_move;
use crate::requests::state::Status;
use crate::requests::urls;
use crate::requests::views::Listed;
use crate::shell::Page;

#[derive(Debug, Clone, Serialize)]
struct Row {
    url: String,
    number: String,
    title: String,
    organisation: String,
    basis: &'static str,
    status: &'static str,
    badge: &'static str,
    due: String,
    updated: String,
    next: &'static str,
}

impl From<Listed> for Row {
    fn from(listed: Listed) -> Self {
        let title = if listed.title.is_empty() {
            "Service sans nom".to_owned()
        } else {
            listed.title
        };
        Self {
            url: urls::show(listed.id),
            number: listed.number,
            title,
            organisation: listed.organisation,
            basis: listed.basis.label(),
            status: listed.status.label(),
            badge: badge(listed.status),
            due: listed.review_due_on.map(french_day).unwrap_or_default(),
            updated: french_date(listed.updated_at),
            next: next_move(listed.status),
        }
    }
}

/// My requests.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct ListPage {
    rows: Vec<Row>,
    shared: Vec<Row>,
    current: i64,
    /// Pages known to exist: counting them all would read them all.
    total: i64,
    page_url: String,
    new_url: &'static str,
    clients_url: &'static str,
    has_organisation: bool,
    deadlines_url: &'static str,
    organisations_url: &'static str,
}

impl ListPage {
    pub(in crate::requests) fn new(
        (rows, shared): (Vec<Listed>, Vec<Listed>),
        (current, more): (i64, bool),
        has_organisation: bool,
    ) -> Self {
        Self {
            rows: rows.into_iter().map(Row::from).collect(),
            shared: shared.into_iter().map(Row::from).collect(),
            current,
            total: current + i64::from(more),
            page_url: format!("{}?page=", urls::LIST),
            new_url: urls::NEW,
            clients_url: urls::CLIENTS,
            has_organisation,
            deadlines_url: urls::DEADLINES,
            organisations_url: crate::organisations::NEW_URL,
        }
    }
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "requests/list.html";

    fn title(&self) -> String {
        "Mes demandes".to_owned()
    }

    fn samples() -> Vec<Self> {
        let row = |status| Listed {
            id: RequestId(uuid::Uuid::nil()),
            number: "D-2026-000123".to_owned(),
            title: String::new(),
            basis: LegalBasis::Experiment,
            status,
            review_due_on: None,
            updated_at: super::samples::now(),
            organisation: "Ville d'Exemple <b>".to_owned(),
        };
        let rows = Status::ALL.iter().map(|status| row(*status)).collect();
        let none = || (Vec::new(), Vec::new());
        vec![
            Self::new(none(), (1, false), false),
            Self::new(none(), (1, false), true),
            Self::new((rows, vec![row(Status::Draft)]), (2, true), true),
        ]
    }
}
