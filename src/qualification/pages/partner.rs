//! What the team sees: the checklist and one criterion.

use serde::Serialize;

use super::{FileLink, kind};
use crate::kernel::clock::Instant;
use crate::qualification::criterion::{Criterion, Group};
use crate::qualification::gate::Standing;
use crate::qualification::service::Board;
use crate::qualification::{checklist, urls};
use crate::services::{ServiceId, SpaceHead, Tab, qualification, sample_instant};
use crate::shell::{Crumb, FormState, Page};

/// The checklist of a service, by chapter.
#[derive(Debug, Clone, Serialize)]
pub(in crate::qualification) struct ChecklistPage {
    head: SpaceHead,
    editable: bool,
    done: usize,
    total: usize,
    missing: Vec<i32>,
    groups: Vec<Chapter>,
    ask_url: String,
    report_url: Option<String>,
    clients_missing: bool,
}

#[derive(Debug, Clone, Serialize)]
struct Chapter {
    label: &'static str,
    criteria: Vec<Line>,
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    number: i32,
    title: &'static str,
    proof: &'static str,
    standing: &'static str,
    standing_kind: &'static str,
    comment: String,
    url: String,
}

impl ChecklistPage {
    pub(in crate::qualification) fn new(
        head: SpaceHead,
        board: &Board,
        may_act: bool,
        (has_report, clients): (bool, i64),
    ) -> Self {
        let id = board.service.id;
        let standings = board.standings();
        let line = |(criterion, standing): &(&'static Criterion, Standing)| Line {
            number: criterion.number,
            title: criterion.title,
            proof: criterion.proof.label(),
            standing: standing.label(),
            standing_kind: kind(*standing),
            comment: match standing {
                Standing::Rejected => board
                    .items
                    .get(&criterion.number)
                    .map(|item| item.comment.clone())
                    .unwrap_or_default(),
                _ => String::new(),
            },
            url: urls::criterion(id, criterion.number),
        };
        let chapter = |group: &Group| Chapter {
            label: group.label(),
            criteria: standings
                .iter()
                .filter(|(criterion, _)| criterion.group == *group)
                .map(line)
                .collect(),
        };
        let missing = board.missing();
        Self {
            head,
            editable: may_act && board.is_editable(),
            done: standings.len() - missing.len(),
            total: standings.len(),
            missing,
            groups: Group::ALL.iter().map(chapter).collect(),
            ask_url: urls::ask(id),
            report_url: has_report.then(|| urls::report(id)),
            clients_missing: clients == 0,
        }
    }
}

impl Page for ChecklistPage {
    const TEMPLATE: &'static str = "qualification/checklist.html";

    fn title(&self) -> String {
        "Qualification".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let line = |criterion: &'static Criterion, standing: Standing| Line {
            number: criterion.number,
            title: criterion.title,
            proof: criterion.proof.label(),
            standing: standing.label(),
            standing_kind: kind(standing),
            comment: if standing == Standing::Rejected {
                "Le bouton est déformé.".to_owned()
            } else {
                String::new()
            },
            url: urls::criterion(nowhere(), criterion.number),
        };
        let standings = [
            Standing::Missing,
            Standing::Stale,
            Standing::Attested,
            Standing::Rejected,
        ];
        let criteria = || {
            checklist::all()
                .zip(standings.into_iter().cycle())
                .map(|(c, s)| line(c, s))
                .collect()
        };
        let page = |editable, missing: Vec<i32>, report_url| Self {
            head: SpaceHead::sample(Tab::Qualification),
            editable,
            done: 41 - missing.len(),
            total: 41,
            missing,
            groups: vec![Chapter {
                label: Group::Presentation.label(),
                criteria: criteria(),
            }],
            ask_url: urls::ask(nowhere()),
            report_url,
            clients_missing: editable,
        };
        vec![
            page(true, vec![1, 5, 9], None),
            Self {
                clients_missing: false,
                ..page(true, Vec::new(), None)
            },
            page(false, Vec::new(), Some(urls::report(nowhere()))),
        ]
    }
}

fn nowhere() -> ServiceId {
    ServiceId(uuid::Uuid::nil())
}

/// One criterion: what it asks, what was attested, what was concluded.
#[derive(Debug, Clone, Serialize)]
pub(in crate::qualification) struct CriterionPage {
    head: SpaceHead,
    number: i32,
    group: &'static str,
    title: &'static str,
    how: &'static str,
    proof: &'static str,
    standing: &'static str,
    standing_kind: &'static str,
    attestation: String,
    attested_at: Option<Instant>,
    comment: String,
    files: Vec<FileLink>,
    editable: bool,
    seen: i32,
    action: String,
    back_url: String,
    form: FormState,
}

impl CriterionPage {
    pub(in crate::qualification) fn new(
        head: SpaceHead,
        board: &Board,
        criterion: &'static Criterion,
        may_act: bool,
        typed: Option<(FormState, i32)>,
    ) -> Self {
        let id = board.service.id;
        let item = board.items.get(&criterion.number);
        let standings = board.standings();
        let standing = standings
            .iter()
            .find(|(c, _)| c.number == criterion.number)
            .map_or(Standing::Missing, |(_, s)| *s);
        let attestation = item
            .map(|item| item.attestation.clone())
            .unwrap_or_default();
        let (form, seen) = typed.unwrap_or_else(|| {
            let form = FormState::empty()
                .fields(&["fichiers"])
                .with("attestation", attestation.clone());
            (form, board.seen(criterion.number))
        });
        let link = |file| {
            FileLink::new(
                file,
                urls::file(id, file.id),
                urls::remove_file(id, file.id),
            )
        };
        Self {
            head,
            number: criterion.number,
            group: criterion.group.label(),
            title: criterion.title,
            how: criterion.how,
            proof: criterion.proof.label(),
            standing: standing.label(),
            standing_kind: kind(standing),
            attestation,
            attested_at: item.and_then(|item| item.attested).map(|(_, at)| at),
            comment: item.map(|item| item.comment.clone()).unwrap_or_default(),
            files: board.files_of(criterion.number).map(link).collect(),
            editable: may_act && board.is_editable(),
            seen,
            action: urls::criterion(id, criterion.number),
            back_url: qualification(id),
            form,
        }
    }
}

impl Page for CriterionPage {
    const TEMPLATE: &'static str = "qualification/criterion.html";

    fn title(&self) -> String {
        format!("Critère {}", self.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        let mut crumbs = self.head.crumbs();
        crumbs.push(Crumb::new(&self.back_url, "Qualification"));
        crumbs
    }

    fn samples() -> Vec<Self> {
        let Some(criterion) = checklist::find(1) else {
            return Vec::new();
        };
        let page = |editable, standing: Standing, form: FormState| Self {
            head: SpaceHead::sample(Tab::Qualification),
            number: criterion.number,
            group: criterion.group.label(),
            title: criterion.title,
            how: criterion.how,
            proof: criterion.proof.label(),
            standing: standing.label(),
            standing_kind: kind(standing),
            attestation: "Le composant DSFR est employé sans changement.".to_owned(),
            attested_at: Some(sample_instant()),
            comment: if standing == Standing::Rejected {
                "Le bouton est déformé.".to_owned()
            } else {
                String::new()
            },
            files: vec![FileLink::sample()],
            editable,
            seen: 1,
            action: urls::criterion(nowhere(), criterion.number),
            back_url: qualification(nowhere()),
            form,
        };
        let mut wrong = FormState::empty();
        wrong.labelled_error("attestation", "Attestation", "Ce champ est obligatoire.");
        wrong.labelled_error("fichiers", "Pièces", "Ce fichier est vide.");
        vec![
            page(true, Standing::Missing, FormState::empty()),
            page(true, Standing::Rejected, wrong),
            page(false, Standing::Attested, FormState::empty()),
        ]
    }
}
