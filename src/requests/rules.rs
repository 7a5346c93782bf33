//! Whether a dossier may be saved, and whether it may be filed: one function for the summary and for the door.
//!
//! [`check`] lists every problem. A *mistake* is a value that is wrong in itself: a draft keeps it, for nothing typed is
//! lost, but tells it at once. A *missing* answer, or one that contradicts another section, is told when filing.
//! Source of the rules: product contract sections 2, 3 and 5 (arrêté du 8 novembre 2018; experiment's decree).

mod across;
mod states;
mod unusual;
mod wishes;

pub use states::{SectionState, section_state};
pub use unusual::{UNUSUAL, Unusual, unusual};

use serde::Serialize;

use super::fields::{self, FIELDS};
use super::model::{DocumentKind, Dossier, Section};
use crate::kernel::clock::Day;

/// What a dossier is checked against, besides itself.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The present day in Paris.
    pub today: Day,
    /// The kinds of the files joined, one entry a file.
    pub documents: &'a [DocumentKind],
}

impl Facts<'_> {
    /// Whether a file of that kind is joined.
    #[must_use]
    pub fn has(&self, kind: DocumentKind) -> bool {
        self.documents.contains(&kind)
    }
}

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Wrong in itself: told as soon as it is saved.
    Mistake,
    /// Missing or contradicted elsewhere: told when filing.
    Missing,
}

/// One thing to put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Where.
    pub section: Section,
    /// Name of the field in that section's form.
    pub field: String,
    /// Code of the rule that is broken.
    pub rule: &'static str,
    /// How much it weighs.
    pub weight: Weight,
    /// The field's label.
    pub label: String,
    /// What to do, naming the field.
    pub message: String,
}

impl Problem {
    pub(super) fn missing(
        section: Section,
        field: &str,
        rule: &'static str,
        label: &str,
        todo: &str,
    ) -> Self {
        Self {
            section,
            field: field.to_owned(),
            rule,
            weight: Weight::Missing,
            label: label.to_owned(),
            message: format!("{label} : {todo}"),
        }
    }

    pub(super) fn mistaken(self) -> Self {
        Self {
            weight: Weight::Mistake,
            ..self
        }
    }
}

/// Everything that stands between the dossier and its filing, section by section, at most one problem a field.
#[must_use]
pub fn check(dossier: &Dossier, facts: &Facts<'_>) -> Vec<Problem> {
    let mut problems = field_problems(dossier, facts);
    for rule in across::RULES {
        problems.extend(rule(dossier, facts));
    }
    problems.extend(wishes::claim_problems(dossier));
    problems.extend(wishes::api_problems(dossier));
    problems.extend(wishes::commitment_problems(dossier));
    problems.sort_by_key(|problem| (problem.section, problem.weight));
    let mut named = std::collections::BTreeSet::new();
    problems.retain(|problem| named.insert(problem.field.clone()));
    problems
}

/// The values of one section that are wrong in themselves.
#[must_use]
pub fn mistakes(dossier: &Dossier, section: Section, facts: &Facts<'_>) -> Vec<Problem> {
    let mut found = check(dossier, facts);
    found.retain(|problem| problem.section == section && problem.weight == Weight::Mistake);
    found
}

fn field_problems(dossier: &Dossier, facts: &Facts<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for field in FIELDS.iter().filter(|field| field.applies(dossier)) {
        let value = (field.read)(dossier);
        let label = full_label(field, dossier);
        if value.is_empty() {
            if field.is_needed(dossier) {
                let todo = ask(field);
                problems.push(Problem::missing(
                    field.section(),
                    field.name,
                    "required",
                    &label,
                    todo,
                ));
            }
        } else if let Some((rule, todo)) = field.shape.mistake(value, facts.today) {
            let problem = Problem::missing(field.section(), field.name, rule, &label, &todo);
            problems.push(problem.mistaken());
        }
    }
    problems
}

/// People are asked the same five things: the label tells of whom.
fn full_label(field: &fields::Field, dossier: &Dossier) -> String {
    match field.section() {
        Section::Contacts => format!(
            "{} ({})",
            field.label,
            field.group.legend(dossier).to_lowercase()
        ),
        _ => field.label.to_owned(),
    }
}

fn ask(field: &fields::Field) -> &'static str {
    match field.shape {
        fields::Shape::Choice(_) => "choisissez une réponse.",
        fields::Shape::Tick => "cochez la case pour confirmer.",
        fields::Shape::Day(_) => "indiquez une date.",
        _ => "ce champ est à remplir.",
    }
}
