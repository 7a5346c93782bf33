//! The identity data that FranceConnect can give, each with what makes it proportionate.

use crate::text_enum;

text_enum! {
    /// One piece of identity data, under its `OpenID` Connect name. `openid` is always there and never asked.
    pub enum Claim {
        /// Birth name.
        FamilyName = "family_name",
        /// First names.
        GivenName = "given_name",
        /// Date of birth.
        Birthdate = "birthdate",
        /// Sex.
        Gender = "gender",
        /// INSEE code of the town of birth.
        Birthplace = "birthplace",
        /// INSEE code of the country of birth.
        Birthcountry = "birthcountry",
        /// Mail address known to the identity provider.
        Email = "email",
        /// Usage name.
        PreferredUsername = "preferred_username",
    }
}

/// What the form says of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimFacts {
    /// The words shown to people.
    pub label: &'static str,
    /// When asking for it is proportionate, and what to ask instead.
    pub proportionality: &'static str,
    /// Whether it belongs to the pivot identity, which names one person only.
    pub pivot: bool,
}

impl Claim {
    /// What the form says of it.
    #[must_use]
    pub const fn facts(self) -> ClaimFacts {
        let (label, proportionality, pivot) = match self {
            Self::FamilyName => (
                "Nom de naissance",
                "Utile pour reconnaître un dossier existant. Pour saluer l'usager, le prénom suffit souvent.",
                true,
            ),
            Self::GivenName => (
                "Prénoms",
                "Tous les prénoms de l'état civil sont transmis. N'en gardez que ce que votre procédure exige.",
                true,
            ),
            Self::Birthdate => (
                "Date de naissance",
                "Justifiée par une condition d'âge ou un rapprochement d'identité. Une tranche d'âge peut se demander à l'usager.",
                true,
            ),
            Self::Gender => (
                "Sexe",
                "Rarement nécessaire seul : il sert au rapprochement avec un fichier d'état civil.",
                true,
            ),
            Self::Birthplace => (
                "Ville de naissance",
                "Code INSEE de la commune. Ne sert qu'à distinguer des homonymes ou à interroger un fichier d'état civil.",
                true,
            ),
            Self::Birthcountry => (
                "Pays de naissance",
                "Code INSEE du pays. Va de pair avec la ville de naissance.",
                true,
            ),
            Self::Email => (
                "Adresse électronique",
                "Elle vient du fournisseur d'identité et peut changer : laissez l'usager la corriger.",
                false,
            ),
            Self::PreferredUsername => (
                "Nom d'usage",
                "Absent pour beaucoup d'usagers. Utile pour écrire à la personne sous le nom qu'elle porte.",
                false,
            ),
        };
        ClaimFacts {
            label,
            proportionality,
            pivot,
        }
    }

    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        self.facts().label
    }
}
