//! What the registry of companies answers in the place of people.

use chrono::Months;

use super::answers::{Answers, Question};
use crate::kernel::clock::Day;
use crate::organisations::Found;

/// Years of business above which a private person may enter the experiment.
const EXPERIMENT_YEARS: u32 = 3;

/// Who may be behind a legal category, by its first digit: when there is one choice it is the answer.
const WHO: &[(&str, &[&str])] = &[
    ("4", &["administration"]),
    ("7", &["administration"]),
    ("9", &["association", "delegataire", "editeur"]),
    ("", &["entreprise", "delegataire", "editeur"]),
];

/// The answers that the registry gives, and those it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it answers.
    pub answers: Vec<(Question, &'static str)>,
    /// What may still be answered to "who are you".
    pub who: &'static [&'static str],
}

impl Told {
    /// The answers of people, put right by the registry's.
    #[must_use]
    pub fn over(&self, mut given: Answers) -> Answers {
        for (question, code) in &self.answers {
            given.give(*question, code);
        }
        given
    }

    /// Whether the registry leaves this question to people.
    #[must_use]
    pub fn leaves(&self, question: Question) -> bool {
        !self.answers.iter().any(|(known, _)| *known == question)
    }
}

/// What an entry of the registry answers, as of `today`.
#[must_use]
pub fn told(found: &Found, today: Day) -> Told {
    let category = found.legal_category.as_ref().map(|c| c.code().to_owned());
    let who = category
        .as_deref()
        .and_then(|code| WHO.iter().find(|(first, _)| code.starts_with(first)))
        .map_or(&[][..], |(_, who)| who);
    let mut answers = vec![
        (Question::Active, yes_or_no(found.is_open())),
        (Question::InFrance, "oui"),
    ];
    if let [only] = who {
        answers.push((Question::Who, only));
    }
    if category.is_some() {
        answers.push((Question::LegalPerson, yes_or_no(!found.is_natural())));
    }
    if let Some(founded) = found.founded_on {
        answers.push((
            Question::ThreeYears,
            yes_or_no(is_old_enough(founded, today)),
        ));
    }
    Told { answers, who }
}

fn is_old_enough(founded: Day, today: Day) -> bool {
    founded
        .0
        .checked_add_months(Months::new(12 * EXPERIMENT_YEARS))
        .is_some_and(|third_birthday| third_birthday < today.0)
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "oui" } else { "non" }
}

#[cfg(test)]
mod tests {
    use super::super::outcome;
    use super::*;
    use crate::organisations::{LegalCategory, RegistryState, Siret};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn entry(category: &str, founded: &str, state: RegistryState) -> Found {
        Found {
            legal_category: LegalCategory::parse(category).ok(),
            founded_on: Day::parse(founded),
            ..Found::bare(Siret::parse("73282932000074").unwrap(), state)
        }
    }

    fn code(found: &Found, pairs: &[(Question, &str)]) -> Option<&'static str> {
        let mut given = Answers::default();
        for (question, code) in pairs {
            given.give(*question, code);
        }
        let answers = told(found, day("2026-03-02")).over(given);
        outcome(&answers).map(|outcome| outcome.code)
    }

    #[test]
    fn the_legal_category_decides_public_or_private() {
        for public in ["7210", "7344", "7371", "4110"] {
            let found = entry(public, "1998-07-14", RegistryState::Open);
            assert_eq!(code(&found, &[]), Some("administration"), "{public}");
        }
        for (private, who) in [
            ("5710", "entreprise"),
            ("9220", "association"),
            ("1000", "entreprise"),
        ] {
            let found = entry(private, "1998-07-14", RegistryState::Open);
            assert_eq!(code(&found, &[]), None, "{private} is asked more");
            assert_eq!(told(&found, day("2026-03-02")).who[0], who);
        }
    }

    #[test]
    fn a_closed_establishment_is_answered_at_once() {
        let found = entry("7210", "1998-07-14", RegistryState::Closed);
        assert_eq!(code(&found, &[]), Some("closed"));
        let private = entry("5710", "", RegistryState::Closed);
        assert_eq!(code(&private, &[]), Some("closed"));
    }

    #[test]
    fn the_creation_date_gives_the_three_years() {
        let ask = [
            (Question::Who, "entreprise"),
            (Question::Purpose, "experimentation"),
            (Question::Sector, "education"),
            (Question::Electronic, "oui"),
            // What people say does not count against the registry.
            (Question::ThreeYears, "oui"),
        ];
        for (founded, expected) in [
            ("2023-03-01", "experiment"),
            ("2023-03-02", "too_young"),
            ("2025-01-01", "too_young"),
        ] {
            let found = entry("5710", founded, RegistryState::Open);
            assert_eq!(code(&found, &ask), Some(expected), "{founded}");
        }
        let natural = entry("1000", "2001-01-01", RegistryState::Open);
        assert_eq!(code(&natural, &ask), Some("natural_person"));
    }
}
