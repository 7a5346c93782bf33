//! What a refusal of the desk shows: the request as it now stands, and the way on.

use super::super::service::DeskError;
use super::super::urls;
use super::super::views::File;
use crate::experiment::{self, Phase, SeatError};
use crate::requests::{AccessError, MoveError, Why};
use crate::shell::errors::{ConflictPage, PageError};

/// A request that may not be read.
pub fn denied(error: AccessError) -> PageError {
    match error {
        AccessError::Unknown => PageError::NotFound,
        AccessError::Forbidden | AccessError::NotNow(_) => forbidden(),
    }
}

fn forbidden() -> PageError {
    PageError::Forbidden("Vous ne pouvez pas instruire cette demande : votre rôle ne le permet pas, ou vous êtes membre de l'organisation.".to_owned())
}

/// A refused step. `file` is the request as it stands after the refusal.
pub fn refused(error: &DeskError, file: &File) -> PageError {
    let text = match error {
        DeskError::Move(MoveError::Unknown) => return PageError::NotFound,
        DeskError::Move(MoveError::Forbidden) => return forbidden(),
        DeskError::Move(MoveError::Stale(_)) => {
            "La demande a changé pendant que vous décidiez. Votre décision n'est pas enregistrée."
        }
        DeskError::Move(MoveError::AlreadyDone(_)) => {
            "Cette décision est déjà enregistrée. Rien n'a été envoyé une seconde fois."
        }
        DeskError::Move(MoveError::Refused(refusal)) => why(refusal.why),
        DeskError::Seat(SeatError::NoExperiment) => {
            "Aucune expérimentation n'est réglée. Un responsable doit d'abord en fixer les dates et les places."
        }
        DeskError::Seat(SeatError::NotRunning(Phase::Upcoming)) => {
            "L'expérimentation n'est pas encore ouverte : aucune place ne peut être attribuée."
        }
        DeskError::Seat(SeatError::NotRunning(Phase::Running | Phase::Over)) => {
            "L'expérimentation est terminée : aucune place ne peut plus être attribuée."
        }
        DeskError::Seat(SeatError::OutOfOrder { .. }) => {
            "D'autres demandes attendent à un meilleur rang."
        }
        DeskError::Seat(SeatError::CriteriaOpen { .. }) => {
            let text = "Les cinq critères de l'expérimentation ne sont pas tous reconnus remplis sur la dernière version du dossier. Donnez vos verdicts, puis accordez.";
            return PageError::Conflict(Box::new(present(text, file).action(
                experiment::urls::criteria(file.request.id),
                "Examiner les critères",
            )));
        }
        DeskError::StillFull { .. } => {
            "Toutes les places de l'expérimentation sont encore prises. La demande garde son rang."
        }
        DeskError::AlreadyProposed => {
            "Une décision est déjà proposée sur cette demande : signez-la ou abandonnez-la d'abord."
        }
        DeskError::ProposalGone => "Cette proposition n'attend plus de signature.",
        DeskError::SamePerson => {
            "Vous avez proposé cette décision : une autre personne doit la signer."
        }
    };
    PageError::Conflict(Box::new(present(text, file)))
}

fn why(why: Why) -> &'static str {
    match why {
        Why::AlreadyDone => "Cette décision est déjà enregistrée.",
        Why::HeldBy(_) => "Une autre personne a pris la demande en charge.",
        Why::OnlyExperiment => "Seule une demande de l'expérimentation peut être écartée.",
        Why::NotFromHere => "L'état de la demande ne permet pas cette décision.",
    }
}

/// The present state of a request.
fn present(text: &str, file: &File) -> ConflictPage {
    let request = &file.request;
    let mut page = ConflictPage::new(text)
        .now(
            "Demande",
            format!("{}, {}", request.number, request.shown_title()),
        )
        .now("État", request.status().label())
        .now(
            "Depuis",
            crate::kernel::text::french_date_time(request.state_since),
        );
    if !file.reviewer.is_empty() {
        page = page.now("Suivie par", file.reviewer.clone());
    }
    if let Some(place) = file.place {
        page = page.now("Rang en liste d'attente", place.to_string());
    }
    page.action(urls::file(request.id), "Voir la demande")
        .action(experiment::urls::DESK, "Revenir aux demandes à instruire")
}
