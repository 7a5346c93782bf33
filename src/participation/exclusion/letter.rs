//! The letter of an exclusion: what was held, what the participant answered, what is decided and why, how to contest it.
//!
//! Source: code des relations entre le public et l'administration, L. 121-1 and L. 122-1 (the right to answer first),
//! L. 211-2 and L. 211-5 (reasons), L. 212-1 (who signs); code de justice administrative, R. 421-1 and R. 421-5.

use super::model::Exclusion;
use super::state::Status;
use crate::kernel::clock::Instant;
use crate::kernel::pdf::{Block, Paper};
use crate::kernel::text::{french_date, french_day};
use crate::participation::model::{Participant, Period};
use crate::requests::APPEAL;

/// Routes of appeal that a participant has: the last one of a request, filing another, is not an appeal.
const ROUTES: usize = 2;

/// What follows from an exclusion, in words.
pub const EFFECTS: [&str; 3] = [
    "Les habilitations accordées au titre de l'expérimentation prennent fin. Les identifiants de production sont révoqués et les services fermés.",
    "La place est libérée.",
    "Vous devez retirer FranceConnect de vos services, détruire les données obtenues et l'attester. L'attestation vous est demandée par ailleurs.",
];

/// The routes of appeal against an exclusion.
pub fn appeal() -> impl Iterator<Item = &'static str> {
    APPEAL.into_iter().take(ROUTES)
}

/// The letter, once the exclusion is pronounced.
pub fn letter(
    (period, participant): (&Period, &Participant),
    one: &Exclusion,
    signed_by: &str,
) -> Option<Paper> {
    let at = one.decided_at.filter(|_| one.status == Status::Excluded)?;
    let mut blocks = vec![
        Block::Text("La direction interministérielle du numérique (DINUM) vous exclut de l'expérimentation, à compter de ce jour.".to_owned()),
        Block::Facts(facts((period, participant), at)),
    ];
    blocks.extend(procedure(one));
    blocks.push(heading("Motif de la décision"));
    blocks.extend(paragraphs(&one.reason));
    blocks.push(heading("Ce que la décision entraîne"));
    blocks.extend(EFFECTS.map(text));
    blocks.push(heading("Voies et délais de recours"));
    blocks.extend(appeal().map(text));
    blocks.push(heading("Signature"));
    blocks.push(Block::Text(format!(
        "Pour la DINUM, le {} : {signed_by}.",
        french_date(at)
    )));
    Some(Paper {
        title: format!("Décision d'exclusion : {}", participant.name),
        subject: "Exclusion de l'expérimentation FranceConnect".to_owned(),
        foot: format!("SIREN {}, décision d'exclusion", participant.siren),
        dated: at,
        blocks,
    })
}

fn facts((period, participant): (&Period, &Participant), at: Instant) -> Vec<(String, String)> {
    [
        ("Participant", participant.name.clone()),
        ("SIREN", participant.siren.clone()),
        ("Secteur", participant.sector.label().to_owned()),
        ("Participation depuis", french_day(participant.since)),
        ("Texte appliqué", period.decree.clone()),
        ("Date", french_date(at)),
    ]
    .map(|(label, value)| (label.to_owned(), value))
    .to_vec()
}

/// What was held against the participant, and its answer.
fn procedure(one: &Exclusion) -> Vec<Block> {
    let mut blocks = vec![
        heading("Procédure"),
        Block::Text(format!(
            "Le manquement suivant vous a été notifié le {} : {}.",
            french_date(one.noticed_at),
            one.ground.label().to_lowercase()
        )),
    ];
    blocks.extend(paragraphs(&one.facts));
    match one.replied_at {
        Some(at) => {
            blocks.push(Block::Text(format!(
                "Vous avez présenté vos observations le {} :",
                french_date(at)
            )));
            blocks.extend(paragraphs(&one.reply));
        }
        None => blocks.push(Block::Text(format!(
            "Vous pouviez présenter vos observations jusqu'au {}. Aucune n'a été reçue.",
            french_day(one.reply_until)
        ))),
    }
    blocks
}

fn heading(words: &str) -> Block {
    Block::Heading(words.to_owned())
}

fn text(words: &str) -> Block {
    Block::Text(words.to_owned())
}

fn paragraphs(words: &str) -> Vec<Block> {
    let lines = words.lines().filter(|line| !line.trim().is_empty());
    lines.map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::pdf;
    use crate::participation::pages::samples;

    #[test]
    fn only_an_exclusion_has_a_letter_and_it_tells_how_to_contest() {
        let (period, who) = (samples::period(), samples::participant());
        let of = |status| letter((&period, &who), &samples::procedure(status), "Anne Petit");
        for status in [Status::Noticed, Status::Replied, Status::Dropped] {
            assert_eq!(of(status), None);
        }
        let paper = of(Status::Excluded).unwrap();
        let words: Vec<&str> = paper
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Text(words) => Some(words.as_str()),
                _ => None,
            })
            .collect();
        assert!(
            words
                .iter()
                .any(|words| words.contains("tribunal administratif"))
        );
        assert!(words.iter().any(|words| words.contains("Anne Petit")));
        assert!(words.contains(&"Nos équipes ont changé."));
        assert!(!words.iter().any(|words| words.contains("nouvelle demande")));
        assert!(pdf::write(&paper).unwrap().starts_with(b"%PDF-"));
    }
}
