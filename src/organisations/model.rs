//! What an organisation is made of; types that can only be built valid.

use serde::{Deserialize, Serialize};

use super::registry::Finding;
use super::{ActivityCode, LegalCategory, Siret};
use crate::kernel::clock::{Day, Instant};
use crate::{text_enum, typed_id};

typed_id! {
    /// An organisation attached to Guichet.
    pub struct OrganisationId;
}
typed_id! {
    /// A person's wish to join an organisation that is already there.
    pub struct JoinRequestId;
}
typed_id! {
    /// An invitation mailed by an administrator of an organisation.
    pub struct InvitationId;
}

text_enum! {
    /// What a person may do in the name of an organisation; see `policy`.
    pub enum Role {
        /// Manages the members, and everything below.
        Administrator = "administrator",
        /// Files and follows requests.
        Member = "member",
        /// Reads.
        Reader = "reader",
    }
}

text_enum! {
    /// Whether the establishment is active, as the registry says it.
    pub enum RegistryState {
        /// Active.
        Open = "open",
        /// Ceased.
        Closed = "closed",
    }
}

text_enum! {
    /// Where the details of an organisation come from.
    pub enum Provenance {
        /// Typed by hand; shown as such wherever the details are.
        Unverified = "unverified",
        /// Read in the registry of companies.
        Registry = "registry",
    }
}

text_enum! {
    /// Where a wish to join stands.
    pub enum JoinStatus {
        /// An administrator has yet to answer.
        Pending = "pending",
        /// The person became a member.
        Accepted = "accepted",
        /// An administrator said no.
        Declined = "declined",
        /// The person changed their mind.
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// Where an invitation stands; a pending one past its date is no longer valid.
    pub enum InvitationStatus {
        /// Waiting for the person.
        Pending = "pending",
        /// The person became a member.
        Accepted = "accepted",
        /// An administrator took it back.
        Revoked = "revoked",
    }
}

impl Role {
    /// The word people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Administrator => "Administrateur",
            Self::Member => "Membre",
            Self::Reader => "Lecteur",
        }
    }
}

impl Role {
    /// What the role may do, in a few words.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::Administrator => "Gère les membres, dépose et suit les demandes",
            Self::Member => "Dépose et suit les demandes",
            Self::Reader => "Consulte les demandes",
        }
    }
}

impl RegistryState {
    /// The word people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "En activité",
            Self::Closed => "Fermé",
        }
    }
}

impl Provenance {
    /// Only what the registry confirms whole is its word.
    #[must_use]
    pub fn of(finding: Option<Finding>) -> Self {
        match finding {
            Some(Finding::Confirmed) => Self::Registry,
            Some(Finding::Partial | Finding::Unknown) | None => Self::Unverified,
        }
    }

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Unverified => "Non vérifié",
            Self::Registry => "Vérifié au répertoire Sirene",
        }
    }
}

/// Where an establishment is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Number and street, at most 200 characters.
    pub street: String,
    /// Five digits.
    pub postal_code: String,
    /// At most 100 characters.
    pub city: String,
}

impl Address {
    /// The whole address on one line.
    #[must_use]
    pub fn one_line(&self) -> String {
        format!("{}, {} {}", self.street, self.postal_code, self.city)
    }
}

/// What is said of an organisation beside its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Name, at most 200 characters.
    pub name: String,
    /// Kind of legal person.
    pub legal_category: LegalCategory,
    /// Main activity.
    pub activity: ActivityCode,
    /// Where it is.
    pub address: Address,
    /// Day of creation.
    pub founded_on: Day,
    /// Active or ceased.
    pub state: RegistryState,
}

/// An organisation attached to Guichet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Organisation {
    /// Its id here.
    pub id: OrganisationId,
    /// Its number in the registry.
    pub siret: Siret,
    /// What is said of it.
    pub details: Details,
    /// Who said so.
    pub provenance: Provenance,
    /// What the registry made of it when it was last asked; nothing when it never answered.
    pub finding: Option<Finding>,
    /// When it last answered.
    pub checked_at: Option<Instant>,
    /// When the first person attached to it.
    pub created_at: Instant,
    /// Grows with each correction of the details.
    pub version: i32,
}

impl Organisation {
    /// Whether it is a public body, which opens the legal basis of administrations.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.details.legal_category.is_public()
    }

    /// Whether its SIRET was confirmed by the registry.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.provenance == Provenance::Registry
    }
}
