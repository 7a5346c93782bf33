//! What the answers lead to: the first rule of the table that holds.

use super::answers::{Answers, Condition, Question, next_question};
use super::guides::{self, Text};
use super::table::OUTCOMES;
use crate::organisations::Siret;
use crate::requests::model::LegalBasis;
use crate::requests::urls;

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A request may be filed.
    Eligible,
    /// No legal basis holds.
    NotEligible,
}

/// The answer given, with its reasons.
#[derive(Debug, Clone, Copy)]
pub struct Outcome {
    /// Code, for tests.
    pub code: &'static str,
    /// Yes or no.
    pub verdict: Verdict,
    /// The legal basis that the form opens with.
    pub basis: Option<LegalBasis>,
    /// The answer in one sentence.
    pub title: &'static str,
    /// Why.
    pub because: &'static [&'static str],
    /// The text it rests on.
    pub reference: Text,
}

/// A rule: the conditions under which it holds, and what it answers.
pub type Rule = (&'static [Condition], Outcome);

/// The outcome: at once when a rule about the organisation itself holds, else once every question asked is answered.
#[must_use]
pub fn outcome(answers: &Answers) -> Option<&'static Outcome> {
    let asked = answers.asked_only();
    let closed = asked.code(Question::Active) == Some("non");
    if !closed && next_question(answers).is_some() {
        return None;
    }
    OUTCOMES
        .iter()
        .find(|(when, _)| asked.meet(when))
        .map(|(_, outcome)| outcome)
}

impl Outcome {
    /// Everything to prepare.
    #[must_use]
    pub fn preparation(&self) -> Vec<&'static str> {
        let guide = self.basis.and_then(guides::guide);
        guide.map_or_else(Vec::new, |guide| guide.preparation().collect())
    }

    /// The expected delays.
    #[must_use]
    pub fn delays(&self) -> Vec<&'static str> {
        let guide = self.basis.and_then(guides::guide);
        guide.map_or_else(Vec::new, |guide| guide.delays().collect())
    }

    /// The page of its legal basis.
    #[must_use]
    pub fn guide_url(&self) -> Option<String> {
        let guide = guides::guide(self.basis?)?;
        Some(urls::guide(guide.slug))
    }

    /// The form that follows, prefilled with the basis, the establishment and, for the experiment, the sector.
    #[must_use]
    pub fn form_url(&self, answers: &Answers, siret: Option<Siret>) -> Option<String> {
        let basis = self.basis?;
        let sector = answers.sector().filter(|_| basis == LegalBasis::Experiment);
        let sector = sector.map(|s| format!("&sector={s}")).unwrap_or_default();
        let siret = siret.map(|s| format!("&siret={s}")).unwrap_or_default();
        Some(format!("{}?fondement={basis}{sector}{siret}", urls::NEW))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(pairs: &[(&str, &'static str)]) -> Answers {
        let pairs = pairs.to_vec();
        Answers::read(move |name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| *v))
    }
    fn code(pairs: &[(&str, &'static str)]) -> Option<&'static str> {
        outcome(&told(pairs)).map(|o| o.code)
    }

    #[test]
    fn administrations_and_those_who_act_for_them_are_answered_at_once() {
        assert_eq!(code(&[]), None);
        assert_eq!(
            code(&[("profil", "administration")]),
            Some("administration")
        );
        assert_eq!(code(&[("profil", "delegataire")]), Some("delegatee"));
        assert_eq!(code(&[("profil", "editeur")]), Some("vendor"));
        assert_eq!(code(&[("profil", "particulier")]), Some("individual"));
    }

    #[test]
    fn an_answer_left_from_another_path_changes_nothing() {
        assert_eq!(
            code(&[("profil", "particulier"), ("objet", "adresse")]),
            Some("individual")
        );
        assert_eq!(
            code(&[
                ("profil", "association"),
                ("objet", "adresse"),
                ("electronique", "oui")
            ]),
            Some("address_change")
        );
        assert_eq!(
            code(&[("profil", "entreprise"), ("objet", "<script>")]),
            None
        );
    }

    #[test]
    fn the_experiment_asks_its_criteria_one_by_one() {
        let mut told_so_far = vec![("profil", "entreprise"), ("objet", "experimentation")];
        for (question, no, outcome_of_no) in [
            ("morale", "non", "natural_person"),
            ("secteur", "autre", "other_sector"),
            ("france", "non", "not_in_france"),
            ("anciennete", "non", "too_young"),
            ("electronique", "non", "not_electronic"),
        ] {
            assert_eq!(
                next_question(&told(&told_so_far)).map(super::super::Question::name),
                Some(question)
            );
            let mut refused = told_so_far.clone();
            refused.push((question, no));
            assert_eq!(code(&refused), Some(outcome_of_no));
            told_so_far.push((
                question,
                if question == "secteur" {
                    "education"
                } else {
                    "oui"
                },
            ));
        }
        let end = told(&told_so_far);
        let found = outcome(&end).unwrap();
        assert_eq!(found.code, "experiment");
        assert_eq!(
            found.form_url(&end, None).as_deref(),
            Some("/demandes/nouvelle?fondement=experiment&sector=education")
        );
        assert!(found.preparation().len() > 5);
    }

    #[test]
    fn every_eligible_outcome_opens_a_form_and_no_other_does() {
        for (_, outcome) in OUTCOMES {
            assert_eq!(
                outcome.verdict == Verdict::Eligible,
                outcome.basis.is_some(),
                "{}",
                outcome.code
            );
            assert!(!outcome.reference.title.is_empty() && !outcome.because.is_empty());
            assert_eq!(outcome.basis.is_some(), !outcome.preparation().is_empty());
        }
    }

    #[test]
    fn every_way_through_the_questions_ends_with_one_answer_and_every_answer_is_reached() {
        let mut reached = std::collections::BTreeSet::new();
        let mut ways = vec![Answers::default()];
        while let Some(so_far) = ways.pop() {
            match next_question(&so_far) {
                None => {
                    let end = outcome(&so_far);
                    reached.insert(
                        end.unwrap_or_else(|| panic!("no answer to {so_far:?}"))
                            .code,
                    );
                }
                Some(question) => ways.extend(question.choices().into_iter().map(|(code, _)| {
                    let mut next = so_far.clone();
                    next.give(question, code);
                    next
                })),
            }
        }
        let mut closed = Answers::default();
        closed.give(Question::Active, "non");
        reached.insert(outcome(&closed).unwrap().code);
        let all: std::collections::BTreeSet<&str> = OUTCOMES.iter().map(|(_, o)| o.code).collect();
        assert_eq!(reached, all);
        assert_eq!(all.len(), OUTCOMES.len());
    }
}
