//! Tables given as files: CSV as French office suites open it (semicolons, UTF-8 with its mark), and sheets in the open document format.
//!
//! What people typed never becomes a formula: in CSV a text that would begin one is quoted; in a sheet every cell says that
//! it is a text, or a number.

use std::borrow::Cow;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::kernel::error::Fault;

/// What tells an office suite that a CSV file is UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();
const SHEET_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";
const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"#;
const CONTENT_HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:body><office:spreadsheet>"#;
const CONTENT_END: &str = "</office:spreadsheet></office:body></office:document-content>";

/// A text that a spreadsheet will not take for a formula.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A CSV file.
pub fn csv(header: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, Fault> {
    let broken = Fault::other("writing a CSV file");
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .flexible(true)
        .from_writer(MARK.to_vec());
    writer.write_record(header).map_err(&broken)?;
    for row in rows {
        let cells = row.iter().map(|cell| harmless(cell).into_owned());
        writer.write_record(cells).map_err(&broken)?;
    }
    writer
        .into_inner()
        .map_err(|error| Fault::other("writing a CSV file")(error.to_string()))
}

/// Which file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Comma-separated values.
    Csv,
    /// Sheets of an office suite.
    Ods,
}

impl FileKind {
    /// From the end of an address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Csv, Self::Ods]
            .into_iter()
            .find(|kind| kind.code() == text)
    }

    /// The end of its name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ods => "ods",
        }
    }

    /// What its bytes are.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ods => SHEET_TYPE,
        }
    }
}

/// What a cell of a sheet holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text, never a formula.
    Text(String),
    /// A number that the office suite may add up.
    Number(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// One sheet of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet<'a> {
    /// Its name.
    pub name: &'a str,
    /// The names of its columns.
    pub header: &'a [&'a str],
    /// Its lines.
    pub rows: Vec<Vec<Value>>,
}

/// A document of one sheet of texts.
pub fn ods(sheet: &str, header: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, Fault> {
    let rows = rows
        .iter()
        .map(|row| row.iter().map(|cell| Value::from(cell.as_str())).collect());
    book(&[Sheet {
        name: sheet,
        header,
        rows: rows.collect(),
    }])
}

/// A document of several sheets. The same sheets give the same bytes.
pub fn book(sheets: &[Sheet<'_>]) -> Result<Vec<u8>, Fault> {
    let broken = Fault::other("writing a sheet");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // the type comes first and is not compressed, so that a reader finds it at a known place
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let parts = [
        ("mimetype", stored, SHEET_TYPE.to_owned()),
        ("META-INF/manifest.xml", deflated, MANIFEST.to_owned()),
        ("content.xml", deflated, content(sheets)),
    ];
    for (name, options, text) in parts {
        zip.start_file(name, options).map_err(&broken)?;
        zip.write_all(text.as_bytes())
            .map_err(Fault::other("writing a sheet"))?;
    }
    Ok(zip.finish().map_err(&broken)?.into_inner())
}

fn content(sheets: &[Sheet<'_>]) -> String {
    let mut xml = CONTENT_HEAD.to_owned();
    for sheet in sheets {
        xml.push_str("<table:table table:name=\"");
        xml.push_str(&escaped(sheet.name));
        xml.push_str("\">");
        let header: Vec<Value> = sheet.header.iter().map(|name| Value::from(*name)).collect();
        line(&mut xml, &header);
        for row in &sheet.rows {
            line(&mut xml, row);
        }
        xml.push_str("</table:table>");
    }
    xml.push_str(CONTENT_END);
    xml
}

fn line(xml: &mut String, cells: &[Value]) {
    xml.push_str("<table:table-row>");
    for cell in cells {
        match cell {
            Value::Text(text) => {
                xml.push_str("<table:table-cell office:value-type=\"string\"><text:p>");
                xml.push_str(&escaped(text));
            }
            Value::Number(number) => {
                let number = number.to_string();
                xml.push_str("<table:table-cell office:value-type=\"float\" office:value=\"");
                xml.push_str(&number);
                xml.push_str("\"><text:p>");
                xml.push_str(&number);
            }
        }
        xml.push_str("</text:p></table:table-cell>");
    }
    xml.push_str("</table:table-row>");
}

/// Text as XML holds it; characters that XML 1.0 can't hold are dropped.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => {}
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn nothing_becomes_a_formula() {
        assert_eq!(harmless("=1+1"), "'=1+1");
        assert_eq!(harmless("@lien"), "'@lien");
        assert_eq!(harmless("Ville"), "Ville");
        let file = csv(&["Nom"], &[vec!["=cmd|'/c'!A1".to_owned()]]).unwrap();
        let text = String::from_utf8(file).unwrap();
        assert_eq!(text, "\u{feff}Nom\n'=cmd|'/c'!A1\n");
    }

    #[test]
    fn a_sheet_holds_texts_alone() {
        let rows = vec![vec!["=1+1".to_owned(), "a < \"b\" & c\u{1}".to_owned()]];
        let file = ods("Feuille", &["Un", "Deux"], &rows).unwrap();
        assert_eq!(file.get(30..38), Some(&b"mimetype"[..]));
        let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
        let mut xml = String::new();
        let mut part = archive.by_name("content.xml").unwrap();
        part.read_to_string(&mut xml).unwrap();
        assert!(xml.contains("<text:p>=1+1</text:p>"), "{xml}");
        assert!(
            xml.contains("a &lt; &quot;b&quot; &amp; c</text:p>"),
            "{xml}"
        );
        assert!(!xml.contains("formula"));
        assert_eq!(xml.matches("<table:table-row>").count(), 2);
    }

    #[test]
    fn a_book_has_its_sheets_its_numbers_and_always_the_same_bytes() {
        let sheet = |name| Sheet {
            name,
            header: &["Mois", "Connexions"],
            rows: vec![vec![Value::from("mars"), Value::from(-12)]],
        };
        let file = book(&[sheet("Un"), sheet("Deux")]).unwrap();
        assert_eq!(file, book(&[sheet("Un"), sheet("Deux")]).unwrap());
        let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
        let mut xml = String::new();
        let mut part = archive.by_name("content.xml").unwrap();
        part.read_to_string(&mut xml).unwrap();
        assert_eq!(xml.matches("<table:table ").count(), 2);
        assert_eq!(xml.matches("</table:table>").count(), 2);
        assert!(xml.contains("office:value=\"-12\""), "{xml}");
    }
}
