//! How far each section is: what the steps of the dossier show.

use serde::Serialize;

use super::{Problem, Weight};
use crate::requests::fields::shown;
use crate::requests::model::{Dossier, Section};

/// How far a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionState {
    /// Nothing was answered yet.
    Empty,
    /// Something is missing.
    Begun,
    /// Nothing is missing.
    Complete,
    /// A value is wrong in itself.
    ToCorrect,
}

impl SectionState {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Empty => "Vide",
            Self::Begun => "En cours",
            Self::Complete => "Complète",
            Self::ToCorrect => "À corriger",
        }
    }
}

/// How far a section is, `problems` being what [`super::check`] found in the whole dossier.
#[must_use]
pub fn section_state(section: Section, dossier: &Dossier, problems: &[Problem]) -> SectionState {
    let mut here = problems.iter().filter(|problem| problem.section == section);
    let wrong = here
        .clone()
        .any(|problem| problem.weight == Weight::Mistake);
    match (wrong, here.next()) {
        (true, _) => SectionState::ToCorrect,
        (false, None) => SectionState::Complete,
        (false, Some(_)) if is_blank(section, dossier) => SectionState::Empty,
        (false, Some(_)) => SectionState::Begun,
    }
}

fn is_blank(section: Section, dossier: &Dossier) -> bool {
    let fields = shown(section, dossier).all(|field| (field.read)(dossier).is_empty());
    fields
        && match section {
            Section::Organisation => dossier.filer.siret.is_empty(),
            Section::Data => dossier.claims.is_empty() && dossier.apis.is_empty(),
            Section::Commitments => dossier.commitments.is_empty(),
            Section::LegalBasis
            | Section::Service
            | Section::Level
            | Section::Gdpr
            | Section::Contacts => true,
        }
}
