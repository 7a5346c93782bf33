//! A CSV file of clients, read as a stream: one line in memory at a time, up to [`MAX_LINES`] lines and [`MAX_BYTES`]
//! bytes. The errors kept are bounded too, the rest are counted. Commas and semicolons, UTF-8 and Windows text are
//! understood.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};

use csv::{ByteRecord, ReaderBuilder};

use super::lines::{COLUMNS, judge};
use super::model::NewClient;
use crate::kernel::clock::Day;
use crate::organisations::Siret;

/// Most lines of one file.
pub const MAX_LINES: usize = 5_000;
/// Most bytes of one file.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;
/// Most errors kept.
const ERRORS: usize = 200;

/// What is wrong at one place of the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LineError {
    /// Line of the file, from 1.
    pub line: u64,
    /// The column, in words; empty for the whole line.
    pub column: String,
    /// What to do.
    pub message: String,
}

/// What was found in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Lines read, the first one aside.
    pub lines: usize,
    /// The first errors.
    pub errors: Vec<LineError>,
    /// All of them.
    pub error_count: usize,
}

impl Report {
    fn note(&mut self, line: u64, column: &str, message: impl Into<String>) {
        self.error_count += 1;
        if self.errors.len() < ERRORS {
            self.errors.push(LineError {
                line,
                column: column.to_owned(),
                message: message.into(),
            });
        }
    }
}

/// Reads a file of clients; `each` is given those that are right, one by one. An error of `each` ends the reading.
pub fn read<E>(
    input: impl Read,
    today: Day,
    mut each: impl FnMut(NewClient) -> Result<(), E>,
) -> Result<Report, E> {
    let mut input = BufReader::new(input.take(MAX_BYTES));
    let mut report = Report::default();
    let semicolons = prefers_semicolons(&mut input);
    let mut reader = ReaderBuilder::new()
        .delimiter(if semicolons { b';' } else { b',' })
        .flexible(true)
        .from_reader(input);
    let places = match reader.byte_headers().map(places) {
        Ok(Ok(places)) => places,
        Ok(Err(message)) => {
            report.note(1, "", message);
            return Ok(report);
        }
        Err(_) => {
            report.note(1, "", "ce fichier n'est pas lisible comme un tableau CSV.");
            return Ok(report);
        }
    };
    let mut seen: BTreeMap<Siret, u64> = BTreeMap::new();
    let mut record = ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(_) => {
                report.note(0, "", "la suite du fichier n'est pas lisible.");
                break;
            }
        }
        if record.iter().all(|field| field.trim_ascii().is_empty()) {
            continue;
        }
        report.lines += 1;
        let line = record.position().map_or(0, csv::Position::line);
        if report.lines > MAX_LINES {
            report.note(
                line,
                "",
                format!("{MAX_LINES} lignes au plus par fichier : coupez-le en plusieurs."),
            );
            break;
        }
        if let Some(client) = line_of(&record, &places, (line, today), (&mut report, &mut seen)) {
            each(client)?;
        }
    }
    if reader.position().byte() >= MAX_BYTES {
        report.note(0, "", "le fichier est trop lourd : 4 Mo au plus.");
    }
    if report.lines == 0 && report.error_count == 0 {
        report.note(2, "", "le fichier ne contient aucune cliente.");
    }
    Ok(report)
}

/// One line: the client, or its errors in the report.
fn line_of(
    record: &ByteRecord,
    places: &BTreeMap<&'static str, usize>,
    (line, today): (u64, Day),
    (report, seen): (&mut Report, &mut BTreeMap<Siret, u64>),
) -> Option<NewClient> {
    let texts: BTreeMap<&str, String> = places
        .iter()
        .map(|(name, place)| (*name, text(record.get(*place).unwrap_or_default())))
        .collect();
    let value = |name: &str| texts.get(name).map_or("", String::as_str);
    let judged = judge(value, today);
    if let Ok(siret) = Siret::parse(value("siret"))
        && let Some(first) = seen.insert(siret, line)
    {
        report.note(
            line,
            "SIRET",
            format!("ce numéro est déjà à la ligne {first}."),
        );
        return None;
    }
    match judged {
        Ok(client) => Some(client),
        Err(mistakes) => {
            for mistake in mistakes {
                report.note(line, mistake.label, mistake.message);
            }
            None
        }
    }
}

/// The first line has more semicolons than commas.
fn prefers_semicolons(input: &mut impl BufRead) -> bool {
    let start = input.fill_buf().unwrap_or_default();
    let first = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |sign: u8| first.split(|byte| *byte == sign).count();
    count(b';') >= count(b',')
}

/// Where each column stands, or what is wrong with the first line.
fn places(header: &ByteRecord) -> Result<BTreeMap<&'static str, usize>, String> {
    let mut places = BTreeMap::new();
    for (place, field) in header.iter().enumerate() {
        let name = text(field).trim_start_matches('\u{feff}').to_lowercase();
        if name.is_empty() {
            continue;
        }
        let Some(column) = COLUMNS.iter().find(|column| column.name == name) else {
            return Err(format!(
                "la colonne « {} » n'est pas connue. Partez du fichier modèle.",
                short(&name)
            ));
        };
        if places.insert(column.name, place).is_some() {
            return Err(format!(
                "la colonne « {} » est présente deux fois.",
                column.name
            ));
        }
    }
    let missing = COLUMNS
        .iter()
        .find(|column| column.required && !places.contains_key(column.name));
    match missing {
        Some(column) => Err(format!(
            "il manque la colonne « {} ». Partez du fichier modèle.",
            column.name
        )),
        None => Ok(places),
    }
}

fn short(name: &str) -> String {
    name.chars().take(40).collect()
}

/// UTF-8, or the single-byte text of older spreadsheets.
fn text(field: &[u8]) -> String {
    let text = std::str::from_utf8(field).map_or_else(
        |_| field.iter().map(|byte| char::from(*byte)).collect(),
        str::to_owned,
    );
    text.replace('\0', "").trim().to_owned()
}
