//! Legal categories of INSEE: what kind of legal person an organisation is, and whether it is a public body.
//!
//! The labels are data (`legal_categories.csv`: code, semicolon, label). A code the file does not know is still
//! accepted when its family exists, because the list changes every year; it then shows its family's label.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

static LABELS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("legal_categories.csv")
        .lines()
        .filter_map(|line| line.split_once(';'))
        .collect()
});

/// Four digits, the first of which names a family.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LegalCategory(String);

/// A legal category that is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a legal category has four digits, the first from 1 to 9")]
pub struct NotALegalCategory;

impl LegalCategory {
    /// Reads a code, with or without the label that a list adds after it.
    pub fn parse(typed: &str) -> Result<Self, NotALegalCategory> {
        let code: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '.')
            .take(4)
            .collect();
        let rest = typed.trim().strip_prefix(code.as_str()).unwrap_or_default();
        let digits =
            code.len() == 4 && code.chars().all(|c| c.is_ascii_digit()) && !code.starts_with('0');
        if digits && !rest.starts_with(|c: char| c.is_ascii_digit()) {
            Ok(Self(code))
        } else {
            Err(NotALegalCategory)
        }
    }

    /// The four digits.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }

    /// The French label, that of the family when the code is not in the list.
    #[must_use]
    pub fn label(&self) -> &'static str {
        LABELS
            .get(self.0.as_str())
            .copied()
            .unwrap_or_else(|| self.family())
    }

    /// Public bodies are those whose category begins with 7 (public law) or 4 (public, under commercial law).
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.0.starts_with('7') || self.0.starts_with('4')
    }

    /// Every category the list knows, in the order of codes.
    pub fn known() -> impl Iterator<Item = (&'static str, &'static str)> {
        LABELS.iter().map(|(code, label)| (*code, *label))
    }

    fn family(&self) -> &'static str {
        match self.0.chars().next() {
            Some('1') => "Personne physique",
            Some('2') => "Groupement sans personnalité morale",
            Some('3') => "Personne morale de droit étranger",
            Some('4') => "Personne morale de droit public soumise au droit commercial",
            Some('5') => "Société commerciale",
            Some('6') => "Autre personne morale immatriculée",
            Some('7') => "Personne morale de droit public",
            Some('8') => "Organisme privé spécialisé",
            _ => "Groupement de droit privé",
        }
    }
}

impl fmt::Display for LegalCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for LegalCategory {
    type Error = NotALegalCategory;
    fn try_from(code: String) -> Result<Self, NotALegalCategory> {
        Self::parse(&code)
    }
}

impl From<LegalCategory> for String {
    fn from(category: LegalCategory) -> Self {
        category.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_seven_and_four_are_public() {
        for (code, public) in [
            ("7210", true),
            ("7120", true),
            ("4110", true),
            ("5710", false),
            ("9220", false),
            ("8110", false),
            ("1000", false),
        ] {
            assert_eq!(
                LegalCategory::parse(code).unwrap().is_public(),
                public,
                "{code}"
            );
        }
    }

    #[test]
    fn a_code_is_read_with_the_label_a_list_adds() {
        let commune = LegalCategory::parse("7210 Commune et commune nouvelle").unwrap();
        assert_eq!(commune.code(), "7210");
        assert_eq!(commune.label(), "Commune et commune nouvelle");
    }

    #[test]
    fn an_unlisted_code_shows_its_family() {
        assert_eq!(
            LegalCategory::parse("5799").unwrap().label(),
            "Société commerciale"
        );
    }

    #[test]
    fn anything_else_is_refused() {
        for typed in ["", "72", "0210", "72100", "SAS", "7a10", "７２１０"] {
            assert_eq!(
                LegalCategory::parse(typed),
                Err(NotALegalCategory),
                "{typed}"
            );
        }
    }

    #[test]
    fn the_list_holds_only_valid_codes_in_order_and_without_repeats() {
        let lines: Vec<&str> = include_str!("legal_categories.csv").lines().collect();
        assert_eq!(lines.len(), LegalCategory::known().count());
        assert!(lines.is_sorted());
        for (code, label) in LegalCategory::known() {
            assert_eq!(LegalCategory::parse(code).unwrap().label(), label);
        }
    }
}
