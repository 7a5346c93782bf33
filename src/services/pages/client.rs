//! The clients of a service: list and form.

use serde::Serialize;

use super::space::{SpaceHead, Tab, sample_id, sample_instant};
use crate::kernel::clock::Instant;
use crate::services::client::Environment;
use crate::services::model::{ClientKey, ServiceId};
use crate::services::scopes::{ScopeChoice, ScopeSet};
use crate::services::service::MOST_CLIENTS;
use crate::services::store::ClientRow;
use crate::services::{forms, urls};
use crate::shell::form::FormState;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// The sandbox clients of a service.
#[derive(Debug, Clone, Serialize)]
pub(in crate::services) struct ClientsPage {
    head: SpaceHead,
    may_configure: bool,
    clients: Vec<Line>,
    disabled: Vec<Line>,
    most: usize,
    full: bool,
    new_url: String,
    demonstration_url: String,
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    name: String,
    client_id: String,
    url: String,
    created_at: Instant,
    version: i32,
    start_url: String,
}

impl ClientsPage {
    pub(in crate::services) fn new(
        head: SpaceHead,
        service: ServiceId,
        may_configure: bool,
        (enabled, disabled): (Vec<ClientRow>, Vec<ClientRow>),
    ) -> Self {
        let line = |row: ClientRow| Line {
            name: row.configuration.0.name().to_owned(),
            url: urls::client(service, row.id),
            start_url: urls::start(service, row.id),
            client_id: row.client_id,
            created_at: row.created_at,
            version: row.version,
        };
        Self {
            head,
            may_configure,
            full: enabled.len() >= MOST_CLIENTS,
            clients: enabled.into_iter().map(line).collect(),
            disabled: disabled.into_iter().map(line).collect(),
            most: MOST_CLIENTS,
            new_url: urls::new_client(service),
            demonstration_url: urls::demonstration(service),
        }
    }
}

impl Page for ClientsPage {
    const TEMPLATE: &'static str = "services/clients.html";

    fn title(&self) -> String {
        "Clients de bac à sable".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let line = || Line {
            name: "Recette".to_owned(),
            client_id: "a".repeat(64),
            url: urls::client(sample_id(), sample_key()),
            start_url: urls::start(sample_id(), sample_key()),
            created_at: sample_instant(),
            version: 3,
        };
        let page = |clients: Vec<Line>, may_configure| Self {
            head: SpaceHead::sample(Tab::Clients),
            may_configure,
            full: clients.len() >= MOST_CLIENTS,
            clients,
            disabled: vec![line()],
            most: MOST_CLIENTS,
            new_url: urls::new_client(sample_id()),
            demonstration_url: urls::demonstration(sample_id()),
        };
        let full = (0..MOST_CLIENTS).map(|_| line()).collect();
        vec![
            page(vec![line(), line()], true),
            page(full, true),
            page(Vec::new(), true),
            Self {
                disabled: Vec::new(),
                ..page(Vec::new(), false)
            },
        ]
    }
}

pub(super) fn sample_key() -> ClientKey {
    ClientKey(uuid::Uuid::nil())
}

/// The form of a client.
#[derive(Debug, Clone, Serialize)]
pub(in crate::services) struct ClientFormPage {
    head: SpaceHead,
    production: bool,
    editing: bool,
    key: ClientKey,
    seen: i32,
    action: String,
    cancel_url: String,
    scopes: Vec<ScopeChoice>,
    form: FormState,
}

impl ClientFormPage {
    /// The form of a client to create.
    pub(in crate::services) fn creation(
        head: SpaceHead,
        (service, key): (ServiceId, ClientKey),
        environment: Environment,
        allowed: &ScopeSet,
        form: FormState,
    ) -> Self {
        let (action, cancel_url) = match environment {
            Environment::Sandbox => (urls::new_client(service), urls::clients(service)),
            Environment::Production => (
                urls::new_production_client(service),
                urls::production(service),
            ),
        };
        let production = environment == Environment::Production;
        Self {
            head,
            production,
            editing: false,
            key,
            seen: 0,
            action,
            cancel_url,
            scopes: allowed.choices(),
            form,
        }
    }

    /// The form of a client to change.
    pub(in crate::services) fn edition(
        head: SpaceHead,
        row: &ClientRow,
        seen: i32,
        allowed: &ScopeSet,
        form: FormState,
    ) -> Self {
        Self {
            head,
            production: row.environment == Environment::Production,
            editing: true,
            key: row.id,
            seen,
            action: urls::edit_client(row.service_id, row.id),
            cancel_url: urls::client(row.service_id, row.id),
            scopes: allowed.choices(),
            form,
        }
    }
}

impl Page for ClientFormPage {
    const TEMPLATE: &'static str = "services/client_form.html";

    fn title(&self) -> String {
        match (self.editing, self.production) {
            (true, _) => "Modifier le client",
            (false, false) => "Nouveau client de bac à sable",
            (false, true) => "Client de production",
        }
        .to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let allowed = ScopeSet::granted_by(["given_name", "email"]);
        let page = |environment, form: FormState| {
            let head = SpaceHead::sample(Tab::Clients);
            Self::creation(
                head,
                (sample_id(), sample_key()),
                environment,
                &allowed,
                form,
            )
        };
        let mut wrong = forms::new_client();
        for field in forms::CLIENT_FIELDS {
            wrong.error(field, "Cette valeur n'est pas valable.");
        }
        vec![
            page(Environment::Sandbox, forms::new_client()),
            page(Environment::Production, forms::new_client()),
            Self {
                editing: true,
                seen: 2,
                ..page(Environment::Sandbox, wrong)
            },
        ]
    }
}
