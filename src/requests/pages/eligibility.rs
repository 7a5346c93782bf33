//! The public eligibility check: by questions or by SIRET, then the answer; and a page for each legal basis.

use serde::Serialize;

use super::Choice;
use crate::kernel::clock::Day;
use crate::kernel::text::french_day;
use crate::organisations::{Found, Lookup, Siret};
use crate::requests::eligibility::{
    Answers, GUIDES, Guide, Question, Text, Told, Verdict, next_question, outcome, told,
};
use crate::requests::urls;
use crate::shell::{Crumb, FormState, Page};

/// A question as it is shown.
#[derive(Debug, Clone, Serialize)]
struct Asked {
    name: &'static str,
    text: &'static str,
    choices: Vec<Choice>,
}

/// The answer as it is shown.
#[derive(Debug, Clone, Serialize)]
struct Answer {
    kind: &'static str,
    title: &'static str,
    because: &'static [&'static str],
    reference: Text,
    prepare: Vec<&'static str>,
    delays: Vec<&'static str>,
    guide_url: String,
    form_url: String,
}

/// Something known, by its label.
#[derive(Debug, Clone, Serialize)]
struct Known {
    label: &'static str,
    value: String,
}

/// The page of a legal basis, as a link.
#[derive(Debug, Clone, Serialize)]
struct GuideLink {
    title: &'static str,
    text: &'static str,
    url: String,
}

/// What was asked about an establishment.
#[derive(Debug, Clone)]
pub(in crate::requests) struct Establishment {
    pub siret: Siret,
    pub lookup: Lookup,
    pub today: Day,
}

/// The check.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct EligibilityPage {
    form: FormState,
    action: &'static str,
    siret: String,
    known: Vec<Known>,
    notice: &'static str,
    questions: Vec<Asked>,
    told: Option<Answer>,
    guides: Vec<GuideLink>,
}

impl EligibilityPage {
    /// By questions.
    pub(in crate::requests) fn new(answers: &Answers) -> Self {
        Self::build(answers, FormState::empty(), None)
    }

    /// By SIRET, with what was answered to the questions that the registry leaves.
    pub(in crate::requests) fn by_siret(answers: Answers, of: &Establishment) -> Self {
        let form = FormState::empty().with("siret", of.siret.spaced());
        let told = of.lookup.found().map(|found| told(found, of.today));
        let answers = told
            .as_ref()
            .map_or(answers.clone(), |told| told.over(answers));
        let page = Self::build(&answers, form, told.as_ref().map(|told| (told, of.siret)));
        Self {
            siret: of.siret.to_string(),
            known: of.lookup.found().map(known).unwrap_or_default(),
            notice: notice(&of.lookup),
            ..page
        }
    }

    /// The SIRET was mistyped.
    pub(in crate::requests) fn mistyped(form: FormState) -> Self {
        Self::build(&Answers::default(), form, None)
    }

    fn build(answers: &Answers, mut form: FormState, told: Option<(&Told, Siret)>) -> Self {
        let outcome = outcome(answers);
        let next = next_question(answers);
        let shown = |question: &&Question| {
            let left = told.is_none_or(|(told, _)| told.leaves(**question));
            let closed = answers.code(Question::Active) == Some("non");
            left && !closed
                && answers.asks(**question)
                && (answers.code(**question).is_some() || next == Some(**question))
        };
        let mut questions = Vec::new();
        for question in Question::ALL.iter().filter(shown) {
            form.set(question.name(), answers.code(*question).unwrap_or_default());
            questions.push(asked(*question, told.map(|(told, _)| told)));
        }
        let siret = told.map(|(_, siret)| siret);
        let told = outcome.map(|outcome| Answer {
            kind: match outcome.verdict {
                Verdict::Eligible => "success",
                Verdict::NotEligible => "warning",
            },
            title: outcome.title,
            because: outcome.because,
            reference: outcome.reference,
            prepare: outcome.preparation(),
            delays: outcome.delays(),
            guide_url: outcome.guide_url().unwrap_or_default(),
            form_url: outcome.form_url(answers, siret).unwrap_or_default(),
        });
        Self {
            form: form.fields(&["siret"]),
            action: urls::ELIGIBILITY,
            siret: String::new(),
            known: Vec::new(),
            notice: "",
            questions,
            told,
            guides: guides(),
        }
    }
}

fn asked(question: Question, told: Option<&Told>) -> Asked {
    let offered = |code: &str| match told {
        Some(told) if question == Question::Who && !told.who.is_empty() => told.who.contains(&code),
        _ => true,
    };
    let choices = question.choices().into_iter();
    Asked {
        name: question.name(),
        text: question.text(),
        choices: choices
            .filter(|(code, _)| offered(code))
            .map(|(code, label)| Choice::new(code, label, ""))
            .collect(),
    }
}

fn known(found: &Found) -> Vec<Known> {
    let told = [
        ("Organisation", found.name.clone()),
        ("SIRET", Some(found.siret.spaced())),
        (
            "Catégorie juridique",
            found
                .legal_category
                .as_ref()
                .map(|category| format!("{} ({category})", category.label())),
        ),
        ("Date de création", found.founded_on.map(french_day)),
        ("Situation", Some(found.state.label().to_owned())),
    ];
    told.into_iter()
        .filter_map(|(label, value)| {
            Some(Known {
                label,
                value: value?,
            })
        })
        .collect()
}

fn notice(lookup: &Lookup) -> &'static str {
    match lookup {
        Lookup::Found(..) => "",
        Lookup::Off => {
            "Le répertoire des entreprises n'est pas consulté ici. Répondez aux questions."
        }
        Lookup::Unavailable => {
            "Le répertoire des entreprises ne répond pas pour l'instant. Répondez aux questions."
        }
        Lookup::Unknown => {
            "Le répertoire ne connaît pas ce numéro. Vérifiez les chiffres, ou répondez aux questions."
        }
    }
}

fn guides() -> Vec<GuideLink> {
    GUIDES
        .iter()
        .map(|guide| GuideLink {
            title: guide.basis.label(),
            text: guide.basis.hint(),
            url: urls::guide(guide.slug),
        })
        .collect()
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
        let mut wrong = FormState::empty().with("siret", "123");
        wrong.error("siret", "Le SIRET comporte 14 chiffres.");
        let mut samples = vec![
            Self::new(&Answers::default()),
            Self::new(&told(&[
                ("profil", "entreprise"),
                ("objet", "experimentation"),
            ])),
            Self::new(&told(&[("profil", "administration")])),
            Self::new(&told(&[("profil", "particulier")])),
            Self::mistyped(wrong),
        ];
        let lookups = super::samples::lookups();
        samples.extend(
            lookups
                .iter()
                .map(|of| Self::by_siret(Answers::default(), of)),
        );
        samples
    }
}

/// All there is to know of one legal basis.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct GuidePage {
    title: &'static str,
    lead: &'static str,
    who: &'static [&'static str],
    conditions: &'static [&'static str],
    texts: &'static [Text],
    prepare: Vec<&'static str>,
    delays: Vec<&'static str>,
    form_url: String,
    check_url: &'static str,
    others: Vec<GuideLink>,
}

impl GuidePage {
    pub(in crate::requests) fn new(guide: &'static Guide) -> Self {
        Self {
            title: guide.basis.label(),
            lead: guide.basis.hint(),
            who: guide.who,
            conditions: guide.conditions,
            texts: guide.texts,
            prepare: guide.preparation().collect(),
            delays: guide.delays().collect(),
            form_url: format!("{}?fondement={}", urls::NEW, guide.basis),
            check_url: urls::ELIGIBILITY,
            others: guides()
                .into_iter()
                .filter(|other| other.url != urls::guide(guide.slug))
                .collect(),
        }
    }
}

impl Page for GuidePage {
    const TEMPLATE: &'static str = "requests/guide.html";

    fn title(&self) -> String {
        self.title.to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(urls::ELIGIBILITY, "Éligibilité")]
    }

    fn samples() -> Vec<Self> {
        GUIDES.iter().map(Self::new).collect()
    }
}
