//! Where a correction may be anchored, and how it is shown.

use serde::Serialize;

use super::store::Correction;
use crate::requests::fields::FIELDS;
use crate::requests::model::{DocumentKind, Dossier, RequestId, Section};
use crate::requests::urls;
use crate::typed_id;

/// Longest correction and longest answer, in characters.
pub const TEXT_MAX: usize = 2_000;
/// Corrections of one request, told or not.
pub const MOST: usize = 60;
/// The name of an answer's field begins so.
const ANSWER: &str = "reponse_";

typed_id! {
    /// One correction.
    pub struct CorrectionId;
}

/// A place of the dossier that a correction may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The name of the field, which is also its anchor in the page of its section.
    pub field: String,
    /// Its label, whole: a contact's field says whose.
    pub label: String,
    /// Where it stands.
    pub section: Section,
    /// What it holds now; empty when it is more than a text.
    pub value: String,
}

/// Every place of a dossier, in the order of the form.
#[must_use]
pub fn anchors(dossier: &Dossier) -> Vec<Anchor> {
    let mut anchors = vec![Anchor {
        field: "organisation".to_owned(),
        label: "Fiche de l'organisation".to_owned(),
        section: Section::Organisation,
        value: dossier.filer.name.clone(),
    }];
    let fields = FIELDS.iter().filter(|field| field.applies(dossier));
    anchors.extend(fields.map(|field| Anchor {
        field: field.name.to_owned(),
        label: match field.section() {
            Section::Contacts => format!("{} : {}", field.group.legend(dossier), field.label),
            _ => field.label.to_owned(),
        },
        section: field.section(),
        value: (field.read)(dossier).clone(),
    }));
    anchors.push(Anchor {
        field: "claims".to_owned(),
        label: "Données d'identité et leurs justifications".to_owned(),
        section: Section::Data,
        value: String::new(),
    });
    anchors.extend(DocumentKind::ALL.iter().map(|kind| Anchor {
        field: kind.as_str().to_owned(),
        label: kind.label().to_owned(),
        section: match kind {
            DocumentKind::Mockup => Section::Service,
            DocumentKind::Mandate => Section::Organisation,
            DocumentKind::LegalText => Section::LegalBasis,
        },
        value: String::new(),
    }));
    anchors
}

/// The name of the field that answers a correction.
#[must_use]
pub fn answer_name(id: CorrectionId) -> String {
    format!("{ANSWER}{id}")
}

/// The correction that a field answers.
#[must_use]
pub fn answered_by(name: &str) -> Option<CorrectionId> {
    name.strip_prefix(ANSWER)?.parse().ok()
}

/// A correction in words.
#[derive(Debug, Clone, Serialize)]
pub struct CorrectionView {
    /// The field.
    pub field: String,
    /// Its label.
    pub label: String,
    /// What is asked.
    pub text: String,
    /// What the field held when it was asked.
    pub was: String,
    /// What it holds now.
    pub now: String,
    /// Whether it holds something else now.
    pub changed: bool,
    /// What the organisation answered.
    pub answer: String,
    /// The name of the field that answers it.
    pub name: String,
    /// Where it is put right.
    pub url: String,
    /// Where it is taken back; empty once it was told.
    pub take_back: String,
    /// Where the desk closes it; empty until it was told.
    pub close: String,
    /// Whether the desk held it to be done.
    pub closed: bool,
}

impl CorrectionView {
    /// A correction over the dossier as it is now.
    #[must_use]
    pub fn new(request: RequestId, correction: &Correction, dossier: &Dossier) -> Self {
        let anchor = anchors(dossier)
            .into_iter()
            .find(|anchor| anchor.field == correction.field);
        let section = anchor
            .as_ref()
            .map_or(Section::Organisation, |anchor| anchor.section);
        let now = anchor
            .as_ref()
            .map(|anchor| anchor.value.clone())
            .unwrap_or_default();
        Self {
            label: anchor.map_or_else(|| correction.field.clone(), |anchor| anchor.label),
            field: correction.field.clone(),
            text: correction.body.clone(),
            was: correction.was.clone(),
            changed: now != correction.was,
            now,
            answer: correction.answer.clone(),
            name: answer_name(correction.id),
            url: format!(
                "{}#{}",
                urls::section(request, section),
                answer_name(correction.id)
            ),
            take_back: if correction.told_at.is_none() {
                urls::take_back_correction(request, correction.id.0)
            } else {
                String::new()
            },
            close: if correction.told_at.is_some() {
                urls::close_correction(request, correction.id.0)
            } else {
                String::new()
            },
            closed: correction.closed_at.is_some(),
        }
    }

    /// Whether the desk may hold it to be done without looking further: the field holds something else now.
    #[must_use]
    pub fn may_close(&self) -> bool {
        self.changed && !self.closed && !self.close.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::model::LegalBasis;

    #[test]
    fn every_field_that_a_dossier_shows_can_be_named_once() {
        for basis in LegalBasis::ALL {
            let dossier = Dossier {
                basis: basis.as_str().to_owned(),
                ..Dossier::default()
            };
            let mut names: Vec<String> = anchors(&dossier).into_iter().map(|a| a.field).collect();
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all, "{basis}");
            assert!(names.contains(&"service_name".to_owned()));
        }
    }

    #[test]
    fn an_answer_is_named_after_its_correction() {
        let id = CorrectionId(uuid::Uuid::from_u128(5));
        assert_eq!(answered_by(&answer_name(id)), Some(id));
        assert_eq!(answered_by("reponse_"), None);
        assert_eq!(answered_by("service_name"), None);
    }
}
