//! What is shown of reports: the form and its history, the file, the list of the staff, one report to judge.

mod judge;
mod list;
mod report;
pub(in crate::participation) mod trend;
mod upload;

pub(in crate::participation) use judge::JudgePage;
pub(in crate::participation) use list::{Look, ReportsPage};
pub(in crate::participation) use report::ReportPage;
pub(in crate::participation) use upload::UploadPage;

use serde::Serialize;

use super::board::Sum;
use super::model::{Report, shown_tenths};
use crate::figures::{Block, Month, Plan, Series};
use crate::kernel::clock::Instant;
use crate::kernel::text::{french_month, french_number, percentage};

/// A version as it is listed.
#[derive(Debug, Clone, Serialize)]
pub(in crate::participation) struct VersionLine {
    ordinal: i32,
    status: &'static str,
    kind: Option<&'static str>,
    sent_at: Instant,
    source: &'static str,
    connections: String,
    accounts: String,
    growth: String,
    feedback: String,
    comment: String,
    alerts: Vec<&'static str>,
    reason: String,
    hash: String,
}

impl VersionLine {
    /// A version in words.
    pub(in crate::participation) fn of(report: &Report) -> Self {
        let figures = &report.figures;
        Self {
            ordinal: report.ordinal,
            status: report.status.label(),
            kind: report.status.kind(),
            sent_at: report.sent_at,
            source: report.source.label(),
            connections: part_of(figures.connections_fc, figures.connections),
            accounts: part_of(figures.accounts_fc, figures.accounts),
            growth: format!("{} %", shown_tenths(figures.growth_tenths)),
            feedback: report.feedback.clone(),
            comment: report.comment.clone(),
            alerts: report.alerts.iter().map(|alert| alert.sentence()).collect(),
            reason: report.reason.clone(),
            hash: report.hash.clone().unwrap_or_default(),
        }
    }
}

/// `12 sur 40, soit 30,0 %`.
pub(in crate::participation) fn part_of(part: i64, whole: i64) -> String {
    let share = percentage(part, whole);
    let end = if share.is_empty() {
        String::new()
    } else {
        format!(", soit {share}")
    };
    format!("{} sur {}{end}", french_number(part), french_number(whole))
}

/// A month that may be chosen.
#[derive(Debug, Clone, Serialize)]
pub(in crate::participation) struct Choice {
    value: String,
    label: String,
}

impl Choice {
    /// A sector.
    pub(in crate::participation) fn sector(sector: crate::requests::Sector) -> Self {
        Self {
            value: sector.as_str().to_owned(),
            label: sector.label().to_owned(),
        }
    }

    /// A month.
    pub(in crate::participation) fn month(month: Month) -> Self {
        Self {
            value: month.code(),
            label: french_month(month.first()),
        }
    }
}

/// Connections and accounts, a bar a line: how many by FranceConnect, how many otherwise.
pub(in crate::participation) fn adoption(
    (connections, accounts): (Plan, Plan),
    lines: &[(String, Sum)],
) -> Vec<Block> {
    let block = |plan: Plan, of: fn(&Sum) -> (i64, i64)| {
        let series = lines.iter().map(|(label, sum)| {
            let (part, whole) = of(sum);
            Series {
                label: label.clone(),
                shown: percentage(part, whole),
                parts: vec![part, (whole - part).max(0)],
            }
        });
        let rows = lines.iter().map(|(label, sum)| {
            let (part, whole) = of(sum);
            let share = percentage(part, whole);
            vec![
                label.clone(),
                french_number(part),
                french_number(whole),
                share,
            ]
        });
        let total = lines.iter().fold((0, 0), |(part, whole), (_, sum)| {
            let (more, all) = of(sum);
            (part + more, whole + all)
        });
        let note = format!("En tout : {}.", part_of(total.0, total.1));
        Block::new(plan, note, series.collect(), rows.collect())
    };
    vec![
        block(connections, |sum| (sum.connections_fc, sum.connections)),
        block(accounts, |sum| (sum.accounts_fc, sum.accounts)),
    ]
}

/// The key of those bars.
pub(in crate::participation) const KEY: &[&str] = &["Par FranceConnect", "Autrement"];

/// The plans of the bars by month.
pub(in crate::participation) const BY_MONTH: (Plan, Plan) = (
    Plan {
        id: "connexions-mois",
        title: "Connexions par mois",
        headers: &["Mois", "Par FranceConnect", "En tout", "Part"],
        key: KEY,
    },
    Plan {
        id: "comptes-mois",
        title: "Comptes créés par mois",
        headers: &["Mois", "Par FranceConnect", "En tout", "Part"],
        key: KEY,
    },
);

/// The plans of the bars by sector.
pub(in crate::participation) const BY_SECTOR: (Plan, Plan) = (
    Plan {
        id: "connexions-secteur",
        title: "Connexions par secteur",
        headers: &["Secteur", "Par FranceConnect", "En tout", "Part"],
        key: KEY,
    },
    Plan {
        id: "comptes-secteur",
        title: "Comptes créés par secteur",
        headers: &["Secteur", "Par FranceConnect", "En tout", "Part"],
        key: KEY,
    },
);
