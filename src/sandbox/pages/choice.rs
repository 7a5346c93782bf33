//! The choice of an identity provider, then of a person there. No password: one click.

use serde::Serialize;

use super::sample_flow;
use crate::sandbox::identities::{self, Family, Identity, IdentityProvider, Rnipp, providers};
use crate::sandbox::trace::TraceId;
use crate::sandbox::urls;
use crate::shell::page::Page;

/// The choice of an identity provider.
#[derive(Debug, Clone, Serialize)]
pub(in crate::sandbox) struct ChoicePage {
    service: String,
    providers: Vec<ProviderLine>,
    abort_url: String,
}

#[derive(Debug, Clone, Serialize)]
struct ProviderLine {
    name: &'static str,
    text: String,
    href: Option<String>,
}

impl ChoicePage {
    pub(in crate::sandbox) fn new(flow: TraceId, service: &str) -> Self {
        let line = |provider: &IdentityProvider| ProviderLine {
            name: provider.name,
            text: format!("Niveau {}", provider.level),
            href: provider
                .active
                .then(|| urls::identities(flow, provider.uid)),
        };
        Self {
            service: service.to_owned(),
            providers: providers().iter().map(line).collect(),
            abort_url: urls::abort(flow),
        }
    }
}

impl Page for ChoicePage {
    const TEMPLATE: &'static str = "sandbox/choice.html";

    fn title(&self) -> String {
        "Choisir un fournisseur d'identité".to_owned()
    }

    fn samples() -> Vec<Self> {
        vec![Self::new(sample_flow(), "Mes démarches")]
    }
}

/// The choice of a person.
#[derive(Debug, Clone, Serialize)]
pub(in crate::sandbox) struct IdentitiesPage {
    provider: &'static str,
    uid: &'static str,
    action: String,
    families: Vec<FamilyBlock>,
    typed_url: String,
    back_url: String,
}

#[derive(Debug, Clone, Serialize)]
struct FamilyBlock {
    title: &'static str,
    id: &'static str,
    people: Vec<PersonLine>,
}

#[derive(Debug, Clone, Serialize)]
struct PersonLine {
    value: String,
    label: String,
    note: String,
}

impl IdentitiesPage {
    pub(in crate::sandbox) fn new(
        flow: TraceId,
        provider: &IdentityProvider,
        own: &[Identity],
    ) -> Self {
        let knows = |identity: &&Identity| {
            identity.providers.is_empty()
                || identity.providers.iter().any(|uid| uid == provider.uid)
        };
        let block = |family: &Family| FamilyBlock {
            title: family.label(),
            id: family.as_str(),
            people: own
                .iter()
                .chain(identities::all())
                .filter(|identity| identity.family == *family)
                .filter(knows)
                .map(line)
                .collect(),
        };
        Self {
            provider: provider.name,
            uid: provider.uid,
            action: urls::verify(flow),
            families: Family::ALL
                .iter()
                .map(block)
                .filter(|block| !block.people.is_empty())
                .collect(),
            typed_url: urls::typed(flow, provider.uid),
            back_url: urls::interaction(flow),
        }
    }
}

fn line(identity: &Identity) -> PersonLine {
    let note = match &identity.rnipp {
        Rnipp::Found => String::new(),
        Rnipp::Rectified(_) => "redressée".to_owned(),
        Rnipp::Refused(fault) => format!("erreur {}", fault.code()),
    };
    PersonLine {
        value: identity.id.0.clone(),
        label: identity.label.clone(),
        note,
    }
}

impl Page for IdentitiesPage {
    const TEMPLATE: &'static str = "sandbox/identities.html";

    fn title(&self) -> String {
        "Choisir une identité de test".to_owned()
    }

    fn samples() -> Vec<Self> {
        providers()
            .iter()
            .take(1)
            .map(|provider| Self::new(sample_flow(), provider, &[]))
            .collect()
    }
}
