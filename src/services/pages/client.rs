//! The clients of a service: list, form, one client with its versions, and the only page that shows a secret.

use serde::Serialize;

use super::space::{SpaceHead, Tab, sample_id, sample_instant};
use crate::kernel::clock::Instant;
use crate::services::client::{AuthMethod, Environment};
use crate::services::differences::{Difference, shown};
use crate::services::model::{ClientKey, ServiceId};
use crate::services::scopes::{ScopeChoice, ScopeSet};
use crate::services::service::NewSecret;
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
    new_url: String,
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    name: String,
    client_id: String,
    url: String,
    created_at: Instant,
    version: i32,
    disabled: bool,
}

impl ClientsPage {
    pub(in crate::services) fn new(
        head: SpaceHead,
        service: ServiceId,
        may_configure: bool,
        rows: Vec<ClientRow>,
    ) -> Self {
        let line = |row: ClientRow| Line {
            name: row.configuration.0.name().to_owned(),
            url: urls::client(service, row.id),
            client_id: row.client_id,
            created_at: row.created_at,
            version: row.version,
            disabled: row.disabled_at.is_some(),
        };
        Self {
            head,
            may_configure,
            clients: rows.into_iter().map(line).collect(),
            new_url: urls::new_client(service),
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
        let line = |disabled| Line {
            name: "Recette".to_owned(),
            client_id: "a".repeat(64),
            url: urls::client(sample_id(), sample_key()),
            created_at: sample_instant(),
            version: 3,
            disabled,
        };
        let page = |clients, may_configure| Self {
            head: SpaceHead::sample(Tab::Clients),
            may_configure,
            clients,
            new_url: urls::new_client(sample_id()),
        };
        vec![
            page(vec![line(false), line(true)], true),
            page(Vec::new(), true),
            page(Vec::new(), false),
        ]
    }
}

fn sample_key() -> ClientKey {
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

/// A version of a configuration with what it changed.
#[derive(Debug, Clone, Serialize)]
pub(in crate::services) struct VersionLine {
    pub ordinal: i32,
    pub changed_at: Instant,
    pub author: String,
    pub differences: Vec<Difference>,
}

#[derive(Debug, Clone, Serialize)]
struct Setting {
    label: &'static str,
    values: Vec<String>,
}

/// One client: configuration, versions, actions.
#[derive(Debug, Clone, Serialize)]
pub(in crate::services) struct ClientPage {
    head: SpaceHead,
    name: String,
    client_id: String,
    production: bool,
    may_configure: bool,
    disabled_at: Option<Instant>,
    has_secret: bool,
    secret_made_at: Option<Instant>,
    settings: Vec<Setting>,
    versions: Vec<VersionLine>,
    edit_url: String,
    rotate_url: String,
    disable_url: String,
    back_url: String,
}

impl ClientPage {
    pub(in crate::services) fn new(
        head: SpaceHead,
        may_configure: bool,
        row: &ClientRow,
        versions: Vec<VersionLine>,
    ) -> Self {
        let config = &row.configuration.0;
        let production = row.environment == Environment::Production;
        let uses_secret = config.auth().method() == AuthMethod::SecretPost;
        Self {
            head,
            name: config.name().to_owned(),
            client_id: row.client_id.clone(),
            production,
            may_configure: may_configure && row.disabled_at.is_none(),
            disabled_at: row.disabled_at,
            has_secret: !production && uses_secret,
            secret_made_at: row.secret_made_at,
            settings: shown(config)
                .into_iter()
                .map(|(_, label, values)| Setting { label, values })
                .collect(),
            versions,
            edit_url: urls::edit_client(row.service_id, row.id),
            rotate_url: urls::rotate_secret(row.service_id, row.id),
            disable_url: urls::disable_client(row.service_id, row.id),
            back_url: if production {
                urls::production(row.service_id)
            } else {
                urls::clients(row.service_id)
            },
        }
    }
}

impl Page for ClientPage {
    const TEMPLATE: &'static str = "services/client.html";

    fn title(&self) -> String {
        self.name.clone()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let difference = Difference {
            field: "redirect_uris",
            label: "Adresses de retour après connexion",
            removed: vec!["https://ancien.exemple.fr/retour".to_owned()],
            added: vec!["https://nouveau.exemple.fr/retour".to_owned()],
        };
        let version = |ordinal, differences| VersionLine {
            ordinal,
            changed_at: sample_instant(),
            author: "Léa Martin".to_owned(),
            differences,
        };
        let page = |production: bool, disabled_at: Option<Instant>| Self {
            head: SpaceHead::sample(Tab::Clients),
            name: "Recette".to_owned(),
            client_id: "a".repeat(64),
            production,
            may_configure: disabled_at.is_none(),
            disabled_at,
            has_secret: !production,
            secret_made_at: Some(sample_instant()),
            settings: vec![
                Setting {
                    label: "Nom du client",
                    values: vec!["Recette".to_owned()],
                },
                Setting {
                    label: "Adresses IP des serveurs",
                    values: Vec::new(),
                },
            ],
            versions: vec![version(2, vec![difference.clone()]), version(1, Vec::new())],
            edit_url: urls::edit_client(sample_id(), sample_key()),
            rotate_url: urls::rotate_secret(sample_id(), sample_key()),
            disable_url: urls::disable_client(sample_id(), sample_key()),
            back_url: urls::clients(sample_id()),
        };
        vec![
            page(false, None),
            page(true, None),
            page(false, Some(sample_instant())),
        ]
    }
}

/// The answer that shows a sandbox secret. It can't be opened again.
#[derive(Clone, Serialize)]
pub(in crate::services) struct SecretPage {
    head: SpaceHead,
    client_id: String,
    secret: String,
    back_url: String,
}

impl SecretPage {
    pub(in crate::services) fn new(
        head: SpaceHead,
        (service, key): (ServiceId, ClientKey),
        new: &NewSecret,
    ) -> Self {
        Self {
            head,
            client_id: new.client_id.clone(),
            secret: new
                .secret
                .as_ref()
                .map(crate::kernel::secret::SecretToken::reveal_hex)
                .unwrap_or_default(),
            back_url: urls::client(service, key),
        }
    }
}

impl Page for SecretPage {
    const TEMPLATE: &'static str = "services/secret.html";

    fn title(&self) -> String {
        "Secret du client de bac à sable".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let page = |secret: String| Self {
            head: SpaceHead::sample(Tab::Clients),
            client_id: "a".repeat(64),
            secret,
            back_url: urls::client(sample_id(), sample_key()),
        };
        vec![page("b".repeat(64)), page(String::new())]
    }
}
