//! What an account is made of, as types that can only hold valid values.

use validator::ValidateEmail;

use crate::kernel::text;

/// Longest address (RFC 5321).
const EMAIL_LIMIT: usize = 254;
/// Longest given or family name, in characters.
const NAME_LIMIT: usize = 80;

/// A plausible mail address, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads an address; the error is the message for the field.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.is_empty() {
            return Err("Indiquez une adresse électronique.");
        }
        let has_dotted_domain = text
            .rsplit_once('@')
            .is_some_and(|(_, domain)| domain.contains('.'));
        if text.len() > EMAIL_LIMIT
            || !text.is_ascii()
            || !has_dotted_domain
            || !text.validate_email()
        {
            return Err(
                "Cette adresse électronique n'est pas valable. Exemple : prenom.nom@exemple.fr",
            );
        }
        Ok(Self(text.to_owned()))
    }

    /// The address as it was typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes two addresses the same account: case does not count.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// Given and family names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName {
    given: String,
    family: String,
}

impl PersonName {
    /// Both names; each must pass [`PersonName::check`].
    pub fn new(given: &str, family: &str) -> Result<Self, &'static str> {
        Ok(Self {
            given: Self::check(given)?,
            family: Self::check(family)?,
        })
    }

    /// One name, with single spaces; the error is the message for the field.
    pub fn check(text: &str) -> Result<String, &'static str> {
        let tidy = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if tidy.is_empty() {
            return Err("Ce champ est obligatoire.");
        }
        if tidy.chars().count() > NAME_LIMIT {
            return Err("Ce nom est trop long : 80 caractères au plus.");
        }
        if tidy
            .chars()
            .any(|c| c.is_control() || matches!(c, '<' | '>' | '@' | '/' | '\\'))
        {
            return Err("Ce nom contient un caractère qui n'est pas admis.");
        }
        Ok(tidy)
    }

    /// The given name.
    #[must_use]
    pub fn given(&self) -> &str {
        &self.given
    }

    /// The family name.
    #[must_use]
    pub fn family(&self) -> &str {
        &self.family
    }

    /// Both, as shown.
    #[must_use]
    pub fn full(&self) -> String {
        text::full_name(&self.given, &self.family)
    }

    /// What a search for the person compares.
    #[must_use]
    pub fn search_key(&self, email: &Email) -> String {
        text::search_key(&format!(
            "{} {} {}",
            self.given,
            self.family,
            email.as_str()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::{Email, PersonName};

    #[test]
    fn addresses_are_plausible_and_compared_without_case() {
        let email = Email::parse(" Lea.Petit@Exemple.fr ").unwrap();
        assert_eq!(
            (email.as_str(), email.key().as_str()),
            ("Lea.Petit@Exemple.fr", "lea.petit@exemple.fr")
        );
        let long = format!("{}@exemple.fr", "a".repeat(250));
        for wrong in [
            "",
            "lea",
            "lea@exemple",
            "lea petit@exemple.fr",
            "a@b@c.fr",
            "léa@exemple.fr",
            "a\r\nb@c.fr",
            &long,
        ] {
            assert!(Email::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn names_are_tidy_and_may_be_written_in_any_script() {
        assert_eq!(
            PersonName::new("  Jean   Paul ", "O'Hara").unwrap().full(),
            "Jean Paul O'Hara"
        );
        assert!(PersonName::new("שרה", "🎉").is_ok());
        for wrong in ["", " ", "<script>", "a@b.fr", "http://x", &"a".repeat(81)] {
            assert!(PersonName::check(wrong).is_err(), "{wrong}");
        }
    }
}
