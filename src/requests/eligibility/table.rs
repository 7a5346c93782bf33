//! The rules: which answers lead to which outcome. Data only; see `outcomes` for how it is read.

use super::answers::Question;
use super::guides::{DECREE_2018, EXPERIMENT, Text};
use super::outcomes::{Outcome, Rule, Verdict};
use crate::requests::model::LegalBasis;

/// Every rule, in order.
pub const OUTCOMES: &[Rule] = &[
    (
        &[(Question::Active, &["non"])],
        Outcome {
            code: "closed",
            verdict: Verdict::NotEligible,
            basis: None,
            title: "Non, cet établissement est fermé.",
            because: &[
                "Une demande ne peut pas être déposée au nom d'un établissement fermé. Indiquez un établissement en activité.",
            ],
            reference: DECREE_2018,
        },
    ),
    (
        &[(Question::Who, &["administration"])],
        Outcome {
            code: "administration",
            verdict: Verdict::Eligible,
            basis: Some(LegalBasis::Administration),
            title: "Oui, vous pouvez demander à utiliser FranceConnect.",
            because: &[
                "Toute administration peut proposer FranceConnect sur ses services en ligne.",
            ],
            reference: DECREE_2018,
        },
    ),
    (
        &[(Question::Who, &["delegataire"])],
        Outcome {
            code: "delegatee",
            verdict: Verdict::Eligible,
            basis: Some(LegalBasis::Administration),
            title: "Oui, pour le service public qui vous est délégué.",
            because: &[
                "Le délégataire d'une administration agit pour elle et dans les mêmes conditions.",
            ],
            reference: DECREE_2018,
        },
    ),
    (
        &[(Question::Who, &["editeur"])],
        Outcome {
            code: "vendor",
            verdict: Verdict::Eligible,
            basis: Some(LegalBasis::VendorForAdministration),
            title: "Oui, au nom de votre administration cliente.",
            because: &[
                "Un éditeur peut déposer la demande de l'administration pour laquelle il agit, avec son mandat.",
            ],
            reference: DECREE_2018,
        },
    ),
    (
        &[(Question::Who, &["particulier"])],
        Outcome {
            code: "individual",
            verdict: Verdict::NotEligible,
            basis: None,
            title: "Non, un particulier ne peut pas demander à intégrer FranceConnect.",
            because: &[
                "FranceConnect est ouvert aux administrations et, dans certains cas, aux entreprises et aux associations.",
            ],
            reference: DECREE_2018,
        },
    ),
    (
        &[(Question::Purpose, &["adresse"])],
        Outcome {
            code: "address_change",
            verdict: Verdict::Eligible,
            basis: Some(LegalBasis::AddressChange),
            title: "Oui, pour un service lié au changement d'adresse, et pour lui seul.",
            because: &[
                "Les entreprises et les associations peuvent utiliser FranceConnect pour les services liés à la démarche de changement d'adresse.",
            ],
            reference: DECREE_2018,
        },
    ),
    (
        &[(Question::Purpose, &["verification"])],
        Outcome {
            code: "identity_verification",
            verdict: Verdict::Eligible,
            basis: Some(LegalBasis::IdentityVerification),
            title: "Oui, si une loi ou un règlement impose de vérifier l'identité de vos utilisateurs.",
            because: &[
                "L'usage du service doit nécessiter, selon un texte, la vérification de l'identité ou d'un attribut de l'identité.",
            ],
            reference: DECREE_2018,
        },
    ),
    (
        &[(Question::Purpose, &["autre_texte"])],
        Outcome {
            code: "other_text",
            verdict: Verdict::Eligible,
            basis: Some(LegalBasis::OtherText),
            title: "Oui, si un autre texte prévoit cet usage.",
            because: &[
                "Un texte particulier peut ouvrir FranceConnect à certains services, par exemple les services numériques en santé.",
            ],
            reference: Text {
                title: "Le texte que vous citerez, par exemple l'arrêté du 28 mars 2022",
                url: "",
            },
        },
    ),
    (
        &[(Question::Purpose, &["autre"])],
        Outcome {
            code: "no_basis",
            verdict: Verdict::NotEligible,
            basis: None,
            title: "Non, aucun fondement juridique ne correspond à votre projet.",
            because: &[
                "Une entreprise ou une association doit relever du changement d'adresse, d'un texte qui impose ou permet la vérification d'identité, ou de l'expérimentation.",
            ],
            reference: DECREE_2018,
        },
    ),
    (
        &[(Question::LegalPerson, &["non"])],
        Outcome {
            code: "natural_person",
            verdict: Verdict::NotEligible,
            basis: None,
            title: "Non, l'expérimentation est réservée aux personnes morales.",
            because: &["Un entrepreneur individuel peut seulement s'appuyer sur un autre texte."],
            reference: EXPERIMENT,
        },
    ),
    (
        &[(Question::Sector, &["autre"])],
        Outcome {
            code: "other_sector",
            verdict: Verdict::NotEligible,
            basis: None,
            title: "Non, votre secteur n'est pas l'un des six de l'expérimentation.",
            because: &["L'expérimentation est limitée à six secteurs d'activité."],
            reference: EXPERIMENT,
        },
    ),
    (
        &[(Question::InFrance, &["non"])],
        Outcome {
            code: "not_in_france",
            verdict: Verdict::NotEligible,
            basis: None,
            title: "Non, il faut un établissement en France.",
            because: &[
                "L'expérimentation est réservée aux organisations qui ont un établissement en France.",
            ],
            reference: EXPERIMENT,
        },
    ),
    (
        &[(Question::ThreeYears, &["non"])],
        Outcome {
            code: "too_young",
            verdict: Verdict::NotEligible,
            basis: None,
            title: "Non, il faut plus de trois ans d'activité.",
            because: &[
                "L'expérimentation demande d'exercer son activité depuis plus de trois ans.",
            ],
            reference: EXPERIMENT,
        },
    ),
    (
        &[(Question::Electronic, &["non"])],
        Outcome {
            code: "not_electronic",
            verdict: Verdict::NotEligible,
            basis: None,
            title: "Non, le service doit être rendu en ligne.",
            because: &[
                "L'expérimentation vise les services rendus par voie électronique pour fournir, échanger ou partager un bien ou un service.",
            ],
            reference: EXPERIMENT,
        },
    ),
    (
        &[(Question::Electronic, &["oui"])],
        Outcome {
            code: "experiment",
            verdict: Verdict::Eligible,
            basis: Some(LegalBasis::Experiment),
            title: "Oui, vous pouvez demander à participer à l'expérimentation.",
            because: &[
                "Votre service relève de l'un des six secteurs et vous remplissez les critères d'éligibilité.",
                "L'expérimentation compte cent places ; les dossiers complets sont examinés dans l'ordre d'arrivée.",
            ],
            reference: EXPERIMENT,
        },
    ),
];
