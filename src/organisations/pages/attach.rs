//! Attaching an organisation, describing it, or asking to join it.

use serde::Serialize;

use super::{Choice, home};
use crate::organisations::model::{Organisation, RegistryState};
use crate::organisations::{LegalCategory, Siret, forms, samples, urls};
use crate::shell::{Crumb, FormState, Page};

/// Which establishment to attach.
#[derive(Debug, Clone, Serialize)]
pub(in crate::organisations) struct SiretPage {
    pub(in crate::organisations) form: FormState,
    action: &'static str,
}

impl SiretPage {
    pub(in crate::organisations) fn new(form: FormState) -> Self {
        Self {
            form: form.fields(&["siret"]),
            action: urls::NEW,
        }
    }
}

impl Page for SiretPage {
    const TEMPLATE: &'static str = "organisations/siret.html";

    fn title(&self) -> String {
        "Rattacher une organisation".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home()]
    }

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::empty().with("siret", "123");
        wrong.error("siret", "Le SIRET comporte 14 chiffres.");
        vec![Self::new(FormState::empty()), Self::new(wrong)]
    }
}

/// The details of an organisation, typed by hand: to attach it, or to correct them.
#[derive(Debug, Clone, Serialize)]
pub(in crate::organisations) struct DetailsPage {
    title: &'static str,
    siret: String,
    form: FormState,
    action: String,
    back_url: String,
    version: i32,
    submit: &'static str,
    categories: Vec<Choice>,
    states: Vec<Choice>,
}

impl DetailsPage {
    /// To attach the organisation of this number.
    pub(in crate::organisations) fn attach(siret: Siret, form: FormState) -> Self {
        let action = urls::attach(siret);
        Self::new(
            ("Décrire l'organisation", "Rattacher l'organisation"),
            siret,
            form,
            (action, urls::NEW.to_owned(), 0),
        )
    }

    /// To correct what was typed.
    pub(in crate::organisations) fn correct(
        organisation: &Organisation,
        form: Option<FormState>,
    ) -> Self {
        let form = form.unwrap_or_else(|| forms::of_details(&organisation.details));
        let targets = (
            urls::correct(organisation.id),
            urls::show(organisation.id),
            organisation.version,
        );
        Self::new(
            ("Corriger les coordonnées", "Enregistrer"),
            organisation.siret,
            form,
            targets,
        )
    }

    fn new(
        (title, submit): (&'static str, &'static str),
        siret: Siret,
        form: FormState,
        (action, back_url, version): (String, String, i32),
    ) -> Self {
        let categories = LegalCategory::known()
            .map(|(code, label)| Choice {
                value: code,
                label: format!("{code} - {label}"),
                hint: "",
            })
            .collect();
        let states = RegistryState::ALL
            .iter()
            .map(|state| Choice {
                value: state.as_str(),
                label: state.label().to_owned(),
                hint: "",
            })
            .collect();
        let form = form.fields(&forms::DETAILS);
        Self {
            title,
            siret: siret.spaced(),
            form,
            action,
            back_url,
            version,
            submit,
            categories,
            states,
        }
    }
}

impl Page for DetailsPage {
    const TEMPLATE: &'static str = "organisations/details.html";

    fn title(&self) -> String {
        self.title.to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home()]
    }

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::empty();
        for field in forms::DETAILS {
            wrong.error(field, "Ce champ est à corriger.");
        }
        let siret = samples::town().siret;
        vec![
            Self::attach(siret, FormState::empty()),
            Self::attach(siret, wrong),
            Self::correct(&samples::town(), None),
        ]
    }
}

/// The organisation of this number is already there: ask to join it.
#[derive(Debug, Clone, Serialize)]
pub(in crate::organisations) struct JoinPage {
    siret: String,
    asked: bool,
    action: String,
    list_url: &'static str,
}

impl JoinPage {
    pub(in crate::organisations) fn new(siret: Siret, asked: bool) -> Self {
        Self {
            siret: siret.spaced(),
            asked,
            action: urls::join(siret),
            list_url: urls::LIST,
        }
    }
}

impl Page for JoinPage {
    const TEMPLATE: &'static str = "organisations/join.html";

    fn title(&self) -> String {
        "Rejoindre une organisation".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home()]
    }

    fn samples() -> Vec<Self> {
        vec![
            Self::new(samples::town().siret, false),
            Self::new(samples::town().siret, true),
        ]
    }
}
