//! What each decision does, in words: read before what can't be undone, by the reviewer or by the partner.

use super::steps::Step;
use super::views::{File, Reach};
use crate::kernel::text::count;
use crate::requests::{GrantTerms, LegalBasis, scope_label};

/// What a decision would do, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub struct Foreseen<'a> {
    /// Which decision.
    pub step: Step,
    /// Whether a second signature is demanded.
    pub four_eyes: bool,
    /// The terms of a grant.
    pub terms: &'a GrantTerms,
    /// What stands on the habilitation.
    pub reach: &'a Reach,
}

/// The effects of a step on a request.
pub fn of(file: &File, foreseen: &Foreseen<'_>) -> Vec<String> {
    let mut effects = Vec::new();
    let step = foreseen.step;
    if foreseen.four_eyes && step.unfavourable().is_some() {
        effects.push("Votre décision attend d'abord la signature d'une autre personne. Rien n'est envoyé avant.".to_owned());
    }
    let experiment = file.request.basis == LegalBasis::Experiment;
    let more: Vec<String> = match step {
        Step::Take => vec!["La demande vous est attribuée.".to_owned()],
        Step::Corrections => corrections(file),
        Step::Grant => grant(file, foreseen.terms),
        Step::Refuse => against(file, "refusée"),
        Step::Discard => against(file, "écartée de l'expérimentation"),
        Step::Revoke => {
            let mut all = closing(foreseen.reach, experiment, "est révoquée");
            all.push(letter(&file.author));
            all
        }
        Step::End => {
            let mut all = closing(foreseen.reach, experiment, "prend fin");
            all.push(letter(&file.author));
            all
        }
    };
    effects.extend(more);
    effects
}

fn corrections(file: &File) -> Vec<String> {
    let noted = file
        .corrections
        .iter()
        .filter(|noted| !noted.take_back.is_empty());
    let noted = match i64::try_from(noted.count()).unwrap_or(i64::MAX) {
        0 => "Aucune correction n'est notée sur un champ : seul votre texte dit quoi corriger."
            .to_owned(),
        number => format!(
            "Il lit {}, à côté de chaque champ.",
            count(
                number,
                "correction notée sur un champ",
                "corrections notées sur des champs"
            )
        ),
    };
    vec![
        format!(
            "Le demandeur, {}, reçoit un message et peut modifier son dossier.",
            file.author
        ),
        noted,
        "Les deux délais sont suspendus jusqu'à sa réponse.".to_owned(),
        "Sans réponse, il est relancé après 15 et 30 jours, et la demande est close après 90 jours."
            .to_owned(),
    ]
}

fn grant(file: &File, terms: &GrantTerms) -> Vec<String> {
    let (_, _, filed) = &file.last;
    let lead = &filed.dossier.technical.email;
    let mut effects = Vec::new();
    if file.request.basis == LegalBasis::Experiment {
        effects.push("Une place de l'expérimentation est prise pour la personne morale, si elle n'en a pas déjà une.".to_owned());
        effects.push(
            "S'il n'y a plus de place, la demande est inscrite en liste d'attente, à son rang."
                .to_owned(),
        );
    }
    let scopes = filed.dossier.scopes();
    let given: Vec<&str> = scopes
        .iter()
        .map(String::as_str)
        .filter(|scope| terms.grants(scope))
        .collect();
    effects.push(format!(
        "L'habilitation est ouverte pour ces données : {}.",
        given.join(", ")
    ));
    for held in terms.withheld() {
        effects.push(format!(
            "Non accordée : {} ({}).",
            scope_label(&held.scope),
            held.scope
        ));
    }
    if !terms.conditions().is_empty() {
        let number = i64::try_from(terms.conditions().len()).unwrap_or(i64::MAX);
        effects.push(format!(
            "L'habilitation porte {}, montrées au partenaire et sur le certificat.",
            count(number, "condition", "conditions")
        ));
    }
    effects.push(match &file.amended {
        Some(right) => format!(
            "Elle remplace l'habilitation {} : le service garde ses clients, réduits à ce qu'elle autorise.",
            right.number
        ),
        None => format!(
            "Le service est ouvert dans l'espace partenaire et le demandeur, {}, y a accès.",
            file.author
        ),
    });
    if !lead.is_empty() && file.amended.is_none() {
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

fn against(file: &File, word: &str) -> Vec<String> {
    vec![
        format!("La demande est {word}. Cette décision ne peut pas être annulée."),
        letter(&file.author),
        "Il garde l'accès à sa demande et peut la recopier dans un nouveau brouillon.".to_owned(),
    ]
}

fn letter(author: &str) -> String {
    format!(
        "Le demandeur, {author}, reçoit par message le motif, le texte appliqué et les voies de recours. La lettre est jointe à la demande."
    )
}

/// What the end of an habilitation undoes: the service, its clients, its production secrets, the seat.
pub fn closing(reach: &Reach, experiment: bool, what: &str) -> Vec<String> {
    let mut effects = vec![format!(
        "L'habilitation {what} aussitôt. Cette décision ne peut pas être annulée."
    )];
    match &reach.service {
        None => effects.push("Aucun service ne s'appuie sur elle.".to_owned()),
        Some((name, status)) => {
            effects.push(format!(
                "Le service « {name} » ({}) est fermé.",
                status.label().to_lowercase()
            ));
            effects.extend(named(
                &reach.credentials,
                (
                    "secret de production cesse",
                    "secrets de production cessent",
                ),
                "d'être valables",
            ));
            effects.extend(named(
                &reach.clients.1,
                (
                    "client de production s'arrête",
                    "clients de production s'arrêtent",
                ),
                "",
            ));
            effects.extend(named(
                &reach.clients.0,
                (
                    "client du bac à sable s'arrête",
                    "clients du bac à sable s'arrêtent",
                ),
                "",
            ));
            let people = count(reach.team, "personne", "personnes");
            effects.push(format!(
                "L'équipe du service ({people}) est prévenue par message."
            ));
        }
    }
    if experiment {
        effects.push("La place de la personne morale est libérée si aucun autre de ses services n'a d'habilitation en cours.".to_owned());
    }
    effects
}

/// One sentence that counts things and names them; nothing when there are none.
fn named(names: &[String], (one, many): (&str, &str), rest: &str) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    let number = i64::try_from(names.len()).unwrap_or(i64::MAX);
    let said = format!("{} {rest}", count(number, one, many));
    Some(format!("{} : {}.", said.trim_end(), names.join(", ")))
}
