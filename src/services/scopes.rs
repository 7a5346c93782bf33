//! From the claims of an habilitation to the scopes a client may ask for.
//!
//! Invariant: a scope is allowed only when every claim behind it was granted. `openid` always is.
//! Source: reference/franceconnect.md 2.8.

use std::collections::BTreeSet;

/// Scopes that stand for several claims.
const COMPOSITES: [(&str, &[&str]); 3] = [
    (
        "identite_pivot",
        &[
            "given_name",
            "family_name",
            "birthdate",
            "gender",
            "birthplace",
            "birthcountry",
        ],
    ),
    (
        "profile",
        &[
            "given_name",
            "family_name",
            "birthdate",
            "gender",
            "preferred_username",
        ],
    ),
    ("birth", &["birthplace", "birthcountry"]),
];

/// French words for the identity scopes, in the order of pages.
const LABELS: [(&str, &str); 12] = [
    ("openid", "Identifiant technique (sub)"),
    ("given_name", "Prénoms"),
    ("family_name", "Nom de naissance"),
    ("preferred_username", "Nom d'usage"),
    ("gender", "Sexe"),
    ("birthdate", "Date de naissance"),
    ("birthplace", "Commune de naissance"),
    ("birthcountry", "Pays de naissance"),
    ("email", "Adresse électronique"),
    ("identite_pivot", "Identité pivot (six données)"),
    ("profile", "Profil (prénoms, noms, date de naissance, sexe)"),
    ("birth", "Lieu de naissance (commune et pays)"),
];

/// The scopes that an habilitation allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeSet {
    scopes: BTreeSet<String>,
}

/// A scope with its words, for a form or a page.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ScopeChoice {
    /// The scope as FranceConnect writes it.
    pub value: String,
    /// What it gives, in French.
    pub label: String,
}

impl ScopeSet {
    /// What these granted claims allow.
    #[must_use]
    pub fn granted_by<'c>(claims: impl IntoIterator<Item = &'c str>) -> Self {
        let mut scopes: BTreeSet<String> = claims.into_iter().map(str::to_owned).collect();
        let composed: Vec<&str> = COMPOSITES
            .iter()
            .filter(|(_, parts)| parts.iter().all(|part| scopes.contains(*part)))
            .map(|(composite, _)| *composite)
            .collect();
        scopes.extend(composed.into_iter().map(str::to_owned));
        scopes.insert("openid".to_owned());
        Self { scopes }
    }

    /// Whether a client may ask for this scope.
    #[must_use]
    pub fn allows(&self, scope: &str) -> bool {
        self.scopes.contains(scope)
    }

    /// Scopes reduced to what is allowed. A scope that stands for several claims gives way to those that stay.
    #[must_use]
    pub fn narrowed(&self, scopes: &BTreeSet<String>) -> BTreeSet<String> {
        let mut kept: BTreeSet<String> = BTreeSet::from(["openid".to_owned()]);
        for scope in scopes {
            if self.allows(scope) {
                kept.insert(scope.clone());
                continue;
            }
            let parts = COMPOSITES
                .iter()
                .find(|(composite, _)| composite == scope)
                .map_or(&[] as &[&str], |(_, parts)| parts);
            let allowed = parts.iter().filter(|part| self.allows(part));
            kept.extend(allowed.map(|part| (*part).to_owned()));
        }
        kept
    }

    /// The scopes with their words: identity first, in a fixed order, then data scopes by name.
    #[must_use]
    pub fn choices(&self) -> Vec<ScopeChoice> {
        let identity = LABELS
            .iter()
            .filter(|(code, _)| self.scopes.contains(*code))
            .map(|(code, _)| *code);
        let data = self
            .scopes
            .iter()
            .map(String::as_str)
            .filter(|code| LABELS.iter().all(|(known, _)| known != code));
        identity
            .chain(data)
            .map(|code| ScopeChoice {
                value: code.to_owned(),
                label: label(code),
            })
            .collect()
    }
}

/// The French words for a scope; a data scope is its own word.
#[must_use]
pub fn label(code: &str) -> String {
    LABELS
        .iter()
        .find(|(known, _)| *known == code)
        .map_or_else(|| code.to_owned(), |(_, label)| (*label).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_that_stands_for_several_gives_way_to_those_that_stay() {
        let set = |codes: &[&str]| -> BTreeSet<String> {
            codes.iter().map(|code| (*code).to_owned()).collect()
        };
        let allowed = ScopeSet::granted_by(["given_name", "family_name", "birthdate"]);
        assert_eq!(
            allowed.narrowed(&set(&["openid", "profile", "email"])),
            set(&["openid", "given_name", "family_name", "birthdate"])
        );
        let whole = set(&["openid", "given_name"]);
        assert_eq!(allowed.narrowed(&whole), whole);
    }
}
