//! Activity codes (NAF): two digits, two digits, one letter, as in `62.01Z`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A well-formed activity code; whether the nomenclature has it is the registry's word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ActivityCode(String);

/// An activity code that is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an activity code has four digits and one letter")]
pub struct NotAnActivityCode;

impl ActivityCode {
    /// Reads a code with or without its dot, in either case.
    pub fn parse(typed: &str) -> Result<Self, NotAnActivityCode> {
        let kept: Vec<char> = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '.')
            .collect();
        match kept.as_slice() {
            [a, b, c, d, letter]
                if [a, b, c, d].iter().all(|x| x.is_ascii_digit())
                    && letter.is_ascii_alphabetic() =>
            {
                Ok(Self(format!(
                    "{a}{b}.{c}{d}{}",
                    letter.to_ascii_uppercase()
                )))
            }
            _ => Err(NotAnActivityCode),
        }
    }
}

impl fmt::Display for ActivityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ActivityCode {
    type Error = NotAnActivityCode;
    fn try_from(code: String) -> Result<Self, NotAnActivityCode> {
        Self::parse(&code)
    }
}

impl From<ActivityCode> for String {
    fn from(code: ActivityCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_with_or_without_its_dot() {
        for typed in ["62.01Z", "6201z", " 62.01 Z "] {
            assert_eq!(ActivityCode::parse(typed).unwrap().to_string(), "62.01Z");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for typed in ["", "62.01", "6201ZZ", "A201Z", "62011", "62.01é"] {
            assert_eq!(
                ActivityCode::parse(typed),
                Err(NotAnActivityCode),
                "{typed}"
            );
        }
    }
}
