//! Attaching an organisation, describing it, or asking to join it.

use serde::Serialize;

use super::{Choice, home};
use crate::kernel::text::french_day;
use crate::organisations::model::{Organisation, RegistryState};
use crate::organisations::registry::{Found, Lookup};
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

/// What the person must know before typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct Notice {
    kind: &'static str,
    title: &'static str,
    text: &'static str,
}

impl Notice {
    const TYPED: Self = Self {
        kind: "info",
        title: "",
        text: "Ces informations sont saisies à la main : elles restent marquées « non vérifié » jusqu'à leur contrôle.",
    };

    fn of(lookup: &Lookup) -> Self {
        match lookup {
            Lookup::Off => Self::TYPED,
            Lookup::Unavailable => Self {
                kind: "info",
                title: "Le répertoire des entreprises ne répond pas",
                text: "Vous pouvez continuer : saisissez ces informations, elles seront vérifiées plus tard.",
            },
            Lookup::Unknown => Self {
                kind: "warning",
                title: "Le répertoire ne connaît pas ce numéro",
                text: "Vérifiez les chiffres saisis. Si l'établissement vient d'être créé, vous pouvez continuer : ces informations resteront marquées « non vérifié ».",
            },
            Lookup::Found(..) => Self {
                kind: "info",
                title: "Le répertoire ne diffuse pas tout",
                text: "Complétez ce qui manque. Ce que le répertoire indique ne se modifie pas ici.",
            },
        }
    }
}

/// Something the registry tells, that the form does not ask.
#[derive(Debug, Clone, Serialize)]
struct Known {
    label: &'static str,
    value: String,
}

fn known(found: &Found) -> Vec<Known> {
    let category = found
        .legal_category
        .as_ref()
        .map(|category| format!("{} ({category})", category.label()));
    let told = [
        ("Nom de l'organisation", found.name.clone()),
        ("Catégorie juridique", category),
        (
            "Code d'activité (NAF)",
            found.activity.as_ref().map(ToString::to_string),
        ),
        ("Numéro et voie", found.street.clone()),
        ("Code postal", found.postal_code.clone()),
        ("Commune", found.city.clone()),
        ("Date de création", found.founded_on.map(french_day)),
        (
            "État de l'établissement",
            Some(found.state.label().to_owned()),
        ),
    ];
    told.into_iter()
        .filter_map(|(label, value)| {
            Some(Known {
                label,
                value: value?,
            })
        })
        .collect()
}

/// What the registry tells of an establishment, whole: nothing is left to type.
#[derive(Debug, Clone, Serialize)]
pub(in crate::organisations) struct FoundPage {
    siret: String,
    known: Vec<Known>,
    open: bool,
    action: String,
    back_url: &'static str,
    head_office: Option<HeadOffice>,
}

#[derive(Debug, Clone, Serialize)]
struct HeadOffice {
    siret: String,
    url: String,
}

impl FoundPage {
    pub(in crate::organisations) fn new(found: &Found) -> Self {
        Self {
            siret: found.siret.spaced(),
            known: known(found),
            open: found.is_open(),
            action: urls::attach(found.siret),
            back_url: urls::NEW,
            head_office: found.head_office.map(|siret| HeadOffice {
                siret: siret.spaced(),
                url: urls::attach(siret),
            }),
        }
    }
}

impl Page for FoundPage {
    const TEMPLATE: &'static str = "organisations/found.html";

    fn title(&self) -> String {
        if self.open {
            "Vérifier l'organisation".to_owned()
        } else {
            "Établissement fermé".to_owned()
        }
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home()]
    }

    fn samples() -> Vec<Self> {
        vec![
            Self::new(&samples::found(RegistryState::Open)),
            Self::new(&samples::found(RegistryState::Closed)),
        ]
    }
}

/// The details of an organisation, typed by hand: to attach it, or to correct them.
#[derive(Debug, Clone, Serialize)]
pub(in crate::organisations) struct DetailsPage {
    title: &'static str,
    notice: Notice,
    known: Vec<Known>,
    asked: Vec<&'static str>,
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
    /// To attach the organisation of this number, of which the registry does not tell all.
    pub(in crate::organisations) fn attach(siret: Siret, form: FormState, lookup: &Lookup) -> Self {
        let action = urls::attach(siret);
        let page = Self::new(
            ("Décrire l'organisation", "Rattacher l'organisation"),
            siret,
            form,
            (action, urls::NEW.to_owned(), 0),
        );
        Self {
            notice: Notice::of(lookup),
            ..page.without(lookup)
        }
    }

    /// Asks only what the registry does not tell.
    fn without(mut self, lookup: &Lookup) -> Self {
        if let Some(found) = lookup.found() {
            let told: Vec<&str> = forms::of_found(found)
                .iter()
                .map(|(name, _)| *name)
                .collect();
            self.asked.retain(|field| !told.contains(field));
            self.known = known(found);
        }
        self
    }

    /// To correct what was typed.
    pub(in crate::organisations) fn correct(
        organisation: &Organisation,
        form: Option<FormState>,
        lookup: &Lookup,
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
        .without(lookup)
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
            notice: Notice::TYPED,
            known: Vec::new(),
            asked: forms::DETAILS.to_vec(),
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
            Self::attach(siret, FormState::empty(), &Lookup::Off),
            Self::attach(siret, wrong, &Lookup::Off),
            Self::attach(siret, FormState::empty(), &Lookup::Unavailable),
            Self::attach(siret, FormState::empty(), &Lookup::Unknown),
            Self::attach(siret, FormState::empty(), &samples::restricted()),
            Self::correct(&samples::town(), None, &Lookup::Off),
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
