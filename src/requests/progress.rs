//! Where a request stands, in words: the road from the draft to production, and who holds the next move. Pure.

use serde::Serialize;

use super::model::Request;
use super::state::Status;
use crate::kernel::clock::Instant;
use crate::kernel::text::{french_date, french_day};

/// One step of the road.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// `done`, `current` or `todo`.
    pub state: &'static str,
    /// What it is.
    pub title: &'static str,
    /// When it was done, or until when.
    pub date: String,
    /// Who holds the next move, on the current step.
    pub text: String,
}

/// Who holds the next move, and which it is.
#[must_use]
pub fn next_move(status: Status) -> &'static str {
    match status {
        Status::Draft => "À vous : complétez le dossier, puis déposez la demande.",
        Status::Submitted => {
            "Au service juridique de la DINUM : la demande va être prise en charge."
        }
        Status::InReview => "Au service juridique de la DINUM : la demande est instruite.",
        Status::ChangesRequested => {
            "À vous : corrigez le dossier, puis déposez-le de nouveau. Les délais sont suspendus."
        }
        Status::Waitlisted => {
            "À la DINUM : la demande est éligible et attend qu'une place se libère."
        }
        Status::Granted => "À vous : intégrez FranceConnect dans l'espace partenaire.",
        Status::Refused | Status::Discarded | Status::Withdrawn => {
            "La demande est close. Vous pouvez la copier pour en commencer une autre."
        }
        Status::Revoked | Status::Ended => "L'habilitation n'est plus en vigueur.",
    }
}

/// The road of a request, past, present and to come.
#[must_use]
pub fn road(request: &Request) -> Vec<Step> {
    let status = request.status();
    let on = |at: Option<Instant>| at.map(french_date).unwrap_or_default();
    let reached = match status {
        Status::Draft => 0,
        Status::Submitted | Status::InReview | Status::ChangesRequested | Status::Waitlisted => 1,
        Status::Refused | Status::Discarded | Status::Withdrawn => 2,
        Status::Granted | Status::Revoked | Status::Ended => 3,
    };
    let closed = matches!(
        status,
        Status::Refused | Status::Discarded | Status::Withdrawn | Status::Revoked | Status::Ended
    );
    let titles = [
        ("Dossier", on(request.first_submitted_at)),
        ("Instruction", on(request.decided_at)),
        ("Décision", on(request.decided_at)),
        ("Intégration dans le bac à sable", String::new()),
        ("Qualification", String::new()),
        ("Mise en production", String::new()),
    ];
    let length = if closed { reached + 1 } else { titles.len() };
    titles
        .into_iter()
        .enumerate()
        .take(length)
        .map(|(rank, (title, date))| match rank.cmp(&reached) {
            std::cmp::Ordering::Less => Step {
                state: "done",
                title,
                date,
                text: String::new(),
            },
            std::cmp::Ordering::Equal => Step {
                state: "current",
                title: if closed { status.label() } else { title },
                date: present_date(request),
                text: next_move(status).to_owned(),
            },
            std::cmp::Ordering::Greater => Step {
                state: "todo",
                title,
                date: String::new(),
                text: String::new(),
            },
        })
        .collect()
}

fn present_date(request: &Request) -> String {
    let since = format!("Depuis le {}", french_date(request.state_since));
    match request.review_due_on {
        Some(day) => format!("{since}, réponse annoncée pour le {}", french_day(day)),
        None => since,
    }
}

/// What an entry of the journal says on a request's history; nothing for those that tell applicants nothing.
#[must_use]
pub fn sentence(action: &str) -> Option<&'static str> {
    Some(match action {
        "request.begun" => "Demande commencée",
        "request.submitted" => "Demande déposée",
        "request.taken" => "Demande prise en charge par un instructeur",
        "request.changes_requested" => "Corrections demandées",
        "request.waitlisted" => "Demande inscrite en liste d'attente",
        "request.granted" => "Demande accordée",
        "request.refused" => "Demande refusée",
        "request.discarded" => "Demande écartée",
        "request.withdrawn" => "Demande retirée",
        "request.revoked" => "Habilitation révoquée",
        "request.ended" => "Habilitation terminée",
        "request.draft_recalled" => "Rappel envoyé : brouillon sans changement",
        "request.corrections_recalled" => "Rappel envoyé : corrections attendues",
        "request.silence_near" => "Alerte : le silence vaudra refus dans 10 jours",
        "request.silence_reached" => "Délai de deux mois écoulé sans réponse",
        "request.message_sent" => "Message envoyé",
        "request.replaced" => "Habilitation remplacée par un avenant",
        "request.transfer_offered" => "Transfert proposé",
        "request.transfer_declined" => "Transfert décliné",
        "request.transfer_cancelled" => "Transfert annulé",
        "request.transfer_expired" => "Transfert resté sans réponse",
        "request.transferred" => "Demande transférée",
        "request.taken_over" => "Demande reprise par un collègue",
        "request.person_invited" => "Personne invitée sur la demande",
        "request.person_joined" => "Invitation acceptée",
        "request.members_reach_set" => "Accès des membres changé",
        "request.document_joined" => "Fichier joint",
        "request.document_removed" => "Fichier retiré",
        "request.contact_asked" => "Confirmation demandée à un contact",
        "request.contact_confirmed" => "Rôle confirmé par un contact",
        "request.contact_declined" => "Rôle décliné par un contact",
        "service.opened" => "Espace partenaire ouvert",
        _ => return None,
    })
}
