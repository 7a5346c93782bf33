//! Drawing lines and tagging them, by krilla.

use std::num::NonZeroU16;

use chrono::{Datelike, Timelike};
use krilla::Document;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{SerializeSettings, tagging::Node};

use super::Paper;
use super::layout::{Element, Face, Fonts, Laid, Line, MARGIN, PAGE, SMALL};
use crate::kernel::error::Fault;

const DOING: &str = "writing a paper";

struct Ink<'a> {
    fonts: &'a Fonts,
    regular: Font,
    bold: Font,
}

/// Draws a paper that was laid out.
pub(super) fn draw(paper: &Paper, laid: &Laid, fonts: &Fonts) -> Result<Vec<u8>, Fault> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| Fault::other(DOING)(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        enable_tagging: true,
        ..SerializeSettings::default()
    });
    let ink = Ink {
        fonts,
        regular: font(&fonts.regular)?,
        bold: font(&fonts.bold)?,
    };
    let mut leaves: Vec<Vec<Identifier>> = vec![Vec::new(); laid.leaves];
    for page in 0..laid.pages {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1)
            .ok_or_else(|| Fault::other(DOING)("no such page size"))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        for line in laid.lines.iter().filter(|line| line.page == page) {
            let id = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            ink.line(&mut surface, line);
            surface.end_tagged();
            if let Some(leaf) = leaves.get_mut(line.leaf) {
                leaf.push(id);
            }
        }
        ink.foot(&mut surface, paper, (page + 1, laid.pages));
        surface.finish();
        sheet.finish();
    }
    document.set_metadata(metadata(paper));
    document.set_outline(outline(laid));
    document.set_tag_tree(tags(laid, leaves)?);
    document
        .finish()
        .map_err(|error| Fault::other(DOING)(format!("{error:?}")))
}

fn font(face: &Face) -> Result<Font, Fault> {
    Font::new(face.data.into(), 0).ok_or_else(|| Fault::other(DOING)("the font can't be read"))
}

impl Ink<'_> {
    fn line(&self, surface: &mut Surface<'_>, line: &Line) {
        let font = if line.bold { &self.bold } else { &self.regular };
        let glyphs = glyphs(self.fonts.face(line.bold), &line.text);
        let start = Point::from_xy(line.at.0, line.at.1);
        surface.draw_glyphs(start, &glyphs, font.clone(), &line.text, line.size, false);
    }

    fn foot(&self, surface: &mut Surface<'_>, paper: &Paper, (page, pages): (usize, usize)) {
        let artifact = Artifact::with_kind(ArtifactType::Footer);
        surface.start_tagged(ContentTag::Artifact(artifact));
        let face = &self.fonts.regular;
        let number = format!("{page} / {pages}");
        let right = PAGE.0 - MARGIN - face.width(&number, SMALL);
        for (x, text) in [(MARGIN, face.writable(&paper.foot)), (right, number)] {
            let line = Line {
                page,
                at: (x, PAGE.1 - MARGIN),
                size: SMALL,
                bold: false,
                text,
                leaf: 0,
            };
            self.line(surface, &line);
        }
        surface.end_tagged();
    }
}

fn glyphs(face: &Face, text: &str) -> Vec<KrillaGlyph> {
    text.char_indices()
        .filter_map(|(at, character)| {
            let (glyph, advance) = face.glyph(character)?;
            let range = at..at + character.len_utf8();
            let id = GlyphId::new(glyph);
            Some(KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, range, None))
        })
        .collect()
}

fn metadata(paper: &Paper) -> Metadata {
    let at = paper.dated.utc();
    let small = |value: u32| u8::try_from(value).unwrap_or_default();
    let dated = DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0);
    Metadata::new()
        .title(paper.title.clone())
        .description(paper.subject.clone())
        .language("fr-FR".to_owned())
        .creator("Guichet".to_owned())
        .creation_date(dated)
}

/// One entry a heading, under the title.
fn outline(laid: &Laid) -> Outline {
    let mut outline = Outline::new();
    let mut leaf = 0;
    for element in &laid.elements {
        if let Element::Heading(_, text) = element {
            let line = laid.lines.iter().find(|line| line.leaf == leaf);
            let (page, at) = line.map_or((0, MARGIN), |line| (line.page, line.at.1 - line.size));
            let destination = XyzDestination::new(page, Point::from_xy(MARGIN, at));
            outline.push_child(OutlineNode::new(text.clone(), destination));
        }
        leaf += leaves_of(element);
    }
    outline
}

fn leaves_of(element: &Element) -> usize {
    match element {
        Element::Heading(..) | Element::Text => 1,
        Element::Table(rows) => 2 * rows,
    }
}

fn tags(laid: &Laid, leaves: Vec<Vec<Identifier>>) -> Result<TagTree, Fault> {
    let mut leaves = leaves.into_iter();
    let mut next = || -> Vec<Node> {
        let ids = leaves.next().unwrap_or_default();
        ids.into_iter().map(Node::from).collect()
    };
    let mut tree = TagTree::new().with_lang(Some("fr-FR".to_owned()));
    for element in &laid.elements {
        let group = match element {
            Element::Heading(level, text) => {
                let level = NonZeroU16::new(*level)
                    .ok_or_else(|| Fault::other(DOING)("a heading of level 0"))?;
                TagGroup::with_children(Tag::Hn(level, Some(text.clone())), next())
            }
            Element::Text => TagGroup::with_children(Tag::P, next()),
            Element::Table(rows) => {
                let mut table = TagGroup::new(Tag::Table);
                for _ in 0..*rows {
                    let mut row = TagGroup::new(Tag::TR);
                    row.push(TagGroup::with_children(
                        Tag::TH(TableHeaderScope::Row),
                        next(),
                    ));
                    row.push(TagGroup::with_children(Tag::TD, next()));
                    table.push(row);
                }
                table
            }
        };
        tree.push(group);
    }
    Ok(tree)
}
