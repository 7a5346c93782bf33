//! How connections grow from one month to the next. Pure.
//!
//! Months are compared over the participants who reported both: who joins or leaves between them would else count as growth.

use std::collections::{BTreeMap, BTreeSet};

use super::board::in_force;
use super::model::Report;
use crate::figures::Month;

/// The connections of a month against those of the month before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Growth {
    /// The month.
    pub month: Month,
    /// Participants who reported both months.
    pub compared: i64,
    /// Their connections of the month before.
    pub before: i64,
    /// Their connections of the month.
    pub after: i64,
    /// The growth of traffic that participants declare, in tenths of a percent: the median.
    pub declared_tenths: i64,
}

impl Growth {
    /// In tenths of a percent; nothing when nobody can be compared.
    pub fn tenths(&self) -> Option<i64> {
        tenths(self.before, self.after)
    }
}

fn tenths(before: i64, after: i64) -> Option<i64> {
    if before <= 0 {
        return None;
    }
    let change = (i128::from(after) - i128::from(before)) * 1000 / i128::from(before);
    i64::try_from(change).ok()
}

/// The growth of each month that was reported, the earliest first.
pub fn growth<'a>(reports: impl IntoIterator<Item = &'a Report>) -> Vec<Growth> {
    let reports = in_force(reports);
    let months: BTreeSet<Month> = reports.keys().map(|(_, month)| *month).collect();
    months
        .into_iter()
        .map(|month| of_month(&reports, month))
        .collect()
}

fn of_month(reports: &BTreeMap<(&str, Month), &Report>, month: Month) -> Growth {
    let mut found = Growth {
        month,
        compared: 0,
        before: 0,
        after: 0,
        declared_tenths: 0,
    };
    let mut declared = Vec::new();
    for ((siren, _), report) in reports.iter().filter(|((_, one), _)| *one == month) {
        declared.push(report.figures.growth_tenths);
        if let Some(former) = reports.get(&(*siren, month.back(1))) {
            found.compared += 1;
            found.before += former.figures.connections;
            found.after += report.figures.connections;
        }
    }
    declared.sort_unstable();
    found.declared_tenths = declared
        .get(declared.len().saturating_sub(1) / 2)
        .copied()
        .unwrap_or_default();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::participation::pages::samples;
    use crate::participation::reports::model::Status;

    fn report(siren: &str, month: &str, connections: i64, growth_tenths: i64) -> Report {
        let mut report = samples::report(Status::Accepted);
        report.siren = siren.to_owned();
        report.month = Month::parse(month).unwrap();
        report.figures.connections = connections;
        report.figures.growth_tenths = growth_tenths;
        report
    }

    #[test]
    fn months_are_compared_over_those_who_reported_both() {
        let all = [
            report("a", "2026-05", 1_000, 0),
            report("a", "2026-06", 1_100, 100),
            // Joined in June: not growth.
            report("b", "2026-06", 50_000, 300),
            report("a", "2026-07", 990, -100),
            report("b", "2026-07", 50_000, 0),
        ];
        let found: Vec<_> = growth(&all)
            .iter()
            .map(|one| (one.compared, one.tenths(), one.declared_tenths))
            .collect();
        assert_eq!(
            found,
            [(0, None, 0), (1, Some(100), 100), (2, Some(-2), -100)]
        );
    }

    #[test]
    fn a_month_that_nobody_reported_is_compared_with_nothing() {
        let all = [
            report("a", "2026-05", 1_000, 0),
            report("a", "2026-07", 2_000, 0),
        ];
        assert!(growth(&all).iter().all(|one| one.tenths().is_none()));
    }

    #[test]
    fn nothing_divides_by_nothing() {
        assert_eq!((tenths(0, 5), tenths(5, 0)), (None, Some(-1_000)));
    }
}
