//! Which reports are owed, and when. Pure.
//!
//! A month is owed by who takes part when it ends; the month in which the experiment itself closes is owed too. The month
//! of the right is the first one: before production its figures are the state from which growth is told.

use super::model::{Participant, Period};
use crate::figures::Month;
use crate::kernel::clock::{Day, Instant};

/// Days before that day from which a missing report is recalled.
pub const SOON_DAYS: i64 = 5;
/// Days after it from which the staff is told.
pub const ESCALATION_DAYS: i64 = 10;

/// Days before the end at which it is announced.
pub const END_DAYS: [i64; 3] = [7, 30, 90];
/// Days given to attest the destruction of data, once the access has ended.
pub const ATTESTATION_DAYS: i64 = 30;
/// Days after which a missing attestation is told to the supervisors.
pub const ATTESTATION_VERY_LATE: i64 = 15;

/// The day on which the report of a month is due.
#[must_use]
pub fn due_on(period: &Period, month: Month) -> Day {
    let after_the_first = i64::from(period.report_day) - 1;
    month.next().first().plus_days(after_the_first)
}

/// The months of which a participant owes the report over the whole experiment.
#[must_use]
pub fn months(period: &Period, participant: &Participant) -> Vec<Month> {
    owed(period, participant.since, participant.until(period))
}

/// The same, from the first day and the end alone.
#[must_use]
pub fn owed(period: &Period, since: Day, until: Instant) -> Vec<Month> {
    let first = Month::of(since.max(period.opens_on));
    let last = Month::of(period.closes_on.plus_days(-1));
    first
        .to(last)
        .filter(|month| {
            let (begins, ends) = month.span();
            begins < until && (ends <= until || until == period.closes_at())
        })
        .collect()
}

/// The first day on which the report of a month may be sent: when the month is over, or the experiment.
#[must_use]
pub fn opens_on(period: &Period, month: Month) -> Day {
    month.next().first().min(period.closes_on)
}

/// How late a missing report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lateness {
    /// Nothing is asked yet.
    Early,
    /// Its day is near.
    Soon,
    /// Its day is past.
    Late,
    /// Its day is past for long.
    VeryLate,
}

/// How late the report of a month is, when it is missing.
#[must_use]
pub fn lateness(period: &Period, month: Month, today: Day) -> Lateness {
    let due = due_on(period, month);
    if today < due.plus_days(-SOON_DAYS) {
        Lateness::Early
    } else if today <= due {
        Lateness::Soon
    } else if today < due.plus_days(ESCALATION_DAYS) {
        Lateness::Late
    } else {
        Lateness::VeryLate
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::ExperimentId;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn period(closes_on: &str) -> Period {
        Period {
            id: ExperimentId(uuid::Uuid::nil()),
            decree: String::new(),
            opens_on: day("2026-04-01"),
            closes_on: day(closes_on),
            report_day: 10,
        }
    }

    fn codes(since: &str, left: Option<&str>, closes_on: &str) -> Vec<String> {
        let period = period(closes_on);
        let until = left.map_or(period.closes_at(), |left| day(left).start());
        let months = owed(&period, day(since), until);
        months.into_iter().map(Month::code).collect()
    }

    #[test]
    fn a_year_owes_twelve_reports() {
        let year = codes("2026-04-01", None, "2027-04-01");
        assert_eq!(year.len(), 12);
        assert_eq!((&*year[0], &*year[11]), ("2026-04", "2027-03"));
        assert_eq!(codes("2027-03-31", None, "2027-04-01"), ["2027-03"]);
    }

    #[test]
    fn who_leaves_does_not_owe_the_month_of_leaving() {
        assert_eq!(
            codes("2026-05-20", Some("2026-07-15"), "2027-04-01"),
            ["2026-05", "2026-06"]
        );
        assert!(codes("2026-05-20", Some("2026-05-21"), "2027-04-01").is_empty());
    }

    #[test]
    fn the_month_of_the_closing_is_owed_even_cut() {
        assert_eq!(
            codes("2027-02-01", None, "2027-03-15"),
            ["2027-02", "2027-03"]
        );
        let month = Month::parse("2027-03").unwrap();
        assert_eq!(opens_on(&period("2027-03-15"), month), day("2027-03-15"));
        assert_eq!(opens_on(&period("2027-04-01"), month), day("2027-04-01"));
    }

    #[test]
    fn a_missing_report_grows_late_day_by_day() {
        let month = Month::parse("2026-05").unwrap();
        let period = period("2027-04-01");
        assert_eq!(due_on(&period, month), day("2026-06-10"));
        for (today, expected) in [
            ("2026-06-04", Lateness::Early),
            ("2026-06-05", Lateness::Soon),
            ("2026-06-10", Lateness::Soon),
            ("2026-06-11", Lateness::Late),
            ("2026-06-19", Lateness::Late),
            ("2026-06-20", Lateness::VeryLate),
        ] {
            assert_eq!(lateness(&period, month, day(today)), expected, "{today}");
        }
    }
}
