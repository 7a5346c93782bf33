//! Every participant before the staff: reports that are late, procedures, attestations.

use std::collections::BTreeMap;

use serde::Serialize;

use super::end::{Done, Step, for_staff};
use super::samples;
use crate::figures::Figure;
use crate::kernel::clock::{Day, Instant};
use crate::participation::ending::store::Attestation;
use crate::participation::exclusion::{Exclusion, Status as Procedure};
use crate::participation::model::{Participant, Period};
use crate::participation::reports::{Board, Cell, Report, Row};
use crate::participation::urls;
use crate::shell::{Crumb, Page};

/// Lines of one page.
const LINES: usize = 40;

/// Procedures, attestations, and what was done of the end.
pub(in crate::participation) type Marks = (Vec<Exclusion>, Vec<Attestation>, Done);

#[derive(Debug, Clone, Serialize)]
struct Line {
    name: String,
    siren: String,
    sector: &'static str,
    since: Day,
    left_at: Option<Instant>,
    accepted: usize,
    owed: usize,
    late: usize,
    procedure: &'static str,
    procedure_url: String,
    attestation: &'static str,
    exclude_url: Option<String>,
}

/// See the module.
#[derive(Debug, Clone, Serialize)]
pub(in crate::participation) struct ParticipantsPage {
    decree: String,
    closes_on: Day,
    over: bool,
    closed_at: Option<Instant>,
    figures: Vec<Figure>,
    lines: Vec<Line>,
    steps: Vec<Step>,
    current: usize,
    pages: usize,
    href: String,
    reports_url: String,
    assessment_url: String,
}

impl ParticipantsPage {
    /// At an instant; `may_act` when the person may open a procedure.
    pub(in crate::participation) fn new(
        period: &Period,
        (participants, reports): (Vec<Participant>, Vec<Report>),
        (procedures, attestations, done): &Marks,
        (now, may_act, page): (Instant, bool, usize),
    ) -> Self {
        let board = Board::new(period, participants, &reports, now.paris_day());
        let procedures: BTreeMap<&str, &Exclusion> = procedures
            .iter()
            .map(|one| (one.siren.as_str(), one))
            .collect();
        let attestations: BTreeMap<&str, &Attestation> = attestations
            .iter()
            .map(|one| (one.siren.as_str(), one))
            .collect();
        let mut lines: Vec<Line> = board
            .rows
            .into_iter()
            .map(|row| {
                let siren = row.participant.siren.clone();
                let marks = (
                    procedures.get(siren.as_str()),
                    attestations.get(siren.as_str()),
                );
                let may_act = may_act && !period.is_over(now);
                line(
                    period,
                    row,
                    (marks.0.copied(), marks.1.copied()),
                    (now, may_act),
                )
            })
            .collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.late));
        let attested = attestations
            .values()
            .filter(|one| one.signed_at.is_some())
            .count();
        let late: usize = lines.iter().map(|line| line.late).sum();
        let mut figures = vec![
            Figure::new(lines.len().to_string(), "participants, anciens compris"),
            Figure::new(late.to_string(), "relevés en retard"),
        ];
        if !attestations.is_empty() {
            let words = format!("attestations signées sur {}", attestations.len());
            figures.push(Figure::new(attested.to_string(), &words));
        }
        let pages = lines.len().div_ceil(LINES).max(1);
        let current = page.clamp(1, pages);
        let lines = lines.into_iter().skip((current - 1) * LINES).take(LINES);
        Self {
            current,
            pages,
            href: format!("{}&page=", urls::about(urls::PARTICIPANTS, period.id)),
            decree: period.decree.clone(),
            closes_on: period.closes_on,
            over: period.is_over(now),
            closed_at: done.closed_at,
            steps: for_staff(period, done, now.paris_day()),
            figures,
            lines: lines.collect(),
            reports_url: urls::about(urls::REPORTS, period.id),
            assessment_url: urls::about(urls::ASSESSMENT, period.id),
        }
    }
}

fn line(
    period: &Period,
    row: Row,
    (procedure, attestation): (Option<&Exclusion>, Option<&Attestation>),
    (now, may_act): (Instant, bool),
) -> Line {
    let open = procedure.is_some_and(|one| one.status.is_open());
    let who = &row.participant;
    let late = if who.left_early(period) {
        0
    } else {
        row.late()
    };
    let accepted = |cell: &Cell| matches!(cell, Cell::Accepted { .. });
    Line {
        sector: who.sector.label(),
        since: who.since,
        left_at: who.left_at,
        accepted: row.months.iter().filter(|(_, cell)| accepted(cell)).count(),
        owed: row
            .months
            .iter()
            .filter(|(_, cell)| *cell != Cell::Future)
            .count(),
        late,
        procedure: procedure.map_or("", |one| one.status.label()),
        procedure_url: procedure.map_or_else(String::new, |one| urls::procedure(one.id)),
        attestation: match attestation {
            None => "",
            Some(one) if one.signed_at.is_some() => "Signée",
            Some(one) if one.due_on < now.paris_day() => "En retard",
            Some(_) => "Attendue",
        },
        exclude_url: (may_act && !open && who.left_at.is_none())
            .then(|| urls::exclude(period.id, &who.siren)),
        name: who.name.clone(),
        siren: row.participant.siren,
    }
}

impl Page for ParticipantsPage {
    const TEMPLATE: &'static str = "participation/participants.html";

    fn title(&self) -> String {
        "Participants de l'expérimentation".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new("/instruction", "Instruction"),
            Crumb::new(urls::PANEL, "Panel de l'expérimentation"),
        ]
    }

    fn samples() -> Vec<Self> {
        let period = samples::period();
        let who = || (vec![samples::participant()], Vec::new());
        let later = samples::month().next().first().plus_days(20).start();
        let nothing = (Vec::new(), Vec::new(), Done::default());
        let told = |kind: &str, about: &str| (kind.to_owned(), about.to_owned());
        let announced = Done {
            told: vec![told("end_near", "90"), told("undecided_near", "90 x")],
            undecided: 1,
            ..Done::default()
        };
        let noticed = (
            vec![samples::procedure(Procedure::Noticed)],
            Vec::new(),
            announced,
        );
        let end = period.closes_at();
        let done = Done {
            closed_at: Some(end),
            attested: (2, 1),
            ..Done::default()
        };
        let ended = (Vec::new(), vec![samples::attestation(true)], done);
        vec![
            Self::new(
                &period,
                (Vec::new(), Vec::new()),
                &nothing,
                (later, true, 1),
            ),
            Self::new(&period, who(), &nothing, (later, true, 1)),
            Self::new(&period, who(), &noticed, (later, false, 1)),
            Self::new(&period, who(), &ended, (end, true, 9)),
        ]
    }
}
