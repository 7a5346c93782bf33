//! The overview of a service, and the head that every page of a service shows.

use serde::Serialize;

use crate::kernel::clock::Instant;
use crate::services::model::{Service, ServiceId};
use crate::services::status::Status;
use crate::services::urls;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// A tab of the space of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Where the service stands.
    Overview,
    /// Who works on it.
    Team,
    /// The right in force.
    Habilitation,
    /// Sandbox clients.
    Clients,
    /// Test identities.
    Identities,
    /// What happened in the sandbox.
    Traces,
    /// The checklist.
    Qualification,
    /// The production client and its credentials.
    Production,
}

#[derive(Debug, Clone, Serialize)]
struct MenuItem {
    href: String,
    label: &'static str,
    current: bool,
}

/// What every page of a service shows above and beside its own content.
#[derive(Debug, Clone, Serialize)]
pub struct SpaceHead {
    name: String,
    organisation: String,
    url: String,
    status: &'static str,
    status_kind: &'static str,
    menu: Vec<MenuItem>,
}

impl SpaceHead {
    /// The head of a service with one tab open.
    #[must_use]
    pub fn new(service: &Service, organisation: &str, tab: Tab) -> Self {
        Self::of(
            (service.id, &service.name),
            organisation,
            service.state.status(),
            tab,
        )
    }

    fn of((id, name): (ServiceId, &str), organisation: &str, status: Status, tab: Tab) -> Self {
        let item = |which: Tab, href: String, label| MenuItem {
            href,
            label,
            current: which == tab,
        };
        Self {
            name: name.to_owned(),
            organisation: organisation.to_owned(),
            url: urls::service(id),
            status: status.label(),
            status_kind: kind(status),
            menu: vec![
                item(Tab::Overview, urls::service(id), "Vue d'ensemble"),
                item(Tab::Habilitation, urls::habilitation(id), "Habilitation"),
                item(Tab::Team, urls::team(id), "Équipe"),
                item(Tab::Clients, urls::clients(id), "Bac à sable"),
                item(Tab::Identities, urls::identities(id), "Identités d'essai"),
                item(Tab::Traces, urls::traces(id), "Traces"),
                item(Tab::Qualification, urls::qualification(id), "Qualification"),
                item(Tab::Production, urls::production(id), "Production"),
            ],
        }
    }

    /// A head for samples.
    #[must_use]
    pub fn sample(tab: Tab) -> Self {
        Self::of(
            (sample_id(), "Portail des démarches"),
            "Ville de Rennes",
            Status::Integration,
            tab,
        )
    }

    /// The name of the service.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The trail from the home page to the service.
    #[must_use]
    pub fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new(urls::LIST, "Espace partenaire"),
            Crumb::new(&self.url, &self.name),
        ]
    }
}

/// An instant for samples.
#[must_use]
pub fn sample_instant() -> Instant {
    Instant::new(chrono::DateTime::UNIX_EPOCH + chrono::Duration::days(20_515))
}

pub(super) fn sample_id() -> ServiceId {
    ServiceId(uuid::Uuid::nil())
}

pub(super) const fn kind(status: Status) -> &'static str {
    match status {
        Status::Integration | Status::QualificationRequested | Status::InQualification => "info",
        Status::CorrectionsRequested => "warning",
        Status::Qualified | Status::Live => "success",
        Status::Suspended | Status::Closed => "error",
    }
}

/// A point of the timeline, done, current or to come.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct TimelineItem {
    /// What it is.
    pub title: &'static str,
    /// When it was reached, in words.
    pub date: Option<String>,
    /// Who must act, on the current one.
    pub text: Option<String>,
    /// `done`, `current` or `todo`.
    pub state: &'static str,
}

/// Where a service stands.
#[derive(Debug, Clone, Serialize)]
pub(in crate::services) struct ServicePage {
    head: SpaceHead,
    holder: &'static str,
    next_move: &'static str,
    since: Instant,
    reason: String,
    timeline: Vec<TimelineItem>,
    sandbox_clients: i64,
    members: usize,
    clients_url: String,
    team_url: String,
    closed: bool,
}

impl ServicePage {
    pub(in crate::services) fn new(
        head: SpaceHead,
        service: &Service,
        timeline: Vec<TimelineItem>,
        (sandbox_clients, members): (i64, usize),
    ) -> Self {
        let status = service.state.status();
        Self {
            head,
            holder: status.holder().label(),
            next_move: status.next_move(),
            since: service.since,
            reason: service.state.reason().unwrap_or_default().to_owned(),
            timeline,
            sandbox_clients,
            members,
            clients_url: urls::clients(service.id),
            team_url: urls::team(service.id),
            closed: status == Status::Closed,
        }
    }
}

impl Page for ServicePage {
    const TEMPLATE: &'static str = "services/service.html";

    fn title(&self) -> String {
        self.head.name.clone()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(urls::LIST, "Espace partenaire")]
    }

    fn samples() -> Vec<Self> {
        let done = |title| TimelineItem {
            title,
            date: Some("3 mars 2026".to_owned()),
            text: None,
            state: "done",
        };
        let sample = |reason: &str, sandbox_clients, members| Self {
            head: SpaceHead::sample(Tab::Overview),
            holder: Status::Integration.holder().label(),
            next_move: Status::Integration.next_move(),
            since: sample_instant(),
            reason: reason.to_owned(),
            timeline: vec![
                done("Habilitation accordée"),
                TimelineItem {
                    title: "Intégration",
                    date: None,
                    text: Some("À vous".to_owned()),
                    state: "current",
                },
                TimelineItem {
                    title: "Qualification",
                    date: None,
                    text: None,
                    state: "todo",
                },
            ],
            sandbox_clients,
            members,
            clients_url: urls::clients(sample_id()),
            team_url: urls::team(sample_id()),
            closed: false,
        };
        vec![
            sample("", 0, 1),
            sample("Incident de sécurité en cours d'analyse.", 2, 3),
        ]
    }
}
