//! A request: where it stands, what was decided, what can be done.

use serde::Serialize;

use super::deadlines::usual;
use super::{Around, AroundData, Head, home, samples};
use crate::kernel::clock::Instant;
use crate::kernel::text::{french_date, french_date_time, french_day};
use crate::requests::contacts::ContactLine;
use crate::requests::corrections::{Correction, CorrectionView};
use crate::requests::model::{
    Dossier, Habilitation, LegalBasis, Request, RequestId, Section, scope_label,
};
use crate::requests::papers::has_letter;
use crate::requests::policy::{Action, Answer, Capacity, may};
use crate::requests::progress::{Step, next_move, road, sentence};
use crate::requests::service::days_left;
use crate::requests::standing::{Deadline, deadlines, left_words};
use crate::requests::state::{RequestState, Status};
use crate::requests::store::{Decision, Document};
use crate::requests::summary::{SectionSummary, summary};
use crate::requests::thread::ThreadCard;
use crate::requests::urls;
use crate::shell::{Crumb, Page};

/// What a request's page is made from.
#[derive(Debug, Clone)]
pub(in crate::requests) struct ShowData {
    pub request: Request,
    pub capacities: Vec<Capacity>,
    pub organisation: String,
    pub dossier: Dossier,
    pub decisions: Vec<Decision>,
    pub versions: Vec<(i32, Instant, String)>,
    pub documents: Vec<Document>,
    pub habilitation: Option<Habilitation>,
    pub history: Vec<(Instant, String)>,
    /// What stands around it.
    pub around: AroundData,
    /// Rank on the waiting list, from 1.
    pub place: Option<i64>,
    pub thread: ThreadCard,
    pub contacts: Vec<ContactLine>,
    /// Rank among those that wait for an answer, from 1.
    pub queue_place: Option<i64>,
    /// Seconds that the last answers took.
    pub delays: Vec<i64>,
    pub corrections: Vec<Correction>,
}

#[derive(Debug, Clone, Serialize)]
struct DeadlineView {
    title: &'static str,
    text: &'static str,
    day: String,
}

/// Where the request stands in time.
#[derive(Debug, Clone, Serialize)]
struct Standing {
    queue_place: String,
    usual: String,
    deadlines: Vec<DeadlineView>,
    calendar_url: &'static str,
}

fn rank(place: Option<i64>) -> String {
    place.map(|place| place.to_string()).unwrap_or_default()
}

impl Standing {
    fn of(data: &ShowData) -> Self {
        let waits = matches!(
            data.request.status(),
            Status::Draft
                | Status::Submitted
                | Status::InReview
                | Status::ChangesRequested
                | Status::Waitlisted
        );
        let view = |deadline: Deadline| DeadlineView {
            title: deadline.title,
            text: deadline.text,
            day: french_day(deadline.day),
        };
        Self {
            queue_place: rank(data.queue_place),
            usual: if waits {
                usual(&data.delays)
            } else {
                String::new()
            },
            deadlines: deadlines(&data.request).into_iter().map(view).collect(),
            calendar_url: urls::CALENDAR,
        }
    }
}

#[derive(Debug, Clone, Serialize)]
struct DecisionView {
    title: &'static str,
    date: String,
    reason: String,
    legal_reference: String,
    appeal: bool,
    letter_url: String,
}

#[derive(Debug, Clone, Serialize)]
struct VersionView {
    label: String,
    url: String,
    sha256: String,
}

#[derive(Debug, Clone, Serialize)]
struct FileView {
    label: String,
    detail: &'static str,
    url: String,
}

#[derive(Debug, Clone, Serialize)]
struct Event {
    date: String,
    text: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct WithheldView {
    label: String,
    reason: String,
}

#[derive(Debug, Clone, Serialize)]
struct Right {
    number: String,
    granted_on: String,
    ended_on: String,
    level: &'static str,
    scopes: Vec<String>,
    legal_text: String,
    certificate_url: String,
    conditions: Vec<String>,
    withheld: Vec<WithheldView>,
}

/// A request.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct ShowPage {
    head: Head,
    organisation: String,
    basis: &'static str,
    submitted_on: String,
    review_due_on: String,
    silent_on: String,
    /// That the delays are suspended, and what is left of them; empty while they run.
    suspended: String,
    next_move: &'static str,
    road: Vec<Step>,
    decisions: Vec<DecisionView>,
    right: Option<Right>,
    summary: Vec<SectionSummary>,
    versions: Vec<VersionView>,
    files: Vec<FileView>,
    history: Vec<Event>,
    edit_url: String,
    submit_url: String,
    withdraw_url: String,
    delete_url: String,
    copy_url: String,
    space_url: &'static str,
    place: String,
    place_url: String,
    contacts: Vec<ContactLine>,
    may_ask: bool,
    standing: Standing,
    thread: ThreadCard,
    around: Around,
    corrections: Vec<CorrectionView>,
}

impl From<ShowData> for ShowPage {
    fn from(data: ShowData) -> Self {
        let standing = Standing::of(&data);
        let request = &data.request;
        let id = request.id;
        let url = |allowed: bool, url: String| if allowed { url } else { String::new() };
        let can = |action| may(&data.capacities, action, request.status()) == Answer::Yes;
        let status = request.status();
        let open = matches!(
            status,
            Status::Submitted | Status::InReview | Status::ChangesRequested | Status::Waitlisted
        );
        let ranked = request.basis == LegalBasis::Experiment && request.rank_at.is_some();
        let thrown = can(Action::Delete) && status == Status::Draft;
        Self {
            head: Head::from(request),
            basis: request.basis.label(),
            submitted_on: request.submitted_at.map(french_date).unwrap_or_default(),
            review_due_on: request.review_due_on.map(french_day).unwrap_or_default(),
            silent_on: request.silent_on.map(french_day).unwrap_or_default(),
            suspended: suspended(&data),
            next_move: next_move(status),
            road: road(request),
            edit_url: url(can(Action::Edit), urls::section(id, Section::Organisation)),
            submit_url: url(can(Action::Edit), urls::submit(id)),
            withdraw_url: url(can(Action::Withdraw) && open, urls::withdraw(id)),
            delete_url: url(thrown, urls::delete(id)),
            copy_url: url(can(Action::Copy), urls::copy(id)),
            decisions: data
                .decisions
                .iter()
                .rev()
                .map(|decision| DecisionView::of(id, decision))
                .collect(),
            right: data.habilitation.map(Right::from),
            summary: summary(&data.dossier),
            versions: data
                .versions
                .iter()
                .map(|version| VersionView::of(id, version))
                .collect(),
            files: data
                .documents
                .iter()
                .map(|document| FileView::of(id, document))
                .collect(),
            history: data.history.iter().filter_map(Event::of).collect(),
            space_url: if status == Status::Granted {
                urls::PARTNER_SPACE
            } else {
                ""
            },
            place: rank(data.place),
            place_url: url(ranked, urls::place(id)),
            around: Around::new(request, &data.capacities, &data.around),
            corrections: corrections(id, &data.corrections, &data.dossier),
            organisation: data.organisation,
            may_ask: can(Action::Submit),
            standing,
            contacts: data.contacts,
            thread: data.thread,
        }
    }
}

fn suspended(data: &ShowData) -> String {
    if data.request.status() != Status::ChangesRequested {
        return String::new();
    }
    let asked = data.decisions.iter();
    let asked = asked.filter(|decision| decision.kind == Status::ChangesRequested);
    let asked: Vec<Instant> = asked.map(|decision| decision.decided_at).collect();
    let submitted: Vec<Instant> = data.versions.iter().map(|(_, at, _)| *at).collect();
    let first = data.request.first_submitted_at;
    let left = first.and_then(|first| days_left(first, &asked, &submitted));
    let left = left.map_or_else(String::new, |left| left_words(left, "À votre réponse"));
    format!("Suspendus jusqu'à votre réponse. {left}")
        .trim_end()
        .to_owned()
}

fn corrections(id: RequestId, told: &[Correction], dossier: &Dossier) -> Vec<CorrectionView> {
    let view = |correction| CorrectionView::new(id, correction, dossier);
    told.iter().map(view).collect()
}

impl VersionView {
    fn of(id: RequestId, (ordinal, at, sha256): &(i32, Instant, String)) -> Self {
        Self {
            label: format!("Version {ordinal}, déposée le {}", french_date_time(*at)),
            url: urls::version(id, *ordinal),
            sha256: sha256.clone(),
        }
    }
}

impl FileView {
    fn of(id: RequestId, document: &Document) -> Self {
        Self {
            label: document.file_name.clone(),
            detail: document.kind.label(),
            url: urls::document(id, document.id),
        }
    }
}

impl Event {
    fn of((at, action): &(Instant, String)) -> Option<Self> {
        Some(Self {
            date: french_date_time(*at),
            text: sentence(action)?,
        })
    }
}

impl DecisionView {
    fn of(id: RequestId, decision: &Decision) -> Self {
        Self {
            letter_url: if has_letter(decision.kind) {
                urls::letter(id, decision.id)
            } else {
                String::new()
            },
            title: decision.kind.label(),
            date: french_date(decision.decided_at),
            reason: decision.reason.clone(),
            legal_reference: decision.legal_reference.clone(),
            appeal: matches!(
                decision.kind,
                Status::Refused | Status::Discarded | Status::Revoked
            ),
        }
    }
}

impl From<Habilitation> for Right {
    fn from(habilitation: Habilitation) -> Self {
        Self {
            scopes: habilitation.scopes(),
            certificate_url: urls::certificate(habilitation.request),
            number: habilitation.number,
            granted_on: french_date(habilitation.granted_at),
            ended_on: habilitation.ended_at.map(french_date).unwrap_or_default(),
            level: habilitation.level.label(),
            legal_text: habilitation.legal_text,
            conditions: habilitation.terms.conditions().to_vec(),
            withheld: habilitation
                .terms
                .withheld()
                .iter()
                .map(|held| WithheldView {
                    label: scope_label(&held.scope),
                    reason: held.reason.clone(),
                })
                .collect(),
        }
    }
}

impl Page for ShowPage {
    const TEMPLATE: &'static str = "requests/show.html";

    fn title(&self) -> String {
        format!("Demande {} - {}", self.head.number, self.head.title)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home()]
    }

    fn samples() -> Vec<Self> {
        let decided = samples::decided();
        let states = [
            RequestState::Draft,
            RequestState::Submitted { hint: None },
            RequestState::ChangesRequested {
                reviewer: decided.by,
                since: decided.at,
            },
            RequestState::Waitlisted {
                reviewer: decided.by,
            },
            RequestState::Granted(decided),
            RequestState::Refused(decided),
            RequestState::Revoked(decided),
            RequestState::Withdrawn { at: decided.at },
            RequestState::Ended { at: decided.at },
        ];
        states
            .into_iter()
            .map(|state| {
                let around = Around::sample(&state);
                let page = Self::from(ShowData {
                    habilitation: matches!(state, RequestState::Granted(_))
                        .then(samples::habilitation),
                    decisions: vec![samples::decision(state.status())],
                    request: samples::request(state),
                    capacities: vec![Capacity::Member],
                    organisation: "Ville d'Exemple <b>".to_owned(),
                    dossier: samples::dossier(LegalBasis::Experiment),
                    versions: vec![(1, samples::now(), "0".repeat(64))],
                    documents: vec![samples::document()],
                    place: Some(3),
                    contacts: samples::contacts(),
                    queue_place: Some(4),
                    delays: vec![86_400, 172_800, 691_200],
                    thread: samples::thread_card(),
                    corrections: samples::corrections(),
                    history: vec![(samples::now(), "request.begun".to_owned())],
                    around: AroundData::default(),
                });
                Self { around, ..page }
            })
            .collect()
    }
}
