//! SIREN and SIRET numbers, which can only be built valid.
//!
//! Both carry a Luhn key. The establishments of La Poste (SIREN 356 000 000) are numbered differently: only
//! its head office has a Luhn key, the others have digits whose plain sum is a multiple of five.
//! People paste these numbers with spaces, non-breaking spaces and dots: they are stripped first.
//! What this module doesn't say is whether the number was ever attributed: that is the registry's word.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

const LA_POSTE: u32 = 356_000_000;
const LA_POSTE_HEAD_OFFICE: u64 = 35_600_000_000_048;
/// Establishments per legal person: the five last digits of a SIRET.
const NIC_SPAN: u64 = 100_000;

/// Nine digits that name a legal person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Siren(u32);

/// Fourteen digits that name one establishment of a legal person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Siret(u64);

/// What is wrong with a number that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Nothing was typed.
    #[error("the number is missing")]
    Missing,
    /// Something else than digits and separators.
    #[error("the number holds something else than digits")]
    NotDigits,
    /// Too few or too many digits.
    #[error("the number has the wrong count of digits")]
    Length,
    /// The control key does not match: most often a typing mistake.
    #[error("the control key of the number does not match")]
    Key,
}

impl Siren {
    /// Reads nine digits, separators aside.
    pub fn parse(typed: &str) -> Result<Self, NumberError> {
        let digits = digits_of(typed, 9)?;
        let value = u32::try_from(number(&digits)).map_err(|_| NumberError::Length)?;
        if value == 0 || !luhn(&digits) {
            return Err(NumberError::Key);
        }
        Ok(Self(value))
    }

    /// As people read it: `732 829 320`.
    #[must_use]
    pub fn spaced(self) -> String {
        let (millions, thousands, units) =
            (self.0 / 1_000_000, self.0 / 1_000 % 1_000, self.0 % 1_000);
        format!("{millions:03} {thousands:03} {units:03}")
    }
}

impl Siret {
    /// Reads fourteen digits, separators aside.
    pub fn parse(typed: &str) -> Result<Self, NumberError> {
        let digits = digits_of(typed, 14)?;
        let whole = Self(number(&digits));
        let person = whole.siren();
        let keyed = if person.0 == LA_POSTE {
            whole.0 == LA_POSTE_HEAD_OFFICE || digits.iter().sum::<u32>().is_multiple_of(5)
        } else {
            luhn(&digits)
        };
        // The key of the whole can match by chance around a legal person that can't exist.
        if !keyed || Siren::parse(&person.to_string()).is_err() {
            return Err(NumberError::Key);
        }
        Ok(whole)
    }

    /// The legal person this establishment belongs to.
    #[must_use]
    pub fn siren(self) -> Siren {
        Siren(u32::try_from(self.0 / NIC_SPAN).unwrap_or_default())
    }

    /// As people read it: `732 829 320 00074`.
    #[must_use]
    pub fn spaced(self) -> String {
        format!("{} {:05}", self.siren().spaced(), self.0 % NIC_SPAN)
    }
}

impl NumberError {
    /// The sentence shown under a SIRET field.
    #[must_use]
    pub fn siret_sentence(self) -> &'static str {
        match self {
            Self::Missing => "Indiquez le numéro SIRET de l'établissement (14 chiffres).",
            Self::NotDigits => "Le SIRET ne comporte que des chiffres.",
            Self::Length => "Le SIRET comporte 14 chiffres.",
            Self::Key => "Ce numéro SIRET n'existe pas : vérifiez les chiffres saisis.",
        }
    }
}

impl fmt::Display for Siren {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:09}", self.0)
    }
}

impl fmt::Display for Siret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:014}", self.0)
    }
}

impl FromStr for Siren {
    type Err = NumberError;
    fn from_str(typed: &str) -> Result<Self, NumberError> {
        Self::parse(typed)
    }
}

impl FromStr for Siret {
    type Err = NumberError;
    fn from_str(typed: &str) -> Result<Self, NumberError> {
        Self::parse(typed)
    }
}

impl TryFrom<String> for Siren {
    type Error = NumberError;
    fn try_from(typed: String) -> Result<Self, NumberError> {
        Self::parse(&typed)
    }
}

impl TryFrom<String> for Siret {
    type Error = NumberError;
    fn try_from(typed: String) -> Result<Self, NumberError> {
        Self::parse(&typed)
    }
}

impl From<Siren> for String {
    fn from(siren: Siren) -> Self {
        siren.to_string()
    }
}

impl From<Siret> for String {
    fn from(siret: Siret) -> Self {
        siret.to_string()
    }
}

/// The digits typed, once separators are gone; all of them, and as many as `wanted`.
fn digits_of(typed: &str, wanted: usize) -> Result<Vec<u32>, NumberError> {
    let kept: Vec<char> = typed.chars().filter(|c| !is_separator(*c)).collect();
    if kept.is_empty() {
        return Err(NumberError::Missing);
    }
    let digits: Option<Vec<u32>> = kept.iter().map(|c| c.to_digit(10)).collect();
    let digits = digits.ok_or(NumberError::NotDigits)?;
    if digits.len() == wanted {
        Ok(digits)
    } else {
        Err(NumberError::Length)
    }
}

/// White space of every width, the marks that copying leaves behind, and dots.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | '\u{200b}' | '\u{feff}')
}

fn number(digits: &[u32]) -> u64 {
    digits
        .iter()
        .fold(0, |value, digit| value * 10 + u64::from(*digit))
}

/// The Luhn key: weights 1 and 2 from the right, the digits of each product added.
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(rank, digit)| {
            if rank % 2 == 0 {
                *digit
            } else {
                digit * 2 / 10 + digit * 2 % 10
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_pasted_siret_is_read_whatever_its_separators() {
        for typed in [
            "73282932000074",
            " 732 829 320 00074 ",
            "732.829.320.00074",
            "732\u{a0}829\u{202f}320\u{a0}00074\n",
        ] {
            let siret = Siret::parse(typed).unwrap();
            assert_eq!(siret.to_string(), "73282932000074");
            assert_eq!(siret.spaced(), "732 829 320 00074");
            assert_eq!(siret.siren().to_string(), "732829320");
        }
    }

    #[test]
    fn each_mistake_is_named() {
        assert_eq!(Siret::parse(" . "), Err(NumberError::Missing));
        assert_eq!(Siret::parse("7328293200007O"), Err(NumberError::NotDigits));
        assert_eq!(
            Siret::parse("７３２８２９３２０００７４"),
            Err(NumberError::NotDigits)
        );
        assert_eq!(Siret::parse("732829320"), Err(NumberError::Length));
        assert_eq!(Siret::parse("73282932000075"), Err(NumberError::Key));
        assert_eq!(Siret::parse("00000000000000"), Err(NumberError::Key));
        assert_eq!(Siren::parse("732829321"), Err(NumberError::Key));
        assert_eq!(Siren::parse("000000000"), Err(NumberError::Key));
    }

    #[test]
    fn the_key_of_the_siret_does_not_excuse_a_wrong_siren() {
        assert!(luhn(&digits_of("73282932100007", 14).unwrap()));
        assert_eq!(Siret::parse("73282932100007"), Err(NumberError::Key));
    }

    #[test]
    fn la_poste_has_its_own_key() {
        assert!(
            Siret::parse("35600000000048").is_ok(),
            "the head office passes Luhn"
        );
        assert!(
            Siret::parse("35600000049837").is_ok(),
            "the digits add up to 45"
        );
        assert_eq!(Siret::parse("35600000049838"), Err(NumberError::Key));
        assert!(Siren::parse("356000000").is_ok());
    }

    #[test]
    fn leading_zeros_survive() {
        let siret = Siret::parse("005 520 135 00038").unwrap();
        assert_eq!(siret.to_string(), "00552013500038");
        assert_eq!(siret.siren().spaced(), "005 520 135");
        let json = serde_json::to_string(&siret).unwrap();
        assert_eq!(json, "\"00552013500038\"");
        assert_eq!(serde_json::from_str::<Siret>(&json).unwrap(), siret);
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_seen(place in 0_usize..14, shift in 1_u32..10) {
            let mut digits = digits_of("73282932000074", 14).unwrap();
            digits[place] = (digits[place] + shift) % 10;
            let typed: String = digits.iter().map(ToString::to_string).collect();
            prop_assert!(Siret::parse(&typed).is_err());
        }

        #[test]
        fn no_text_makes_it_panic(typed in ".{0,40}") {
            let _ = Siret::parse(&typed);
            let _ = Siren::parse(&typed);
        }
    }
}
