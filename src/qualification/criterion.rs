//! What a criterion of qualification is: its number, its words, how it is proved and to whom it applies.

use crate::text_enum;

text_enum! {
    /// How a criterion is proved.
    pub enum Proof {
        /// By sandbox traffic alone.
        Automatic = "A",
        /// Partly by traffic, partly by an answer or a look.
        Partial = "P",
        /// By a person: screenshot, statement, attestation.
        Human = "H",
    }
}

impl Proof {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Automatic => "À prouver par vos essais",
            Self::Partial => "À prouver en partie par vos essais",
            Self::Human => "À faire vérifier par une personne",
        }
    }
}

text_enum! {
    /// The chapters of the checklist.
    pub enum Group {
        /// What people see.
        Presentation = "presentation",
        /// The exchanges with FranceConnect.
        Protocol = "protocol",
        /// Signing out.
        Logout = "logout",
        /// What becomes of identities.
        Accounts = "accounts",
        /// Security and operation.
        Operation = "operation",
    }
}

impl Group {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Presentation => "Présentation",
            Self::Protocol => "Protocole",
            Self::Logout => "Déconnexion",
            Self::Accounts => "Comptes et données",
            Self::Operation => "Sécurité et exploitation",
        }
    }
}

/// The services to which a criterion applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    Every,
    /// Only those at the substantial level (FranceConnect+).
    SubstantialOnly,
    /// Only those that fetch data from `FranceConnected` providers.
    DataOnly,
}

/// A criterion. Its number never changes meaning within a version of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Criterion {
    /// From 1 to 41.
    pub number: i32,
    /// Its chapter.
    pub group: Group,
    /// How it is proved.
    pub proof: Proof,
    /// To whom it applies.
    pub scope: Scope,
    /// What must be true.
    pub title: &'static str,
    /// How the partner proves it.
    pub how: &'static str,
}

/// What the applicability of criteria depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// The habilitation is at the substantial level.
    pub substantial: bool,
    /// The habilitation gives data of `FranceConnected` providers.
    pub data: bool,
}

impl Criterion {
    /// Whether a service of that profile must satisfy it.
    #[must_use]
    pub const fn applies_to(&self, profile: Profile) -> bool {
        match self.scope {
            Scope::Every => true,
            Scope::SubstantialOnly => profile.substantial,
            Scope::DataOnly => profile.data,
        }
    }
}
