//! Filing: what is missing, what will be filed; then the versions filed, and the questions asked before giving up.

use serde::Serialize;

use super::{Head, Place, SectionData, crumb, field_url, home, places, samples};
use crate::kernel::text::{count, french_date_time};
use crate::requests::model::{LegalBasis, Request, Section};
use crate::requests::policy::Capacity;
use crate::requests::rules::{Problem, unusual};
use crate::requests::service::FiledVersion;
use crate::requests::state::{RequestState, Status};
use crate::requests::summary::{SectionSummary, summary};
use crate::requests::urls;
use crate::shell::{Crumb, Page};

#[derive(Debug, Clone, Serialize)]
struct Missing {
    url: String,
    message: String,
}

#[derive(Debug, Clone, Serialize)]
struct MissingIn {
    title: &'static str,
    url: String,
    problems: Vec<Missing>,
}

/// What is missing, and the button that files.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct SubmitPage {
    head: Head,
    again: bool,
    refused: bool,
    missing: Vec<MissingIn>,
    count: String,
    places: Vec<Place>,
    unusual: Vec<&'static str>,
    summary: Vec<SectionSummary>,
    action: String,
    back_url: String,
}

impl SubmitPage {
    /// `refused` when filing was tried.
    pub(in crate::requests) fn new(data: &SectionData, refused: bool) -> Self {
        let request = &data.request;
        let missing: Vec<MissingIn> = Section::ALL
            .iter()
            .map(|section| MissingIn {
                title: section.label(),
                url: urls::section(request.id, *section),
                problems: missing(request, *section, &data.problems),
            })
            .filter(|section| !section.problems.is_empty())
            .collect();
        Self {
            head: Head::from(request),
            again: request.status() == Status::ChangesRequested,
            refused,
            count: count(
                i64::try_from(data.problems.len()).unwrap_or(i64::MAX),
                "point à compléter",
                "points à compléter",
            ),
            missing,
            places: places(data, None),
            unusual: unusual(&data.dossier, &data.facts(&data.kinds()))
                .map(|warning| warning.text)
                .collect(),
            summary: summary(&data.dossier),
            action: urls::submit(request.id),
            back_url: urls::section(request.id, Section::Organisation),
        }
    }
}

fn missing(request: &Request, section: Section, problems: &[Problem]) -> Vec<Missing> {
    problems
        .iter()
        .filter(|problem| problem.section == section)
        .map(|problem| Missing {
            url: field_url(request, section, &problem.field),
            message: problem.message.clone(),
        })
        .collect()
}

impl Page for SubmitPage {
    const TEMPLATE: &'static str = "requests/submit.html";

    fn title(&self) -> String {
        format!("Relire et déposer - Demande {}", self.head.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home(), crumb(&self.head)]
    }

    fn samples() -> Vec<Self> {
        let data = samples::section(LegalBasis::Experiment);
        let complete = SectionData {
            problems: Vec::new(),
            ..data.clone()
        };
        vec![
            Self::new(&data, false),
            Self::new(&data, true),
            Self::new(&complete, false),
        ]
    }
}

#[derive(Debug, Clone, Serialize)]
struct FiledFile {
    name: String,
    kind: &'static str,
    size: i64,
    sha256: String,
    url: String,
}

/// A submitted version.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct VersionPage {
    head: Head,
    ordinal: i32,
    paper_url: String,
    submitted_at: String,
    sha256: String,
    summary: Vec<SectionSummary>,
    files: Vec<FiledFile>,
}

impl VersionPage {
    pub(in crate::requests) fn new(
        (request, held): (&Request, &[Capacity]),
        (ordinal, sha256): (i32, String),
        filed: FiledVersion,
    ) -> Self {
        let file = |document: crate::requests::service::FiledDocument| FiledFile {
            url: urls::document(request.id, document.id),
            name: document.file_name,
            kind: document.kind.label(),
            size: document.size,
            sha256: document.sha256,
        };
        Self {
            head: Head::read_as(request, held),
            ordinal,
            paper_url: urls::version_paper(request.id, ordinal),
            submitted_at: french_date_time(filed.submitted_at),
            sha256,
            summary: summary(&filed.dossier),
            files: filed.documents.into_iter().map(file).collect(),
        }
    }
}

impl Page for VersionPage {
    const TEMPLATE: &'static str = "requests/version.html";

    fn title(&self) -> String {
        format!("Version {} - Demande {}", self.ordinal, self.head.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let request = samples::request(RequestState::Submitted { hint: None });
        vec![Self::new(
            (&request, &[]),
            (1, "0".repeat(64)),
            samples::filed(),
        )]
    }
}

/// A question before something that can't be undone.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct ConfirmPage {
    head: Head,
    title: &'static str,
    text: &'static str,
    label: &'static str,
    action: String,
}

impl ConfirmPage {
    pub(in crate::requests) fn delete(request: &Request) -> Self {
        Self {
            head: Head::from(request),
            title: "Supprimer le brouillon",
            text: "Le brouillon et ses fichiers seront effacés. Cette action est définitive.",
            label: "Supprimer le brouillon",
            action: urls::delete(request.id),
        }
    }
}

impl Page for ConfirmPage {
    const TEMPLATE: &'static str = "requests/confirm.html";

    fn title(&self) -> String {
        format!("{} - Demande {}", self.title, self.head.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home(), crumb(&self.head)]
    }

    fn samples() -> Vec<Self> {
        vec![Self::delete(&samples::request(RequestState::Draft))]
    }
}
