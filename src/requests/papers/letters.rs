//! The letter of a decision: what was decided, why, on which text, and how to contest it.
//!
//! Source: code des relations entre le public et l'administration, L. 211-2 and L. 211-5 (reasons), L. 212-1 (who
//! signs); code de justice administrative, R. 421-1 and R. 421-5 (routes of appeal, without which no delay runs).

use super::{Proof, fact, how_to_check, or_none};
use crate::kernel::clock::Instant;
use crate::kernel::pdf::{Block, Paper};
use crate::kernel::text::french_date;
use crate::organisations::Siret;
use crate::requests::model::{Dossier, GrantTerms, Habilitation, Withheld, scope_label};
use crate::requests::state::Status;

/// The routes of appeal against an unfavourable decision, one paragraph each.
pub const APPEAL: [&str; 3] = [
    "Dans les deux mois qui suivent la réception de cette décision, vous pouvez demander à la DINUM de la revoir (recours gracieux). Sans réponse de sa part dans les deux mois, ce recours est rejeté.",
    "Dans le même délai de deux mois, ou dans les deux mois qui suivent le rejet du recours gracieux, vous pouvez saisir le tribunal administratif, par courrier ou sur www.telerecours.fr.",
    "Vous pouvez aussi déposer une nouvelle demande, complétée ou modifiée, à tout moment.",
];

/// A decision as its letter tells it.
#[derive(Debug, Clone)]
pub struct LetterText {
    /// The request's number.
    pub number: String,
    /// What it led to.
    pub kind: Status,
    /// Why; may be empty.
    pub reason: String,
    /// The text applied; may be empty.
    pub legal_reference: String,
    /// When.
    pub decided_at: Instant,
    /// Who signs; empty when the holder itself gave the habilitation up.
    pub signed_by: Vec<String>,
    /// The habilitation it is about, by number, with what it allows.
    pub right: Option<(String, Vec<String>)>,
    /// What was held back, and the conditions.
    pub terms: GrantTerms,
}

impl LetterText {
    /// What a granted habilitation adds.
    pub fn with_right(self, right: Option<&Habilitation>) -> Self {
        let Some(right) = right else {
            return self;
        };
        let told = matches!(self.kind, Status::Granted);
        let terms = if told {
            right.terms.clone()
        } else {
            GrantTerms::default()
        };
        Self {
            right: Some((right.number.clone(), right.scopes())),
            terms,
            ..self
        }
    }

    /// Whether the routes of appeal must be told.
    #[must_use]
    pub fn may_be_contested(&self) -> bool {
        match self.kind {
            Status::Refused | Status::Discarded | Status::Revoked => true,
            Status::Granted => {
                !self.terms.withheld().is_empty() || !self.terms.conditions().is_empty()
            }
            Status::Ended => !self.signed_by.is_empty(),
            Status::Draft
            | Status::Submitted
            | Status::InReview
            | Status::ChangesRequested
            | Status::Waitlisted
            | Status::Withdrawn => false,
        }
    }
}

/// Whether a decision that leads there has a letter.
#[must_use]
pub const fn has_letter(kind: Status) -> bool {
    matches!(
        kind,
        Status::Granted
            | Status::Refused
            | Status::Discarded
            | Status::Waitlisted
            | Status::Revoked
            | Status::Ended
    )
}

/// The letter; without a proof it is a preview.
#[must_use]
pub fn letter(text: &LetterText, dossier: &Dossier, proof: Option<&Proof>) -> Paper {
    let mut blocks = vec![
        Block::Text(opening(text).to_owned()),
        Block::Facts(concerned(text, dossier)),
    ];
    if !text.reason.is_empty() || !text.legal_reference.is_empty() {
        blocks.push(Block::Heading("Motif".to_owned()));
        let paragraphs = text.reason.lines().filter(|line| !line.trim().is_empty());
        blocks.extend(paragraphs.map(|line| Block::Text(line.to_owned())));
        if !text.legal_reference.is_empty() {
            blocks.push(Block::Facts(vec![fact(
                "Texte appliqué",
                &text.legal_reference,
            )]));
        }
    }
    blocks.extend(granted(text));
    if text.may_be_contested() {
        blocks.push(Block::Heading("Voies et délais de recours".to_owned()));
        blocks.extend(APPEAL.iter().map(|line| Block::Text((*line).to_owned())));
    }
    blocks.extend(signature(text));
    match proof {
        Some(proof) => blocks.extend(how_to_check(None, proof)),
        None => blocks.push(Block::Text(
            "Aperçu : la décision n'est pas prise, cette lettre n'a pas de valeur.".to_owned(),
        )),
    }
    let code = proof.map_or("Aperçu".to_owned(), |proof| {
        format!("Code : {}", proof.code)
    });
    Paper {
        title: format!("{} : demande {}", title(text), text.number),
        subject: "Décision sur une demande d'habilitation FranceConnect".to_owned(),
        foot: format!("{}, décision. {code}", text.number),
        dated: text.decided_at,
        blocks,
    }
}

fn title(text: &LetterText) -> &'static str {
    match text.kind {
        Status::Granted if !text.terms.withheld().is_empty() => "Décision d'accord partiel",
        Status::Granted => "Décision d'accord",
        Status::Refused => "Décision de refus",
        Status::Discarded => "Décision de mise à l'écart",
        Status::Waitlisted => "Inscription en liste d'attente",
        Status::Revoked => "Décision de révocation",
        Status::Ended => "Fin d'habilitation",
        Status::Draft
        | Status::Submitted
        | Status::InReview
        | Status::ChangesRequested
        | Status::Withdrawn => "Décision",
    }
}

fn opening(text: &LetterText) -> &'static str {
    match text.kind {
        Status::Granted => {
            "La direction interministérielle du numérique (DINUM) vous habilite à utiliser FranceConnect pour le service indiqué, dans les limites qui suivent."
        }
        Status::Refused => {
            "La direction interministérielle du numérique (DINUM) refuse la demande d'habilitation indiquée ci-dessous."
        }
        Status::Discarded => {
            "La direction interministérielle du numérique (DINUM) écarte de l'expérimentation la demande indiquée ci-dessous."
        }
        Status::Waitlisted => {
            "La demande indiquée ci-dessous est éligible. Toutes les places de l'expérimentation sont prises : elle est inscrite en liste d'attente, à son rang."
        }
        Status::Revoked => {
            "La direction interministérielle du numérique (DINUM) met fin, à compter de ce jour, à l'habilitation indiquée ci-dessous."
        }
        Status::Ended if text.signed_by.is_empty() => {
            "À la demande de son titulaire, l'habilitation indiquée ci-dessous prend fin à compter de ce jour."
        }
        Status::Ended
        | Status::Draft
        | Status::Submitted
        | Status::InReview
        | Status::ChangesRequested
        | Status::Withdrawn => "L'habilitation indiquée ci-dessous prend fin à compter de ce jour.",
    }
}

fn concerned(text: &LetterText, dossier: &Dossier) -> Vec<(String, String)> {
    let holder = dossier.beneficiary();
    let siret = Siret::parse(&holder.siret).map_or_else(|_| holder.siret.clone(), Siret::spaced);
    let mut facts = vec![
        fact("Demande", &text.number),
        fact("Organisme", &holder.name),
        fact("SIRET", &siret),
        fact("Service", &dossier.service_name),
        fact("Date", &french_date(text.decided_at)),
    ];
    if let Some(basis) = dossier.legal_basis() {
        facts.push(fact("Fondement juridique", basis.label()));
    }
    if let Some((number, _)) = &text.right {
        facts.push(fact("Habilitation", number));
    }
    facts
}

fn granted(text: &LetterText) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let (Status::Granted, Some((_, scopes))) = (text.kind, &text.right) {
        let labels: Vec<String> = scopes.iter().map(|scope| scope_label(scope)).collect();
        blocks.push(Block::Heading("Données accordées".to_owned()));
        blocks.push(Block::Text(or_none(&labels.join(", "))));
    }
    let held = |held: &Withheld| (scope_label(&held.scope), held.reason.clone());
    if !text.terms.withheld().is_empty() {
        blocks.push(Block::Heading("Données non accordées".to_owned()));
        let facts = text.terms.withheld().iter().map(held);
        blocks.push(Block::Facts(facts.collect()));
    }
    if !text.terms.conditions().is_empty() {
        blocks.push(Block::Heading("Conditions".to_owned()));
        let lines = text.terms.conditions().iter();
        blocks.extend(lines.map(|line| Block::Text(format!("- {line}"))));
    }
    blocks
}

fn signature(text: &LetterText) -> Vec<Block> {
    if text.signed_by.is_empty() {
        return Vec::new();
    }
    vec![
        Block::Heading("Signature".to_owned()),
        Block::Text(format!(
            "Pour la DINUM, service juridique, le {} : {}.",
            french_date(text.decided_at),
            text.signed_by.join(" et ")
        )),
    ]
}
