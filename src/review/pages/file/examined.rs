//! The dossier with what a machine says beside each answer, and where a correction is noted.

use serde::Serialize;

use crate::kernel::clock::Instant;
use crate::requests::{self, CorrectionView, RequestId, Section, SectionSummary, summary};
use crate::review::checks::{Check, Checks, Known, Weight, examine};
use crate::review::views::File;

/// An answer, examined.
#[derive(Debug, Clone, Serialize)]
pub struct ExaminedLine {
    label: String,
    value: String,
    checks: Vec<Check>,
    /// Where a correction is noted; empty when it is not the moment, or not the place.
    correct: String,
    /// How many open corrections are anchored here.
    noted: usize,
}

/// A section, examined.
#[derive(Debug, Clone, Serialize)]
pub struct ExaminedSection {
    section: Section,
    title: &'static str,
    checks: Vec<Check>,
    lines: Vec<ExaminedLine>,
}

/// How much the machine found, to be told at the top.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Found {
    errors: usize,
    warnings: usize,
}

/// The sections of a file, examined; `note` is where corrections are noted, or empty.
#[must_use]
pub fn sections(file: &File, now: Instant, note: &str) -> (Vec<ExaminedSection>, Found) {
    let (_, _, filed) = &file.last;
    let parts = summary(&filed.dossier);
    let shown: Vec<&str> = parts
        .iter()
        .flat_map(|part| part.lines.iter().map(|line| line.field.as_str()))
        .collect();
    let documents: Vec<_> = filed.documents.iter().map(|held| held.kind).collect();
    let known = Known {
        now,
        organisation: &file.organisation,
        urls: &file.urls,
        documents: &documents,
    };
    let mut checks = examine(&filed.dossier, &known, &shown);
    let found = Found {
        errors: checks.at_least(Weight::Error),
        warnings: checks
            .at_least(Weight::Warning)
            .saturating_sub(checks.at_least(Weight::Error)),
    };
    let examined = parts
        .into_iter()
        .map(|part| section(part, &mut checks, (&file.corrections, note)))
        .collect();
    (examined, found)
}

fn section(
    part: SectionSummary,
    checks: &mut Checks,
    (corrections, note): (&[CorrectionView], &str),
) -> ExaminedSection {
    let lines = part
        .lines
        .into_iter()
        .map(|line| {
            let anchor = anchor(&line.field);
            let open = corrections.iter().filter(|correction| {
                Some(correction.field.as_str()) == anchor && !correction.closed
            });
            ExaminedLine {
                checks: checks.fields.remove(&line.field).unwrap_or_default(),
                correct: match anchor {
                    Some(anchor) if !note.is_empty() => format!("{note}?champ={anchor}"),
                    _ => String::new(),
                },
                noted: open.count(),
                label: line.label,
                value: line.value,
            }
        })
        .collect();
    ExaminedSection {
        section: part.section,
        title: part.title,
        checks: checks.sections.remove(&part.section).unwrap_or_default(),
        lines,
    }
}

/// The place on which a correction of this line is anchored.
fn anchor(field: &str) -> Option<&str> {
    if field.starts_with("organisation_") {
        Some("organisation")
    } else if field.starts_with("justification_") || field.starts_with("scopes_") {
        Some("claims")
    } else {
        requests::field(field).map(|known| known.name)
    }
}

/// A sample with a finding of each weight.
#[must_use]
pub fn sample() -> (Vec<ExaminedSection>, Found) {
    let id = RequestId(uuid::Uuid::nil());
    let line = |value: &str, weight, text: &str| ExaminedLine {
        label: "Nom".to_owned(),
        value: value.to_owned(),
        checks: vec![Check::new(weight, text)],
        correct: format!("{}?champ=service_name", requests::corrections_url(id)),
        noted: 1,
    };
    let section = ExaminedSection {
        section: Section::Service,
        title: Section::Service.label(),
        checks: vec![Check::new(Weight::Warning, "Le lancement est proche.")],
        lines: vec![
            line("Mes démarches", Weight::Ok, "l'adresse répond."),
            line("", Weight::Error, "ce champ est à remplir."),
            ExaminedLine {
                correct: String::new(),
                noted: 0,
                ..line("12", Weight::Info, "dans 10 jours.")
            },
        ],
    };
    let found = Found {
        errors: 1,
        warnings: 2,
    };
    (vec![section], found)
}
