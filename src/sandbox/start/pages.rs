//! The pages of getting started.

use serde::Serialize;

use super::demo::{DemoFarewellPage, DemoPage, DemoResultPage};
use super::library::{self, LIBRARIES, Library};
use super::recipe::Values;
use super::reference::{ENDPOINTS, Parameter, Reply};
use super::urls;
use crate::sandbox::urls::ERRORS;
use crate::services::{
    AuthMethod, ClientKey, SandboxClient, ServiceId, SpaceHead, Tab, client_url,
};
use crate::shell::{Crumb, Page, PageEntry};

/// The pages of getting started.
#[must_use]
pub(in crate::sandbox) fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<StartPage>(),
        PageEntry::of::<RecipePage>(),
        PageEntry::of::<ReferencePage>(),
        PageEntry::of::<DemoPage>(),
        PageEntry::of::<DemoResultPage>(),
        PageEntry::of::<DemoFarewellPage>(),
    ]
}

/// A value to copy.
#[derive(Debug, Clone, Serialize)]
struct ToCopy {
    id: &'static str,
    label: &'static str,
    value: String,
}

#[derive(Debug, Clone, Serialize)]
struct Choice {
    kind: &'static str,
    name: &'static str,
    url: String,
    checked: bool,
}

/// How to start with a client: its values, and the libraries.
#[derive(Debug, Clone, Serialize)]
pub(super) struct StartPage {
    head: SpaceHead,
    name: String,
    client_url: String,
    values: Vec<ToCopy>,
    libraries: Vec<Choice>,
    demo_url: String,
    reference_url: &'static str,
    errors_url: &'static str,
    openapi_url: &'static str,
}

fn values_to_copy(values: &Values) -> Vec<ToCopy> {
    let copy = |id, label, name| ToCopy {
        id,
        label,
        value: values.get(name).to_owned(),
    };
    vec![
        copy("client-id", "Identifiant (client_id)", "client_id"),
        copy("issuer", "Émetteur (issuer)", "issuer"),
        copy("metadata", "Découverte", "metadata"),
        copy(
            "redirect-uri",
            "Adresse de retour (redirect_uri)",
            "redirect_uri",
        ),
        copy("scope", "Données demandées (scope)", "scope"),
        copy("acr", "Niveau (acr_values)", "acr"),
        copy("alg", "Algorithme de signature", "alg"),
    ]
}

impl StartPage {
    /// The page of a client.
    pub(super) fn new(head: SpaceHead, client: &SandboxClient, values: &Values) -> Self {
        Self::of(
            head,
            (client.service, client.key, client.config.name()),
            values,
        )
    }

    fn of(
        head: SpaceHead,
        (service, key, name): (ServiceId, ClientKey, &str),
        values: &Values,
    ) -> Self {
        let choice = |library: &Library| Choice {
            kind: library.kind,
            name: library.name,
            url: urls::library(service, key, library.code),
            checked: library.checked,
        };
        Self {
            head,
            name: name.to_owned(),
            client_url: client_url(service, key),
            values: values_to_copy(values),
            libraries: LIBRARIES.iter().map(choice).collect(),
            demo_url: urls::demo(service),
            reference_url: urls::REFERENCE,
            errors_url: ERRORS,
            openapi_url: urls::OPENAPI,
        }
    }
}

/// The client of samples.
const NOBODY: (ServiceId, ClientKey) = (ServiceId(uuid::Uuid::nil()), ClientKey(uuid::Uuid::nil()));

fn sample_values() -> Values {
    Values::sample(
        "https://guichet.exemple.fr/bac-a-sable/api/v2",
        "http://localhost:3000/retour",
        false,
    )
}

impl Page for StartPage {
    const TEMPLATE: &'static str = "sandbox/start.html";

    fn title(&self) -> String {
        format!("Démarrer avec {}", self.name)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let head = SpaceHead::sample(Tab::Clients);
        vec![Self::of(
            head,
            (NOBODY.0, NOBODY.1, "Recette"),
            &sample_values(),
        )]
    }
}

/// The ready configuration of a library.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RecipePage {
    head: SpaceHead,
    client: String,
    name: &'static str,
    kind: &'static str,
    file: &'static str,
    checked: bool,
    notes: Vec<&'static str>,
    text: String,
    file_url: String,
    start_url: String,
    start_label: String,
}

/// What a client's own configuration makes worth saying.
fn warnings(library: &Library, alg: &str, key: bool) -> Vec<&'static str> {
    let mut notes = library.notes.to_vec();
    if key && !library.knows_keys {
        notes.push("Ce client s'authentifie par sa clé (private_key_jwt) : cette configuration, elle, attend un secret. Adaptez-la, ou créez un client avec un secret pour vos essais.");
    }
    if alg == "ES256" && library.only_rs256 {
        notes.push("Ce client est réglé sur ES256 : passez-le à RS256, la modification s'applique aussitôt.");
    }
    notes
}

impl RecipePage {
    /// The page of a library for a client.
    pub(super) fn new(
        head: SpaceHead,
        client: &SandboxClient,
        (library, values): (&Library, &Values),
    ) -> Self {
        let key = client.config.auth().method() == AuthMethod::PrivateKeyJwt;
        let who = (client.service, client.key, client.config.name());
        Self::of(head, who, (library, values), key)
    }

    fn of(
        head: SpaceHead,
        (service, key, client): (ServiceId, ClientKey, &str),
        (library, values): (&Library, &Values),
        by_key: bool,
    ) -> Self {
        Self {
            head,
            client: client.to_owned(),
            name: library.name,
            kind: library.kind,
            file: library.file,
            checked: library.checked,
            notes: warnings(library, values.get("alg"), by_key),
            text: values.fill(library.recipe),
            file_url: urls::file(service, key, library.code),
            start_url: urls::start(service, key),
            start_label: format!("Démarrer avec {client}"),
        }
    }
}

impl Page for RecipePage {
    const TEMPLATE: &'static str = "sandbox/recipe.html";

    fn title(&self) -> String {
        format!("{} avec {}", self.client, self.name)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        let mut crumbs = self.head.crumbs();
        crumbs.push(Crumb::new(&self.start_url, &self.start_label));
        crumbs
    }

    fn samples() -> Vec<Self> {
        let page = |code: &str, by_key| {
            let library = library::find(code)?;
            let head = SpaceHead::sample(Tab::Clients);
            let values = sample_values();
            let who = (NOBODY.0, NOBODY.1, "Recette");
            Some(Self::of(head, who, (library, &values), by_key))
        };
        [("node", false), ("php", true), ("keycloak", false)]
            .into_iter()
            .filter_map(|(code, by_key)| page(code, by_key))
            .collect()
    }
}

#[derive(Debug, Clone, Serialize)]
struct Described {
    anchor: String,
    title: &'static str,
    text: &'static str,
    method: String,
    address: String,
    parameters: &'static [Parameter],
    replies: &'static [Reply],
}

/// The reference of the endpoints.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ReferencePage {
    issuer: String,
    endpoints: Vec<Described>,
    errors_url: &'static str,
    openapi_url: &'static str,
}

impl ReferencePage {
    /// The reference under an issuer.
    pub(super) fn new(issuer: &str) -> Self {
        let described = ENDPOINTS
            .iter()
            .enumerate()
            .map(|(place, endpoint)| Described {
                anchor: format!("point-{}", place + 1),
                title: endpoint.title,
                text: endpoint.text,
                method: endpoint.method.to_uppercase(),
                address: format!("{issuer}{}", endpoint.path),
                parameters: endpoint.parameters,
                replies: endpoint.replies,
            });
        Self {
            issuer: issuer.to_owned(),
            endpoints: described.collect(),
            errors_url: ERRORS,
            openapi_url: urls::OPENAPI,
        }
    }
}

impl Page for ReferencePage {
    const TEMPLATE: &'static str = "sandbox/reference.html";

    fn title(&self) -> String {
        "Documentation du bac à sable".to_owned()
    }

    fn samples() -> Vec<Self> {
        vec![Self::new("https://guichet.exemple.fr/bac-a-sable/api/v2")]
    }
}
