//! One participation, for its participant: what is owed and when, its own charts, procedures, the end.

use serde::Serialize;

use super::end::{Step, for_participant};
use super::samples;
use crate::figures::{Block, Month};
use crate::kernel::clock::{Day, Instant};
use crate::kernel::text::{french_month, of_month};
use crate::participation::calendar::due_on;
use crate::participation::ending::store::Attestation;
use crate::participation::exclusion::{Exclusion, Status as Procedure};
use crate::participation::model::{Participant, Period};
use crate::participation::reports::pages::{BY_MONTH, adoption, trend};
use crate::participation::reports::{Board, Cell, Report, Status, Sum, growth, sums};
use crate::participation::urls;
use crate::shell::{Crumb, Page};

/// Everything about one participation.
#[derive(Debug, Clone)]
pub(in crate::participation) struct Whole {
    /// The experiment.
    pub period: Period,
    /// Who.
    pub participant: Participant,
    /// Every version of its reports.
    pub reports: Vec<Report>,
    /// The procedures against it, the latest first.
    pub procedures: Vec<Exclusion>,
    /// What it attests, once asked.
    pub attestation: Option<Attestation>,
}

#[derive(Debug, Clone, Serialize)]
struct MonthLine {
    month: String,
    of_month: String,
    due_on: Day,
    status: &'static str,
    kind: Option<&'static str>,
    href: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct ProcedureLine {
    noticed_at: Instant,
    ground: &'static str,
    status: &'static str,
    kind: Option<&'static str>,
    href: String,
}

/// See the module.
#[derive(Debug, Clone, Serialize)]
pub(in crate::participation) struct ParticipationPage {
    name: String,
    siren: String,
    sector: &'static str,
    decree: String,
    since: Day,
    closes_on: Day,
    left_at: Option<Instant>,
    over: bool,
    days_left: i64,
    late: usize,
    next_due: Option<Day>,
    open_procedure: Option<String>,
    months: Vec<MonthLine>,
    steps: Vec<Step>,
    blocks: Vec<Block>,
    procedures: Vec<ProcedureLine>,
    attestation_due: Option<Day>,
    attested: bool,
    attestation_url: String,
    file_url: String,
    csv_url: String,
    ods_url: String,
    may_act: bool,
}

impl ParticipationPage {
    /// At an instant.
    pub(in crate::participation) fn new(whole: Whole, now: Instant, may_act: bool) -> Self {
        let Whole {
            period,
            participant,
            reports,
            procedures,
            attestation,
        } = whole;
        let today = now.paris_day();
        let (id, siren) = (period.id, participant.siren.clone());
        let over = participant.until(&period) <= now;
        let board = Board::new(&period, vec![participant.clone()], &reports, today);
        let cells: Vec<(Month, Cell)> = board.rows.into_iter().flat_map(|row| row.months).collect();
        let missing = |cell: &Cell| matches!(cell, Cell::Missing(_));
        let next = cells
            .iter()
            .find(|(_, cell)| missing(cell) || *cell == Cell::Future);
        Self {
            late: cells.iter().filter(|(_, cell)| cell.is_late()).count(),
            next_due: next.map(|(month, _)| due_on(&period, *month)),
            open_procedure: procedures
                .iter()
                .find(|one| one.status.is_open())
                .map(|one| urls::reply(one.id)),
            months: cells
                .into_iter()
                .map(|(month, cell)| MonthLine {
                    month: french_month(month.first()),
                    of_month: of_month(month.first()),
                    due_on: due_on(&period, month),
                    status: cell.label(),
                    kind: cell.kind(),
                    href: (cell != Cell::Future).then(|| urls::report(id, &siren, month)),
                })
                .collect(),
            steps: for_participant(&period, today),
            blocks: own_blocks(&reports),
            procedures: procedures.iter().map(procedure_line).collect(),
            attestation_due: attestation.as_ref().map(|one| one.due_on),
            attested: attestation.is_some_and(|one| one.signed_at.is_some()),
            attestation_url: urls::attestation(id, &siren),
            file_url: urls::report_file(id, &siren),
            csv_url: urls::own_export(id, &siren, "csv"),
            ods_url: urls::own_export(id, &siren, "ods"),
            name: participant.name,
            sector: participant.sector.label(),
            decree: period.decree.clone(),
            since: participant.since,
            closes_on: period.closes_on,
            left_at: participant.left_at,
            over,
            days_left: (period.closes_on.0 - today.0).num_days().max(0),
            may_act,
            siren,
        }
    }
}

fn own_blocks(reports: &[Report]) -> Vec<Block> {
    let alive = reports.iter().filter(|report| report.is_alive());
    let growth = growth(alive.clone());
    let months: Vec<(Month, Sum)> = sums(alive)
        .into_iter()
        .map(|((_, month), sum)| (month, sum))
        .collect();
    let named: Vec<(String, Sum)> = months
        .iter()
        .map(|(month, sum)| (french_month(month.first()), *sum))
        .collect();
    let mut blocks = vec![trend::share(&months), trend::growth(&growth)];
    blocks.extend(adoption(BY_MONTH, &named).pop());
    blocks
}

fn procedure_line(one: &Exclusion) -> ProcedureLine {
    ProcedureLine {
        noticed_at: one.noticed_at,
        ground: one.ground.label(),
        status: one.status.label(),
        kind: one.status.kind(),
        href: urls::reply(one.id),
    }
}

impl Page for ParticipationPage {
    const TEMPLATE: &'static str = "participation/participation.html";

    fn title(&self) -> String {
        format!("Participation de {}", self.name)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(urls::MINE, "Expérimentation")]
    }

    fn samples() -> Vec<Self> {
        let whole = |reports, procedures, attestation| Whole {
            period: samples::period(),
            participant: samples::participant(),
            reports,
            procedures,
            attestation,
        };
        let begins = samples::period().opens_on.start();
        let later = samples::month().next().first().plus_days(20).start();
        let end = samples::period().closes_at();
        vec![
            Self::new(whole(Vec::new(), Vec::new(), None), begins, true),
            Self::new(
                whole(
                    Vec::new(),
                    vec![samples::procedure(Procedure::Noticed)],
                    None,
                ),
                later,
                true,
            ),
            Self::new(
                whole(
                    vec![samples::report(Status::Accepted)],
                    vec![samples::procedure(Procedure::Dropped)],
                    Some(samples::attestation(false)),
                ),
                end,
                true,
            ),
            Self::new(
                whole(Vec::new(), Vec::new(), Some(samples::attestation(true))),
                end,
                false,
            ),
        ]
    }
}
