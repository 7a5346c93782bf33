//! Beginning a request: for which organisation, on which legal basis.

use serde::Serialize;

use super::{Choice, home};
use crate::organisations::{self, Organisation, Siret};
use crate::requests::model::LegalBasis;
use crate::requests::urls;
use crate::shell::{Crumb, FormState, Page};

/// An answer that a link gave in advance, carried by the form.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct Carried {
    pub name: &'static str,
    pub value: String,
}

/// Begin a request.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct NewPage {
    form: FormState,
    action: &'static str,
    organisations: Vec<Choice>,
    bases: Vec<Choice>,
    carried: Vec<Carried>,
    attach_url: String,
    check_url: &'static str,
}

impl NewPage {
    pub(in crate::requests) fn new(
        form: FormState,
        organisations: &[Organisation],
        carried: Vec<Carried>,
    ) -> Self {
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
            Self::new(FormState::empty(), &[], Vec::new()),
            Self::new(FormState::empty(), std::slice::from_ref(&town), carried),
            Self::new(wrong, &[town], Vec::new()),
        ]
    }
}
