//! The progress of a service in words: what is done and when, who holds the next move, what is to come. Pure.

use super::model::Service;
use super::pages::TimelineItem;
use super::status::Status;
use crate::kernel::clock::Instant;
use crate::kernel::text;

/// The straight road: what a service that meets no difficulty goes through.
const ROAD: [(Status, &str); 5] = [
    (Status::Integration, "Intégration en bac à sable"),
    (Status::QualificationRequested, "Demande de qualification"),
    (
        Status::InQualification,
        "Vérification par l'équipe FranceConnect",
    ),
    (Status::Qualified, "Qualification"),
    (Status::Live, "Mise en production"),
];

/// The timeline of a service from the steps it went through, oldest first.
#[must_use]
pub fn of_service(service: &Service, steps: &[(Status, Instant)]) -> Vec<TimelineItem> {
    let present = service.state.status();
    let granted = TimelineItem {
        title: "Habilitation accordée",
        date: Some(text::french_date(service.opened_at)),
        text: None,
        state: "done",
    };
    let past = steps
        .iter()
        .rev()
        .skip(1)
        .rev()
        .map(|(status, at)| TimelineItem {
            title: past(*status),
            date: Some(text::french_date(*at)),
            text: None,
            state: "done",
        });
    let current = TimelineItem {
        title: past_or_present(present),
        date: Some(format!("Depuis le {}", text::french_date(service.since))),
        text: Some(format!(
            "À qui d'agir : {}. {}",
            present.holder().label(),
            present.next_move()
        )),
        state: "current",
    };
    let rest = ROAD
        .iter()
        .skip_while(|(status, _)| !is_at(present, *status))
        .skip(1);
    let to_come = rest.map(|(_, title)| TimelineItem {
        title,
        date: None,
        text: None,
        state: "todo",
    });
    std::iter::once(granted)
        .chain(past)
        .chain(std::iter::once(current))
        .chain(to_come)
        .collect()
}

/// Where a state stands on the road: corrections are part of the check, an end has no rest.
const fn is_at(present: Status, on_road: Status) -> bool {
    matches!(
        (present, on_road),
        (Status::Integration, Status::Integration)
            | (
                Status::QualificationRequested,
                Status::QualificationRequested
            )
            | (
                Status::InQualification | Status::CorrectionsRequested,
                Status::InQualification
            )
            | (Status::Qualified, Status::Qualified)
            | (
                Status::Live | Status::Suspended | Status::Closed,
                Status::Live
            )
    )
}

const fn past(status: Status) -> &'static str {
    match status {
        Status::Integration => "Espace partenaire ouvert",
        Status::QualificationRequested => "Qualification demandée",
        Status::InQualification => "Vérification commencée",
        Status::CorrectionsRequested => "Corrections demandées",
        Status::Qualified => "Service qualifié",
        Status::Live => "Service en production",
        Status::Suspended => "Accès suspendu",
        Status::Closed => "Service fermé",
    }
}

const fn past_or_present(status: Status) -> &'static str {
    match status {
        Status::Integration => "Intégration en bac à sable",
        Status::QualificationRequested
        | Status::InQualification
        | Status::CorrectionsRequested
        | Status::Qualified
        | Status::Live
        | Status::Suspended
        | Status::Closed => past(status),
    }
}
