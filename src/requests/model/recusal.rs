//! Conflicts of interest that members of the staff state on a request.

use crate::kernel::clock::Instant;
use crate::shell::AccountId;
use crate::text_enum;

text_enum! {
    /// What ties a person to a request, so that they may not instruct it.
    pub enum Tie {
        /// Somebody close to them belongs to the organisation.
        Family = "family",
        /// They worked for the organisation, or will.
        Employment = "employment",
        /// They have a material interest in it.
        Interest = "interest",
        /// Something else, which their words say.
        Other = "other",
    }
}

impl Tie {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Family => "Lien familial ou personnel",
            Self::Employment => "Lien professionnel, présent, passé ou à venir",
            Self::Interest => "Intérêt financier",
            Self::Other => "Autre lien",
        }
    }
}

/// A conflict of interest that was stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recusal {
    /// By whom.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// What ties them to the request.
    pub tie: Tie,
    /// In their words.
    pub reason: String,
    /// When.
    pub at: Instant,
}

/// Somebody who may instruct a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instructor {
    /// Who.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// Whether it is their daily work, and not only what a supervisor may do.
    pub reviews: bool,
}
