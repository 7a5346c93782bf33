//! The tables behind the charts as a file: one line a value in CSV, one sheet a table in the open document format.

use super::{Block, DeskPage};
use crate::kernel::error::Fault;
use crate::kernel::spreadsheet::{self, FileKind, Sheet, Value};

/// What the lines of a CSV file hold.
const HEADER: [&str; 4] = ["Tableau", "Ligne", "Colonne", "Valeur"];
/// What the first sheet holds.
const ABOUT: [&str; 2] = ["Chiffre", "Valeur"];

impl DeskPage {
    /// The same figures as the page, as a file.
    pub fn file(&self, kind: FileKind) -> Result<Vec<u8>, Fault> {
        let (about, blocks) = self.told();
        match kind {
            FileKind::Csv => {
                let mut lines: Vec<Vec<String>> = about
                    .iter()
                    .map(|(label, value)| line("En bref", label, "", value))
                    .collect();
                lines.extend(blocks.iter().flat_map(|block| long(block)));
                spreadsheet::csv(&HEADER, &lines)
            }
            FileKind::Ods => {
                let first = Sheet {
                    name: "En bref",
                    header: &ABOUT,
                    rows: about
                        .iter()
                        .map(|(label, value)| vec![Value::from(label.as_str()), cell(value)])
                        .collect(),
                };
                let sheets = blocks.iter().map(|block| sheet(block));
                let all: Vec<Sheet<'_>> = std::iter::once(first).chain(sheets).collect();
                spreadsheet::book(&all)
            }
        }
    }
}

fn line(table: &str, row: &str, column: &str, value: &str) -> Vec<String> {
    let value = match cell(value) {
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text,
    };
    vec![table.to_owned(), row.to_owned(), column.to_owned(), value]
}

/// One line a value: what a sheet can filter and add up, whatever the tables are.
fn long(block: &Block) -> Vec<Vec<String>> {
    let table = &block.table;
    let of_row = |cells: &Vec<String>| {
        let label = cells.first().cloned().unwrap_or_default();
        let values = table.headers.iter().zip(cells).skip(1);
        values
            .map(|(column, value)| line(&table.caption, &label, column, value))
            .collect::<Vec<_>>()
    };
    table.rows.iter().flat_map(of_row).collect()
}

fn sheet(block: &Block) -> Sheet<'_> {
    let row = |cells: &Vec<String>| cells.iter().map(|text| cell(text)).collect();
    Sheet {
        name: &block.table.caption,
        header: &block.table.headers,
        rows: block.table.rows.iter().map(row).collect(),
    }
}

/// A count is a number again: its groups of three digits are for people.
fn cell(text: &str) -> Value {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    digits
        .parse()
        .map_or_else(|_| Value::from(text), Value::Number)
}
