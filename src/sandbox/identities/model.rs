//! A test identity: what an identity provider vouches for, and what the civil registry says of it.

use serde::{Deserialize, Serialize};

use crate::sandbox::fault::Fault;
use crate::text_enum;

/// Identifies a test identity: the login of the mock identity provider, or the id of a partner's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdentityId(pub String);

text_enum! {
    /// What an identity is for; families head the choice page.
    pub enum Family {
        /// Nothing special.
        Ordinary = "ordinary",
        /// Names that are hard to keep.
        Names = "names",
        /// Minors and young adults.
        Ages = "ages",
        /// The gender is not told.
        Gender = "gender",
        /// A field is missing.
        Missing = "missing",
        /// Corsica and overseas.
        France = "france",
        /// Born abroad.
        Abroad = "abroad",
        /// A date of birth that is only presumed.
        Presumed = "presumed",
        /// The civil registry corrects the identity.
        Rectified = "rectified",
        /// One for each refusal.
        Errors = "errors",
        /// The data providers fail.
        Data = "data",
        /// A partner's own.
        Own = "own",
    }
}

impl Family {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ordinary => "Pour commencer",
            Self::Names => "Noms et prénoms",
            Self::Ages => "Mineurs et jeunes",
            Self::Gender => "Sexe non précisé",
            Self::Missing => "Données absentes ou invalides",
            Self::France => "Corse et outre-mer",
            Self::Abroad => "Naissances à l'étranger",
            Self::Presumed => "Dates de naissance présumées",
            Self::Rectified => "Identités rectifiées par l'état civil",
            Self::Errors => "Refus et comptes désactivés",
            Self::Data => "Échecs des fournisseurs de données",
            Self::Own => "Identités de votre service",
        }
    }
}

text_enum! {
    /// Gender as FranceConnect writes it.
    pub enum Gender {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
        /// Not told.
        Unspecified = "unspecified",
    }
}

/// The claims of FranceConnect about a person, in its formats (reference/franceconnect.md 2.9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// All first names, in order.
    pub given_names: Vec<String>,
    /// Birth name.
    pub family_name: String,
    /// Usage name, only when the identity provider gives one.
    pub preferred_username: Option<String>,
    /// Gender.
    pub gender: Gender,
    /// `YYYY-MM-DD`, presumed parts as 01.
    pub birthdate: String,
    /// The date as the identity provider writes it, unknown parts as 00.
    pub idp_birthdate: String,
    /// INSEE code of the commune; empty when born abroad.
    pub birthplace: String,
    /// INSEE code of the country; 99100 is France.
    pub birthcountry: String,
    /// Address of mail, if any.
    pub email: Option<String>,
}

/// What the civil registry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rnipp {
    /// Found as told.
    Found,
    /// Found under these claims, which replace the pivot of those told.
    Rectified(Box<Claims>),
    /// Refused, here or at the identity provider.
    Refused(Fault),
}

/// A test identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Its id.
    pub id: IdentityId,
    /// The person's name, for the choice page.
    pub label: String,
    /// What it is for, in French, in a few words.
    #[serde(default)]
    pub words: String,
    /// Its family.
    pub family: Family,
    /// What the identity provider tells.
    pub claims: Claims,
    /// The uids of the identity providers that know it; all of them when empty.
    pub providers: Vec<String>,
    /// What the civil registry says.
    pub rnipp: Rnipp,
}

impl Identity {
    /// The claims that a client receives.
    #[must_use]
    pub fn told(&self) -> &Claims {
        match &self.rnipp {
            Rnipp::Rectified(claims) => claims,
            Rnipp::Found | Rnipp::Refused(_) => &self.claims,
        }
    }
}
