//! The file of a request: what can be done, what was told, what happened.

mod examined;
mod history;
mod samples;

use serde::Serialize;

use self::examined::{ExaminedSection, Found};
use self::history::{Moment, moment};
use super::badge_kind;
use crate::experiment;
use crate::kernel::clock::{Day, Instant};
use crate::requests::{self, Request, RequestId, Status};
use crate::review::notes::{NoteCard, NoteLine};
use crate::review::presence;
use crate::review::steps::Step;
use crate::review::urls;
use crate::review::views::{DecisionLine, File, VersionLine};
use crate::shell::AccountId;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;
use crate::vendors::ConsentCard;

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
    /// Where it opens in the browser.
    view: String,
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
    templates: String,
    appeal: &'static str,
    letter_url: String,
}

/// A proposal that waits for a second signature.
#[derive(Debug, Clone, Serialize)]
pub struct ProposalCard {
    label: &'static str,
    by: String,
    at: Instant,
    href: String,
}

/// Where else the desk goes from a file; an address is empty when the viewer may not go there.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DeskLinks {
    hand_over: String,
    tags: String,
    recusal: String,
    notes: String,
    precedents: String,
    journal: String,
    presence: String,
    close_changed: String,
    criteria: String,
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
    /// What is left of the delays while they are suspended.
    left: String,
    place: Option<i64>,
    habilitation: String,
    amended: String,
    withdrawal: String,
    compare_url: String,
    steps: Vec<StepLink>,
    proposal: Option<ProposalCard>,
    sections: Vec<ExaminedSection>,
    found: Found,
    version: i32,
    sha256: String,
    documents: Vec<DocumentLine>,
    versions: Vec<VersionRow>,
    decisions: Vec<DecisionCard>,
    history: Vec<Moment>,
    thread: requests::ThreadCard,
    contacts: Vec<requests::ContactLine>,
    corrections: Vec<requests::CorrectionView>,
    /// Corrections whose field changed and that are still open.
    to_close: usize,
    /// Where corrections are noted; empty when it is not the moment.
    note_url: String,
    notes: Vec<NoteCard>,
    consent: Option<ConsentCard>,
    /// Who else is before the file.
    present: String,
    links: DeskLinks,
}

impl FilePage {
    /// The file, with the steps that the viewer may take now.
    #[must_use]
    pub fn new(file: File, steps: &[Step], (now, viewer): (Instant, AccountId)) -> Self {
        let today = now.paris_day();
        let request = &file.request;
        let (version, sha256, filed) = &file.last;
        let note_url = if steps.contains(&Step::Corrections) {
            requests::corrections_url(request.id)
        } else {
            String::new()
        };
        let (sections, found) = examined::sections(&file, now, &note_url);
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
            left: left(&file),
            steps: steps.iter().map(|step| step_link(request, *step)).collect(),
            proposal: proposal(&file),
            notes: notes(&file, viewer),
            links: links(&file, !note_url.is_empty()),
            present: presence::words(&file.others, false),
            to_close: to_close(&file),
            sections,
            found,
            documents: documents(request.id, filed),
            versions: versions(&file),
            number: request.number.clone(),
            organisation: file.organisation.details.name,
            siret: file.organisation.siret.to_string(),
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
            consent: file.consent,
            corrections: file.corrections,
            note_url,
        }
    }
}

/// What will be left of both delays when the applicant answers; empty while they run.
fn left(file: &File) -> String {
    let request = &file.request;
    let asked: Vec<Instant> = file
        .decisions
        .iter()
        .filter(|decision| decision.kind == Status::ChangesRequested)
        .map(|decision| decision.at)
        .collect();
    let submitted: Vec<Instant> = file.versions.iter().map(|line| line.submitted_at).collect();
    let known = request
        .first_submitted_at
        .filter(|_| request.status() == Status::ChangesRequested);
    match known.and_then(|first| requests::days_left(first, &asked, &submitted)) {
        None => String::new(),
        Some(left) => requests::left_words(left, "À sa réponse"),
    }
}

fn to_close(file: &File) -> usize {
    let changed = file
        .corrections
        .iter()
        .filter(|correction| correction.may_close());
    changed.count()
}

/// Where the viewer may go from here; `noting` when corrections are noted now.
fn links(file: &File, noting: bool) -> DeskLinks {
    let id = file.request.id;
    let open = matches!(
        file.request.status(),
        Status::Submitted | Status::InReview | Status::ChangesRequested | Status::Waitlisted
    );
    let when = |may: bool, url: String| if may { url } else { String::new() };
    let decides = file.may_decide && open;
    DeskLinks {
        hand_over: when(decides, urls::hand_over(id)),
        tags: when(file.may_decide && file.of_the_desk, urls::request_tags(id)),
        recusal: when(decides, urls::recusal(id)),
        notes: when(file.of_the_desk, urls::notes(id)),
        precedents: when(file.of_the_desk, urls::precedents(id)),
        journal: when(file.of_the_desk, urls::journal(id)),
        presence: when(file.of_the_desk, urls::presence(id)),
        close_changed: when(noting, requests::close_corrections_url(id)),
        criteria: when(
            file.of_the_desk && file.request.basis == requests::LegalBasis::Experiment,
            experiment::urls::criteria(id),
        ),
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

fn proposal(file: &File) -> Option<ProposalCard> {
    let (proposal, by) = file.proposal.as_ref()?;
    Some(ProposalCard {
        label: proposal.kind.label(),
        by: by.clone(),
        at: proposal.at,
        href: urls::step(file.request.id, urls::PROPOSAL),
    })
}

fn documents(request: RequestId, filed: &requests::FiledVersion) -> Vec<DocumentLine> {
    let line = |document| document_line(request, document);
    filed.documents.iter().map(line).collect()
}

fn versions(file: &File) -> Vec<VersionRow> {
    let row = |line: &VersionLine| version_row(file.request.id, line.ordinal, line.submitted_at);
    file.versions.iter().map(row).collect()
}

fn notes(file: &File, viewer: AccountId) -> Vec<NoteCard> {
    let card = |note: &NoteLine| NoteCard::new(&file.request, note, Some(viewer)).brief();
    file.notes.iter().map(card).collect()
}

fn document_line(request: RequestId, document: &requests::FiledDocument) -> DocumentLine {
    DocumentLine {
        label: format!("{} : {}", document.kind.label(), document.file_name),
        href: requests::document_url(request, document.id),
        view: requests::view_document_url(request, document.id),
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
            templates: line.templates,
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
                notes: Vec::new(),
                consent: None,
                links: DeskLinks::default(),
                note_url: String::new(),
                found: Found::default(),
                to_close: 0,
                present: String::new(),
                suspended: true,
                left: requests::left_words((3, 51), "À sa réponse"),
                ..Self::sample()
            },
        ]
    }
}
