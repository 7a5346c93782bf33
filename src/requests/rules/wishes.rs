//! Rules of claims, data interfaces and undertakings: lists rather than fields.

use super::Problem;
use crate::requests::fields::{TEXT_MOST, typing_mistake};
use crate::requests::model::{AssuranceLevel, Commitment, Dossier, LegalBasis, Section};

/// At least one claim unless none is wanted, each with its own reason.
pub(super) fn claim_problems(dossier: &Dossier) -> Vec<Problem> {
    let mut problems = Vec::new();
    let nothing = dossier.claims.is_empty();
    let openid_only = dossier.openid_only == "yes";
    if nothing && !openid_only {
        problems.push(Problem::missing(
            Section::Data,
            "claims",
            "required",
            "Données d'identité",
            "cochez les données nécessaires, ou indiquez que l'identifiant technique suffit.",
        ));
    }
    if !nothing && openid_only {
        problems.push(Problem::missing(Section::Data, "openid_only", "contradiction", "Identifiant technique",
            "vous demandez des données d'identité : décochez cette case, ou décochez les données.").mistaken());
    }
    for wish in &dossier.claims {
        let field = format!("justification_{}", wish.claim);
        let label = format!("Justification : {}", wish.claim.label());
        problems.extend(justification(&field, &label, &wish.justification));
    }
    problems
}

/// Each interface with its scopes and its reason; FranceConnect+ gives access to three of them.
pub(super) fn api_problems(dossier: &Dossier) -> Vec<Problem> {
    let mut problems = Vec::new();
    let eidas2 = dossier.assurance_level() == Some(AssuranceLevel::Eidas2);
    for wish in &dossier.apis {
        let label = wish.api.label();
        let scopes = format!("scopes_{}", wish.api);
        if wish.scopes.is_empty() {
            problems.push(Problem::missing(
                Section::Data,
                &scopes,
                "required",
                label,
                "cochez les données voulues.",
            ));
        }
        if wish.scopes.iter().any(|code| !wish.api.offers(code)) {
            problems.push(
                Problem::missing(
                    Section::Data,
                    &scopes,
                    "choice",
                    label,
                    "une donnée cochée n'existe pas. Choisissez dans la liste.",
                )
                .mistaken(),
            );
        }
        if eidas2 && !wish.api.with_eidas2() {
            problems.push(Problem::missing(Section::Data, &scopes, "eidas2", label,
                "FranceConnect+ ne donne pas accès à ces données. Décochez-les ou changez de niveau de garantie."));
        }
        let field = format!("justification_{}", wish.api);
        problems.extend(justification(
            &field,
            &format!("Justification : {label}"),
            &wish.justification,
        ));
    }
    problems
}

/// Every box of the legal basis is ticked.
pub(super) fn commitment_problems(dossier: &Dossier) -> Vec<Problem> {
    let experiment = dossier.stands_on(LegalBasis::Experiment);
    Commitment::ALL
        .iter()
        .filter(|commitment| experiment || !commitment.only_experiment())
        .filter(|commitment| !dossier.commitments.contains(commitment))
        .map(|commitment| {
            let field = format!("commitment_{commitment}");
            Problem::missing(
                Section::Commitments,
                &field,
                "required",
                commitment.label(),
                "cochez la case pour vous engager.",
            )
        })
        .collect()
}

fn justification(field: &str, label: &str, text: &str) -> Option<Problem> {
    if text.is_empty() {
        return Some(Problem::missing(
            Section::Data,
            field,
            "required",
            label,
            "expliquez pourquoi le service en a besoin.",
        ));
    }
    let (rule, todo) = typing_mistake(text, TEXT_MOST)?;
    Some(Problem::missing(Section::Data, field, rule, label, &todo).mistaken())
}
