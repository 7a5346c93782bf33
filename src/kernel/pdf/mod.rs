//! Papers as accessible PDF (PDF/UA-1): headings, paragraphs and facts, in French, with an outline.
//!
//! The text is laid out first ([`layout`]), then drawn and tagged in reading order ([`draw`]); the library refuses to
//! write a file that breaks a rule of PDF/UA it can check. The fonts are part of the program.

mod draw;
mod layout;

use crate::kernel::clock::Instant;
use crate::kernel::error::Fault;

/// A piece of a paper, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading of level 2; level 1 is the title.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// Labels and values, as a table of two columns.
    Facts(Vec<(String, String)>),
}

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its title, which is its first heading and the name of the window.
    pub title: String,
    /// What it is about, for those who look for it.
    pub subject: String,
    /// At the foot of every page, before the page's number.
    pub foot: String,
    /// When it says what it says.
    pub dated: Instant,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// Writes a paper.
pub fn write(paper: &Paper) -> Result<Vec<u8>, Fault> {
    let fonts = layout::Fonts::load()?;
    let laid = layout::lay_out(paper, &fonts);
    draw::draw(paper, &laid, &fonts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::clock::Day;

    fn paper(blocks: Vec<Block>) -> Paper {
        Paper {
            title: "Dossier D-2026-000001".to_owned(),
            subject: "Demande d'habilitation".to_owned(),
            foot: "Vérifier : https://exemple.fr/verifier/A".to_owned(),
            dated: Day::parse("2026-03-02").unwrap().start(),
            blocks,
        }
    }

    #[test]
    fn anything_people_type_becomes_a_valid_file() {
        let odd = "é\u{301} 漢字 \u{7} 😀 \t\r\n العربية \u{200b}".to_owned();
        let long = "a".repeat(5_000);
        let text = "Un long texte. ".repeat(2_000);
        let blocks = vec![
            Block::Heading(odd.clone()),
            Block::Text(text.clone()),
            Block::Facts(vec![
                (odd.clone(), long.clone()),
                (long, odd),
                ("Vide".to_owned(), String::new()),
                ("Long".to_owned(), text),
            ]),
            Block::Facts(Vec::new()),
            Block::Text(String::new()),
        ];
        let bytes = write(&paper(blocks)).unwrap();
        assert!(bytes.starts_with(b"%PDF-1."));
    }

    #[test]
    fn the_same_paper_is_the_same_file() {
        let blocks = vec![Block::Text("Bonjour".to_owned())];
        assert_eq!(
            write(&paper(blocks.clone())).unwrap(),
            write(&paper(blocks)).unwrap()
        );
    }
}
