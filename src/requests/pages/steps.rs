//! What the pages of a dossier are made from, and its steps with the state of each.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::kernel::clock::Day;
use crate::kernel::files::FileState;
use crate::kernel::text::french_date_time;
use crate::requests::corrections::{Correction, CorrectionView};
use crate::requests::model::{DocumentKind, Dossier, Request, Section, UrlCheck, UrlOutcome};
use crate::requests::rules::{Facts, Problem, SectionState, section_state, unusual};
use crate::requests::store::{Aside, Document, Mark};
use crate::requests::urls;
use crate::shell::AccountId;

/// What a section's page is made from.
#[derive(Debug, Clone)]
pub(in crate::requests) struct SectionData {
    pub request: Request,
    pub dossier: Dossier,
    pub edition: i32,
    /// Who saved the section last.
    pub mark: Option<Mark>,
    /// What the viewer put aside in it.
    pub aside: Option<Aside>,
    /// What the addresses of the dossier answered.
    pub checks: Vec<UrlCheck>,
    pub viewer: AccountId,
    /// Names this opening of the page.
    pub page: String,
    pub today: Day,
    pub problems: Vec<Problem>,
    pub documents: Vec<Document>,
    /// What the antivirus said of them, by key.
    pub states: BTreeMap<String, FileState>,
    /// What the organisation was told to correct.
    pub corrections: Vec<Correction>,
}

impl SectionData {
    /// The corrections, in words.
    pub(in crate::requests) fn corrected(&self) -> Vec<CorrectionView> {
        let view = |correction| CorrectionView::new(self.request.id, correction, &self.dossier);
        self.corrections.iter().map(view).collect()
    }

    /// The kinds of the files joined.
    pub(in crate::requests) fn kinds(&self) -> Vec<DocumentKind> {
        let counts = |document: &&Document| self.state(document) != FileState::Infected;
        self.documents
            .iter()
            .filter(counts)
            .map(|document| document.kind)
            .collect()
    }

    /// What the antivirus said of a file.
    pub(in crate::requests) fn state(&self, document: &Document) -> FileState {
        self.states
            .get(&document.storage_key)
            .copied()
            .unwrap_or(FileState::Unchecked)
    }

    /// What the dossier is checked against.
    pub(in crate::requests) fn facts<'a>(&self, documents: &'a [DocumentKind]) -> Facts<'a> {
        Facts {
            today: self.today,
            documents,
        }
    }
}

/// A step of the dossier, with its state.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct Place {
    href: String,
    label: String,
    /// In words, and the kind of its badge.
    state: &'static str,
    kind: &'static str,
    current: bool,
}

/// The steps of the dossier, the last one files it; none is current on the page that files.
pub(in crate::requests) fn places(data: &SectionData, current: Option<Section>) -> Vec<Place> {
    let place = |section: &Section| {
        let state = section_state(*section, &data.dossier, &data.problems);
        Place {
            href: urls::section(data.request.id, *section),
            label: format!("{}. {}", section.rank(), section.label()),
            state: state.label(),
            kind: match state {
                SectionState::Empty => "",
                SectionState::Begun => "info",
                SectionState::Complete => "success",
                SectionState::ToCorrect => "error",
            },
            current: current == Some(*section),
        }
    };
    let filing = Place {
        href: urls::submit(data.request.id),
        label: "Relire et déposer".to_owned(),
        state: "",
        kind: "",
        current: current.is_none(),
    };
    Section::ALL.iter().map(place).chain([filing]).collect()
}

/// What an address answered, beside its field.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CheckView {
    kind: &'static str,
    text: String,
}

/// What the address typed in a field answered, if it was asked since it was typed.
pub(super) fn check_of(data: &SectionData, name: &str, value: &str) -> Option<CheckView> {
    let mut checks = data.checks.iter();
    let check = checks.find(|check| check.field == name && check.url == value)?;
    Some(CheckView {
        kind: if check.outcome == UrlOutcome::Answers {
            "success"
        } else {
            "warning"
        },
        text: format!(
            "Vérifiée le {} : {}",
            french_date_time(check.checked_at),
            check.outcome.sentence()
        ),
    })
}

/// Combinations worth a second look in a section.
pub(super) fn warnings(data: &SectionData, section: Section) -> Vec<&'static str> {
    unusual(&data.dossier, &data.facts(&data.kinds()))
        .filter(|warning| warning.section == section)
        .map(|warning| warning.text)
        .collect()
}
