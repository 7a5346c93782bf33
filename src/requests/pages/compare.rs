//! Two states of a dossier side by side.

use serde::Serialize;

use super::{Head, samples};
use crate::kernel::text::{count, french_date_time};
use crate::requests::compare::{Comparison, compare};
use crate::requests::model::{Dossier, LegalBasis, Request};
use crate::requests::policy::Capacity;
use crate::requests::service::{FiledDocument, FiledVersion};
use crate::requests::state::RequestState;
use crate::requests::urls;
use crate::shell::{Crumb, FormState, Page};

/// A state of the dossier that can be compared.
#[derive(Debug, Clone)]
pub(in crate::requests) struct Side {
    /// Its name in the address.
    pub key: String,
    /// What it is.
    pub label: String,
    /// Its answers.
    pub dossier: Dossier,
    /// Its files.
    pub files: Vec<FiledDocument>,
}

impl Side {
    /// A submitted version.
    pub(in crate::requests) fn version(ordinal: i32, filed: FiledVersion) -> Self {
        Self {
            key: ordinal.to_string(),
            label: version_label(ordinal, filed.submitted_at),
            dossier: filed.dossier,
            files: filed.documents,
        }
    }
}

/// The words for a version in the lists.
pub(in crate::requests) fn version_label(
    ordinal: i32,
    at: crate::kernel::clock::Instant,
) -> String {
    format!("Version {ordinal}, déposée le {}", french_date_time(at))
}

#[derive(Debug, Clone, Serialize)]
struct Choice {
    value: String,
    label: String,
}

/// Two states side by side.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct VersionsPage {
    head: Head,
    form: FormState,
    choices: Vec<Choice>,
    action: String,
    before: String,
    after: String,
    summary: String,
    comparison: Comparison,
}

impl VersionsPage {
    /// `choices` are the states that can be chosen, as address names and labels.
    pub(in crate::requests) fn new(
        (request, held): (&Request, &[Capacity]),
        choices: Vec<(String, String)>,
        (before, after): (&Side, &Side),
    ) -> Self {
        let comparison = compare(
            (&before.dossier, &before.files),
            (&after.dossier, &after.files),
        );
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let changed = number(comparison.changed());
        let same = number(comparison.unchanged);
        Self {
            head: Head::read_as(request, held),
            form: FormState::empty()
                .with("de", &before.key)
                .with("a", &after.key),
            choices: choices
                .into_iter()
                .map(|(value, label)| Choice { value, label })
                .collect(),
            action: urls::compare_versions(request.id),
            before: before.label.clone(),
            after: after.label.clone(),
            summary: format!(
                "{}, {}.",
                count(changed, "réponse changée", "réponses changées"),
                count(same, "réponse identique", "réponses identiques")
            ),
            comparison,
        }
    }
}

impl Page for VersionsPage {
    const TEMPLATE: &'static str = "requests/compare.html";

    fn title(&self) -> String {
        format!("Comparer - Demande {}", self.head.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let request = samples::request(RequestState::Submitted { hint: None });
        let first = Side::version(1, samples::filed());
        let mut second = Side::version(2, samples::filed());
        second.dossier = Dossier {
            description: "Un portail 🙂 <script> plus clair".to_owned(),
            retention_months: "12".to_owned(),
            ..samples::dossier(LegalBasis::Experiment)
        };
        second.files.clear();
        let choices = vec![
            ("1".to_owned(), first.label.clone()),
            ("2".to_owned(), second.label.clone()),
        ];
        vec![
            Self::new((&request, &[]), choices.clone(), (&first, &second)),
            Self::new((&request, &[Capacity::Reviewer]), choices, (&first, &first)),
        ]
    }
}
