//! The rules: which answers lead to which outcome.

use super::answers::{Answers, Purpose, Who, next_question};
use crate::requests::model::{LegalBasis, Sector};

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
    pub reference: &'static str,
    /// What to prepare for the form, beyond [`COMMON`].
    pub prepare: &'static [&'static str],
}

/// What every request needs.
const COMMON: &[&str] = &[
    "le numéro SIRET de votre organisation",
    "la description du service, son adresse en ligne, sa date de lancement et sa fréquentation attendue",
    "une maquette de la page de connexion (PDF, PNG ou JPEG)",
    "la liste des données demandées, chacune avec sa justification",
    "les coordonnées du responsable de traitement, du délégué à la protection des données et du responsable technique (avec un mobile)",
];
const DECREE_2018: &str =
    "Arrêté du 8 novembre 2018 relatif au téléservice dénommé « FranceConnect »";
const EXPERIMENT_TEXT: &str = "Arrêté d'expérimentation relatif à FranceConnect, pris dans les conditions de l'arrêté du 8 novembre 2018";

/// A rule: when it holds, and what it answers.
pub type Rule = (fn(&Answers) -> bool, Outcome);

/// Every rule, in order.
pub const OUTCOMES: &[Rule] = &[
    (
        |a| a.who == Some(Who::Administration),
        Outcome {
            code: "administration",
            verdict: Verdict::Eligible,
            basis: Some(LegalBasis::Administration),
            title: "Oui, vous pouvez demander à utiliser FranceConnect.",
            because: &[
                "Toute administration peut proposer FranceConnect sur ses services en ligne.",
            ],
            reference: DECREE_2018,
            prepare: &[],
        },
    ),
    (
        |a| a.who == Some(Who::Delegatee),
        Outcome {
            code: "delegatee",
            verdict: Verdict::Eligible,
            basis: Some(LegalBasis::Administration),
            title: "Oui, pour le service public qui vous est délégué.",
            because: &[
                "Le délégataire d'une administration agit pour elle et dans les mêmes conditions.",
            ],
            reference: DECREE_2018,
            prepare: &[
                "le nom de l'administration délégante et la référence de l'acte de délégation",
            ],
        },
    ),
    (
        |a| a.who == Some(Who::Vendor),
        Outcome {
            code: "vendor",
            verdict: Verdict::Eligible,
            basis: Some(LegalBasis::VendorForAdministration),
            title: "Oui, au nom de votre administration cliente.",
            because: &[
                "Un éditeur peut déposer la demande de l'administration pour laquelle il agit, avec son mandat.",
            ],
            reference: DECREE_2018,
            prepare: &[
                "le SIRET de l'administration cliente",
                "le mandat signé (PDF) et sa date de fin",
                "le responsable de traitement et le délégué à la protection des données de l'administration cliente",
            ],
        },
    ),
    (
        |a| a.who == Some(Who::Individual),
        Outcome {
            code: "individual",
            verdict: Verdict::NotEligible,
            basis: None,
            title: "Non, un particulier ne peut pas demander à intégrer FranceConnect.",
            because: &[
                "FranceConnect est ouvert aux administrations et, dans certains cas, aux entreprises et aux associations.",
            ],
            reference: DECREE_2018,
            prepare: &[],
        },
    ),
    (
        |a| a.purpose == Some(Purpose::AddressChange),
        Outcome {
            code: "address_change",
            verdict: Verdict::Eligible,
            basis: Some(LegalBasis::AddressChange),
            title: "Oui, pour un service lié au changement d'adresse, et pour lui seul.",
            because: &[
                "Les entreprises et les associations peuvent utiliser FranceConnect pour les services liés à la démarche de changement d'adresse.",
            ],
            reference: DECREE_2018,
            prepare: &[
                "une explication du lien entre le service et la démarche de changement d'adresse",
            ],
        },
    ),
    (
        |a| a.purpose == Some(Purpose::Verification),
        Outcome {
            code: "identity_verification",
            verdict: Verdict::Eligible,
            basis: Some(LegalBasis::IdentityVerification),
            title: "Oui, si une loi ou un règlement impose de vérifier l'identité de vos utilisateurs.",
            because: &[
                "L'usage du service doit nécessiter, selon un texte, la vérification de l'identité ou d'un attribut de l'identité.",
            ],
            reference: DECREE_2018,
            prepare: &[
                "la référence du texte qui impose cette vérification, avec son adresse en ligne ou un PDF",
            ],
        },
    ),
    (
        |a| a.purpose == Some(Purpose::OtherText),
        Outcome {
            code: "other_text",
            verdict: Verdict::Eligible,
            basis: Some(LegalBasis::OtherText),
            title: "Oui, si un autre texte prévoit cet usage.",
            because: &[
                "Un texte particulier peut ouvrir FranceConnect à certains services, par exemple les services numériques en santé.",
            ],
            reference: "Le texte que vous citerez, par exemple l'arrêté du 28 mars 2022",
            prepare: &["la référence de ce texte, avec son adresse en ligne ou un PDF"],
        },
    ),
    (
        |a| a.purpose == Some(Purpose::Other),
        Outcome {
            code: "no_basis",
            verdict: Verdict::NotEligible,
            basis: None,
            title: "Non, aucun fondement juridique ne correspond à votre projet.",
            because: &[
                "Une entreprise ou une association doit relever du changement d'adresse, d'un texte qui impose ou permet la vérification d'identité, ou de l'expérimentation.",
            ],
            reference: DECREE_2018,
            prepare: &[],
        },
    ),
    (
        |a| a.sector == Some(None),
        Outcome {
            code: "other_sector",
            verdict: Verdict::NotEligible,
            basis: None,
            title: "Non, votre secteur n'est pas l'un des six de l'expérimentation.",
            because: &["L'expérimentation est limitée à six secteurs d'activité."],
            reference: EXPERIMENT_TEXT,
            prepare: &[],
        },
    ),
    (
        |a| a.in_france == Some(false),
        Outcome {
            code: "not_in_france",
            verdict: Verdict::NotEligible,
            basis: None,
            title: "Non, il faut un établissement en France.",
            because: &[
                "L'expérimentation est réservée aux organisations qui ont un établissement en France.",
            ],
            reference: EXPERIMENT_TEXT,
            prepare: &[],
        },
    ),
    (
        |a| a.three_years == Some(false),
        Outcome {
            code: "too_young",
            verdict: Verdict::NotEligible,
            basis: None,
            title: "Non, il faut plus de trois ans d'activité.",
            because: &[
                "L'expérimentation demande d'exercer son activité depuis plus de trois ans.",
            ],
            reference: EXPERIMENT_TEXT,
            prepare: &[],
        },
    ),
    (
        |a| a.electronic == Some(false),
        Outcome {
            code: "not_electronic",
            verdict: Verdict::NotEligible,
            basis: None,
            title: "Non, le service doit être rendu en ligne.",
            because: &[
                "L'expérimentation vise les services rendus par voie électronique pour fournir, échanger ou partager un bien ou un service.",
            ],
            reference: EXPERIMENT_TEXT,
            prepare: &[],
        },
    ),
    (
        |a| a.electronic == Some(true),
        Outcome {
            code: "experiment",
            verdict: Verdict::Eligible,
            basis: Some(LegalBasis::Experiment),
            title: "Oui, vous pouvez demander à participer à l'expérimentation.",
            because: &[
                "Votre service relève de l'un des six secteurs et vous remplissez les critères d'éligibilité.",
                "L'expérimentation compte cent places ; les dossiers complets sont examinés dans l'ordre d'arrivée.",
            ],
            reference: EXPERIMENT_TEXT,
            prepare: &[
                "l'accord de vos responsables sur les engagements de l'expérimentation, dont le relevé mensuel",
            ],
        },
    ),
];

/// The outcome, once every question asked is answered.
#[must_use]
pub fn outcome(answers: &Answers) -> Option<&'static Outcome> {
    if next_question(answers).is_some() {
        return None;
    }
    let asked = answers.asked_only();
    OUTCOMES
        .iter()
        .find(|(holds, _)| holds(&asked))
        .map(|(_, outcome)| outcome)
}

impl Answers {
    /// Without the answers to questions that are no longer asked.
    fn asked_only(self) -> Self {
        let kept = |name: &str| {
            let question = super::Question::ALL
                .iter()
                .copied()
                .find(|q| q.name() == name)?;
            self.code(question).filter(|_| self.asks(question))
        };
        Self::read(kept)
    }
}

impl Outcome {
    /// Everything to prepare.
    pub fn preparation(&self) -> impl Iterator<Item = &'static str> {
        let common = if self.basis.is_some() { COMMON } else { &[] };
        common.iter().chain(self.prepare).copied()
    }

    /// The form that follows, prefilled with the basis and, for the experiment, the sector.
    #[must_use]
    pub fn form_url(&self, sector: Option<Sector>) -> Option<String> {
        let basis = self.basis?;
        let sector = sector.filter(|_| basis == LegalBasis::Experiment);
        let tail = sector.map(|s| format!("&sector={s}")).unwrap_or_default();
        Some(format!("/demandes/nouvelle?fondement={basis}{tail}"))
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
            found.form_url(end.sector.flatten()).as_deref(),
            Some("/demandes/nouvelle?fondement=experiment&sector=education")
        );
        assert!(found.preparation().count() > 5);
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
            assert!(!outcome.reference.is_empty() && !outcome.because.is_empty());
        }
    }
}
