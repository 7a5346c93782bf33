//! One client with its versions, and the only page that shows a secret.

use serde::Serialize;

use super::client::sample_key;
use super::space::{SpaceHead, Tab, sample_id, sample_instant};
use super::team::Choice;
use crate::kernel::clock::Instant;
use crate::services::client::{AuthMethod, Environment};
use crate::services::differences::{Difference, shown};
use crate::services::model::{ClientKey, ServiceId};
use crate::services::service::{NewSecret, Overlap};
use crate::services::store::ClientRow;
use crate::services::urls;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// A version of a configuration with what it changed.
#[derive(Debug, Clone, Serialize)]
pub(in crate::services) struct VersionLine {
    pub ordinal: i32,
    pub changed_at: Instant,
    pub author: String,
    pub differences: Vec<Difference>,
    pub again_url: Option<String>,
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
    former_until: Option<Instant>,
    overlaps: Vec<Choice>,
    settings: Vec<Setting>,
    versions: Vec<VersionLine>,
    edit_url: String,
    rotate_url: String,
    withdraw_url: String,
    disable_url: String,
    back_url: String,
    start_url: String,
    older_url: Option<String>,
}

/// What a page of a client is made of, beside the client.
pub(in crate::services) struct Sheet {
    pub head: SpaceHead,
    pub may_configure: bool,
    pub now: Instant,
    pub versions: Vec<VersionLine>,
    pub more: bool,
}

fn overlaps() -> Vec<Choice> {
    let choice = |overlap: &Overlap| Choice {
        value: overlap.as_str(),
        label: overlap.label(),
    };
    Overlap::ALL.iter().map(choice).collect()
}

impl ClientPage {
    pub(in crate::services) fn new(row: &ClientRow, sheet: Sheet) -> Self {
        let config = &row.configuration.0;
        let production = row.environment == Environment::Production;
        let uses_secret = config.auth().method() == AuthMethod::SecretPost;
        let oldest = sheet.versions.last().filter(|_| sheet.more);
        let url = urls::client(row.service_id, row.id);
        Self {
            head: sheet.head,
            name: config.name().to_owned(),
            client_id: row.client_id.clone(),
            production,
            may_configure: sheet.may_configure && row.disabled_at.is_none(),
            disabled_at: row.disabled_at,
            has_secret: !production && uses_secret,
            secret_made_at: row.secret_made_at,
            former_until: row.former_secret_until.filter(|until| *until > sheet.now),
            overlaps: overlaps(),
            settings: shown(config)
                .into_iter()
                .map(|(_, label, values)| Setting { label, values })
                .collect(),
            older_url: oldest.map(|version| format!("{url}?avant={}", version.ordinal)),
            versions: sheet.versions,
            edit_url: urls::edit_client(row.service_id, row.id),
            rotate_url: urls::rotate_secret(row.service_id, row.id),
            withdraw_url: urls::withdraw_former_secret(row.service_id, row.id),
            disable_url: urls::disable_client(row.service_id, row.id),
            start_url: urls::start(row.service_id, row.id),
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
            again_url: Some(urls::edit_client(sample_id(), sample_key())),
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
            former_until: disabled_at.is_none().then(sample_instant),
            overlaps: overlaps(),
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
            withdraw_url: urls::withdraw_former_secret(sample_id(), sample_key()),
            disable_url: urls::disable_client(sample_id(), sample_key()),
            start_url: urls::start(sample_id(), sample_key()),
            older_url: production.then(|| urls::client(sample_id(), sample_key())),
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
    former_until: Option<Instant>,
    back_url: String,
    start_url: String,
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
            former_until: new.former_until,
            back_url: urls::client(service, key),
            start_url: urls::start(service, key),
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
        let page = |secret: String, former_until| Self {
            head: SpaceHead::sample(Tab::Clients),
            client_id: "a".repeat(64),
            secret,
            former_until,
            back_url: urls::client(sample_id(), sample_key()),
            start_url: urls::start(sample_id(), sample_key()),
        };
        vec![
            page("b".repeat(64), None),
            page("b".repeat(64), Some(sample_instant())),
            page(String::new(), None),
        ]
    }
}
