//! The free form: an identity typed for one connection.

use serde::Serialize;

use super::sample_flow;
use crate::sandbox::identities::{Choice, IdentityProvider, answers, blank, genders, providers};
use crate::sandbox::trace::TraceId;
use crate::sandbox::urls;
use crate::shell::FormState;
use crate::shell::page::Page;

/// An identity to type.
#[derive(Debug, Clone, Serialize)]
pub(in crate::sandbox) struct TypedPage {
    provider: &'static str,
    uid: &'static str,
    form: FormState,
    genders: Vec<Choice>,
    answers: Vec<Choice>,
    action: String,
    back_url: String,
}

impl TypedPage {
    pub(in crate::sandbox) fn new(
        flow: TraceId,
        provider: &IdentityProvider,
        form: FormState,
    ) -> Self {
        Self {
            provider: provider.name,
            uid: provider.uid,
            form,
            genders: genders(),
            answers: answers(),
            action: urls::typed(flow, provider.uid),
            back_url: urls::identities(flow, provider.uid),
        }
    }
}

impl Page for TypedPage {
    const TEMPLATE: &'static str = "sandbox/typed.html";

    fn title(&self) -> String {
        "Saisir une identité de test".to_owned()
    }

    fn samples() -> Vec<Self> {
        let mut wrong = blank();
        wrong.error("naissance", "Écrivez la date AAAA-MM-JJ.");
        let first = providers().iter().take(1);
        first
            .flat_map(|provider| {
                [blank(), wrong.clone()].map(|form| Self::new(sample_flow(), provider, form))
            })
            .collect()
    }
}
