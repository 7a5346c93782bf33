//! The list of one's services; of all of them, for an auditor.

use serde::Serialize;

use super::space::{kind, sample_id, sample_instant};
use crate::kernel::clock::Instant;
use crate::requests::LegalBasis;
use crate::services::model::TeamRole;
use crate::services::status::{Holder, Status};
use crate::services::{urls, views};
use crate::shell::page::Page;

/// The services of the person, or every service for an auditor.
#[derive(Debug, Clone, Serialize)]
pub(in crate::services) struct ListPage {
    services: Vec<Line>,
    audited: Vec<Line>,
    audits: bool,
    takes_part: bool,
    next: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    name: String,
    organisation: String,
    url: String,
    status: &'static str,
    status_kind: &'static str,
    since: Instant,
    role: &'static str,
    holder: &'static str,
}

impl From<views::Mine> for Line {
    fn from(mine: views::Mine) -> Self {
        Self {
            name: mine.name,
            organisation: mine.organisation,
            url: urls::service(mine.id),
            status: mine.status.label(),
            status_kind: kind(mine.status),
            since: mine.since,
            role: mine.role.label(),
            holder: mine.status.holder().label(),
        }
    }
}

impl Line {
    /// The team of a service is not the auditor's.
    fn for_auditors(mine: views::Mine) -> Self {
        let holder = match mine.status.holder() {
            Holder::Partner => "Le partenaire",
            other => other.label(),
        };
        Self {
            holder,
            ..Self::from(mine)
        }
    }
}

impl ListPage {
    /// One's services.
    pub(in crate::services) fn new(mine: Vec<views::Mine>) -> Self {
        let experiment = |one: &views::Mine| one.basis == Some(LegalBasis::Experiment);
        Self {
            takes_part: mine.iter().any(experiment),
            services: mine.into_iter().map(Line::from).collect(),
            audited: Vec::new(),
            audits: false,
            next: None,
        }
    }

    /// The same, and a page of all services.
    pub(in crate::services) fn audited(self, (all, more): (Vec<views::Mine>, bool)) -> Self {
        let last = all.last().map(|last| last.id).filter(|_| more);
        Self {
            audited: all.into_iter().map(Line::for_auditors).collect(),
            audits: true,
            next: last.map(|id| format!("{}?avant={id}", urls::LIST)),
            ..self
        }
    }
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "services/list.html";

    fn title(&self) -> String {
        "Espace partenaire".to_owned()
    }

    fn samples() -> Vec<Self> {
        let mine = |status: Status| views::Mine {
            id: sample_id(),
            name: "Portail des démarches".to_owned(),
            organisation: "Ville de Rennes".to_owned(),
            status,
            since: sample_instant(),
            role: TeamRole::Owner,
            basis: Some(LegalBasis::Administration),
        };
        let participant = views::Mine {
            basis: Some(LegalBasis::Experiment),
            ..mine(Status::Live)
        };
        let all = || Status::ALL.iter().map(|status| mine(*status)).collect();
        vec![
            Self::new(Vec::new()),
            Self::new(all()),
            Self::new(Vec::new()).audited((all(), true)),
            Self::new(all()).audited((Vec::new(), false)),
            Self::new(vec![participant]),
        ]
    }
}
