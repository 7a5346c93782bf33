//! The mail and the letter of a decision as a page shows them before they leave.

use serde::Serialize;

use crate::kernel::pdf::{Block, Paper};

/// A mail.
#[derive(Debug, Clone, Serialize)]
pub struct MailView {
    subject: String,
    text: String,
}

impl From<(String, String)> for MailView {
    fn from((subject, text): (String, String)) -> Self {
        Self { subject, text }
    }
}

impl MailView {
    pub(super) fn sample() -> Self {
        Self::from((
            "Demande D-2026-000001 : refusée".to_owned(),
            "Bonjour Léa <b>,\n\nLa demande est refusée.".to_owned(),
        ))
    }
}

/// A fact of a letter.
#[derive(Debug, Clone, Serialize)]
struct Fact {
    label: String,
    value: String,
}

/// A piece of a letter: one of the three is filled.
#[derive(Debug, Clone, Default, Serialize)]
struct Piece {
    heading: String,
    text: String,
    facts: Vec<Fact>,
}

/// A letter.
#[derive(Debug, Clone, Serialize)]
pub struct LetterView {
    title: String,
    pieces: Vec<Piece>,
}

impl From<&Paper> for LetterView {
    fn from(paper: &Paper) -> Self {
        Self {
            title: paper.title.clone(),
            pieces: paper.blocks.iter().map(piece).collect(),
        }
    }
}

fn piece(block: &Block) -> Piece {
    match block {
        Block::Heading(text) => Piece {
            heading: text.clone(),
            ..Piece::default()
        },
        Block::Text(text) => Piece {
            text: text.clone(),
            ..Piece::default()
        },
        Block::Facts(facts) => Piece {
            facts: facts
                .iter()
                .map(|(label, value)| Fact {
                    label: label.clone(),
                    value: value.clone(),
                })
                .collect(),
            ..Piece::default()
        },
    }
}

impl LetterView {
    pub(super) fn sample() -> Self {
        Self {
            title: "Décision de refus : demande D-2026-000001".to_owned(),
            pieces: vec![
                piece(&Block::Text("La DINUM refuse.".to_owned())),
                piece(&Block::Heading("Motif".to_owned())),
                piece(&Block::Facts(vec![(
                    "Texte appliqué".to_owned(),
                    "Arrêté <b>".to_owned(),
                )])),
            ],
        }
    }
}
