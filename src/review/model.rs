//! What a reviewer writes: the grounds of a decision, built only valid, and the words that go with it.
//!
//! An unfavourable decision states its reasons in law and in fact (code des relations entre le public et
//! l’administration, L. 211-2 and L. 211-5) and names the routes of appeal (code de justice administrative, R. 421-5).

mod templates;

pub use templates::{
    ReasonTemplate, TEMPLATE_NAME_MAX, TemplateId, TemplateMistake, TemplateText, TemplateUse,
    TemplateUseId,
};

use crate::text_enum;
use crate::typed_id;

typed_id! {
    /// One word that the desk puts on requests.
    pub struct TagId;
}

typed_id! {
    /// One view of the queue kept under a name.
    pub struct ViewId;
}

typed_id! {
    /// One decision proposed by a first reviewer, which waits for a second one.
    pub struct ProposalId;
}

text_enum! {
    /// Unfavourable decisions, those that four eyes may cover.
    pub enum Unfavourable {
        /// The request does not meet the law.
        Refuse = "refuse",
        /// Experiment: ineligible, incomplete, or criteria not met.
        Discard = "discard",
        /// A right in force is taken back.
        Revoke = "revoke",
    }
}

impl Unfavourable {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Refuse => "Refus",
            Self::Discard => "Mise à l'écart",
            Self::Revoke => "Révocation",
        }
    }
}

text_enum! {
    /// What became of a proposal.
    pub enum Outcome {
        /// A second reviewer signed it: the decision was taken.
        Signed = "signed",
        /// Somebody dropped it: nothing was decided.
        Dropped = "dropped",
    }
}

text_enum! {
    /// What the queue shows of a request, beside its number and its service.
    pub enum Column {
        /// The organisation and its SIRET.
        Organisation = "organisation",
        /// The legal basis.
        Basis = "fondement",
        /// The sector of the experiment.
        Sector = "secteur",
        /// The assurance level.
        Level = "niveau",
        /// The state.
        State = "etat",
        /// The day of submission.
        Submitted = "deposee",
        /// The end of the announced delay.
        Due = "echeance",
        /// Who follows it.
        Reviewer = "suivi",
        /// The tags it bears.
        Tags = "etiquettes",
    }
}

impl Column {
    /// Those shown until a person chooses.
    pub const USUAL: [Self; 7] = [
        Self::Organisation,
        Self::Basis,
        Self::State,
        Self::Submitted,
        Self::Due,
        Self::Reviewer,
        Self::Tags,
    ];

    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Organisation => "Organisation",
            Self::Basis => "Fondement",
            Self::Sector => "Secteur",
            Self::Level => "Niveau",
            Self::State => "État",
            Self::Submitted => "Déposée le",
            Self::Due => "À décider avant le",
            Self::Reviewer => "Suivie par",
            Self::Tags => "Étiquettes",
        }
    }

    /// The columns kept as text, in their order; the usual ones when nothing was chosen.
    #[must_use]
    pub fn chosen(kept: Option<&str>) -> Vec<Self> {
        match kept {
            None => Self::USUAL.to_vec(),
            Some(kept) => Self::ALL
                .iter()
                .copied()
                .filter(|column| kept.split(' ').any(|code| code == column.as_str()))
                .collect(),
        }
    }
}

/// Longest tag, in characters.
pub const TAG_MOST: usize = 40;
/// Longest name of a view, in characters.
pub const VIEW_NAME_MOST: usize = 60;

/// Longest reason, in characters.
pub const REASON_MAX_CHARS: usize = 4_000;

/// Shortest reason: a word is not a reason.
pub const REASON_MIN_CHARS: usize = 10;

/// Longest legal reference, in characters.
pub const REFERENCE_MAX_CHARS: usize = 300;

/// Reason and legal reference of a decision. Built only by [`Grounds::new`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounds {
    reason: String,
    legal_reference: String,
}

/// Why grounds are refused, one reason per field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroundsMistake {
    /// Fewer than [`REASON_MIN_CHARS`] characters.
    ReasonTooShort,
    /// More than [`REASON_MAX_CHARS`] characters.
    ReasonTooLong,
    /// No legal reference.
    ReferenceMissing,
    /// More than [`REFERENCE_MAX_CHARS`] characters.
    ReferenceTooLong,
}

impl Grounds {
    /// Checks both fields and returns all the mistakes at once.
    pub fn new(reason: &str, legal_reference: &str) -> Result<Self, Vec<GroundsMistake>> {
        let (reason, legal_reference) = (reason.trim(), legal_reference.trim());
        let mut mistakes = Vec::new();
        mistakes.extend(reason_mistake(reason));
        if legal_reference.is_empty() {
            mistakes.push(GroundsMistake::ReferenceMissing);
        } else if legal_reference.chars().count() > REFERENCE_MAX_CHARS {
            mistakes.push(GroundsMistake::ReferenceTooLong);
        }
        if mistakes.is_empty() {
            Ok(Self {
                reason: reason.to_owned(),
                legal_reference: legal_reference.to_owned(),
            })
        } else {
            Err(mistakes)
        }
    }

    /// The reasons, in fact and in law.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The text applied.
    #[must_use]
    pub fn legal_reference(&self) -> &str {
        &self.legal_reference
    }
}

/// What is wrong with a reason alone, already trimmed.
#[must_use]
pub fn reason_mistake(reason: &str) -> Option<GroundsMistake> {
    match reason.chars().count() {
        length if length < REASON_MIN_CHARS => Some(GroundsMistake::ReasonTooShort),
        length if length > REASON_MAX_CHARS => Some(GroundsMistake::ReasonTooLong),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grounds_are_trimmed() {
        let grounds = Grounds::new(
            "  Le service ne relève d'aucun cas.  ",
            " Arrêté du 8 novembre 2018, article 2 ",
        )
        .unwrap();
        assert_eq!(grounds.reason(), "Le service ne relève d'aucun cas.");
        assert_eq!(
            grounds.legal_reference(),
            "Arrêté du 8 novembre 2018, article 2"
        );
    }

    #[test]
    fn both_mistakes_are_reported() {
        assert_eq!(
            Grounds::new(" non ", " ").unwrap_err(),
            vec![
                GroundsMistake::ReasonTooShort,
                GroundsMistake::ReferenceMissing
            ]
        );
        let long = "é".repeat(REASON_MAX_CHARS + 1);
        assert_eq!(
            Grounds::new(&long, &"x".repeat(REFERENCE_MAX_CHARS + 1)).unwrap_err(),
            vec![
                GroundsMistake::ReasonTooLong,
                GroundsMistake::ReferenceTooLong
            ]
        );
        assert!(Grounds::new(&"é".repeat(REASON_MAX_CHARS), "x").is_ok());
    }
}
