//! Beginning a request: for which organisation, on which legal basis.

use serde::Serialize;

use super::{Choice, home};
use crate::organisations::{self, Organisation, Siret};
use crate::requests::model::LegalBasis;
use crate::requests::starters::STARTERS;
use crate::requests::urls;
use crate::shell::{Crumb, FormState, Page};

/// An answer that a link gave in advance, carried by the form.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct Carried {
    pub name: &'static str,
    pub value: String,
}

/// A frequent case to begin from.
#[derive(Debug, Clone, Serialize)]
struct StarterLink {
    title: &'static str,
    text: &'static str,
    href: String,
    chosen: bool,
}

/// Begin a request.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct NewPage {
    form: FormState,
    action: &'static str,
    organisations: Vec<Choice>,
    bases: Vec<Choice>,
    carried: Vec<Carried>,
    ignored: String,
    starters: Vec<StarterLink>,
    prefill_url: &'static str,
    attach_url: String,
    check_url: &'static str,
}

impl NewPage {
    pub(in crate::requests) fn new(
        form: FormState,
        organisations: &[Organisation],
        carried: Vec<Carried>,
        ignored: &[String],
    ) -> Self {
        let chosen = carried.iter().find(|c| c.name == "modele");
        let chosen = chosen.map(|c| c.value.clone()).unwrap_or_default();
        let choice = |organisation: &Organisation| {
            let siret = format!("SIRET {}", organisation.siret.spaced());
            Choice::new(
                &organisation.id.to_string(),
                &organisation.details.name,
                &siret,
            )
        };
        let bases = LegalBasis::ALL.iter();
        Self {
            form: form.fields(&["organisation", "fondement"]),
            action: urls::NEW,
            organisations: organisations.iter().map(choice).collect(),
            bases: bases
                .map(|b| Choice::new(b.as_str(), b.label(), b.hint()))
                .collect(),
            carried,
            ignored: ignored.join(", "),
            starters: STARTERS
                .iter()
                .map(|starter| StarterLink {
                    title: starter.title,
                    text: starter.text,
                    href: urls::starter(starter),
                    chosen: starter.code == chosen,
                })
                .collect(),
            prefill_url: urls::PREFILL,
            attach_url: organisations::NEW_URL.to_owned(),
            check_url: urls::ELIGIBILITY,
        }
    }

    /// With the establishment that a link named, to be attached.
    pub(in crate::requests) fn attaching(self, siret: Option<Siret>) -> Self {
        let attach_url = siret.map_or(self.attach_url, |siret| {
            format!("{}?siret={siret}", organisations::NEW_URL)
        });
        Self { attach_url, ..self }
    }
}

impl Page for NewPage {
    const TEMPLATE: &'static str = "requests/new.html";

    fn title(&self) -> String {
        "Nouvelle demande".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home()]
    }

    fn samples() -> Vec<Self> {
        let town = super::samples::organisation();
        let mut wrong = FormState::empty();
        wrong.error("fondement", "Choisissez un fondement juridique.");
        let carried = vec![Carried {
            name: "service_name",
            value: "Mes <démarches>".to_owned(),
        }];
        vec![
            Self::new(FormState::empty(), &[], Vec::new(), &[]),
            Self::new(
                FormState::empty(),
                std::slice::from_ref(&town),
                carried,
                &["dpo_email".to_owned(), "couleur <b>".to_owned()],
            ),
            Self::new(wrong, &[town], Vec::new(), &[]),
        ]
    }
}
