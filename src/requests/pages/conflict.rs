//! Somebody saved the section meanwhile: both texts are shown, and nothing typed is lost.

use serde::Serialize;

use super::{Head, SectionData, crumb, home, samples};
use crate::requests::model::{Dossier, LegalBasis, Section};
use crate::requests::summary::lines;
use crate::requests::urls;
use crate::shell::{Crumb, Page, RawForm};

#[derive(Debug, Clone, Serialize)]
struct Difference {
    label: String,
    mine: String,
    theirs: String,
}

#[derive(Debug, Clone, Serialize)]
struct Hidden {
    name: String,
    value: String,
}

/// A lost race on a section.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct StalePage {
    head: Head,
    section: &'static str,
    differences: Vec<Difference>,
    fields: Vec<Hidden>,
    edition: i32,
    action: String,
    keep_url: String,
}

impl StalePage {
    /// `mine` is the saved dossier with the section as it was sent in `raw`.
    pub(in crate::requests) fn new(
        data: &SectionData,
        section: Section,
        (mine, raw): (&Dossier, &RawForm),
    ) -> Self {
        let theirs = lines(section, &data.dossier);
        let value = |all: &[crate::requests::summary::Line], field: &str| {
            all.iter()
                .find(|line| line.field == field)
                .map(|line| line.value.clone())
                .unwrap_or_default()
        };
        let sent = lines(section, mine);
        let known = sent.iter().chain(
            theirs
                .iter()
                .filter(|t| !sent.iter().any(|s| s.field == t.field)),
        );
        let differences = known
            .map(|line| Difference {
                label: line.label.clone(),
                mine: value(&sent, &line.field),
                theirs: value(&theirs, &line.field),
            })
            .filter(|difference| difference.mine != difference.theirs)
            .collect();
        let kept = raw
            .iter()
            .filter(|(name, _)| !matches!(*name, "edition" | "suite" | "_csrf"));
        let fields = kept.map(|(name, value)| Hidden {
            name: name.to_owned(),
            value: value.to_owned(),
        });
        let url = urls::section(data.request.id, section);
        Self {
            head: Head::from(&data.request),
            section: section.label(),
            differences,
            fields: fields.collect(),
            edition: data.edition,
            action: url.clone(),
            keep_url: url,
        }
    }
}

impl Page for StalePage {
    const TEMPLATE: &'static str = "requests/conflict.html";

    fn title(&self) -> String {
        "Cette section a changé".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home(), crumb(&self.head)]
    }

    fn samples() -> Vec<Self> {
        let data = samples::section(LegalBasis::Administration);
        let mine = Dossier {
            service_name: "Autre nom".to_owned(),
            ..data.dossier.clone()
        };
        let raw = RawForm::from_urlencoded(b"service_name=Autre+nom&edition=1");
        vec![Self::new(&data, Section::Service, (&mine, &raw))]
    }
}
