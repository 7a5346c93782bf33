//! The reports of a month before the staff, and the charts of the whole experiment.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{BY_MONTH, BY_SECTOR, Choice, adoption, part_of, trend};
use crate::figures::{Block, Figure, Month};
use crate::kernel::clock::Day;
use crate::kernel::text::{french_day, french_month, french_number, of_month, percentage};
use crate::participation::calendar::due_on;
use crate::participation::model::{Participant, Period};
use crate::participation::pages::samples;
use crate::participation::reports::board::{Board, Sum, sums};
use crate::participation::reports::growth::growth;
use crate::participation::reports::model::{Report, Status, shown_tenths};
use crate::participation::urls;
use crate::requests::Sector;
use crate::shell::{Crumb, FormState, Page};

/// Lines of one page.
const LINES: usize = 20;

#[derive(Debug, Clone, Serialize)]
struct Line {
    name: String,
    sector: &'static str,
    href: Option<String>,
    connections: String,
    accounts: String,
    growth: String,
    alerts: usize,
    status: &'static str,
    kind: Option<&'static str>,
}

/// See the module.
#[derive(Debug, Clone, Serialize)]
pub(in crate::participation) struct ReportsPage {
    action: &'static str,
    form: FormState,
    choices: Vec<Choice>,
    sectors: Vec<Choice>,
    sector: &'static str,
    month: String,
    month_code: String,
    experiment: String,
    due_on: String,
    lines: Vec<Line>,
    quiet: usize,
    may_judge: bool,
    figures: Vec<Figure>,
    blocks: Vec<Block>,
    csv_url: String,
    ods_url: String,
    participants_url: String,
    current: usize,
    pages: usize,
    href: String,
}

/// What is looked at: the month, the page of its lines, the day, and whether the person may judge.
#[derive(Debug, Clone, Copy)]
pub(in crate::participation) struct Look {
    /// The month.
    pub month: Month,
    /// The sector whose charts are shown; all of them together otherwise.
    pub sector: Option<Sector>,
    /// The page, from 1.
    pub page: usize,
    /// Today.
    pub today: Day,
    /// See above.
    pub may_judge: bool,
}

impl ReportsPage {
    /// From who takes part and the versions sent.
    pub(in crate::participation) fn new(
        period: &Period,
        participants: Vec<Participant>,
        reports: &[Report],
        look: Look,
    ) -> Self {
        let code = look.month.code();
        let alive: BTreeMap<&str, &Report> = reports
            .iter()
            .filter(|report| report.month == look.month && report.is_alive())
            .map(|report| (report.siren.as_str(), report))
            .collect();
        let quiet = alive
            .values()
            .filter(|report| report.status == Status::Submitted && report.alerts.is_empty())
            .count();
        let board = Board::new(period, participants, reports, look.today);
        let lines = lines(&board, (look.month, &alive));
        let pages = lines.len().div_ceil(LINES).max(1);
        let current = look.page.clamp(1, pages);
        let accepted: Vec<&Report> = reports
            .iter()
            .filter(|report| report.status == Status::Accepted)
            .collect();
        let sums = sums(accepted.iter().copied());
        let last = Month::of(period.closes_on.plus_days(-1));
        let months = Month::of(period.opens_on).to(last);
        Self {
            action: urls::REPORTS,
            form: FormState::empty()
                .with("mois", &code)
                .with("secteur", look.sector.map_or("", Sector::as_str)),
            sectors: Sector::ALL.iter().map(|one| Choice::sector(*one)).collect(),
            sector: look.sector.map_or("", Sector::label),
            choices: months.map(Choice::month).collect(),
            month: of_month(look.month.first()),
            experiment: period.id.to_string(),
            due_on: french_day(due_on(period, look.month)),
            lines: lines
                .into_iter()
                .skip((current - 1) * LINES)
                .take(LINES)
                .collect(),
            quiet,
            may_judge: look.may_judge,
            figures: figures(period, &board, &sums),
            blocks: blocks(&accepted, look.sector),
            csv_url: urls::export(period.id, "csv"),
            ods_url: urls::export(period.id, "ods"),
            participants_url: urls::about(urls::PARTICIPANTS, period.id),
            current,
            pages,
            href: format!(
                "{}?experimentation={}&mois={code}&secteur={}&page=",
                urls::REPORTS,
                period.id,
                look.sector.map_or("", Sector::as_str)
            ),
            month_code: code,
        }
    }
}

fn lines(board: &Board, (month, alive): (Month, &BTreeMap<&str, &Report>)) -> Vec<Line> {
    let owed = board.rows.iter().filter_map(|row| {
        let (_, cell) = row.months.iter().find(|(one, _)| *one == month)?;
        Some((&row.participant, *cell))
    });
    let lines = owed.map(|(who, cell)| {
        let report = alive.get(who.siren.as_str());
        let figures = report.map(|report| report.figures);
        Line {
            name: who.name.clone(),
            sector: who.sector.label(),
            href: report.map(|report| urls::judge(report.id)),
            connections: figures
                .map_or_else(String::new, |f| part_of(f.connections_fc, f.connections)),
            accounts: figures.map_or_else(String::new, |f| part_of(f.accounts_fc, f.accounts)),
            growth: figures.map_or_else(String::new, |f| {
                format!("{} %", shown_tenths(f.growth_tenths))
            }),
            alerts: report.map_or(0, |report| report.alerts.len()),
            status: cell.label(),
            kind: cell.kind(),
        }
    });
    lines.collect()
}

fn figures(period: &Period, board: &Board, sums: &BTreeMap<(Sector, Month), Sum>) -> Vec<Figure> {
    let late: usize = board
        .rows
        .iter()
        .filter(|row| !row.participant.left_early(period))
        .map(crate::participation::reports::Row::late)
        .sum();
    let all = sums.values().fold((0, 0, 0), |all, sum| {
        (
            all.0 + sum.reports,
            all.1 + sum.connections_fc,
            all.2 + sum.connections,
        )
    });
    let share = percentage(all.1, all.2);
    vec![
        Figure::new(french_number(all.0), "relevés acceptés en tout"),
        Figure::new(
            french_number(i64::try_from(late).unwrap_or(i64::MAX)),
            "relevés en retard",
        ),
        Figure::new(
            if share.is_empty() {
                "-".to_owned()
            } else {
                share
            },
            "des connexions passent par FranceConnect",
        ),
    ]
}

/// The charts of one sector or of all, the latter compared with each other.
fn blocks(accepted: &[&Report], sector: Option<Sector>) -> Vec<Block> {
    let chosen = accepted
        .iter()
        .copied()
        .filter(|report| sector.is_none_or(|sector| sector == report.sector));
    let growth = growth(chosen.clone());
    let sums = sums(chosen);
    let mut months: BTreeMap<Month, Sum> = BTreeMap::new();
    let mut sectors: BTreeMap<Sector, Sum> = BTreeMap::new();
    for ((sector, month), sum) in &sums {
        for held in [
            months.entry(*month).or_default(),
            sectors.entry(*sector).or_default(),
        ] {
            held.merge(sum);
        }
    }
    let months: Vec<(Month, Sum)> = months.into_iter().collect();
    let named: Vec<(String, Sum)> = months
        .iter()
        .map(|(month, sum)| (french_month(month.first()), *sum))
        .collect();
    let sectors: Vec<(String, Sum)> = sectors
        .into_iter()
        .map(|(sector, sum)| (sector.label().to_owned(), sum))
        .collect();
    let mut blocks = vec![trend::share(&months), trend::growth(&growth)];
    // A page stays light: the accounts of all sectors are read sector by sector, those of one month by month.
    if sector.is_none() {
        blocks.extend(adoption(BY_SECTOR, &sectors));
    } else {
        blocks.extend(adoption(BY_MONTH, &named).pop());
    }
    blocks
}

impl Page for ReportsPage {
    const TEMPLATE: &'static str = "participation/reports.html";

    fn title(&self) -> String {
        "Relevés mensuels".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new("/instruction", "Instruction"),
            Crumb::new(urls::PANEL, "Panel de l'expérimentation"),
        ]
    }

    fn samples() -> Vec<Self> {
        let period = samples::period();
        let month = samples::month();
        let look = |may_judge: bool| Look {
            month,
            sector: (!may_judge).then_some(Sector::Education),
            page: 1,
            today: month.next().first().plus_days(15),
            may_judge,
        };
        let who = || vec![samples::participant()];
        let sent = |status| vec![samples::report(status)];
        vec![
            Self::new(&period, Vec::new(), &[], look(true)),
            Self::new(&period, who(), &[], look(true)),
            Self::new(&period, who(), &sent(Status::Submitted), look(true)),
            Self::new(&period, who(), &sent(Status::Accepted), look(false)),
        ]
    }
}
