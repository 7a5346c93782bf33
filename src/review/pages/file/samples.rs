//! Values that show everything the template of the file can show.

use super::super::{badge_kind, sample_instant};
use super::history::{Moment, event_label};
use super::{
    APPEAL, DecisionCard, DeskLinks, DocumentLine, FilePage, ProposalCard, StepLink, examined,
    version_row,
};
use crate::experiment;
use crate::kernel::clock::Instant;
use crate::kernel::text::french_date_time;
use crate::requests::{self, RequestId, Status};
use crate::review::notes::NoteCard;
use crate::review::steps::Step;
use crate::review::urls;
use crate::vendors::ConsentCard;

impl FilePage {
    pub(super) fn sample() -> Self {
        let at = sample_instant();
        let id = RequestId(uuid::Uuid::nil());
        let (sections, found) = examined::sample();
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
            left: String::new(),
            place: Some(3),
            habilitation: "H-2026-000001".to_owned(),
            amended: "H-2026-000002".to_owned(),
            withdrawal: "Le projet est abandonné ou reporté".to_owned(),
            compare_url: requests::compare_url(id),
            steps: vec![link(Step::Take, true), link(Step::Grant, false)],
            proposal: Some(sample_proposal(id)),
            sections,
            found,
            to_close: 1,
            notes: NoteCard::samples(),
            consent: Some(sample_consent()),
            present: "Denis Martin consulte aussi cette demande.".to_owned(),
            links: sample_links(id),
            version: 1,
            sha256: "0".repeat(64),
            documents: vec![sample_document(id)],
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
            corrections: vec![sample_correction(id)],
            note_url: requests::corrections_url(id),
        }
    }
}

fn sample_consent() -> ConsentCard {
    ConsentCard {
        client: "Ville d'Exemple".to_owned(),
        consent: "Accord donné",
        consent_kind: "success",
        answered_on: "2 mars 2026".to_owned(),
        mandate: "En cours",
        mandate_kind: "success",
        mandate_ends_on: "31 décembre 2027".to_owned(),
    }
}

fn sample_links(id: RequestId) -> DeskLinks {
    DeskLinks {
        criteria: experiment::urls::criteria(id),
        hand_over: urls::hand_over(id),
        tags: urls::request_tags(id),
        recusal: urls::recusal(id),
        notes: urls::notes(id),
        precedents: urls::precedents(id),
        journal: urls::journal(id),
        presence: urls::presence(id),
        close_changed: requests::close_corrections_url(id),
    }
}

fn sample_proposal(id: RequestId) -> ProposalCard {
    ProposalCard {
        label: "Refus",
        by: "Claire Petit".to_owned(),
        at: sample_instant(),
        href: urls::step(id, urls::PROPOSAL),
    }
}

fn sample_document(id: RequestId) -> DocumentLine {
    DocumentLine {
        label: "Maquette : page.pdf".to_owned(),
        href: urls::file(id),
        view: urls::file(id),
        size: 120_000,
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

fn sample_correction(id: RequestId) -> requests::CorrectionView {
    requests::CorrectionView {
        field: "service_name".to_owned(),
        label: "Nom public du service".to_owned(),
        text: "Donnez le nom que les usagers verront.".to_owned(),
        was: "Service".to_owned(),
        now: "Mes démarches".to_owned(),
        changed: true,
        answer: "C'est fait.".to_owned(),
        name: "reponse_1".to_owned(),
        url: urls::file(id),
        take_back: String::new(),
        close: requests::close_corrections_url(id),
        closed: false,
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
        templates: "Fondement inapplicable (version 2)".to_owned(),
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
