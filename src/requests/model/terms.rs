//! What a grant holds back and what it asks in return: scopes withheld, each with its reason, and conditions.
//!
//! `openid` is never withheld: without it there is no FranceConnect.

use serde::{Deserialize, Serialize};

use super::{Claim, DataApi};

/// Conditions of one habilitation.
pub const CONDITIONS_MAX: usize = 10;
/// Longest condition, in characters.
pub const CONDITION_MAX_CHARS: usize = 300;
/// Shortest reason for withholding a scope.
pub const WITHHELD_MIN_CHARS: usize = 10;
/// Longest one.
pub const WITHHELD_MAX_CHARS: usize = 1_000;

/// A scope that was asked for and is not granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// Which.
    pub scope: String,
    /// Why, as the applicant reads it.
    pub reason: String,
}

/// The terms of a grant. Built by [`GrantTerms::new`]; the default grants everything without condition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct GrantTerms {
    withheld: Vec<Withheld>,
    conditions: Vec<String>,
}

/// What is wrong with terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TermsMistake {
    /// This scope is withheld without a reason that explains it.
    Unexplained(String),
    /// The reason for this scope is too long.
    TooLong(String),
    /// More than [`CONDITIONS_MAX`] conditions.
    TooManyConditions,
    /// A condition is longer than [`CONDITION_MAX_CHARS`].
    LongCondition,
}

impl GrantTerms {
    /// Checks everything and returns all the mistakes at once. What was not asked for can't be withheld: it is left out.
    pub fn new(
        asked: &[String],
        withheld: Vec<Withheld>,
        conditions: &str,
    ) -> Result<Self, Vec<TermsMistake>> {
        let mut mistakes = Vec::new();
        let withheld: Vec<Withheld> = withheld
            .into_iter()
            .filter(|held| held.scope != "openid" && asked.contains(&held.scope))
            .collect();
        for held in &withheld {
            match held.reason.trim().chars().count() {
                length if length < WITHHELD_MIN_CHARS => {
                    mistakes.push(TermsMistake::Unexplained(held.scope.clone()));
                }
                length if length > WITHHELD_MAX_CHARS => {
                    mistakes.push(TermsMistake::TooLong(held.scope.clone()));
                }
                _ => {}
            }
        }
        let conditions: Vec<String> = conditions
            .lines()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect();
        if conditions.len() > CONDITIONS_MAX {
            mistakes.push(TermsMistake::TooManyConditions);
        }
        let long = |line: &String| line.chars().count() > CONDITION_MAX_CHARS;
        if conditions.iter().any(long) {
            mistakes.push(TermsMistake::LongCondition);
        }
        if mistakes.is_empty() {
            Ok(Self {
                withheld,
                conditions,
            })
        } else {
            Err(mistakes)
        }
    }

    /// Those that were granted once, as the database keeps them.
    pub(in crate::requests) fn kept(withheld: Vec<Withheld>, conditions: Vec<String>) -> Self {
        Self {
            withheld,
            conditions,
        }
    }

    /// The scopes withheld.
    #[must_use]
    pub fn withheld(&self) -> &[Withheld] {
        &self.withheld
    }

    /// The conditions.
    #[must_use]
    pub fn conditions(&self) -> &[String] {
        &self.conditions
    }

    /// Whether a scope that was asked for is granted.
    #[must_use]
    pub fn grants(&self, scope: &str) -> bool {
        self.withheld.iter().all(|held| held.scope != scope)
    }
}

/// The words for a scope: those of a claim, those of a data API, or its code.
#[must_use]
pub fn scope_label(scope: &str) -> String {
    if let Ok(claim) = scope.parse::<Claim>() {
        return claim.label().to_owned();
    }
    let mut known = DataApi::ALL.iter().flat_map(|api| api.scopes());
    known
        .find(|data| data.code == scope)
        .map_or_else(|| scope.to_owned(), |data| data.label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(scope: &str, reason: &str) -> Withheld {
        Withheld {
            scope: scope.to_owned(),
            reason: reason.to_owned(),
        }
    }

    #[test]
    fn what_was_not_asked_and_openid_are_never_withheld() {
        let asked = ["openid", "email"].map(str::to_owned);
        let reason = "Le service n'en a pas besoin.";
        let all = ["openid", "email", "birthdate"].map(|scope| held(scope, reason));
        let terms = GrantTerms::new(&asked, all.to_vec(), "").unwrap();
        assert_eq!(terms.withheld(), [held("email", reason)]);
        assert!(terms.grants("openid") && !terms.grants("email"));
    }

    #[test]
    fn every_mistake_is_told() {
        let asked = ["email".to_owned()];
        let conditions = "x\n".repeat(CONDITIONS_MAX + 1) + &"é".repeat(CONDITION_MAX_CHARS + 1);
        assert_eq!(
            GrantTerms::new(&asked, vec![held("email", " non ")], &conditions).unwrap_err(),
            vec![
                TermsMistake::Unexplained("email".to_owned()),
                TermsMistake::TooManyConditions,
                TermsMistake::LongCondition
            ]
        );
    }

    #[test]
    fn conditions_are_one_a_line() {
        let terms = GrantTerms::new(&[], Vec::new(), " une \n\n deux\n").unwrap();
        assert_eq!(terms.conditions(), ["une", "deux"]);
        assert_eq!(
            GrantTerms::new(&[], Vec::new(), "").unwrap(),
            GrantTerms::default()
        );
    }
}
