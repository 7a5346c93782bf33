//! The file of a request: what can be done, what was told, what happened.

mod samples;

use serde::Serialize;

use super::badge_kind;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::text::french_date_time;
use crate::requests::{self, Request, RequestId, SectionSummary, Status, summary};
use crate::review::steps::Step;
use crate::review::urls;
use crate::review::views::{DecisionLine, File, HistoryLine};
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// How to contest an unfavourable decision (code de justice administrative, R. 421-1 and R. 421-5).
pub const APPEAL: &str = "Cette décision peut être contestée dans les deux mois qui suivent sa notification : par un recours gracieux \
    auprès de la DINUM, ou par un recours devant le tribunal administratif.";

/// A button that leads to a step, or takes it at once.
#[derive(Debug, Clone, Serialize)]
pub struct StepLink {
    label: &'static str,
    href: String,
    kind: &'static str,
    posts: bool,
}

/// A file joined.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentLine {
    label: String,
    href: String,
    size: i64,
}

/// A submitted version.
#[derive(Debug, Clone, Serialize)]
pub struct VersionRow {
    ordinal: i32,
    submitted_at: Instant,
    href: String,
}

/// A decision, in words.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionCard {
    label: &'static str,
    reason: String,
    legal_reference: String,
    at: Instant,
    by: String,
    seconded_by: String,
    appeal: &'static str,
    letter_url: String,
}

/// A moment of the history.
#[derive(Debug, Clone, Serialize)]
pub struct Moment {
    title: &'static str,
    date: String,
    text: String,
    state: &'static str,
}

/// A proposal that waits for a second signature.
#[derive(Debug, Clone, Serialize)]
pub struct ProposalCard {
    label: &'static str,
    by: String,
    at: Instant,
    href: String,
}

/// The file.
#[derive(Debug, Clone, Serialize)]
pub struct FilePage {
    number: String,
    seen: i32,
    title: String,
    status: &'static str,
    status_kind: &'static str,
    basis: &'static str,
    sector: &'static str,
    organisation: String,
    siret: String,
    author: String,
    reviewer: String,
    submitted_at: Option<Instant>,
    review_due_on: Option<Day>,
    silent_on: Option<Day>,
    late: bool,
    suspended: bool,
    place: Option<i64>,
    habilitation: String,
    amended: String,
    withdrawal: String,
    compare_url: String,
    steps: Vec<StepLink>,
    proposal: Option<ProposalCard>,
    sections: Vec<SectionSummary>,
    version: i32,
    sha256: String,
    documents: Vec<DocumentLine>,
    versions: Vec<VersionRow>,
    decisions: Vec<DecisionCard>,
    history: Vec<Moment>,
    thread: requests::ThreadCard,
    contacts: Vec<requests::ContactLine>,
    corrections: Vec<requests::CorrectionView>,
    /// Where corrections are noted; empty when it is not the moment.
    note_url: String,
}

impl FilePage {
    /// The file, with the steps that the viewer may take now.
    #[must_use]
    pub fn new(file: File, steps: &[Step], today: Day) -> Self {
        let request = &file.request;
        let (version, sha256, filed) = &file.last;
        let note_url = if steps.contains(&Step::Corrections) {
            requests::corrections_url(request.id)
        } else {
            String::new()
        };
        Self {
            seen: request.version,
            title: request.shown_title().to_owned(),
            status: request.status().label(),
            status_kind: badge_kind(request.status()),
            basis: request.basis.label(),
            sector: request.sector.map_or("", requests::Sector::label),
            submitted_at: request.submitted_at,
            review_due_on: request.review_due_on,
            silent_on: request.silent_on,
            late: request.review_due_on.is_some_and(|due| due < today),
            suspended: request.status() == Status::ChangesRequested,
            steps: steps.iter().map(|step| step_link(request, *step)).collect(),
            proposal: file.proposal.as_ref().map(|(proposal, by)| ProposalCard {
                label: proposal.kind.label(),
                by: by.clone(),
                at: proposal.at,
                href: urls::step(request.id, urls::PROPOSAL),
            }),
            sections: summary(&filed.dossier),
            documents: filed
                .documents
                .iter()
                .map(|document| document_line(request.id, document))
                .collect(),
            versions: file
                .versions
                .iter()
                .map(|line| version_row(request.id, line.ordinal, line.submitted_at))
                .collect(),
            number: request.number.clone(),
            organisation: file.organisation.name,
            siret: file.organisation.siret,
            author: file.author,
            reviewer: file.reviewer,
            place: file.place,
            amended: file.amended.map(|right| right.number).unwrap_or_default(),
            withdrawal: file.withdrawal.as_ref().map(withdrawal).unwrap_or_default(),
            compare_url: compare_url(request, file.versions.len()),
            habilitation: file
                .habilitation
                .map(|right| right.number)
                .unwrap_or_default(),
            version: *version,
            sha256: sha256.clone(),
            decisions: file.decisions.into_iter().map(DecisionCard::from).collect(),
            history: file.history.iter().map(moment).collect(),
            thread: file.thread,
            contacts: file.contacts,
            corrections: file.corrections,
            note_url,
        }
    }
}

fn step_link(request: &Request, step: Step) -> StepLink {
    let kind = match step {
        Step::Take | Step::Grant => "primary",
        Step::Corrections => "secondary",
        Step::Refuse | Step::Discard | Step::Revoke | Step::End => "tertiary",
    };
    StepLink {
        label: step.label(),
        href: urls::step(request.id, step.as_str()),
        kind,
        posts: step == Step::Take,
    }
}

fn document_line(request: RequestId, document: &requests::FiledDocument) -> DocumentLine {
    DocumentLine {
        label: format!("{} : {}", document.kind.label(), document.file_name),
        href: requests::document_url(request, document.id),
        size: document.size,
    }
}

fn version_row(request: RequestId, ordinal: i32, submitted_at: Instant) -> VersionRow {
    VersionRow {
        ordinal,
        submitted_at,
        href: requests::version_url(request, ordinal),
    }
}

impl From<DecisionLine> for DecisionCard {
    fn from(line: DecisionLine) -> Self {
        let unfavourable = matches!(
            line.kind,
            Status::Refused | Status::Discarded | Status::Revoked
        );
        Self {
            label: line.kind.label(),
            reason: line.reason,
            legal_reference: line.legal_reference,
            at: line.at,
            by: line.by,
            seconded_by: line.seconded_by,
            appeal: if unfavourable { APPEAL } else { "" },
            letter_url: line.letter_url,
        }
    }
}

/// Something to compare: two versions, or the right that an amendment changes.
fn compare_url(request: &Request, versions: usize) -> String {
    if versions + usize::from(request.amends.is_some()) > 1 {
        requests::compare_url(request.id)
    } else {
        String::new()
    }
}

fn withdrawal(withdrawal: &requests::Withdrawal) -> String {
    let reason = withdrawal.reason.label();
    if withdrawal.comment.is_empty() {
        reason.to_owned()
    } else {
        format!("{reason} : {}", withdrawal.comment)
    }
}

fn moment(line: &HistoryLine) -> Moment {
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

fn event_label(event: &str) -> &'static str {
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
        "review.decision_proposed" => "Décision proposée à un second instructeur",
        "review.proposal_dropped" => "Proposition abandonnée",
        _ => "Changement",
    }
}

impl Page for FilePage {
    const TEMPLATE: &'static str = "review/file.html";

    fn title(&self) -> String {
        format!("Demande {}", self.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(urls::QUEUE, "Instruction")]
    }

    fn samples() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                steps: Vec::new(),
                proposal: None,
                decisions: Vec::new(),
                documents: Vec::new(),
                suspended: true,
                ..Self::sample()
            },
        ]
    }
}
