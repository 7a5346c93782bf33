//! Where each line of a paper goes, on A4 pages.

use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};
use unicode_normalization::UnicodeNormalization;

use super::{Block, Paper};
use crate::kernel::error::Fault;

/// Width and height of a page, in points.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);
/// Space around the text.
pub(super) const MARGIN: f32 = 56.0;
/// Height kept for the foot of the page.
const FOOT: f32 = 40.0;
/// Width of the labels of facts, and the space after it.
const LABELS: (f32, f32) = (150.0, 14.0);
/// Height of a line, in sizes of its font.
const LEADING: f32 = 1.35;

/// Text sizes.
pub(super) const TITLE: f32 = 18.0;
const HEADING: f32 = 13.0;
pub(super) const BODY: f32 = 9.5;
pub(super) const SMALL: f32 = 7.5;

/// A face of the font, ready to be measured.
pub(super) struct Face {
    /// The file.
    pub(super) data: &'static [u8],
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    units: f32,
}

/// The two faces used.
pub(super) struct Fonts {
    /// Text.
    pub(super) regular: Face,
    /// Headings and labels.
    pub(super) bold: Face,
}

impl Fonts {
    /// Reads the fonts of the program.
    pub(super) fn load() -> Result<Self, Fault> {
        Ok(Self {
            regular: Face::load(dejavu::sans::regular())?,
            bold: Face::load(dejavu::sans::bold())?,
        })
    }

    /// The face of a line.
    pub(super) fn face(&self, bold: bool) -> &Face {
        if bold { &self.bold } else { &self.regular }
    }
}

impl Face {
    fn load(data: &'static [u8]) -> Result<Self, Fault> {
        let font = FontRef::new(data).map_err(Fault::other("reading the font of papers"))?;
        Ok(Self {
            data,
            charmap: font.charmap(),
            metrics: font.glyph_metrics(Size::unscaled(), LocationRef::default()),
            units: f32::from(
                font.metrics(Size::unscaled(), LocationRef::default())
                    .units_per_em,
            ),
        })
    }

    /// The glyph of a character and its advance at one point; nothing when the font lacks it.
    pub(super) fn glyph(&self, character: char) -> Option<(u32, f32)> {
        let glyph = self.charmap.map(character)?;
        let advance = self.metrics.advance_width(glyph)?;
        (glyph.to_u32() != 0).then_some((glyph.to_u32(), advance / self.units))
    }

    /// The width of a text.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let advances = text.chars().filter_map(|c| self.glyph(c));
        advances.map(|(_, advance)| advance).sum::<f32>() * size
    }

    /// The text with only characters that the font has.
    pub(super) fn writable(&self, text: &str) -> String {
        text.nfc()
            .filter_map(|c| match c {
                c if c.is_whitespace() => Some(' '),
                c if c.is_control() => None,
                c if self.glyph(c).is_some() => Some(c),
                _ => Some('?'),
            })
            .collect()
    }
}

/// What a line belongs to, in the order of reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Element {
    /// A heading of this level, with its words.
    Heading(u16, String),
    /// A paragraph.
    Text,
    /// A table of so many rows; each row is a label, then a value.
    Table(usize),
}

/// A line in its place. The leaf is the piece of the structure it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) page: usize,
    pub(super) at: (f32, f32),
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) text: String,
    pub(super) leaf: usize,
}

/// A paper laid out. Leaves are numbered in reading order: one a heading, one a paragraph, two a row.
#[derive(Debug, Default)]
pub(super) struct Laid {
    pub(super) elements: Vec<Element>,
    pub(super) lines: Vec<Line>,
    pub(super) leaves: usize,
    pub(super) pages: usize,
}

struct Pen<'a> {
    fonts: &'a Fonts,
    laid: Laid,
    y: f32,
}

/// Lays a paper out.
pub(super) fn lay_out(paper: &Paper, fonts: &Fonts) -> Laid {
    let mut pen = Pen {
        fonts,
        laid: Laid {
            pages: 1,
            ..Laid::default()
        },
        y: MARGIN,
    };
    pen.heading(1, &paper.title, TITLE);
    for block in &paper.blocks {
        match block {
            Block::Heading(text) => pen.heading(2, text, HEADING),
            Block::Text(text) => pen.paragraph(text),
            Block::Facts(facts) => pen.facts(facts),
        }
    }
    pen.laid
}

impl Pen<'_> {
    fn heading(&mut self, level: u16, text: &str, size: f32) {
        self.y += size * 0.6;
        // A heading is not left alone at the foot of a page.
        self.room(size * LEADING + BODY * LEADING * 2.0);
        let words = self.fonts.bold.writable(text);
        self.laid.elements.push(Element::Heading(level, words));
        self.column(text, (MARGIN, PAGE.0 - 2.0 * MARGIN), (size, true));
        self.y += size * 0.3;
    }

    fn paragraph(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        self.laid.elements.push(Element::Text);
        self.column(text, (MARGIN, PAGE.0 - 2.0 * MARGIN), (BODY, false));
        self.y += BODY * 0.5;
    }

    fn facts(&mut self, facts: &[(String, String)]) {
        if facts.is_empty() {
            return;
        }
        self.laid.elements.push(Element::Table(facts.len()));
        let values = MARGIN + LABELS.0 + LABELS.1;
        for (label, value) in facts {
            let value = if value.trim().is_empty() {
                "Non renseigné"
            } else {
                value
            };
            let labels = wrap(self.fonts.face(true), label, (BODY, LABELS.0));
            let told = wrap(
                self.fonts.face(false),
                value,
                (BODY, PAGE.0 - MARGIN - values),
            );
            let (leaf, height) = (self.laid.leaves, BODY * LEADING);
            self.laid.leaves += 2;
            for row in 0..labels.len().max(told.len()) {
                self.room(height);
                if let Some(text) = labels.get(row) {
                    self.line(text, (MARGIN, leaf), (BODY, true));
                }
                if let Some(text) = told.get(row) {
                    self.line(text, (values, leaf + 1), (BODY, false));
                }
                self.y += height;
            }
            self.y += BODY * 0.25;
        }
        self.y += BODY * 0.4;
    }

    /// A text in a column, as one leaf.
    fn column(&mut self, text: &str, (x, width): (f32, f32), (size, bold): (f32, bool)) {
        let leaf = self.laid.leaves;
        self.laid.leaves += 1;
        for line in wrap(self.fonts.face(bold), text, (size, width)) {
            self.room(size * LEADING);
            self.line(&line, (x, leaf), (size, bold));
            self.y += size * LEADING;
        }
    }

    fn line(&mut self, text: &str, (x, leaf): (f32, usize), (size, bold): (f32, bool)) {
        self.laid.lines.push(Line {
            page: self.laid.pages - 1,
            at: (x, self.y + size),
            size,
            bold,
            text: text.to_owned(),
            leaf,
        });
    }

    /// Goes to the next page when there is no room for this height.
    fn room(&mut self, height: f32) {
        if self.y + height > PAGE.1 - MARGIN - FOOT {
            self.laid.pages += 1;
            self.y = MARGIN;
        }
    }
}

/// Cuts a text in lines, at spaces, or inside words that are too long. There is always a line.
fn wrap(face: &Face, text: &str, (size, width): (f32, f32)) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let clean = face.writable(paragraph);
        let mut line = String::new();
        for word in clean.split(' ').filter(|word| !word.is_empty()) {
            for piece in pieces(face, word, (size, width)) {
                let longer = if line.is_empty() {
                    piece.clone()
                } else {
                    format!("{line} {piece}")
                };
                if line.is_empty() || face.width(&longer, size) <= width {
                    line = longer;
                } else {
                    lines.push(std::mem::replace(&mut line, piece));
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    if lines.is_empty() {
        lines.push("?".to_owned());
    }
    lines
}

/// A word, cut where it would not fit on a line.
fn pieces(face: &Face, word: &str, (size, width): (f32, f32)) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut taken = 0.0;
    for character in word.chars() {
        let advance = face.glyph(character).map_or(0.0, |(_, advance)| advance) * size;
        if taken + advance > width {
            pieces.push(String::new());
            taken = 0.0;
        }
        taken += advance;
        if let Some(last) = pieces.last_mut() {
            last.push(character);
        }
    }
    pieces
}
