//! Values that show everything the template of the file can show.

use super::super::{badge_kind, sample_instant};
use super::{
    APPEAL, DecisionCard, DocumentLine, FilePage, Moment, ProposalCard, StepLink, event_label,
    version_row,
};
use crate::kernel::clock::Instant;
use crate::kernel::text::french_date_time;
use crate::requests::{self, Line, RequestId, Section, SectionSummary, Status};
use crate::review::steps::Step;
use crate::review::urls;

impl FilePage {
    pub(super) fn sample() -> Self {
        let at = sample_instant();
        let id = RequestId(uuid::Uuid::nil());
        let link = |step: Step, posts| StepLink {
            label: step.label(),
            href: urls::step(id, step.as_str()),
            kind: "primary",
            posts,
        };
        Self {
            number: "D-2026-000001".to_owned(),
            seen: 3,
            title: "Mes démarches".to_owned(),
            status: Status::InReview.label(),
            status_kind: badge_kind(Status::InReview),
            basis: requests::LegalBasis::Experiment.label(),
            sector: requests::Sector::Education.label(),
            organisation: "Exemple".to_owned(),
            siret: "73282932000074".to_owned(),
            author: "Théo Leroy".to_owned(),
            reviewer: "Claire Petit".to_owned(),
            submitted_at: Some(at),
            review_due_on: Some(at.paris_day()),
            silent_on: Some(at.paris_day()),
            late: true,
            suspended: false,
            place: Some(3),
            habilitation: "H-2026-000001".to_owned(),
            amended: "H-2026-000002".to_owned(),
            withdrawal: "Le projet est abandonné ou reporté".to_owned(),
            compare_url: requests::compare_url(id),
            steps: vec![link(Step::Take, true), link(Step::Grant, false)],
            proposal: Some(ProposalCard {
                label: "Refus",
                by: "Claire Petit".to_owned(),
                at,
                href: urls::step(id, urls::PROPOSAL),
            }),
            sections: vec![sample_section()],
            version: 1,
            sha256: "0".repeat(64),
            documents: vec![DocumentLine {
                label: "Maquette : page.pdf".to_owned(),
                href: urls::file(id),
                size: 120_000,
            }],
            versions: vec![version_row(id, 1, at)],
            decisions: vec![sample_decision()],
            history: vec![Moment {
                title: event_label("request.submitted"),
                date: french_date_time(at),
                text: "Par Théo Leroy".to_owned(),
                state: "done",
            }],
            contacts: sample_contacts(),
            thread: sample_thread(id, at),
            corrections: Vec::new(),
            note_url: requests::corrections_url(id),
        }
    }
}

fn sample_thread(id: RequestId, at: Instant) -> requests::ThreadCard {
    requests::ThreadCard {
        url: requests::messages_url(id),
        unread: 1,
        last: "Bonjour".to_owned(),
        by: "Théo Leroy".to_owned(),
        at: Some(at),
        may_write: true,
    }
}

fn sample_section() -> SectionSummary {
    SectionSummary {
        section: Section::Service,
        title: Section::Service.label(),
        lines: vec![Line {
            field: "service_name".to_owned(),
            label: "Nom".to_owned(),
            value: "Mes démarches".to_owned(),
        }],
    }
}

fn sample_decision() -> DecisionCard {
    let at = sample_instant();
    DecisionCard {
        label: Status::Refused.label(),
        reason: "Le service ne relève d'aucun cas prévu.".to_owned(),
        legal_reference: "Arrêté du 8 novembre 2018".to_owned(),
        at,
        by: "Claire Petit".to_owned(),
        seconded_by: "Denis Martin".to_owned(),
        appeal: APPEAL,
        letter_url: "/demandes/x/decisions/y/lettre".to_owned(),
    }
}

fn sample_contacts() -> Vec<requests::ContactLine> {
    vec![requests::ContactLine {
        role: "Responsable de traitement",
        state: "Rôle confirmé le 2 mars 2026".to_owned(),
        again_url: String::new(),
    }]
}
