//! What officers see: the queue and one service to check.

use serde::Serialize;

use super::{FileLink, kind};
use crate::kernel::clock::Instant;
use crate::qualification::criterion::{Criterion, Group};
use crate::qualification::gate::{Standing, Verdict};
use crate::qualification::service::Board;
use crate::qualification::{checklist, forms, urls, views};
use crate::services::{ServiceId, Status, sample_instant};
use crate::shell::{Crumb, FormState, Page};

/// The services that officers deal with, by state.
#[derive(Debug, Clone, Serialize)]
pub(in crate::qualification) struct QueuePage {
    filters: Vec<Filter>,
    label: &'static str,
    services: Vec<Line>,
    current: i64,
    pages: i64,
    href: String,
}

#[derive(Debug, Clone, Serialize)]
struct Filter {
    label: &'static str,
    count: String,
    href: String,
    current: bool,
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    name: String,
    organisation: String,
    since: Instant,
    officer: String,
    url: String,
}

/// The states that officers follow.
pub(in crate::qualification) const FOLLOWED: [Status; 7] = [
    Status::QualificationRequested,
    Status::InQualification,
    Status::CorrectionsRequested,
    Status::Qualified,
    Status::Live,
    Status::Suspended,
    Status::Closed,
];

impl QueuePage {
    pub(in crate::qualification) fn new(
        shown: Status,
        page: i64,
        counts: &[(Status, i64)],
        queued: Vec<(views::Queued, String)>,
    ) -> Self {
        let count = |status: Status| {
            counts
                .iter()
                .find(|(s, _)| *s == status)
                .map_or(0, |(_, n)| *n)
        };
        let href = |status: Status| format!("{}?etat={status}", urls::QUEUE);
        let filter = |status: &Status| Filter {
            label: status.label(),
            count: count(*status).to_string(),
            href: href(*status),
            current: *status == shown,
        };
        let line = |(queued, officer): (views::Queued, String)| Line {
            name: queued.name,
            organisation: queued.organisation,
            since: queued.since,
            officer,
            url: urls::review(queued.id),
        };
        Self {
            filters: FOLLOWED.iter().map(filter).collect(),
            label: shown.label(),
            services: queued.into_iter().map(line).collect(),
            current: page,
            pages: (count(shown) + views::PAGE - 1) / views::PAGE,
            href: format!("{}&page=", href(shown)),
        }
    }
}

impl Page for QueuePage {
    const TEMPLATE: &'static str = "qualification/queue.html";

    fn title(&self) -> String {
        "Qualifications".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        Vec::new()
    }

    fn samples() -> Vec<Self> {
        let queued = |officer: &str| {
            let queued = views::Queued {
                id: ServiceId(uuid::Uuid::nil()),
                name: "Portail des démarches".to_owned(),
                organisation: "Ville de Rennes".to_owned(),
                since: sample_instant(),
                officer: None,
            };
            (queued, officer.to_owned())
        };
        let counts = [(Status::QualificationRequested, 120)];
        vec![
            Self::new(
                Status::QualificationRequested,
                2,
                &counts,
                vec![queued(""), queued("Nadia Officier")],
            ),
            Self::new(Status::Live, 1, &[], Vec::new()),
        ]
    }
}

/// Who looks at a service, and what they may do.
#[derive(Debug, Clone)]
pub(in crate::qualification) struct Reviewing {
    /// The viewer is an officer.
    pub officer: bool,
    /// The viewer is the officer in charge.
    pub in_charge: bool,
    /// The viewer may cut the access of a service and give it back.
    pub supervisor: bool,
    /// The name of the officer in charge.
    pub named: String,
    /// The name of the organisation.
    pub organisation: String,
}

/// A service to check: what was attested, the verdicts, the gate.
#[derive(Debug, Clone, Serialize)]
pub(in crate::qualification) struct ReviewPage {
    name: String,
    organisation: String,
    status: &'static str,
    since: Instant,
    named: String,
    in_charge: bool,
    may_take: bool,
    /// What the viewer may do to the access of the service: `suspendre`, `retablir`, `fermer`.
    access: Vec<Choice>,
    reason: String,
    access_url: String,
    open: Vec<i32>,
    to_correct: Vec<i32>,
    groups: Vec<Chapter>,
    verdicts: Vec<Choice>,
    take_url: String,
    hand_back_url: String,
    verdicts_url: String,
    corrections_url: String,
    qualify_url: String,
    form: FormState,
}

#[derive(Debug, Clone, Serialize)]
struct Choice {
    value: &'static str,
    label: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct Chapter {
    code: &'static str,
    label: &'static str,
    criteria: Vec<Judged>,
}

#[derive(Debug, Clone, Serialize)]
struct Judged {
    number: i32,
    title: &'static str,
    proof: &'static str,
    standing: &'static str,
    standing_kind: &'static str,
    attestation: String,
    attested_at: Option<Instant>,
    comment: String,
    files: Vec<FileLink>,
    verdict_field: String,
    comment_field: String,
    version_field: String,
    seen: i32,
}

impl ReviewPage {
    pub(in crate::qualification) fn new(
        board: &Board,
        reviewing: Reviewing,
        typed: Option<FormState>,
    ) -> Self {
        let id = board.service.id;
        let status = board.service.state.status();
        let standings = board.standings();
        let chapter = |group: &Group| Chapter {
            code: group.as_str(),
            label: group.label(),
            criteria: standings
                .iter()
                .filter(|(c, _)| c.group == *group)
                .map(|(c, s)| judged(board, c, *s))
                .collect(),
        };
        Self {
            name: board.service.name.clone(),
            organisation: reviewing.organisation,
            status: status.label(),
            since: board.service.since,
            named: reviewing.named,
            in_charge: reviewing.in_charge && status == Status::InQualification,
            may_take: reviewing.officer && status == Status::QualificationRequested,
            access: if reviewing.supervisor {
                access(status)
            } else {
                Vec::new()
            },
            reason: board.service.state.reason().unwrap_or_default().to_owned(),
            access_url: urls::act(id, "acces"),
            open: board.open_criteria(),
            to_correct: board.missing(),
            groups: Group::ALL
                .iter()
                .map(chapter)
                .filter(|chapter| !chapter.criteria.is_empty())
                .collect(),
            verdicts: verdicts(),
            take_url: urls::act(id, "prendre"),
            hand_back_url: urls::act(id, "rendre"),
            verdicts_url: urls::act(id, "verdicts"),
            corrections_url: urls::act(id, "corrections"),
            qualify_url: urls::act(id, "qualifier"),
            form: typed.unwrap_or_else(|| forms::verdicts_of(board)),
        }
    }
}

/// What may be done to the access of a service in that state.
fn access(status: Status) -> Vec<Choice> {
    let suspend = Choice {
        value: "suspendre",
        label: "Suspendre l'accès",
    };
    let resume = Choice {
        value: "retablir",
        label: "Rétablir l'accès",
    };
    let close = Choice {
        value: "fermer",
        label: "Fermer le service, pour toujours",
    };
    match status {
        Status::Live => vec![suspend, close],
        Status::Suspended => vec![resume, close],
        Status::Integration
        | Status::QualificationRequested
        | Status::InQualification
        | Status::CorrectionsRequested
        | Status::Qualified => vec![close],
        Status::Closed => Vec::new(),
    }
}

fn verdicts() -> Vec<Choice> {
    Verdict::ALL
        .iter()
        .map(|verdict| Choice {
            value: verdict.as_str(),
            label: verdict.label(),
        })
        .collect()
}

fn judged(board: &Board, criterion: &'static Criterion, standing: Standing) -> Judged {
    let id = board.service.id;
    let item = board.items.get(&criterion.number);
    let [verdict_field, comment_field, version_field] = forms::names(criterion.number);
    let link = |file| FileLink::new(file, urls::officer_file(id, file.id), String::new());
    Judged {
        number: criterion.number,
        title: criterion.title,
        proof: criterion.proof.label(),
        standing: standing.label(),
        standing_kind: kind(standing),
        attestation: item
            .map(|item| item.attestation.clone())
            .unwrap_or_default(),
        attested_at: item.and_then(|item| item.attested).map(|(_, at)| at),
        comment: item.map(|item| item.comment.clone()).unwrap_or_default(),
        files: board.files_of(criterion.number).map(link).collect(),
        verdict_field,
        comment_field,
        version_field,
        seen: board.seen(criterion.number),
    }
}

fn sample(criterion: &'static Criterion) -> Judged {
    let [verdict_field, comment_field, version_field] = forms::names(criterion.number);
    Judged {
        number: criterion.number,
        title: criterion.title,
        proof: criterion.proof.label(),
        standing: Standing::Attested.label(),
        standing_kind: kind(Standing::Attested),
        attestation: "Fait.".to_owned(),
        attested_at: Some(sample_instant()),
        comment: "Vu.".to_owned(),
        files: vec![FileLink::sample()],
        verdict_field,
        comment_field,
        version_field,
        seen: 1,
    }
}

impl Page for ReviewPage {
    const TEMPLATE: &'static str = "qualification/review.html";

    fn title(&self) -> String {
        self.name.clone()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(urls::QUEUE, "Qualifications")]
    }

    fn samples() -> Vec<Self> {
        let id = ServiceId(uuid::Uuid::nil());
        let chapter = |group: &Group| Chapter {
            code: group.as_str(),
            label: group.label(),
            criteria: checklist::all()
                .filter(|criterion| criterion.group == *group)
                .map(sample)
                .collect(),
        };
        let page = |in_charge, may_take, open: Vec<i32>, form: FormState| Self {
            name: "Portail des démarches".to_owned(),
            organisation: "Ville de Rennes".to_owned(),
            status: Status::InQualification.label(),
            since: sample_instant(),
            named: if may_take {
                String::new()
            } else {
                "Nadia Officier".to_owned()
            },
            in_charge,
            may_take,
            access: if in_charge {
                Vec::new()
            } else {
                access(Status::Live)
            },
            reason: if in_charge {
                String::new()
            } else {
                "Incident.".to_owned()
            },
            access_url: urls::act(id, "acces"),
            to_correct: open.clone(),
            open,
            groups: Group::ALL.iter().map(chapter).collect(),
            verdicts: verdicts(),
            take_url: urls::act(id, "prendre"),
            hand_back_url: urls::act(id, "rendre"),
            verdicts_url: urls::act(id, "verdicts"),
            corrections_url: urls::act(id, "corrections"),
            qualify_url: urls::act(id, "qualifier"),
            form,
        };
        let mut wrong = FormState::empty();
        wrong.labelled_error(
            "commentaire_1",
            "Critère 1",
            "Dites au partenaire pourquoi, en quelques mots.",
        );
        vec![
            page(true, false, vec![1, 2], wrong),
            page(true, false, Vec::new(), FormState::empty()),
            page(false, true, vec![1], FormState::empty()),
        ]
    }
}
