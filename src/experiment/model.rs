//! What an experiment is: its terms, which can only be built valid, and where it stands in time.
//!
//! Source: the decree of experimentation (`arrêté d’expérimentation`): one year, at most one hundred
//! legal persons, six sectors. The decree gives no number per sector; the guide numbers are the
//! supervisor's own aim for a representative panel and never refuse anybody by themselves.

use chrono::Months;

use crate::kernel::clock::Day;
use crate::requests::Sector;
use crate::{text_enum, typed_id};

typed_id! {
    /// One experiment.
    pub struct ExperimentId;
}

typed_id! {
    /// One offer.
    pub struct OfferId;
}

text_enum! {
    /// How an offer ended.
    pub enum OfferOutcome {
        /// The seat was taken.
        Accepted = "accepted",
        /// The applicant didn't want it.
        Declined = "declined",
        /// Nobody answered in time.
        Expired = "expired",
        /// The request left the waiting list, or the experiment ended.
        Lapsed = "lapsed",
    }
}

/// Seats the decree allows at most.
pub const DECREE_CAP: i32 = 100;

/// Longest life of an experiment, in months.
const LONGEST_MONTHS: u32 = 12;

/// Days of the month that every month has.
const REPORT_DAYS: std::ops::RangeInclusive<i32> = 1..=28;

/// The day by which figures are due, unless the supervisor says otherwise.
pub const REPORT_DAY: i32 = 10;

/// Longest decree reference kept.
const DECREE_MAX_CHARS: usize = 300;

/// What a supervisor sets: dates, cap, aims and rule of reuse. Built only by [`Terms::new`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    decree: String,
    opens_on: Day,
    closes_on: Day,
    cap: i32,
    seats_reusable: bool,
    report_day: i32,
    guides: Vec<(Sector, i32)>,
}

/// The same values before they are checked.
#[derive(Debug, Clone)]
pub struct RawTerms {
    /// Reference of the decree.
    pub decree: String,
    /// First day on which a request may be filed.
    pub opens_on: Day,
    /// Day on which every access is cut.
    pub closes_on: Day,
    /// Legal persons admitted at most.
    pub cap: i32,
    /// Whether a freed seat may serve somebody else.
    pub seats_reusable: bool,
    /// Day of the month by which the figures of the month before are due: 1 to 28, [`REPORT_DAY`] as a rule.
    pub report_day: i32,
    /// Aim per sector; a sector left out aims at zero.
    pub guides: Vec<(Sector, i32)>,
}

/// Why terms are refused, one reason per field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermsMistake {
    /// No decree, or more than 300 characters.
    Decree,
    /// It closes before it opens.
    ClosesBeforeItOpens,
    /// It lasts more than a year.
    LongerThanAYear,
    /// Cap outside 1 to [`DECREE_CAP`].
    Cap,
    /// A negative aim, or one above the cap.
    Guide(Sector),
    /// A day that some months don't have.
    ReportDay,
}

impl Terms {
    /// Checks every field and returns all the mistakes at once.
    pub fn new(raw: &RawTerms) -> Result<Self, Vec<TermsMistake>> {
        let decree = raw.decree.trim().to_owned();
        let mut mistakes = Vec::new();
        if decree.is_empty() || decree.chars().count() > DECREE_MAX_CHARS {
            mistakes.push(TermsMistake::Decree);
        }
        if raw.closes_on <= raw.opens_on {
            mistakes.push(TermsMistake::ClosesBeforeItOpens);
        } else if raw
            .opens_on
            .0
            .checked_add_months(Months::new(LONGEST_MONTHS))
            .is_none_or(|last| raw.closes_on.0 > last)
        {
            mistakes.push(TermsMistake::LongerThanAYear);
        }
        if !(1..=DECREE_CAP).contains(&raw.cap) {
            mistakes.push(TermsMistake::Cap);
        }
        if !REPORT_DAYS.contains(&raw.report_day) {
            mistakes.push(TermsMistake::ReportDay);
        }
        let guides: Vec<(Sector, i32)> = Sector::ALL
            .iter()
            .map(|sector| (*sector, aim_of(&raw.guides, *sector)))
            .collect();
        mistakes.extend(
            guides
                .iter()
                .filter(|(_, aim)| !(0..=raw.cap.max(0)).contains(aim))
                .map(|(sector, _)| TermsMistake::Guide(*sector)),
        );
        if mistakes.is_empty() {
            Ok(Self {
                decree,
                opens_on: raw.opens_on,
                closes_on: raw.closes_on,
                cap: raw.cap,
                seats_reusable: raw.seats_reusable,
                report_day: raw.report_day,
                guides,
            })
        } else {
            Err(mistakes)
        }
    }

    /// Reference of the decree.
    #[must_use]
    pub fn decree(&self) -> &str {
        &self.decree
    }

    /// First day on which a request may be filed.
    #[must_use]
    pub fn opens_on(&self) -> Day {
        self.opens_on
    }

    /// Day on which every access is cut.
    #[must_use]
    pub fn closes_on(&self) -> Day {
        self.closes_on
    }

    /// Legal persons admitted at most.
    #[must_use]
    pub fn cap(&self) -> i32 {
        self.cap
    }

    /// Whether a freed seat may serve somebody else.
    #[must_use]
    pub fn seats_reusable(&self) -> bool {
        self.seats_reusable
    }

    /// Day of the month by which the figures of the month before are due.
    #[must_use]
    pub fn report_day(&self) -> i32 {
        self.report_day
    }

    /// Aim of one sector.
    #[must_use]
    pub fn guide(&self, sector: Sector) -> i32 {
        aim_of(&self.guides, sector)
    }

    /// Where the experiment stands on that day (Paris date).
    #[must_use]
    pub fn phase(&self, today: Day) -> Phase {
        if today < self.opens_on {
            Phase::Upcoming
        } else if today < self.closes_on {
            Phase::Running
        } else {
            Phase::Over
        }
    }
}

fn aim_of(guides: &[(Sector, i32)], sector: Sector) -> i32 {
    guides
        .iter()
        .find(|(known, _)| *known == sector)
        .map_or(0, |(_, aim)| *aim)
}

/// Where an experiment stands in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Not open yet.
    Upcoming,
    /// Requests are received and seats given.
    Running,
    /// Closed: no seat is given any more.
    Over,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn raw() -> RawTerms {
        RawTerms {
            decree: " Arrêté du 2 mars 2026 ".into(),
            opens_on: day("2026-04-01"),
            closes_on: day("2027-04-01"),
            cap: 100,
            seats_reusable: false,
            report_day: REPORT_DAY,
            guides: vec![(Sector::Education, 20)],
        }
    }

    #[test]
    fn terms_keep_what_was_given_and_aim_at_zero_elsewhere() {
        let terms = Terms::new(&raw()).unwrap();
        assert_eq!(terms.decree(), "Arrêté du 2 mars 2026");
        assert_eq!(terms.guide(Sector::Education), 20);
        assert_eq!(terms.guide(Sector::HealthSocial), 0);
    }

    #[test]
    fn every_mistake_is_reported_at_once() {
        let wrong = RawTerms {
            decree: "  ".into(),
            closes_on: day("2027-04-02"),
            cap: 101,
            report_day: 29,
            guides: vec![(Sector::Education, -1)],
            ..raw()
        };
        assert_eq!(
            Terms::new(&wrong).unwrap_err(),
            vec![
                TermsMistake::Decree,
                TermsMistake::LongerThanAYear,
                TermsMistake::Cap,
                TermsMistake::ReportDay,
                TermsMistake::Guide(Sector::Education)
            ]
        );
        let backwards = RawTerms {
            closes_on: day("2026-04-01"),
            ..raw()
        };
        assert_eq!(
            Terms::new(&backwards).unwrap_err(),
            vec![TermsMistake::ClosesBeforeItOpens]
        );
    }

    #[test]
    fn the_closing_day_is_already_over() {
        let terms = Terms::new(&raw()).unwrap();
        assert_eq!(terms.phase(day("2026-03-31")), Phase::Upcoming);
        assert_eq!(terms.phase(day("2026-04-01")), Phase::Running);
        assert_eq!(terms.phase(day("2027-03-31")), Phase::Running);
        assert_eq!(terms.phase(day("2027-04-01")), Phase::Over);
    }
}
