//! From what an identity provider says of a person to the identity that `FranceConnect` answers for.
//!
//! Sources: reference/franceconnect.md 2.9 (formats), 3.2 (validation) and 3.3 (the civil registry). Pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use validator::ValidateEmail as _;

use super::model::{Claims, Family, Gender, Identity, IdentityId, Rnipp};
use crate::sandbox::fault::Fault;
use crate::text_enum;

/// Code of France among countries of birth.
pub const FRANCE: &str = "99100";

text_enum! {
    /// What the civil registry (RNIPP) answers. Source: reference/franceconnect.md 2.10 and 3.3.
    pub enum Registry {
        /// Code 2: the person is found.
        Found = "found",
        /// Code 3: found, and the registry's own spelling replaces what was asked.
        Rectified = "rectified",
        /// Code 4: one person is close, but is not this one.
        SingleEcho = "E010004",
        /// Code 6: several persons are.
        Several = "E010006",
        /// Code 7: the name given is a usage name.
        UsageNameOnly = "E010007",
        /// Code 8: nobody is.
        Nobody = "E010008",
        /// Code 9: the question is rejected.
        Rejected = "E010009",
        /// No answer in seven seconds.
        Timeout = "E010011",
        /// The registry answers with an HTTP error.
        Unreachable = "E010012",
        /// The registry's answer can't be read.
        Malformed = "E010013",
        /// The person is deceased.
        Deceased = "E010015",
    }
}

impl Registry {
    /// The refusal, if it is one.
    #[must_use]
    pub const fn refusal(self) -> Option<Fault> {
        match self {
            Self::Found | Self::Rectified => None,
            Self::SingleEcho => Some(Fault::RnippEcho),
            Self::Several => Some(Fault::RnippSeveral),
            Self::UsageNameOnly => Some(Fault::RnippUsageName),
            Self::Nobody => Some(Fault::RnippNobody),
            Self::Rejected => Some(Fault::RnippRejected),
            Self::Timeout => Some(Fault::RnippTimeout),
            Self::Unreachable => Some(Fault::RnippHttp),
            Self::Malformed => Some(Fault::RnippFormat),
            Self::Deceased => Some(Fault::RnippDeceased),
        }
    }

    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Found => "Personne trouvée",
            Self::Rectified => "Personne trouvée, identité rectifiée",
            Self::SingleEcho => "Y010004 : une seule identité approchante",
            Self::Several => "Y010006 : plusieurs personnes",
            Self::UsageNameOnly => "Y010007 : nom d'usage seulement",
            Self::Nobody => "Y010008 : personne inconnue",
            Self::Rejected => "Y010009 : question rejetée",
            Self::Timeout => "Y010011 : pas de réponse à temps",
            Self::Unreachable => "Y010012 : état civil injoignable",
            Self::Malformed => "Y010013 : réponse illisible",
            Self::Deceased => "Y010015 : personne décédée",
        }
    }
}

/// What an identity provider says of a citizen, as it says it. Empty texts are claims it does not give.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// All first names, separated by spaces.
    pub given_name: String,
    /// Birth name.
    pub family_name: String,
    /// Usage name.
    pub preferred_username: String,
    /// `male`, `female` or `unspecified`.
    pub gender: String,
    /// `YYYY-MM-DD`, with `00` for a month or a day that nobody knows.
    pub birthdate: String,
    /// Code of the commune of birth, or whatever a provider puts there for a birth abroad.
    pub birthplace: String,
    /// Code of the country of birth; empty stands for France.
    pub birthcountry: String,
    /// Address for mails.
    pub email: String,
}

impl Said {
    /// The identity of that name, as the civil registry answers.
    #[must_use]
    pub fn identity(
        &self,
        id: IdentityId,
        (family, words): (Family, &str),
        registry: Registry,
        rectified: Option<&Self>,
    ) -> Identity {
        let name = format!("{} {}", self.given_name, self.family_name.to_uppercase());
        let name = name.trim();
        let rnipp = match (self.refusal(), registry.refusal(), rectified) {
            (Some(fault), _, _) | (None, Some(fault), _) => Rnipp::Refused(fault),
            (None, None, Some(rectified)) => Rnipp::Rectified(Box::new(self.pivot_of(rectified))),
            (None, None, None) => Rnipp::Found,
        };
        Identity {
            label: if name.is_empty() { &id.0 } else { name }.to_owned(),
            id,
            words: words.to_owned(),
            family,
            claims: self.claims(),
            providers: Vec::new(),
            rnipp,
        }
    }

    /// Why `FranceConnect` refuses what the provider says, if it does.
    #[must_use]
    pub fn refusal(&self) -> Option<Fault> {
        if !self.all_wrong().is_empty() {
            return Some(Fault::IdentityInvalid);
        }
        self.email.is_empty().then_some(Fault::EmailMissing)
    }

    /// The claims that break their format; a missing address for mails is another matter.
    #[must_use]
    pub fn all_wrong(&self) -> Vec<&'static str> {
        let usage = &self.preferred_username;
        let rules = [
            ("given_name", is_name(&self.given_name)),
            ("family_name", is_name(&self.family_name)),
            ("preferred_username", usage.is_empty() || is_name(usage)),
            ("gender", self.gender.parse::<Gender>().is_ok()),
            ("birthdate", presumed(&self.birthdate).is_some()),
            ("birthcountry", is_country(self.country())),
            (
                "birthplace",
                self.country() != FRANCE || is_commune(&self.birthplace),
            ),
            ("email", self.email.is_empty() || is_email(&self.email)),
        ];
        let broken = rules.into_iter().filter(|(_, sound)| !sound);
        broken.map(|(claim, _)| claim).collect()
    }

    fn country(&self) -> &str {
        if self.birthcountry.is_empty() {
            FRANCE
        } else {
            &self.birthcountry
        }
    }

    /// The claims in their final form: names in capitals as the registry echoes them, a whole date, no place abroad.
    fn claims(&self) -> Claims {
        let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let upper = |name: &str| name.to_uppercase();
        let names = self.given_name.split(' ').filter(|name| !name.is_empty());
        let birthdate = presumed(&self.birthdate).map(|day| day.to_string());
        Claims {
            given_names: names.map(upper).collect(),
            family_name: upper(&self.family_name),
            preferred_username: text(&self.preferred_username),
            gender: self.gender.parse().unwrap_or(Gender::Unspecified),
            birthdate: birthdate.unwrap_or_default(),
            idp_birthdate: self.birthdate.clone(),
            birthplace: if self.country() == FRANCE {
                self.birthplace.clone()
            } else {
                String::new()
            },
            birthcountry: self.country().to_owned(),
            email: text(&self.email),
        }
    }

    /// The claims when the registry answers another pivot: what is not of the pivot stays the provider's.
    fn pivot_of(&self, rectified: &Self) -> Claims {
        let own = self.claims();
        Claims {
            preferred_username: own.preferred_username,
            idp_birthdate: own.idp_birthdate,
            email: own.email,
            ..rectified.claims()
        }
    }
}

fn is_email(text: &str) -> bool {
    text.len() <= 254 && text.validate_email()
}

/// From 1 to 256 characters: Latin letters with their marks, spaces, hyphens, apostrophes.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let length = text.chars().count();
    let sound = |c: char| matches!(c, ' ' | '-' | '\'' | '’') || is_latin(c);
    (1..=256).contains(&length) && text.chars().all(sound) && text.chars().any(is_latin)
}

fn is_latin(c: char) -> bool {
    c.is_alphabetic() && c < '\u{250}'
}

/// A code of INSEE: five digits, of which the second may be A or B, for Corsica.
fn is_code(text: &str) -> bool {
    let sound =
        |(place, c): (usize, char)| c.is_ascii_digit() || (place == 1 && matches!(c, 'A' | 'B'));
    text.chars().count() == 5 && text.chars().enumerate().all(sound)
}

/// A commune: a code that is not that of a country.
#[must_use]
pub fn is_commune(text: &str) -> bool {
    is_code(text) && !text.starts_with("99")
}

/// A country: `99` and three digits.
#[must_use]
pub fn is_country(text: &str) -> bool {
    is_code(text) && text.starts_with("99")
}

/// The date that `FranceConnect` gives: an unknown day becomes the first of the month, an unknown month January.
/// A known day of an unknown month is no date.
#[must_use]
pub fn presumed(raw: &str) -> Option<NaiveDate> {
    let mut parts = raw.split('-');
    let mut number = |length: usize| {
        let part = parts.next()?;
        let digits = part.len() == length && part.chars().all(|c| c.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    let (month, day) = match (month, day) {
        (0, 0) => (1, 1),
        (0, _) => return None,
        (month, 0) => (month, 1),
        known => known,
    };
    if parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_parts_of_a_date_are_presumed() {
        let date = |raw: &str| presumed(raw).map(|day| day.to_string());
        assert_eq!(date("1992-11-00").as_deref(), Some("1992-11-01"));
        assert_eq!(date("1992-00-00").as_deref(), Some("1992-01-01"));
        for wrong in [
            "1977-00-03",
            "1992-02-30",
            "1992-2-3",
            "1992-11",
            "19921101",
            "",
            "1992-11-01-",
            "1992-13-01",
            "+992-01-01",
        ] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn codes_of_places_are_those_of_insee() {
        assert!(is_commune("2A004") && is_commune("75107") && is_commune("98729"));
        for wrong in ["2C004", "AAAAA", "7510", "751077", "99100", "A2004", ""] {
            assert!(!is_commune(wrong), "{wrong}");
        }
        assert!(is_country("99100") && !is_country("75107"));
    }

    #[test]
    fn names_are_written_in_latin_letters() {
        assert!(is_name("D'Œuvre-Müller") && is_name("El Idrissi") && is_name(&"a".repeat(256)));
        for wrong in ["", " ", "-", "Ли", "a1", "<b>", "a\nb"] {
            assert!(!is_name(wrong), "{wrong}");
        }
        assert!(!is_name(&"a".repeat(257)));
    }
}
