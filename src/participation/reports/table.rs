//! Reports as a table in a file: what people send back, and what they take away.

use std::collections::BTreeMap;

use super::file::COLUMNS;
use super::model::{Report, shown_tenths};
use crate::kernel::error::Fault;
use crate::kernel::spreadsheet::{self, FileKind, Sheet, Value};
use crate::participation::model::Participant;

const HEADER: [&str; 14] = [
    "SIREN",
    "Participant",
    "Secteur",
    "Mois",
    "Version",
    "État",
    "Connexions FranceConnect",
    "Connexions",
    "Comptes FranceConnect",
    "Comptes",
    "Croissance (%)",
    "Retours",
    "Commentaire",
    "Empreinte",
];

/// The model of a file to send: its columns and no line.
pub fn model() -> Result<Vec<u8>, Fault> {
    spreadsheet::csv(&COLUMNS, &[])
}

/// These versions, with the names of who sent them.
pub fn file(
    kind: FileKind,
    participants: &[Participant],
    reports: &[Report],
) -> Result<Vec<u8>, Fault> {
    let names: BTreeMap<&str, &str> = participants
        .iter()
        .map(|one| (one.siren.as_str(), one.name.as_str()))
        .collect();
    let rows: Vec<Vec<Value>> = reports
        .iter()
        .map(|report| {
            row(
                report,
                names
                    .get(report.siren.as_str())
                    .copied()
                    .unwrap_or_default(),
            )
        })
        .collect();
    match kind {
        FileKind::Csv => {
            let texts: Vec<Vec<String>> = rows
                .into_iter()
                .map(|row| row.into_iter().map(text).collect())
                .collect();
            spreadsheet::csv(&HEADER, &texts)
        }
        FileKind::Ods => spreadsheet::book(&[Sheet {
            name: "Relevés",
            header: &HEADER,
            rows,
        }]),
    }
}

fn text(value: Value) -> String {
    match value {
        Value::Text(text) => text,
        Value::Number(number) => number.to_string(),
    }
}

fn row(report: &Report, name: &str) -> Vec<Value> {
    let figures = &report.figures;
    vec![
        Value::from(report.siren.as_str()),
        Value::from(name),
        Value::from(report.sector.label()),
        Value::from(report.month.code()),
        Value::from(i64::from(report.ordinal)),
        Value::from(report.status.label()),
        Value::from(figures.connections_fc),
        Value::from(figures.connections),
        Value::from(figures.accounts_fc),
        Value::from(figures.accounts),
        Value::from(shown_tenths(figures.growth_tenths)),
        Value::from(report.feedback.as_str()),
        Value::from(report.comment.as_str()),
        Value::from(report.hash.clone().unwrap_or_default()),
    ]
}
