//! The pages of test identities: those a service may use, one of them, the form of a new one.

use serde::Serialize;
use serde_json::Value;

use super::forms::{self, Choice};
use super::model::{Family, Identity, Rnipp};
use super::providers::providers;
use super::said::{Registry, Said};
use super::{catalogue, notice, urls};
use crate::kernel::clock::Instant;
use crate::sandbox::provider::claims;
use crate::services::{ServiceId, SpaceHead, Tab, sample_instant};
use crate::shell::{Crumb, FormState, Page, PageEntry};

/// The pages of identities.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<IdentitiesPage>(),
        PageEntry::of::<IdentityPage>(),
        PageEntry::of::<IdentityFormPage>(),
    ]
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    login: String,
    name: String,
    words: String,
    url: String,
    outcome: String,
    outcome_kind: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct Group {
    label: &'static str,
    lines: Vec<Line>,
}

#[derive(Debug, Clone, Serialize)]
struct Provider {
    uid: &'static str,
    name: &'static str,
    level: &'static str,
}

fn offered() -> Vec<Provider> {
    let active = providers().iter().filter(|provider| provider.active);
    active
        .map(|provider| Provider {
            uid: provider.uid,
            name: provider.name,
            level: provider.level.as_str(),
        })
        .collect()
}

/// What the civil registry or the provider makes of an identity, in a word.
fn outcome(identity: &Identity) -> (String, &'static str) {
    match &identity.rnipp {
        Rnipp::Found => ("Connexion réussie".to_owned(), "success"),
        Rnipp::Rectified(_) => ("Réussie, identité rectifiée".to_owned(), "info"),
        Rnipp::Refused(fault) => (format!("Refus {}", fault.code()), "error"),
    }
}

/// The identities that a service may use, by family.
#[derive(Debug, Clone, Serialize)]
pub(super) struct IdentitiesPage {
    head: SpaceHead,
    may_configure: bool,
    groups: Vec<Group>,
    providers: Vec<Provider>,
    new_url: String,
}

impl IdentitiesPage {
    pub(super) fn new(
        head: SpaceHead,
        service: ServiceId,
        may_configure: bool,
        identities: &[Identity],
    ) -> Self {
        let line = |identity: &Identity| {
            let (outcome, outcome_kind) = outcome(identity);
            Line {
                login: identity.id.0.clone(),
                name: identity.label.clone(),
                words: identity.words.clone(),
                url: urls::identity(service, &identity.id),
                outcome,
                outcome_kind,
            }
        };
        let of = |family: &Family| -> Vec<Line> {
            let found = identities.iter();
            found
                .filter(|identity| identity.family == *family)
                .map(line)
                .collect()
        };
        let own = std::iter::once(&Family::Own);
        let others = Family::ALL.iter().filter(|family| **family != Family::Own);
        Self {
            head,
            may_configure,
            groups: own
                .chain(others)
                .map(|family| Group {
                    label: family.label(),
                    lines: of(family),
                })
                .filter(|group| !group.lines.is_empty())
                .collect(),
            providers: offered(),
            new_url: urls::new(service),
        }
    }
}

fn nowhere() -> ServiceId {
    ServiceId(uuid::Uuid::nil())
}

fn own_sample() -> Identity {
    let said = Said {
        given_name: "Ada".to_owned(),
        family_name: "Lovelace".to_owned(),
        gender: "female".to_owned(),
        birthdate: "1985-12-10".to_owned(),
        birthplace: "75107".to_owned(),
        email: "ada@exemple.fr".to_owned(),
        ..Said::default()
    };
    let id = super::model::IdentityId(format!("perso-{}", uuid::Uuid::nil()));
    said.identity(
        id,
        (Family::Own, "Pour notre recette."),
        Registry::Found,
        None,
    )
}

impl Page for IdentitiesPage {
    const TEMPLATE: &'static str = "sandbox/test_identities.html";

    fn title(&self) -> String {
        "Identités d'essai".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let head = || SpaceHead::sample(Tab::Identities);
        let mut all = vec![own_sample()];
        all.extend_from_slice(catalogue::all());
        vec![
            Self::new(head(), nowhere(), true, &all),
            Self::new(head(), nowhere(), false, &[]),
        ]
    }
}

#[derive(Debug, Clone, Serialize)]
struct Refusal {
    code: &'static str,
    cause: &'static str,
    remedy: &'static str,
}

/// One identity: what the service will receive of it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct IdentityPage {
    head: SpaceHead,
    name: String,
    login: String,
    family: &'static str,
    words: String,
    outcome: String,
    outcome_kind: &'static str,
    refusal: Option<Refusal>,
    claims: String,
    mail: Vec<Fact>,
    list_url: String,
    remove_url: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct Fact {
    label: &'static str,
    value: String,
}

impl IdentityPage {
    pub(super) fn new(
        head: SpaceHead,
        (service, may_configure): (ServiceId, bool),
        identity: &Identity,
        now: Instant,
    ) -> Self {
        let refusal = match &identity.rnipp {
            Rnipp::Refused(fault) => {
                let row = fault.row();
                Some(Refusal {
                    code: row.code,
                    cause: row.cause,
                    remedy: row.remedy,
                })
            }
            Rnipp::Found | Rnipp::Rectified(_) => None,
        };
        let received = refusal.is_none();
        let (outcome, outcome_kind) = outcome(identity);
        let mail = if received {
            notice(identity.told(), head.name(), now)
        } else {
            Vec::new()
        };
        let label = |name: &str| match name {
            "email" => "À",
            "subject" => "Objet",
            _ => "Texte",
        };
        let removable = may_configure && identity.id.own().is_some();
        Self {
            name: identity.label.clone(),
            login: identity.id.0.clone(),
            family: identity.family.label(),
            words: identity.words.clone(),
            outcome,
            outcome_kind,
            refusal,
            claims: if received {
                received_of(identity)
            } else {
                String::new()
            },
            mail: mail
                .into_iter()
                .map(|(name, value)| Fact {
                    label: label(&name),
                    value,
                })
                .collect(),
            list_url: urls::list(service),
            remove_url: removable.then(|| urls::remove(service, &identity.id)),
            head,
        }
    }
}

/// Every identity claim as `userinfo` gives it, when all of them are asked for.
fn received_of(identity: &Identity) -> String {
    let scopes: Vec<String> = claims::identity_scopes().map(str::to_owned).collect();
    let Some(provider) = providers().first() else {
        return String::new();
    };
    let mut told = claims::told(&scopes, identity, provider);
    // They tell of the connection rather than of the person.
    told.remove("amr");
    told.remove("idp_id");
    serde_json::to_string_pretty(&Value::Object(told)).unwrap_or_default()
}

impl Page for IdentityPage {
    const TEMPLATE: &'static str = "sandbox/test_identity.html";

    fn title(&self) -> String {
        self.name.clone()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        let mut crumbs = self.head.crumbs();
        crumbs.push(Crumb::new(&self.list_url, "Identités d'essai"));
        crumbs
    }

    fn samples() -> Vec<Self> {
        let page = |identity: &Identity| {
            let head = SpaceHead::sample(Tab::Identities);
            Self::new(head, (nowhere(), true), identity, sample_instant())
        };
        let told = ["test", "algerie", "E010004"];
        let known = catalogue::all().iter();
        std::iter::once(page(&own_sample()))
            .chain(
                known
                    .filter(|identity| told.contains(&identity.id.0.as_str()))
                    .map(page),
            )
            .collect()
    }
}

/// The form of a new identity.
#[derive(Debug, Clone, Serialize)]
pub(super) struct IdentityFormPage {
    head: SpaceHead,
    form: FormState,
    genders: Vec<Choice>,
    answers: Vec<Choice>,
    action: String,
    list_url: String,
}

impl IdentityFormPage {
    pub(super) fn new(head: SpaceHead, service: ServiceId, form: FormState) -> Self {
        Self {
            head,
            form,
            genders: forms::genders(),
            answers: forms::answers(),
            action: urls::new(service),
            list_url: urls::list(service),
        }
    }
}

impl Page for IdentityFormPage {
    const TEMPLATE: &'static str = "sandbox/test_identity_form.html";

    fn title(&self) -> String {
        "Nouvelle identité d'essai".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        let mut crumbs = self.head.crumbs();
        crumbs.push(Crumb::new(&self.list_url, "Identités d'essai"));
        crumbs
    }

    fn samples() -> Vec<Self> {
        let page = |form| Self::new(SpaceHead::sample(Tab::Identities), nowhere(), form);
        let mut wrong = forms::blank();
        wrong.error("naissance", "Écrivez la date AAAA-MM-JJ.");
        vec![page(forms::blank()), page(wrong)]
    }
}
