//! People of section 7 who are asked to say that their role is theirs, and addresses that were asked whether they answer.

use crate::{text_enum, typed_id};

use super::{Contact, Dossier};
use crate::kernel::clock::Instant;

typed_id! {
    /// Identifies a question asked to a contact.
    pub struct ConfirmationId;
}

text_enum! {
    /// Who confirms.
    pub enum ConfirmedRole {
        /// Who answers for the processing.
        Controller = "controller",
        /// The data protection officer.
        Dpo = "dpo",
    }
}

impl ConfirmedRole {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Controller => "Responsable de traitement",
            Self::Dpo => "Délégué à la protection des données",
        }
    }

    /// The person named in a dossier.
    #[must_use]
    pub const fn of(self, dossier: &Dossier) -> &Contact {
        match self {
            Self::Controller => &dossier.controller,
            Self::Dpo => &dossier.dpo,
        }
    }
}

text_enum! {
    /// What a contact said.
    pub enum ContactAnswer {
        /// The role is theirs.
        Confirmed = "confirmed",
        /// It isn't.
        Declined = "declined",
    }
}

/// A question asked to a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// Its id.
    pub id: ConfirmationId,
    /// Which role.
    pub role: ConfirmedRole,
    /// To which address.
    pub email: String,
    /// When it was asked last.
    pub asked_at: Instant,
    /// Until when the link is good.
    pub expires_at: Instant,
    /// What was said, and when.
    pub answer: Option<(ContactAnswer, Instant)>,
}

text_enum! {
    /// What an address answered.
    pub enum UrlOutcome {
        /// It answers.
        Answers = "answers",
        /// It answers with an error.
        Error = "error",
        /// It isn't in https.
        NotHttps = "not_https",
        /// It leads to a private network.
        NotPublic = "not_public",
        /// The name doesn't exist.
        UnknownHost = "unknown_host",
        /// It sends to another site.
        Elsewhere = "elsewhere",
        /// No answer in time.
        TooSlow = "too_slow",
        /// Connection refused, bad certificate, broken answer.
        Unreachable = "unreachable",
    }
}

impl UrlOutcome {
    /// What is said beside the field. It never blocks.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Answers => "l'adresse répond.",
            Self::Error => {
                "l'adresse répond par une erreur. Vérifiez-la, ou laissez-la si le service n'est pas encore ouvert."
            }
            Self::NotHttps => "l'adresse n'est pas en https.",
            Self::NotPublic => {
                "l'adresse mène à un réseau privé : les usagers ne pourront pas l'ouvrir."
            }
            Self::UnknownHost => "ce nom de site n'existe pas, ou pas encore.",
            Self::Elsewhere => {
                "l'adresse renvoie vers un autre site. Indiquez plutôt l'adresse finale."
            }
            Self::TooSlow => "l'adresse n'a pas répondu à temps.",
            Self::Unreachable => "l'adresse ne répond pas, ou son certificat n'est pas valable.",
        }
    }
}

/// What an address of a dossier answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlCheck {
    /// The field in which it was typed.
    pub field: String,
    /// The address asked.
    pub url: String,
    /// What it answered.
    pub outcome: UrlOutcome,
    /// Its HTTP status, if it answered.
    pub status: Option<i32>,
    /// When it was asked.
    pub checked_at: Instant,
}
