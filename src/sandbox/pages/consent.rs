//! What will be transmitted: information for a public service, consent for a private one.

use serde::Serialize;

use super::sample_flow;
use crate::sandbox::flow::Flow;
use crate::sandbox::provider::claims;
use crate::sandbox::trace::TraceId;
use crate::sandbox::urls;
use crate::shell::form::FormState;
use crate::shell::page::Page;

/// The information or consent page.
#[derive(Debug, Clone, Serialize)]
pub(in crate::sandbox) struct ConsentPage {
    service: String,
    person: Option<String>,
    providers: Vec<Transmitted>,
    asks_consent: bool,
    action: String,
    abort_url: String,
    form: FormState,
}

#[derive(Debug, Clone, Serialize)]
struct Transmitted {
    title: &'static str,
    id: String,
    labels: Vec<&'static str>,
}

impl ConsentPage {
    /// The page of a flow; `form` holds the mistake of a consent that was not given.
    pub(in crate::sandbox) fn new(
        flow: &Flow,
        (service, is_private): (&str, bool),
        form: FormState,
    ) -> Self {
        let person = flow.signed.as_ref().map(|signed| {
            let told = signed.identity.told();
            let first = told.given_names.first().map_or("", String::as_str);
            format!("{first} {}", told.family_name).trim().to_owned()
        });
        Self::of(
            flow.id,
            (service, is_private),
            &flow.asked.scopes,
            person,
            form,
        )
    }

    fn of(
        flow: TraceId,
        (service, is_private): (&str, bool),
        scopes: &[String],
        person: Option<String>,
        form: FormState,
    ) -> Self {
        let listed = claims::listed(scopes);
        // With `openid` alone nothing of the person is transmitted, nor shown.
        let is_anonymous = listed.is_empty();
        Self {
            service: service.to_owned(),
            person: person.filter(|_| !is_anonymous),
            providers: listed
                .into_iter()
                .enumerate()
                .map(|(number, (title, labels))| Transmitted {
                    title,
                    id: format!("donnees-{number}"),
                    labels,
                })
                .collect(),
            asks_consent: is_private && !is_anonymous,
            action: urls::login(flow),
            abort_url: urls::abort(flow),
            form,
        }
    }

    /// Whether the box must be ticked.
    pub(in crate::sandbox) fn asks_consent(&self) -> bool {
        self.asks_consent
    }
}

impl Page for ConsentPage {
    const TEMPLATE: &'static str = "sandbox/consent.html";

    fn title(&self) -> String {
        if self.asks_consent {
            "Consentir à la transmission de vos données".to_owned()
        } else {
            "Continuer vers le service".to_owned()
        }
    }

    fn samples() -> Vec<Self> {
        let page = |scopes: &[&str], is_private, form| {
            let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
            let person = Some("Angela DUBOIS".to_owned());
            Self::of(
                sample_flow(),
                ("Mes démarches", is_private),
                &scopes,
                person,
                form,
            )
        };
        let mut refused = FormState::empty();
        refused.error("consentement", CONSENT_MISSING);
        let whole = ["openid", "identite_pivot", "email", "dgfip_rfr"];
        vec![
            page(&whole, false, FormState::empty()),
            page(&["openid"], false, FormState::empty()),
            page(&whole, true, FormState::empty()),
            page(&whole, true, refused),
        ]
    }
}

/// What is said of a box not ticked.
pub(in crate::sandbox) const CONSENT_MISSING: &str =
    "Cochez la case pour continuer, ou revenez au service.";
