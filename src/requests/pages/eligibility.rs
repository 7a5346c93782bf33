//! The public eligibility check: the questions so far, then the answer.

use serde::Serialize;

use super::Choice;
use crate::requests::eligibility::{Answers, Question, Verdict, next_question, outcome};
use crate::requests::urls;
use crate::shell::{FormState, Page};

/// A question as it is shown.
#[derive(Debug, Clone, Serialize)]
struct Asked {
    name: &'static str,
    text: &'static str,
    choices: Vec<Choice>,
}

/// The answer as it is shown.
#[derive(Debug, Clone, Serialize)]
struct Told {
    kind: &'static str,
    title: &'static str,
    because: &'static [&'static str],
    reference: &'static str,
    prepare: Vec<&'static str>,
    form_url: String,
}

/// The check.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct EligibilityPage {
    form: FormState,
    action: &'static str,
    questions: Vec<Asked>,
    told: Option<Told>,
}

impl EligibilityPage {
    pub(in crate::requests) fn new(answers: Answers) -> Self {
        let next = next_question(&answers);
        let asked = |question: &&Question| {
            answers.asks(**question)
                && (answers.code(**question).is_some() || next == Some(**question))
        };
        let mut form = FormState::empty();
        let mut questions = Vec::new();
        for question in Question::ALL.iter().filter(asked) {
            form.set(question.name(), answers.code(*question).unwrap_or_default());
            let choices = question.choices().into_iter();
            questions.push(Asked {
                name: question.name(),
                text: question.text(),
                choices: choices
                    .map(|(code, label)| Choice::new(code, label, ""))
                    .collect(),
            });
        }
        let told = outcome(&answers).map(|outcome| Told {
            kind: match outcome.verdict {
                Verdict::Eligible => "success",
                Verdict::NotEligible => "warning",
            },
            title: outcome.title,
            because: outcome.because,
            reference: outcome.reference,
            prepare: outcome.preparation().collect(),
            form_url: outcome
                .form_url(answers.sector.flatten())
                .unwrap_or_default(),
        });
        Self {
            form,
            action: urls::ELIGIBILITY,
            questions,
            told,
        }
    }
}

impl Page for EligibilityPage {
    const TEMPLATE: &'static str = "requests/eligibility.html";

    fn title(&self) -> String {
        "Vérifier son éligibilité".to_owned()
    }

    fn samples() -> Vec<Self> {
        let told = |pairs: &[(&str, &'static str)]| {
            Answers::read(|name| {
                pairs
                    .iter()
                    .find(|(n, _)| *n == name)
                    .map(|(_, value)| *value)
            })
        };
        vec![
            Self::new(Answers::default()),
            Self::new(told(&[
                ("profil", "entreprise"),
                ("objet", "experimentation"),
            ])),
            Self::new(told(&[("profil", "administration")])),
            Self::new(told(&[("profil", "particulier")])),
        ]
    }
}
