//! Where every report stands, and what those in force add up to. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::model::{Figures, Report, Status};
use crate::figures::Month;
use crate::kernel::clock::Day;
use crate::participation::calendar::{self, Lateness};
use crate::participation::model::{Participant, Period};
use crate::requests::Sector;

/// Where the report of one month of one participant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// The month is not over.
    Future,
    /// Nothing was sent, or what was sent was given back.
    Missing(Lateness),
    /// A version waits for the staff.
    Waiting,
    /// A version was accepted; `corrected` when another one waits.
    Accepted {
        /// See above.
        corrected: bool,
    },
}

impl Cell {
    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Future => "À venir",
            Self::Missing(Lateness::Early | Lateness::Soon) => "À envoyer",
            Self::Missing(Lateness::Late | Lateness::VeryLate) => "En retard",
            Self::Waiting => "À vérifier",
            Self::Accepted { corrected: false } => "Accepté",
            Self::Accepted { corrected: true } => "Correction à vérifier",
        }
    }

    /// How it is shown.
    pub const fn kind(self) -> Option<&'static str> {
        match self {
            Self::Future => None,
            Self::Missing(Lateness::Early | Lateness::Soon)
            | Self::Waiting
            | Self::Accepted { corrected: true } => Some("info"),
            Self::Missing(Lateness::Late | Lateness::VeryLate) => Some("error"),
            Self::Accepted { corrected: false } => Some("success"),
        }
    }

    /// Whether it is past its day.
    pub const fn is_late(self) -> bool {
        matches!(self, Self::Missing(Lateness::Late | Lateness::VeryLate))
    }
}

/// One participant, month by month.
#[derive(Debug, Clone)]
pub struct Row {
    /// Who.
    pub participant: Participant,
    /// Each month owed, with where it stands and the version to show.
    pub months: Vec<(Month, Cell)>,
}

impl Row {
    /// How many reports are past their day.
    pub fn late(&self) -> usize {
        self.months
            .iter()
            .filter(|(_, cell)| cell.is_late())
            .count()
    }
}

/// Every participant of an experiment, month by month.
#[derive(Debug, Clone, Default)]
pub struct Board {
    /// By the name of the participant.
    pub rows: Vec<Row>,
}

impl Board {
    /// From who takes part and the versions that count.
    pub fn new(
        period: &Period,
        participants: Vec<Participant>,
        reports: &[Report],
        today: Day,
    ) -> Self {
        let mut by: BTreeMap<(&str, Month), Vec<&Report>> = BTreeMap::new();
        for report in reports.iter().filter(|report| report.is_alive()) {
            by.entry((report.siren.as_str(), report.month))
                .or_default()
                .push(report);
        }
        let rows = participants.into_iter().map(|participant| {
            let months = calendar::months(period, &participant).into_iter();
            let months = months.map(|month| {
                let sent = by.get(&(participant.siren.as_str(), month));
                let sent = sent.map_or(&[][..], Vec::as_slice);
                (month, cell(period, month, sent, today))
            });
            Row {
                months: months.collect(),
                participant,
            }
        });
        Self {
            rows: rows.collect(),
        }
    }
}

fn cell(period: &Period, month: Month, sent: &[&Report], today: Day) -> Cell {
    let any = |status| sent.iter().any(|report| report.status == status);
    match (any(Status::Accepted), any(Status::Submitted)) {
        (true, corrected) => Cell::Accepted { corrected },
        (false, true) => Cell::Waiting,
        (false, false) if today < calendar::opens_on(period, month) => Cell::Future,
        (false, false) => Cell::Missing(calendar::lateness(period, month, today)),
    }
}

/// Figures that add up, with how many reports they come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// Reports added.
    pub reports: i64,
    /// Connections by FranceConnect.
    pub connections_fc: i64,
    /// All connections.
    pub connections: i64,
    /// Accounts created by FranceConnect.
    pub accounts_fc: i64,
    /// All accounts created.
    pub accounts: i64,
}

impl Sum {
    /// Adds a report.
    pub fn add(&mut self, figures: &Figures) {
        self.reports += 1;
        self.connections_fc += figures.connections_fc;
        self.connections += figures.connections;
        self.accounts_fc += figures.accounts_fc;
        self.accounts += figures.accounts;
    }

    /// Adds those of another sum.
    pub fn merge(&mut self, other: &Self) {
        self.reports += other.reports;
        self.connections_fc += other.connections_fc;
        self.connections += other.connections;
        self.accounts_fc += other.accounts_fc;
        self.accounts += other.accounts;
    }
}

/// The last version of each month of each participant.
pub fn in_force<'a>(
    reports: impl IntoIterator<Item = &'a Report>,
) -> BTreeMap<(&'a str, Month), &'a Report> {
    let mut last: BTreeMap<(&str, Month), &Report> = BTreeMap::new();
    for report in reports {
        let held = last
            .entry((report.siren.as_str(), report.month))
            .or_insert(report);
        if held.ordinal < report.ordinal {
            *held = report;
        }
    }
    last
}

/// The reports in force among accepted ones, added up by sector and by month.
pub fn sums<'a>(accepted: impl IntoIterator<Item = &'a Report>) -> BTreeMap<(Sector, Month), Sum> {
    let mut sums: BTreeMap<(Sector, Month), Sum> = BTreeMap::new();
    for report in in_force(accepted).into_values() {
        sums.entry((report.sector, report.month))
            .or_default()
            .add(&report.figures);
    }
    sums
}
