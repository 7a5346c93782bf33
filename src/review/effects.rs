//! What each decision does, in words: read by the reviewer before what can't be undone.

use super::steps::Step;
use super::views::File;
use crate::requests::LegalBasis;

/// The effects of a step on a request.
pub fn of(file: &File, step: Step, four_eyes: bool) -> Vec<String> {
    let mut effects = Vec::new();
    if four_eyes && step.unfavourable().is_some() {
        effects.push("Votre décision attend d'abord la signature d'une autre personne. Rien n'est envoyé avant.".to_owned());
    }
    let experiment = file.request.basis == LegalBasis::Experiment;
    let more: Vec<String> = match step {
        Step::Take => vec!["La demande vous est attribuée.".to_owned()],
        Step::Corrections => vec![
            "Le demandeur reçoit un message et peut modifier son dossier.".to_owned(),
            "Les délais sont suspendus jusqu'à sa réponse.".to_owned(),
        ],
        Step::Grant => grant(file, experiment),
        Step::Refuse => against("refusée"),
        Step::Discard => against("écartée de l'expérimentation"),
        Step::Revoke => revoke(experiment),
    };
    effects.extend(more);
    effects
}

fn grant(file: &File, experiment: bool) -> Vec<String> {
    let (_, _, filed) = &file.last;
    let lead = &filed.dossier.technical.email;
    let mut effects = Vec::new();
    if experiment {
        effects.push("Une place de l'expérimentation est prise pour la personne morale, si elle n'en a pas déjà une.".to_owned());
        effects.push(
            "S'il n'y a plus de place, la demande est inscrite en liste d'attente, à son rang."
                .to_owned(),
        );
    }
    effects.push(format!(
        "L'habilitation est ouverte pour ces données : {}.",
        filed.dossier.scopes().join(", ")
    ));
    effects.push(
        "Le service est ouvert dans l'espace partenaire et le demandeur y a accès.".to_owned(),
    );
    if !lead.is_empty() {
        effects.push(format!(
            "Le responsable technique ({lead}) est invité par message."
        ));
    }
    effects.push("Le demandeur, le responsable de traitement et le délégué à la protection des données sont prévenus par message.".to_owned());
    effects.push(
        "Cette décision ne peut pas être annulée : il faudrait révoquer l'habilitation.".to_owned(),
    );
    effects
}

fn against(word: &str) -> Vec<String> {
    vec![
        format!("La demande est {word}. Cette décision ne peut pas être annulée."),
        "Le demandeur reçoit par message le motif, le texte appliqué et les voies de recours."
            .to_owned(),
        "Il garde l'accès à sa demande et peut la recopier dans un nouveau brouillon.".to_owned(),
    ]
}

fn revoke(experiment: bool) -> Vec<String> {
    let mut effects = vec![
        "L'habilitation cesse aussitôt. Cette décision ne peut pas être annulée.".to_owned(),
        "Le service est fermé : ses identifiants de production ne sont plus valables.".to_owned(),
        "Le demandeur reçoit par message le motif, le texte appliqué et les voies de recours."
            .to_owned(),
    ];
    if experiment {
        effects.push("La place de la personne morale est libérée si aucun autre de ses services n'a d'habilitation en cours.".to_owned());
    }
    effects
}
