//! What a notice is, and which mails a person may refuse.

use crate::{text_enum, typed_id};

typed_id! {
    /// One notice to one person.
    pub struct NotificationId;
}

text_enum! {
    /// What a notice is about.
    pub enum Kind {
        /// A request moved.
        Request = "request",
        /// Somebody wrote.
        Message = "message",
        /// A service moved.
        Service = "service",
        /// People of an organisation.
        Organisation = "organisation",
        /// A question to the support, or its answer.
        Support = "support",
    }
}

impl Kind {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Request => "Demande",
            Self::Message => "Message",
            Self::Service => "Service",
            Self::Organisation => "Organisation",
            Self::Support => "Assistance",
        }
    }
}

text_enum! {
    /// Mails that a person may refuse: none of them carries a decision, a delay or a matter of security.
    pub enum Topic {
        /// Somebody wrote on a request.
        Messages = "message",
        /// The support answered.
        Support = "support",
        /// What was not read yet, once a day.
        Digest = "digest",
    }
}

impl Topic {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Messages => "Nouveaux messages sur une demande",
            Self::Support => "Réponses de l'assistance",
            Self::Digest => "Résumé quotidien de ce que vous n'avez pas encore lu",
        }
    }

    /// What it is, in one sentence.
    #[must_use]
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Messages => "Un courriel à chaque message qui vous est adressé.",
            Self::Support => "Un courriel à chaque réponse à vos questions.",
            Self::Digest => "Un courriel par jour au plus, et aucun s'il n'y a rien à lire.",
        }
    }
}

/// Longest title kept, in characters.
const TITLE_MAX: usize = 300;

/// What to tell somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub kind: Kind,
    /// One line that says it all.
    pub title: String,
    /// Where it is read in full: an address of this site.
    pub link: String,
}

impl Notice {
    /// A notice; a title that is too long is cut.
    #[must_use]
    pub fn new(kind: Kind, title: &str, link: impl Into<String>) -> Self {
        Self {
            kind,
            title: title.chars().take(TITLE_MAX).collect(),
            link: link.into(),
        }
    }
}
