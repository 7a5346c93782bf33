//! The questions and what people answer.

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// [`Answers::who`].
    Who,
    /// [`Answers::purpose`].
    Purpose,
    /// [`Answers::sector`].
    Sector,
    /// [`Answers::in_france`].
    InFrance,
    /// [`Answers::three_years`].
    ThreeYears,
    /// [`Answers::electronic`].
    Electronic,
}

impl Question {
    /// Every question.
    pub const ALL: &'static [Self] = &[
        Self::Who,
        Self::Purpose,
        Self::Sector,
        Self::InFrance,
        Self::ThreeYears,
        Self::Electronic,
    ];

    /// The name of its field.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Who => "profil",
            Self::Purpose => "objet",
            Self::Sector => "secteur",
            Self::InFrance => "france",
            Self::ThreeYears => "anciennete",
            Self::Electronic => "electronique",
        }
    }

    /// The question as it is asked.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Who => "Qui êtes-vous ?",
            Self::Purpose => "À quoi servirait FranceConnect ?",
            Self::Sector => "Dans quel secteur est votre service ?",
            Self::InFrance => "Avez-vous un établissement en France ?",
            Self::ThreeYears => "Exercez-vous votre activité depuis plus de trois ans ?",
            Self::Electronic => {
                "Votre service, rendu en ligne, sert-il à fournir, échanger ou partager un bien ou un service ?"
            }
        }
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
            Self::InFrance | Self::ThreeYears | Self::Electronic => {
                vec![("oui", "Oui"), ("non", "Non")]
            }
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

/// What was answered so far; what isn't understood counts as not answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answers {
    /// Who asks.
    pub who: Option<Who>,
    /// What for.
    pub purpose: Option<Purpose>,
    /// In which sector; the inner nothing is "another".
    pub sector: Option<Option<Sector>>,
    /// Whether there is an establishment in France.
    pub in_france: Option<bool>,
    /// Whether in business for more than three years.
    pub three_years: Option<bool>,
    /// Whether the service is electronic and about a good or a service.
    pub electronic: Option<bool>,
}

impl Answers {
    /// Reads the answers from the fields of the form.
    #[must_use]
    pub fn read<'a>(field: impl Fn(&str) -> Option<&'a str>) -> Self {
        let yes_or_no = |name: &str| match field(name)? {
            "oui" => Some(true),
            "non" => Some(false),
            _ => None,
        };
        let sector = match field(Question::Sector.name()) {
            Some("autre") => Some(None),
            Some(code) => code.parse::<Sector>().ok().map(Some),
            None => None,
        };
        Self {
            who: field(Question::Who.name()).and_then(|code| code.parse::<Who>().ok()),
            purpose: field(Question::Purpose.name()).and_then(|code| code.parse::<Purpose>().ok()),
            sector,
            in_france: yes_or_no(Question::InFrance.name()),
            three_years: yes_or_no(Question::ThreeYears.name()),
            electronic: yes_or_no(Question::Electronic.name()),
        }
    }

    /// Whether a question is asked, given the answers before it.
    #[must_use]
    pub fn asks(&self, question: Question) -> bool {
        let private = matches!(self.who, Some(Who::Company | Who::Association));
        let experiment = private && self.purpose == Some(Purpose::Experiment);
        let in_sector = experiment && matches!(self.sector, Some(Some(_)));
        match question {
            Question::Who => true,
            Question::Purpose => private,
            Question::Sector => experiment,
            Question::InFrance => in_sector,
            Question::ThreeYears => in_sector && self.in_france == Some(true),
            Question::Electronic => {
                in_sector && self.in_france == Some(true) && self.three_years == Some(true)
            }
        }
    }

    /// The code answered to a question, if any.
    #[must_use]
    pub fn code(&self, question: Question) -> Option<&'static str> {
        let yes_or_no = |answer: Option<bool>| answer.map(|yes| if yes { "oui" } else { "non" });
        match question {
            Question::Who => self.who.map(Who::as_str),
            Question::Purpose => self.purpose.map(Purpose::as_str),
            Question::Sector => self.sector.map(|s| s.map_or("autre", Sector::as_str)),
            Question::InFrance => yes_or_no(self.in_france),
            Question::ThreeYears => yes_or_no(self.three_years),
            Question::Electronic => yes_or_no(self.electronic),
        }
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
