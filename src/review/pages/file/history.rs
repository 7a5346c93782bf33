//! What happened to a request, in words.

use serde::Serialize;

use crate::kernel::text::french_date_time;
use crate::review::views::HistoryLine;

/// A moment of the history.
#[derive(Debug, Clone, Serialize)]
pub struct Moment {
    pub title: &'static str,
    pub date: String,
    pub text: String,
    pub state: &'static str,
}

/// A line of history, in words.
pub fn moment(line: &HistoryLine) -> Moment {
    let text = if line.by.is_empty() {
        String::new()
    } else {
        format!("Par {}", line.by)
    };
    Moment {
        title: event_label(&line.event),
        date: french_date_time(line.at),
        text,
        state: "done",
    }
}

/// The words for an event of the journal.
pub fn event_label(event: &str) -> &'static str {
    match event {
        "request.submitted" => "Demande déposée",
        "request.taken" => "Prise en charge",
        "request.changes_requested" => "Corrections demandées",
        "request.waitlisted" => "Inscrite en liste d'attente",
        "request.granted" => "Accordée",
        "request.refused" => "Refusée",
        "request.discarded" => "Écartée",
        "request.withdrawn" => "Retirée par le demandeur",
        "request.revoked" => "Habilitation révoquée",
        "request.ended" => "Habilitation terminée",
        "request.replaced" => "Habilitation remplacée par un avenant",
        "request.transferred" => "Transférée à un collègue du demandeur",
        "request.corrections_recalled" => "Rappel envoyé : corrections attendues",
        "request.overdue" => "Réponse annoncée dépassée",
        "request.silence_near" => "Alerte : silence dans 10 jours",
        "request.silence_reached" => "Délai légal écoulé sans réponse",
        "request.taken_over" => "Reprise par un collègue du demandeur",
        "request.handed_over" => "Confiée à un collègue",
        "request.released" => "Rendue aux demandes à prendre en charge",
        "request.conflict_lifted" => "Conflit d'intérêts retiré par un responsable",
        "request.conflict_stated" => "Conflit d'intérêts déclaré",
        "request.corrections_closed" => "Corrections closes",
        "review.opinion_asked" => "Avis demandé à un collègue",
        "review.opinion_given" => "Avis donné",
        "review.decision_proposed" => "Décision proposée à un second instructeur",
        "review.proposal_dropped" => "Proposition abandonnée",
        _ => "Changement",
    }
}
