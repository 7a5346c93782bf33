//! The questions, when each is asked, and what was answered. Data and a map: no rule is written as code.

use std::collections::BTreeMap;

use crate::requests::model::Sector;
use crate::text_enum;

text_enum! {
    /// Who asks.
    pub enum Who {
        /// A public body.
        Administration = "administration",
        /// A private person to which a public body delegated a public service.
        Delegatee = "delegataire",
        /// A vendor acting for a public body.
        Vendor = "editeur",
        /// A company.
        Company = "entreprise",
        /// An association.
        Association = "association",
        /// A private individual.
        Individual = "particulier",
    }
}

text_enum! {
    /// What FranceConnect would serve for, asked of companies and associations.
    pub enum Purpose {
        /// The change-of-address procedure.
        AddressChange = "adresse",
        /// Identity verification that a text demands.
        Verification = "verification",
        /// A use that another text allows.
        OtherText = "autre_texte",
        /// A service of one of the experiment's sectors.
        Experiment = "experimentation",
        /// None of these.
        Other = "autre",
    }
}

/// A question, in the order they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Whether the establishment is open: the registry answers, people are not asked.
    Active,
    /// Who asks; see [`Who`].
    Who,
    /// What for; see [`Purpose`].
    Purpose,
    /// Whether the company is a legal person.
    LegalPerson,
    /// In which sector; see [`Sector`], or another.
    Sector,
    /// Whether there is an establishment in France.
    InFrance,
    /// Whether in business for more than three years.
    ThreeYears,
    /// Whether the service is electronic and about a good or a service.
    Electronic,
}

/// An answer that a question or a rule depends on.
pub type Condition = (Question, &'static [&'static str]);

const PRIVATE: Condition = (Question::Who, &["entreprise", "association"]);
const EXPERIMENT: Condition = (Question::Purpose, &["experimentation"]);
const LEGAL_PERSON: Condition = (Question::LegalPerson, &["oui"]);
const IN_A_SECTOR: Condition = (
    Question::Sector,
    &[
        "health_social",
        "education",
        "school_sport_culture",
        "passenger_transport",
        "professional_certification",
        "housing_vehicle_rental",
    ],
);
const IN_FRANCE: Condition = (Question::InFrance, &["oui"]);
const THREE_YEARS: Condition = (Question::ThreeYears, &["oui"]);

/// Everything that is said of a question.
struct Asking {
    name: &'static str,
    text: &'static str,
    when: &'static [Condition],
}

impl Question {
    /// Every question.
    pub const ALL: &'static [Self] = &[
        Self::Active,
        Self::Who,
        Self::Purpose,
        Self::LegalPerson,
        Self::Sector,
        Self::InFrance,
        Self::ThreeYears,
        Self::Electronic,
    ];

    const fn asking(self) -> Asking {
        match self {
            Self::Active => Asking {
                name: "actif",
                text: "L'établissement est-il en activité ?",
                when: &[],
            },
            Self::Who => Asking {
                name: "profil",
                text: "Qui êtes-vous ?",
                when: &[],
            },
            Self::Purpose => Asking {
                name: "objet",
                text: "À quoi servirait FranceConnect ?",
                when: &[PRIVATE],
            },
            Self::LegalPerson => Asking {
                name: "morale",
                text: "Êtes-vous une personne morale (société, association, fondation) ?",
                when: &[PRIVATE, EXPERIMENT],
            },
            Self::Sector => Asking {
                name: "secteur",
                text: "Dans quel secteur est votre service ?",
                when: &[PRIVATE, EXPERIMENT, LEGAL_PERSON],
            },
            Self::InFrance => Asking {
                name: "france",
                text: "Avez-vous un établissement en France ?",
                when: &[PRIVATE, EXPERIMENT, LEGAL_PERSON, IN_A_SECTOR],
            },
            Self::ThreeYears => Asking {
                name: "anciennete",
                text: "Exercez-vous votre activité depuis plus de trois ans ?",
                when: &[PRIVATE, EXPERIMENT, LEGAL_PERSON, IN_A_SECTOR, IN_FRANCE],
            },
            Self::Electronic => Asking {
                name: "electronique",
                text: "Votre service, rendu en ligne, sert-il à fournir, échanger ou partager un bien ou un service ?",
                when: &[
                    PRIVATE,
                    EXPERIMENT,
                    LEGAL_PERSON,
                    IN_A_SECTOR,
                    IN_FRANCE,
                    THREE_YEARS,
                ],
            },
        }
    }

    /// The name of its field.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.asking().name
    }

    /// The question as it is asked.
    #[must_use]
    pub const fn text(self) -> &'static str {
        self.asking().text
    }

    /// The answers offered: code and words.
    #[must_use]
    pub fn choices(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Who => Who::ALL.iter().map(|w| (w.as_str(), w.label())).collect(),
            Self::Purpose => Purpose::ALL
                .iter()
                .map(|p| (p.as_str(), p.label()))
                .collect(),
            Self::Sector => Sector::ALL
                .iter()
                .map(|s| (s.as_str(), s.label()))
                .chain([("autre", "Un autre secteur")])
                .collect(),
            Self::Active
            | Self::LegalPerson
            | Self::InFrance
            | Self::ThreeYears
            | Self::Electronic => vec![("oui", "Oui"), ("non", "Non")],
        }
    }
}

impl Who {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Administration => {
                "Une administration, une collectivité ou un établissement public"
            }
            Self::Delegatee => "Un organisme à qui une administration a délégué un service public",
            Self::Vendor => "Un éditeur de logiciels qui agit pour une administration",
            Self::Company => "Une entreprise",
            Self::Association => "Une association ou une fondation",
            Self::Individual => "Un particulier",
        }
    }
}

impl Purpose {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::AddressChange => "À un service lié à la démarche de changement d'adresse",
            Self::Verification => {
                "À vérifier l'identité des utilisateurs, parce qu'une loi ou un règlement l'impose"
            }
            Self::OtherText => {
                "À un usage prévu par un autre texte, par exemple en santé numérique"
            }
            Self::Experiment => "À un autre service, dans le cadre de l'expérimentation",
            Self::Other => "À rien de cela",
        }
    }
}

/// What was answered so far; what isn't one of the choices counts as not answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<Question, &'static str>);

impl Answers {
    /// Reads the answers from the fields of the form.
    #[must_use]
    pub fn read<'a>(field: impl Fn(&str) -> Option<&'a str>) -> Self {
        let mut answers = Self::default();
        for question in Question::ALL {
            if let Some(code) = field(question.name()) {
                answers.give(*question, code);
            }
        }
        answers
    }

    /// Answers a question, over what was answered before.
    pub fn give(&mut self, question: Question, code: &str) {
        let choices = question.choices().into_iter();
        if let Some((known, _)) = choices.into_iter().find(|(known, _)| *known == code) {
            self.0.insert(question, known);
        }
    }

    /// The code answered to a question, if any.
    #[must_use]
    pub fn code(&self, question: Question) -> Option<&'static str> {
        self.0.get(&question).copied()
    }

    /// Whether every condition holds.
    #[must_use]
    pub fn meet(&self, conditions: &[Condition]) -> bool {
        conditions.iter().all(|(question, codes)| {
            self.code(*question)
                .is_some_and(|code| codes.contains(&code))
        })
    }

    /// Whether a question is asked, given the answers before it.
    #[must_use]
    pub fn asks(&self, question: Question) -> bool {
        question != Question::Active && self.meet(question.asking().when)
    }

    /// The sector, once answered and one of the six.
    #[must_use]
    pub fn sector(&self) -> Option<Sector> {
        self.code(Question::Sector)?.parse().ok()
    }

    /// Without the answers to questions that are no longer asked.
    #[must_use]
    pub fn asked_only(&self) -> Self {
        let kept = |question: &Question| *question == Question::Active || self.asks(*question);
        let answers = self.0.iter().filter(|(question, _)| kept(question));
        Self(answers.map(|(question, code)| (*question, *code)).collect())
    }
}

/// The first question asked and not yet answered.
#[must_use]
pub fn next_question(answers: &Answers) -> Option<Question> {
    Question::ALL
        .iter()
        .copied()
        .find(|question| answers.asks(*question) && answers.code(*question).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sectors_of_the_rules_are_those_of_the_dossier() {
        let known: Vec<&str> = Sector::ALL.iter().map(|sector| sector.as_str()).collect();
        assert_eq!(known, IN_A_SECTOR.1);
    }

    #[test]
    fn conditions_name_earlier_questions_and_answers_that_exist() {
        for question in Question::ALL {
            for (earlier, codes) in question.asking().when {
                assert!(earlier < question, "{question:?} asks about {earlier:?}");
                for code in *codes {
                    let offered = earlier.choices();
                    assert!(offered.iter().any(|(known, _)| known == code), "{code}");
                }
            }
        }
    }
}
