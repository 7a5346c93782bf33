//! A file of reports: one line a month, read whole before anything is written. Pure.

use csv::{Reader, ReaderBuilder, StringRecord};

use super::forms::WORDS_MAX;
use super::model::{Figures, read_count, read_tenths};
use crate::figures::Month;

/// Most bytes of a file, and most lines.
pub const MAX_BYTES: u64 = 256 * 1024;
const MAX_LINES: usize = 60;

/// The columns, in the order of the model.
pub const COLUMNS: [&str; 8] = [
    "mois",
    "connexions_franceconnect",
    "connexions_total",
    "comptes_franceconnect",
    "comptes_total",
    "croissance_pourcent",
    "retours",
    "commentaire",
];

/// The report of a month, as a line gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Line of the file, from 1.
    pub at: u64,
    /// The month.
    pub month: Month,
    /// The counts.
    pub figures: Figures,
    /// What users say.
    pub feedback: String,
    /// What explains the figures.
    pub comment: String,
}

/// What is wrong at one place of the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LineError {
    /// Line of the file, from 1.
    pub line: u64,
    /// What to do.
    pub message: String,
}

fn wrong(line: u64, message: impl Into<String>) -> LineError {
    LineError {
        line,
        message: message.into(),
    }
}

/// Reads a file, commas or semicolons, UTF-8; `Err` holds everything that is wrong.
pub fn read(bytes: &[u8]) -> Result<Vec<Line>, Vec<LineError>> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err(vec![wrong(
            1,
            "Ce fichier n'est pas un texte UTF-8. Enregistrez-le en CSV UTF-8.",
        )]);
    };
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let semicolons = first.matches(';').count() >= first.matches(',').count();
    let mut reader = ReaderBuilder::new()
        .delimiter(if semicolons { b';' } else { b',' })
        .flexible(true)
        .from_reader(text.as_bytes());
    let names = columns(&mut reader).map_err(|error| vec![error])?;
    lines(&mut reader, &names)
}

/// The columns, in any order and case; all of them must be there.
fn columns(reader: &mut Reader<&[u8]>) -> Result<Vec<String>, LineError> {
    let folded = |names: &StringRecord| {
        let names = names.iter().map(|name| name.trim().to_lowercase());
        names.collect::<Vec<_>>()
    };
    let names = reader.headers().map(folded).unwrap_or_default();
    let missing: Vec<&str> = COLUMNS
        .into_iter()
        .filter(|column| !names.iter().any(|name| name == column))
        .collect();
    if missing.is_empty() {
        return Ok(names);
    }
    let message = format!(
        "Il manque des colonnes : {}. Partez du fichier modèle.",
        missing.join(", ")
    );
    Err(wrong(1, message))
}

fn lines(reader: &mut Reader<&[u8]>, names: &[String]) -> Result<Vec<Line>, Vec<LineError>> {
    let (mut lines, mut errors) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let Ok(record) = record else {
            errors.push(wrong(0, "La suite du fichier n'est pas lisible."));
            break;
        };
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let at = record.position().map_or(0, csv::Position::line);
        if lines.len() >= MAX_LINES {
            errors.push(wrong(
                at,
                format!("{MAX_LINES} lignes au plus par fichier."),
            ));
            break;
        }
        let value = |column: &str| {
            let place = names.iter().position(|name| name == column);
            place
                .and_then(|place| record.get(place))
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        match line(at, value) {
            Ok(line) => lines.push(line),
            Err(found) => errors.extend(found),
        }
    }
    if lines.is_empty() && errors.is_empty() {
        errors.push(wrong(2, "Le fichier ne contient aucun relevé."));
    }
    if errors.is_empty() {
        Ok(lines)
    } else {
        Err(errors)
    }
}

fn line(at: u64, value: impl Fn(&str) -> String) -> Result<Line, Vec<LineError>> {
    let mut errors = Vec::new();
    let month = Month::parse(&value("mois"));
    if month.is_none() {
        errors.push(wrong(
            at,
            "mois : écrivez l'année et le mois, par exemple 2026-05.",
        ));
    }
    let mut count = |column: &str| {
        read_count(&value(column)).unwrap_or_else(|| {
            errors.push(wrong(at, format!("{column} : indiquez un nombre entier.")));
            0
        })
    };
    let mut figures = Figures {
        connections_fc: count("connexions_franceconnect"),
        connections: count("connexions_total"),
        accounts_fc: count("comptes_franceconnect"),
        accounts: count("comptes_total"),
        growth_tenths: 0,
    };
    match read_tenths(&value("croissance_pourcent")) {
        Some(tenths) => figures.growth_tenths = tenths,
        None => errors.push(wrong(
            at,
            "croissance_pourcent : une décimale au plus, par exemple 12,5 ou -3.",
        )),
    }
    let (feedback, comment) = (value("retours"), value("commentaire"));
    for (column, words) in [("retours", &feedback), ("commentaire", &comment)] {
        if words.chars().count() > WORDS_MAX || words.contains('\0') {
            errors.push(wrong(
                at,
                format!("{column} : {WORDS_MAX} caractères au plus."),
            ));
        }
    }
    match month {
        Some(month) if errors.is_empty() => Ok(Line {
            at,
            month,
            figures,
            feedback,
            comment,
        }),
        _ => Err(errors),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_line_by_line() {
        let text = format!(
            "\u{feff}{}\n2026-05;1 200;5000;3;10;12,5;\"Très; simple\";\n\n",
            COLUMNS.join(";")
        );
        let lines = read(text.as_bytes()).unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].month.code(), "2026-05");
        assert_eq!(lines[0].figures.connections_fc, 1_200);
        assert_eq!(lines[0].figures.growth_tenths, 125);
        assert_eq!(lines[0].feedback, "Très; simple");
    }

    #[test]
    fn everything_wrong_is_told_at_once_with_its_line() {
        let text = format!(
            "{}\nmai,x,1,1,1,1,,\n2026-06,1,1,1,1,douze,,\n",
            COLUMNS.join(",")
        );
        let errors = read(text.as_bytes()).unwrap_err();
        let at: Vec<u64> = errors.iter().map(|error| error.line).collect();
        assert_eq!(at, [2, 2, 3]);
        assert!(
            read(b"mois\n2026-05\n").unwrap_err()[0]
                .message
                .contains("connexions_franceconnect")
        );
        assert!(read(&[0xff, 0xfe]).is_err());
        assert!(read(b"").is_err());
    }
}
