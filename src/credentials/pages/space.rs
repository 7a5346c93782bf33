//! The production of a service: its client, its credentials, and what stands in the way.

use serde::Serialize;

use crate::credentials::model::{Credential, CredentialId, ProductionClient};
use crate::credentials::state::{State, Status as Standing};
use crate::credentials::urls;
use crate::kernel::clock::Instant;
use crate::services::{
    AuthMethod, ClientKey, Service, ServiceId, SpaceHead, Status, Tab, client_url,
    new_production_client, qualification, sample_instant,
};
use crate::shell::{Crumb, FormState, Page};

/// What the page is about.
#[derive(Debug, Clone)]
pub(in crate::credentials) struct Facts {
    /// The production client, if one is declared.
    pub client: Option<ProductionClient>,
    /// Every credential of the service, the latest first.
    pub credentials: Vec<Credential>,
    /// The criteria that keep the gate closed, on a qualified service.
    pub open: Vec<i32>,
    /// The person may hold credentials.
    pub may_hold: bool,
    /// When the page is read.
    pub now: Instant,
}

/// The production client and its credentials.
#[derive(Debug, Clone, Serialize)]
pub(in crate::credentials) struct ProductionPage {
    head: SpaceHead,
    /// `early`, `stale`, `ready`, `over`.
    stage: &'static str,
    open: Vec<i32>,
    may_hold: bool,
    client_name: String,
    client_id: String,
    client_link: String,
    declare_url: String,
    by_key: bool,
    in_force: Option<Line>,
    history: Vec<Line>,
    issue_url: String,
    qualification_url: String,
    form: FormState,
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    id: CredentialId,
    status: &'static str,
    retrievable: bool,
    issued_at: Instant,
    revealed_at: Option<Instant>,
    end: Option<Instant>,
    ended_at: Option<Instant>,
    reason: String,
    retrieval_url: String,
    revoke_url: String,
}

fn line(service: ServiceId, credential: &Credential, now: Instant) -> Line {
    let over = credential.state.end().is_some() && !credential.state.is_open(now);
    Line {
        id: credential.id,
        status: if over {
            Standing::Expired.label()
        } else {
            credential.state.status().label()
        },
        retrievable: !over && matches!(credential.state, State::Issued { .. }),
        issued_at: credential.issued_at,
        revealed_at: credential.revealed_at,
        end: credential.state.end(),
        ended_at: credential.ended_at,
        reason: credential.end_reason.clone(),
        retrieval_url: urls::retrieval(service, credential.id),
        revoke_url: urls::revoke(service, credential.id),
    }
}

impl ProductionPage {
    pub(in crate::credentials) fn new(
        head: SpaceHead,
        service: &Service,
        facts: &Facts,
        form: FormState,
    ) -> Self {
        let (open_ones, history): (Vec<_>, Vec<_>) = facts
            .credentials
            .iter()
            .partition(|credential| credential.state.is_open(facts.now));
        let client = facts.client.as_ref();
        Self {
            head,
            stage: stage(service.state.status(), &facts.open),
            open: facts.open.clone(),
            may_hold: facts.may_hold,
            client_name: client.map(|client| client.name.clone()).unwrap_or_default(),
            client_id: client
                .map(|client| client.client_id.clone())
                .unwrap_or_default(),
            client_link: client
                .map(|client| client_url(service.id, client.key))
                .unwrap_or_default(),
            declare_url: new_production_client(service.id),
            by_key: client.is_some_and(|client| client.method == AuthMethod::PrivateKeyJwt),
            in_force: open_ones
                .first()
                .map(|credential| line(service.id, credential, facts.now)),
            history: history
                .into_iter()
                .map(|credential| line(service.id, credential, facts.now))
                .collect(),
            issue_url: urls::issue(service.id),
            qualification_url: qualification(service.id),
            form: form.fields(&["motif"]),
        }
    }
}

fn stage(status: Status, open: &[i32]) -> &'static str {
    match status {
        Status::Integration
        | Status::QualificationRequested
        | Status::InQualification
        | Status::CorrectionsRequested => "early",
        Status::Qualified if !open.is_empty() => "stale",
        Status::Qualified | Status::Live => "ready",
        Status::Suspended | Status::Closed => "over",
    }
}

impl Page for ProductionPage {
    const TEMPLATE: &'static str = "credentials/production.html";

    fn title(&self) -> String {
        "Production".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let service = ServiceId(uuid::Uuid::nil());
        let now = sample_instant();
        let credential = |state: State, end_reason: &str| Credential {
            id: CredentialId(uuid::Uuid::nil()),
            client: ClientKey(uuid::Uuid::nil()),
            method: AuthMethod::SecretPost,
            state,
            version: 1,
            issued_at: now,
            revealed_at: None,
            ended_at: Some(now).filter(|_| !end_reason.is_empty()),
            end_reason: end_reason.to_owned(),
        };
        let later = now.plus(chrono::Duration::days(7));
        let page = |stage, in_force: Option<State>, client_id: &str| Self {
            head: SpaceHead::sample(Tab::Production),
            stage,
            open: if stage == "stale" {
                vec![1, 5]
            } else {
                Vec::new()
            },
            may_hold: true,
            client_name: "Production".to_owned(),
            client_id: client_id.to_owned(),
            client_link: client_url(service, ClientKey(uuid::Uuid::nil())),
            declare_url: new_production_client(service),
            by_key: false,
            in_force: in_force.map(|state| line(service, &credential(state, ""), now)),
            history: vec![
                line(service, &credential(State::Revoked, "Secret perdu."), now),
                line(service, &credential(State::Issued { until: now }, ""), now),
            ],
            issue_url: urls::issue(service),
            qualification_url: qualification(service),
            form: FormState::empty().fields(&["motif"]),
        };
        let id = "a".repeat(64);
        vec![
            page("early", None, ""),
            page("stale", None, &id),
            page("ready", None, &id),
            Self {
                by_key: true,
                ..page("ready", None, &id)
            },
            page("ready", Some(State::Issued { until: later }), &id),
            page("ready", Some(State::Revealed { expires: later }), &id),
            Self {
                may_hold: false,
                ..page("over", Some(State::Revealed { expires: later }), &id)
            },
        ]
    }
}
