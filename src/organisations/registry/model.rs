//! What a registry says of an establishment, and what an organisation makes of it. Pure.

use serde::{Deserialize, Serialize};

use crate::kernel::clock::{Day, Instant};
use crate::organisations::model::{Address, Details, RegistryState};
use crate::organisations::{ActivityCode, LegalCategory, Siren, Siret};
use crate::text_enum;

/// Longest name that an organisation may bear here.
const NAME_LENGTH: usize = 200;
/// Longest street.
const STREET_LENGTH: usize = 200;
/// Longest city.
const CITY_LENGTH: usize = 100;

text_enum! {
    /// What the registry made of an organisation when it was last asked.
    pub enum Finding {
        /// Everything shown is the registry's word.
        Confirmed = "confirmed",
        /// The number, the state and what is public are the registry's word; the rest was typed by hand.
        Partial = "partial",
        /// The registry does not know the number: a very recent establishment, or a mistake.
        Unknown = "unknown",
    }
}

impl Finding {
    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Confirmed => "Vérifié au répertoire",
            Self::Partial => "Vérifié en partie : diffusion restreinte",
            Self::Unknown => "Numéro inconnu du répertoire",
        }
    }
}

/// What the registry says of one establishment and of the legal person it belongs to. Nothing of the people at its head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The establishment.
    pub siret: Siret,
    /// Name of the legal person; absent when the registry withholds it.
    pub name: Option<String>,
    /// Kind of legal person.
    pub legal_category: Option<LegalCategory>,
    /// Main activity of the legal person.
    pub activity: Option<ActivityCode>,
    /// Number and street of the establishment.
    pub street: Option<String>,
    /// Its postal code; none abroad.
    pub postal_code: Option<String>,
    /// Its city.
    pub city: Option<String>,
    /// Day of creation of the legal person.
    pub founded_on: Option<Day>,
    /// Closed when the establishment or the legal person is.
    pub state: RegistryState,
    /// The person asked that not everything be public.
    pub restricted: bool,
    /// Another establishment to file from: the head office, when it is open and not this one.
    pub head_office: Option<Siret>,
}

/// What asking gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// This installation has no registry.
    Off,
    /// The registry is slow, broken or tired, and nothing was kept: later it may answer.
    Unavailable,
    /// The registry does not know this number.
    Unknown,
    /// What it says, and when it said so.
    Found(Box<Found>, Instant),
}

impl Lookup {
    /// What was found, if anything was.
    #[must_use]
    pub fn found(&self) -> Option<&Found> {
        match self {
            Self::Found(found, _) => Some(found),
            Self::Off | Self::Unavailable | Self::Unknown => None,
        }
    }
}

impl Found {
    /// An entry of which the registry says nothing yet beyond its state.
    #[must_use]
    pub fn bare(siret: Siret, state: RegistryState) -> Self {
        Self {
            siret,
            name: None,
            legal_category: None,
            activity: None,
            street: None,
            postal_code: None,
            city: None,
            founded_on: None,
            state,
            restricted: false,
            head_office: None,
        }
    }

    /// The legal person.
    #[must_use]
    pub fn siren(&self) -> Siren {
        self.siret.siren()
    }

    /// Whether it may file.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == RegistryState::Open
    }

    /// Whether this is a natural person.
    #[must_use]
    pub fn is_natural(&self) -> bool {
        self.legal_category
            .as_ref()
            .is_some_and(|category| category.code().starts_with('1'))
    }

    /// Forgets what a person who restricted the diffusion does not want known: the name and address of a natural
    /// person, the address of a legal one.
    #[must_use]
    pub fn respecting_restriction(mut self) -> Self {
        if self.restricted {
            self.street = None;
            self.postal_code = None;
            self.city = None;
            if self.is_natural() {
                self.name = None;
            }
        }
        self
    }

    /// The whole of the details, when the registry tells them all.
    #[must_use]
    pub fn details(&self) -> Option<Details> {
        Some(Details {
            name: self.name.clone()?,
            legal_category: self.legal_category.clone()?,
            activity: self.activity.clone()?,
            address: Address {
                street: self.street.clone()?,
                postal_code: self.postal_code.clone()?,
                city: self.city.clone()?,
            },
            founded_on: self.founded_on?,
            state: self.state,
        })
    }

    /// The details typed by hand, put right by everything the registry does tell; and what that makes of them.
    #[must_use]
    pub fn over(&self, typed: &Details) -> (Details, Finding) {
        if let Some(details) = self.details() {
            return (details, Finding::Confirmed);
        }
        let own = typed.clone();
        let details = Details {
            name: self.name.clone().unwrap_or(own.name),
            legal_category: self.legal_category.clone().unwrap_or(own.legal_category),
            activity: self.activity.clone().unwrap_or(own.activity),
            address: Address {
                street: self.street.clone().unwrap_or(own.address.street),
                postal_code: self.postal_code.clone().unwrap_or(own.address.postal_code),
                city: self.city.clone().unwrap_or(own.address.city),
            },
            founded_on: self.founded_on.unwrap_or(own.founded_on),
            state: self.state,
        };
        (details, Finding::Partial)
    }
}

/// A value the registry gives, unless it is empty or masked: `[ND]` in the stock, `[NON-DIFFUSIBLE]` over the network.
pub(super) fn told(value: &str) -> Option<&str> {
    let value = value.trim();
    (!value.is_empty() && !value.contains("[ND]") && !value.contains("[NON-DIFFUSIBLE]"))
        .then_some(value)
}

/// A name that fits.
pub(super) fn name(value: &str) -> Option<String> {
    told(value).map(|value| cut(value, NAME_LENGTH))
}

/// A street that fits.
pub(super) fn street(value: &str) -> Option<String> {
    told(value).map(|value| cut(value, STREET_LENGTH))
}

/// A city that fits.
pub(super) fn city(value: &str) -> Option<String> {
    told(value).map(|value| cut(value, CITY_LENGTH))
}

/// A French postal code.
pub(super) fn postal_code(value: &str) -> Option<String> {
    let code = told(value)?;
    (code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit())).then(|| code.to_owned())
}

fn cut(value: &str, most: usize) -> String {
    let words: Vec<&str> = value.split_whitespace().collect();
    let kept: String = words.join(" ").chars().take(most).collect();
    kept.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found() -> Found {
        Found {
            name: Some("LUCIE MARTIN".to_owned()),
            legal_category: Some(LegalCategory::parse("1000").unwrap()),
            activity: Some(ActivityCode::parse("62.01Z").unwrap()),
            street: Some("3 rue des Lilas".to_owned()),
            postal_code: Some("35000".to_owned()),
            city: Some("RENNES".to_owned()),
            founded_on: Day::parse("2015-05-01"),
            ..Found::bare(Siret::parse("73282932000074").unwrap(), RegistryState::Open)
        }
    }

    #[test]
    fn everything_told_confirms_the_organisation() {
        let typed = found().details().unwrap();
        let other = Details {
            name: "Autre".to_owned(),
            ..typed.clone()
        };
        assert_eq!(found().over(&other), (typed, Finding::Confirmed));
    }

    #[test]
    fn a_natural_person_who_restricts_keeps_name_and_address() {
        let restricted = Found {
            restricted: true,
            ..found()
        };
        let kept = restricted.respecting_restriction();
        assert_eq!(
            (kept.name.clone(), kept.street.clone(), kept.city.clone()),
            (None, None, None)
        );
        assert!(kept.details().is_none());
        let typed = Details {
            state: RegistryState::Open,
            name: "Lucie Martin, conseil".to_owned(),
            ..found().details().unwrap()
        };
        let closed = Found {
            state: RegistryState::Closed,
            ..kept
        };
        let (details, finding) = closed.over(&typed);
        assert_eq!(finding, Finding::Partial);
        assert_eq!(details.name, "Lucie Martin, conseil");
        assert_eq!(details.state, RegistryState::Closed, "the registry decides");
    }

    #[test]
    fn a_legal_person_who_restricts_keeps_its_name() {
        let association = Found {
            restricted: true,
            legal_category: Some(LegalCategory::parse("9220").unwrap()),
            ..found()
        };
        let kept = association.respecting_restriction();
        assert_eq!(kept.name.as_deref(), Some("LUCIE MARTIN"));
        assert_eq!(kept.street, None);
    }

    #[test]
    fn masked_and_foreign_values_are_not_told() {
        assert_eq!(told(" [ND] "), None);
        assert_eq!(told("[NON-DIFFUSIBLE]"), None);
        assert_eq!(
            name("  COMMUNE \t DE  VAL "),
            Some("COMMUNE DE VAL".to_owned())
        );
        assert_eq!(postal_code("B-1000"), None);
        assert_eq!(postal_code("35000"), Some("35000".to_owned()));
        assert_eq!(name(&"a".repeat(300)).map(|n| n.len()), Some(200));
    }
}
