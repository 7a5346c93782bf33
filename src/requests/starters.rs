//! Frequent cases: what a draft may begin with, as data. Everything stays to be read again and corrected.

use super::fields::field;
use super::model::{Claim, ClaimWish, Dossier, LegalBasis};

/// A frequent case.
#[derive(Debug, Clone, Copy)]
pub struct Starter {
    /// Its code, in the address of the form.
    pub code: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// For whom it is.
    pub text: &'static str,
    /// The legal basis it stands on.
    pub basis: LegalBasis,
    /// Answers, by the name of the field.
    pub answers: &'static [(&'static str, &'static str)],
    /// Data, each with its reason.
    pub claims: &'static [(Claim, &'static str)],
}

const DECREE_2018: (&str, &str) = (
    "text_reference",
    "Arrêté du 8 novembre 2018 relatif au téléservice dénommé « FranceConnect »",
);
const DECREE_2018_URL: (&str, &str) = (
    "text_url",
    "https://www.legifrance.gouv.fr/loda/id/JORFTEXT000037611479",
);

/// Every one of them.
pub const STARTERS: &[Starter] = &[
    Starter {
        code: "collectivite",
        title: "Portail d'une collectivité",
        text: "Démarches en ligne d'une commune, d'un département, d'une région ou d'un groupement.",
        basis: LegalBasis::Administration,
        answers: &[
            DECREE_2018,
            DECREE_2018_URL,
            ("audience", "Les habitants de la collectivité"),
            ("level", "eidas1"),
            (
                "recipients",
                "Les agents des services chargés des démarches",
            ),
            ("retention_months", "24"),
            ("outside_eu", "no"),
        ],
        claims: &[
            (
                Claim::FamilyName,
                "Retrouver le dossier de l'usager dans nos fichiers.",
            ),
            (
                Claim::GivenName,
                "Distinguer les personnes d'une même famille.",
            ),
            (
                Claim::Email,
                "Prévenir l'usager de l'avancement de sa démarche.",
            ),
        ],
    },
    Starter {
        code: "sante",
        title: "Service numérique en santé",
        text: "Service référencé auquel l'arrêté du 28 mars 2022 ouvre FranceConnect.",
        basis: LegalBasis::OtherText,
        answers: &[
            (
                "text_reference",
                "Arrêté du 28 mars 2022 relatif à l'identification électronique des usagers des services numériques en santé",
            ),
            ("audience", "Les patients du service"),
            (
                "recipients",
                "Les professionnels qui prennent en charge le patient",
            ),
            ("outside_eu", "no"),
        ],
        claims: &[
            (
                Claim::FamilyName,
                "Rapprocher l'usager de son identité nationale de santé.",
            ),
            (
                Claim::GivenName,
                "Rapprocher l'usager de son identité nationale de santé, tous prénoms compris.",
            ),
            (
                Claim::Birthdate,
                "Distinguer les homonymes, comme le référentiel le demande.",
            ),
            (Claim::Gender, "Trait de l'identité nationale de santé."),
            (
                Claim::Birthplace,
                "Distinguer les homonymes nés le même jour.",
            ),
            (
                Claim::Birthcountry,
                "Accompagne la ville de naissance pour les personnes nées à l'étranger.",
            ),
        ],
    },
    Starter {
        code: "logiciel",
        title: "Logiciel d'un éditeur pour une administration",
        text: "Vous installez le même produit chez plusieurs administrations et déposez pour l'une d'elles.",
        basis: LegalBasis::VendorForAdministration,
        answers: &[
            DECREE_2018,
            DECREE_2018_URL,
            ("level", "eidas1"),
            (
                "recipients",
                "Les agents de l'administration cliente ; l'éditeur pour la seule maintenance",
            ),
            ("retention_months", "24"),
            ("outside_eu", "no"),
        ],
        claims: &[
            (
                Claim::FamilyName,
                "Retrouver l'usager dans le logiciel de l'administration.",
            ),
            (
                Claim::GivenName,
                "Distinguer les personnes d'une même famille.",
            ),
            (
                Claim::Email,
                "Envoyer à l'usager les messages de sa démarche.",
            ),
        ],
    },
];

/// The frequent case of that code.
#[must_use]
pub fn starter(code: &str) -> Option<&'static Starter> {
    STARTERS.iter().find(|starter| starter.code == code)
}

impl Starter {
    /// Fills what is still blank, if the dossier stands on the same basis.
    pub fn fill(&self, dossier: &mut Dossier) {
        if !dossier.stands_on(self.basis) {
            return;
        }
        for (name, value) in self.answers {
            if let Some(field) = field(name)
                && ((field.read)(dossier).is_empty() || *name == "text_reference")
            {
                (*value).clone_into((field.slot)(dossier));
            }
        }
        if dossier.claims.is_empty() {
            dossier.claims = self.wishes();
        }
    }

    fn wishes(&self) -> Vec<ClaimWish> {
        let wish = |(claim, why): &(Claim, &str)| ClaimWish {
            claim: *claim,
            justification: (*why).to_owned(),
        };
        self.claims.iter().map(wish).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::clock::Day;
    use crate::requests::rules::{Facts, Weight, check, unusual};

    #[test]
    fn a_starter_holds_answers_that_the_rules_accept() {
        let facts = Facts {
            today: Day::parse("2026-11-22").unwrap(),
            documents: &[],
        };
        for starter in STARTERS {
            let mut dossier = Dossier {
                basis: starter.basis.to_string(),
                ..Dossier::default()
            };
            starter.fill(&mut dossier);
            let problems = check(&dossier, &facts);
            let wrong: Vec<_> = problems
                .iter()
                .filter(|p| p.weight == Weight::Mistake)
                .collect();
            assert!(wrong.is_empty(), "{}: {wrong:?}", starter.code);
            for (name, value) in starter.answers {
                let field = field(name).unwrap_or_else(|| panic!("{name} is no field"));
                assert!(
                    field.applies(&dossier) && field.may_be_prefilled(),
                    "{}: {name}",
                    starter.code
                );
                assert_eq!((field.read)(&dossier), value);
            }
            let told: Vec<_> = unusual(&dossier, &facts).map(|w| w.code).collect();
            assert_eq!(told, Vec::<&str>::new(), "{}", starter.code);
        }
    }

    #[test]
    fn a_starter_of_another_basis_changes_nothing() {
        let mut dossier = Dossier {
            basis: "experiment".to_owned(),
            ..Dossier::default()
        };
        starter("sante").unwrap().fill(&mut dossier);
        assert_eq!(dossier.text_reference, "");
        assert!(dossier.claims.is_empty());
    }
}
