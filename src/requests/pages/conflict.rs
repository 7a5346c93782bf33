//! Two people changed the same answers: mine and theirs side by side, and a choice for each. Nothing is lost meanwhile.

use serde::Serialize;

use super::{Choice, Head, SectionData, crumb, home, samples};
use crate::requests::forms::{self, CHOICE};
use crate::requests::merge::{self, Base};
use crate::requests::model::{Dossier, LegalBasis, Section};
use crate::requests::store::Aside;
use crate::requests::summary::answer;
use crate::requests::urls;
use crate::shell::{Crumb, FormState, Page};

#[derive(Debug, Clone, Serialize)]
struct Difference {
    name: String,
    label: String,
    mine: String,
    theirs: String,
    choices: Vec<Choice>,
}

#[derive(Debug, Clone, Serialize)]
struct Hidden {
    name: String,
    value: String,
}

/// A lost race on some answers of a section.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct ComparePage {
    head: Head,
    section: &'static str,
    form: FormState,
    differences: Vec<Difference>,
    fields: Vec<Hidden>,
    edition: i32,
    base: String,
    action: String,
    later_url: String,
}

impl ComparePage {
    /// What the viewer put aside, beside what is stored.
    pub(in crate::requests) fn new(data: &SectionData, section: Section) -> Self {
        let names: &[String] = data.aside.as_ref().map_or(&[], |aside| &aside.names);
        let mut mine = data.dossier.clone();
        if let Some(aside) = &data.aside {
            for name in names {
                merge::copy(name, &aside.answers, &mut mine);
            }
        }
        let base = Base::of(section, &data.dossier).with(names, &data.dossier);
        let fields = forms::pairs(base.names(), &mine).into_iter();
        let url = urls::section(data.request.id, section);
        let mut form = FormState::empty();
        for name in names {
            form.set(&format!("{CHOICE}{name}"), "mine");
        }
        Self {
            head: Head::from(&data.request),
            section: section.label(),
            form,
            differences: names
                .iter()
                .map(|name| difference(name, &mine, &data.dossier))
                .collect(),
            fields: fields.map(|(name, value)| Hidden { name, value }).collect(),
            edition: data.edition,
            base: base.to_string(),
            action: url.clone(),
            later_url: url,
        }
    }
}

fn difference(name: &str, mine: &Dossier, theirs: &Dossier) -> Difference {
    let mut choices = vec![
        Choice::new("mine", "Garder ma saisie", ""),
        Choice::new("theirs", "Garder ce que mon collègue a saisi", ""),
    ];
    if merge::can_join(name) {
        let hint = "Les deux textes à la suite, à relire ensuite.";
        choices.push(Choice::new("both", "Garder les deux", hint));
    }
    Difference {
        name: format!("{CHOICE}{name}"),
        label: merge::label(name, theirs),
        mine: answer(name, mine),
        theirs: answer(name, theirs),
        choices,
    }
}

impl Page for ComparePage {
    const TEMPLATE: &'static str = "requests/conflict.html";

    fn title(&self) -> String {
        "Deux saisies à rapprocher".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home(), crumb(&self.head)]
    }

    fn samples() -> Vec<Self> {
        let data = samples::section(LegalBasis::Administration);
        let answers = Dossier {
            service_name: "Autre <nom>".to_owned(),
            description: String::new(),
            ..data.dossier.clone()
        };
        let aside = Aside {
            section: Section::Service,
            by: data.viewer,
            names: vec!["service_name".to_owned(), "description".to_owned()],
            answers,
        };
        let data = SectionData {
            aside: Some(aside),
            ..data
        };
        vec![Self::new(&data, Section::Service)]
    }
}
