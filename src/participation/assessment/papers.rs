//! The assessment as a tagged PDF and as a document of sheets. The same assessment gives the same bytes.

use super::model::{Assessment, Part};
use crate::figures::Month;
use crate::kernel::error::Fault;
use crate::kernel::pdf::{self, Block, Paper};
use crate::kernel::spreadsheet::{self, Sheet, Value};
use crate::kernel::text::{french_day, french_month, french_number, percentage};
use crate::participation::reports::{Sum, shown_tenths};

const FIGURES: [&str; 12] = [
    "Partie",
    "Participants admis",
    "Partis",
    "Exclus",
    "Avec du trafic FranceConnect",
    "Relevés attendus",
    "Relevés acceptés",
    "Connexions FranceConnect",
    "Connexions",
    "Comptes FranceConnect",
    "Comptes",
    "Attestations signées",
];
const MONTHS: [&str; 7] = [
    "Partie",
    "Mois",
    "Relevés acceptés",
    "Connexions FranceConnect",
    "Connexions",
    "Comptes FranceConnect",
    "Comptes",
];

/// Every part with its name, the whole first.
fn parts(assessment: &Assessment) -> Vec<(&'static str, &Part)> {
    let sectors = assessment.sectors.iter();
    std::iter::once(("Ensemble", &assessment.whole))
        .chain(sectors.map(|one| (one.sector.label(), &one.part)))
        .collect()
}

/// The document of sheets: figures, months, words.
pub fn book(assessment: &Assessment) -> Result<Vec<u8>, Fault> {
    let parts = parts(assessment);
    let figures = parts.iter().map(|(name, part)| figures_row(name, part));
    let months = parts.iter().flat_map(|(name, part)| {
        part.months.iter().map(|one| {
            let mut row = vec![Value::from(*name), Value::from(one.month.as_str())];
            row.extend(counts(&one.sum));
            row
        })
    });
    let words = parts.iter().flat_map(|(name, part)| {
        let note = (!part.note.is_empty()).then_some(("Appréciation", "", part.note.as_str()));
        let told = part.told.iter().map(|told| {
            (
                "Retour d'un participant",
                told.month.as_str(),
                told.words.as_str(),
            )
        });
        note.into_iter()
            .chain(told)
            .map(|(kind, month, words)| [*name, kind, month, words].map(Value::from).to_vec())
    });
    spreadsheet::book(&[
        Sheet {
            name: "Chiffres",
            header: &FIGURES,
            rows: figures.collect(),
        },
        Sheet {
            name: "Mois",
            header: &MONTHS,
            rows: months.collect(),
        },
        Sheet {
            name: "Appréciations",
            header: &["Partie", "Nature", "Mois", "Texte"],
            rows: words.collect(),
        },
    ])
}

fn figures_row(name: &str, part: &Part) -> Vec<Value> {
    let mut row = vec![Value::from(name)];
    row.extend(
        [
            part.admitted,
            part.left,
            part.excluded,
            part.active,
            part.owed,
        ]
        .map(Value::from),
    );
    row.extend(counts(&part.sum));
    row.push(Value::from(part.attested));
    row
}

fn counts(sum: &Sum) -> [Value; 5] {
    [
        sum.reports,
        sum.connections_fc,
        sum.connections,
        sum.accounts_fc,
        sum.accounts,
    ]
    .map(Value::from)
}

/// The tagged PDF.
pub fn paper(assessment: &Assessment) -> Result<Vec<u8>, Fault> {
    let mut blocks = vec![Block::Text(format!(
        "{}. Du {} au {}. Faits antérieurs au {}.",
        assessment.decree,
        french_day(assessment.opens_on),
        french_day(assessment.closes_on),
        french_day(assessment.as_of)
    ))];
    for (name, part) in parts(assessment) {
        blocks.push(Block::Heading(name.to_owned()));
        if !part.note.is_empty() {
            blocks.push(Block::Text(part.note.clone()));
        }
        blocks.push(Block::Facts(facts(part)));
        if !part.months.is_empty() {
            blocks.push(Block::Text("Mois par mois".to_owned()));
            blocks.push(Block::Facts(months(part)));
        }
    }
    pdf::write(&Paper {
        title: "Bilan de l'expérimentation FranceConnect".to_owned(),
        subject: assessment.decree.clone(),
        foot: format!("Bilan arrêté au {}", french_day(assessment.as_of)),
        dated: assessment.as_of.start(),
        blocks,
    })
}

/// What a part says in labels and values, for the paper and for the pages.
pub fn facts(part: &Part) -> Vec<(String, String)> {
    let sum = &part.sum;
    let share = |part: i64, whole: i64| {
        format!(
            "{} sur {}{}",
            french_number(part),
            french_number(whole),
            Some(percentage(part, whole))
                .filter(|text| !text.is_empty())
                .map_or_else(String::new, |text| format!(", soit {text}"))
        )
    };
    let growth = part.growth_tenths.map_or_else(
        || "sans objet".to_owned(),
        |tenths| format!("{} %", shown_tenths(tenths)),
    );
    [
        ("Participants admis", french_number(part.admitted)),
        ("Partis avant la fin", french_number(part.left)),
        ("Exclus", french_number(part.excluded)),
        ("Avec du trafic FranceConnect", french_number(part.active)),
        ("Relevés acceptés", share(sum.reports, part.owed)),
        (
            "Connexions par FranceConnect",
            share(sum.connections_fc, sum.connections),
        ),
        (
            "Comptes créés par FranceConnect",
            share(sum.accounts_fc, sum.accounts),
        ),
        ("Croissance médiane du trafic constatée", growth),
        ("Destructions attestées", french_number(part.attested)),
    ]
    .map(|(label, value)| (label.to_owned(), value))
    .to_vec()
}

fn months(part: &Part) -> Vec<(String, String)> {
    let line = |sum: &Sum| {
        format!(
            "{} connexions dont {} par FranceConnect ({}), {} comptes dont {} par FranceConnect, {} relevés",
            french_number(sum.connections),
            french_number(sum.connections_fc),
            percentage(sum.connections_fc, sum.connections),
            french_number(sum.accounts),
            french_number(sum.accounts_fc),
            french_number(sum.reports),
        )
    };
    let name = |code: &str| {
        Month::parse(code).map_or_else(|| code.to_owned(), |month| french_month(month.first()))
    };
    part.months
        .iter()
        .map(|one| (name(&one.month), line(&one.sum)))
        .collect()
}
