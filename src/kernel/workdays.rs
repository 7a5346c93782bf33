//! French working days and the clocks of a dossier.
//!
//! A working day is a day from Monday to Friday that is not a public holiday of metropolitan France
//! (code du travail, art. L. 3133-1). Everything here counts in civil days of Paris: callers convert an
//! instant with `Instant::paris_day` first. The day on which a delay starts is never counted.
//!
//! A delay stops while the other side holds the next move. A pause that begins on day P and ends on day R takes
//! away the days after P, up to and including R: the clock runs on the day the corrections are asked for, and
//! starts again the day after they come back, exactly as it does for a first submission.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::kernel::clock::Day;

/// A span of days during which a delay does not run; `until` is `None` while it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Last day on which the clock still ran.
    pub from: Day,
    /// Day on which the clock was started again; the next day is the first one counted.
    pub until: Option<Day>,
}

/// When a delay runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// The last day of the delay.
    On(Day),
    /// The clock is stopped with that many days left to run.
    Stopped {
        /// Days left, in the unit of the delay (working days, or calendar days for a delay in months).
        remaining: i64,
    },
}

impl Deadline {
    /// The last day, unless the clock is stopped.
    #[must_use]
    pub fn day(self) -> Option<Day> {
        match self {
            Self::On(day) => Some(day),
            Self::Stopped { .. } => None,
        }
    }

    /// True when the delay ran out before `today`.
    #[must_use]
    pub fn is_overdue(self, today: Day) -> bool {
        self.day().is_some_and(|day| day < today)
    }
}

/// The public holidays of metropolitan France in a year, in order.
#[must_use]
pub fn holidays(year: i32) -> Vec<NaiveDate> {
    const FIXED: [(u32, u32); 8] = [
        (1, 1),
        (5, 1),
        (5, 8),
        (7, 14),
        (8, 15),
        (11, 1),
        (11, 11),
        (12, 25),
    ];
    // Easter Monday, Ascension Day, Whit Monday
    const AFTER_EASTER: [u64; 3] = [1, 39, 50];
    let fixed = FIXED
        .iter()
        .filter_map(|&(month, day)| NaiveDate::from_ymd_opt(year, month, day));
    let easter = easter(year);
    let movable = AFTER_EASTER
        .iter()
        .filter_map(|&days| easter?.checked_add_days(Days::new(days)));
    let mut all: Vec<NaiveDate> = fixed.chain(movable).collect();
    all.sort_unstable();
    all.dedup(); // Ascension Day may fall on 1 May or 8 May
    all
}

fn easter(year: i32) -> Option<NaiveDate> {
    let date = computus::gregorian(year).ok()?;
    NaiveDate::from_ymd_opt(date.year, date.month, date.day)
}

/// True when the day is neither a week-end day nor a public holiday.
#[must_use]
pub fn is_working_day(day: Day) -> bool {
    !is_weekend(day.0) && !holidays(day.0.year()).contains(&day.0)
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The `days`-th working day after `start` (`start` itself when `days` is 0, whatever day it is).
#[must_use]
pub fn add_working_days(start: Day, days: u32) -> Day {
    let mut day = start;
    let mut left = days;
    while left > 0 {
        let Some(next) = day.0.succ_opt() else {
            return day;
        };
        day = Day(next);
        if is_working_day(day) {
            left -= 1;
        }
    }
    day
}

/// Number of working days after `from`, up to and including `to`; 0 when `to` is not after `from`.
#[must_use]
pub fn working_days_between(from: Day, to: Day) -> i64 {
    let (from, to) = (from.0, to.0);
    if to <= from {
        return 0;
    }
    let days = (to - from).num_days();
    let weekday = i64::from(from.weekday().num_days_from_monday());
    let rest: i64 = (1..=days % 7)
        .map(|offset| i64::from((weekday + offset) % 7 < 5))
        .sum();
    let off: i64 = (from.year()..=to.year())
        .flat_map(holidays)
        .filter(|&holiday| holiday > from && holiday <= to && !is_weekend(holiday))
        .map(|_| 1)
        .sum();
    days / 7 * 5 + rest - off
}

/// End of a delay of `days` working days from `start`, given its pauses in order.
#[must_use]
pub fn working_deadline(start: Day, days: u32, pauses: &[Pause]) -> Deadline {
    let mut running_from = start;
    let mut left = i64::from(days);
    for pause in pauses {
        let run = working_days_between(running_from, pause.from);
        if run >= left {
            break;
        }
        left -= run;
        match pause.until {
            Some(until) => running_from = until.max(pause.from),
            None => return Deadline::Stopped { remaining: left },
        }
    }
    Deadline::On(add_working_days(
        running_from,
        u32::try_from(left).unwrap_or(0),
    ))
}

/// End of a delay of `months` calendar months from `start`, pushed back by the calendar days of its pauses, in order.
/// Counted from day to day of the month: from 31 December, two months end on the last day of February.
#[must_use]
pub fn calendar_deadline(start: Day, months: u32, pauses: &[Pause]) -> Deadline {
    let mut end = Day(start
        .0
        .checked_add_months(Months::new(months))
        .unwrap_or(NaiveDate::MAX));
    for pause in pauses {
        if end <= pause.from {
            break;
        }
        match pause.until {
            Some(until) => end = end.plus_days((until.0 - pause.from.0).num_days().max(0)),
            None => {
                return Deadline::Stopped {
                    remaining: (end.0 - pause.from.0).num_days(),
                };
            }
        }
    }
    Deadline::On(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// The slow way: walk day by day and ask a hand-written calendar.
    fn naive_count(from: Day, to: Day) -> usize {
        from.0
            .iter_days()
            .skip(1)
            .take_while(|d| *d <= to.0)
            .filter(|d| is_working_day(Day(*d)))
            .count()
    }

    #[test]
    fn the_holidays_of_2026_are_the_official_ones() {
        let expected = [
            "2026-01-01",
            "2026-04-06",
            "2026-05-01",
            "2026-05-08",
            "2026-05-14",
            "2026-05-25",
            "2026-07-14",
            "2026-08-15",
            "2026-11-01",
            "2026-11-11",
            "2026-12-25",
        ];
        assert_eq!(holidays(2026), expected.map(|text| day(text).0).to_vec());
    }

    #[test]
    fn movable_holidays_follow_easter_in_other_years() {
        for (year, easter_monday, ascension, whit_monday) in [
            (2024, "2024-04-01", "2024-05-09", "2024-05-20"),
            (2025, "2025-04-21", "2025-05-29", "2025-06-09"),
            (2027, "2027-03-29", "2027-05-06", "2027-05-17"),
            (2038, "2038-04-26", "2038-06-03", "2038-06-14"),
        ] {
            let all = holidays(year);
            for holiday in [easter_monday, ascension, whit_monday] {
                assert!(all.contains(&day(holiday).0), "{holiday}");
            }
        }
    }

    #[test]
    fn a_holiday_that_coincides_with_another_is_listed_once() {
        // Ascension Day 2008 fell on 1 May
        assert_eq!(holidays(2008).len(), 10);
    }

    #[test]
    fn five_working_days_skip_the_week_end_and_the_holiday() {
        // Thursday 7 May 2026: 8 May (victory), 9-10 week-end, 14 May (Ascension)
        assert_eq!(add_working_days(day("2026-05-07"), 5), day("2026-05-18"));
        assert_eq!(add_working_days(day("2026-03-02"), 5), day("2026-03-09"));
        assert_eq!(add_working_days(day("2026-03-07"), 1), day("2026-03-09"));
    }

    #[test]
    fn a_pause_takes_its_days_away() {
        let start = day("2026-03-02"); // a Monday
        let pause = Pause {
            from: day("2026-03-03"),
            until: Some(day("2026-03-10")),
        };
        // one day ran (Tuesday 3), four are left after Tuesday 10
        assert_eq!(
            working_deadline(start, 5, &[pause]),
            Deadline::On(day("2026-03-16"))
        );
        let open = Pause {
            from: day("2026-03-03"),
            until: None,
        };
        assert_eq!(
            working_deadline(start, 5, &[open]),
            Deadline::Stopped { remaining: 4 }
        );
        let late = Pause {
            from: day("2026-03-20"),
            until: None,
        };
        assert_eq!(
            working_deadline(start, 5, &[late]),
            Deadline::On(day("2026-03-09"))
        );
    }

    #[test]
    fn two_months_run_from_day_to_day_and_are_pushed_back_by_pauses() {
        assert_eq!(
            calendar_deadline(day("2025-12-31"), 2, &[]),
            Deadline::On(day("2026-02-28"))
        );
        let pause = Pause {
            from: day("2026-01-10"),
            until: Some(day("2026-01-20")),
        };
        assert_eq!(
            calendar_deadline(day("2025-12-31"), 2, &[pause]),
            Deadline::On(day("2026-03-10"))
        );
        let open = Pause {
            from: day("2026-02-18"),
            until: None,
        };
        assert_eq!(
            calendar_deadline(day("2025-12-31"), 2, &[open]),
            Deadline::Stopped { remaining: 10 }
        );
    }

    #[test]
    fn a_deadline_is_overdue_the_day_after() {
        let deadline = Deadline::On(day("2026-03-09"));
        assert!(!deadline.is_overdue(day("2026-03-09")));
        assert!(deadline.is_overdue(day("2026-03-10")));
        assert!(!Deadline::Stopped { remaining: 0 }.is_overdue(day("2030-01-01")));
    }

    fn any_day() -> impl Strategy<Value = Day> {
        (0_i64..40_000).prop_map(|days| day("1990-01-01").plus_days(days))
    }

    proptest! {
        #[test]
        fn counting_agrees_with_the_naive_counter(from in any_day(), span in 0_i64..900) {
            let to = from.plus_days(span);
            prop_assert_eq!(usize::try_from(working_days_between(from, to)), Ok(naive_count(from, to)));
        }

        #[test]
        fn adding_lands_on_a_working_day_that_many_days_later(from in any_day(), days in 1_u32..400) {
            let end = add_working_days(from, days);
            prop_assert!(is_working_day(end));
            prop_assert_eq!(naive_count(from, end), days as usize);
        }

        #[test]
        fn a_paused_delay_runs_exactly_its_days(
            start in any_day(), days in 1_u32..40, gaps in proptest::collection::vec((0_i64..20, 0_i64..40), 0..4)
        ) {
            let mut cursor = start;
            let pauses: Vec<Pause> = gaps.iter().map(|&(run, stop)| {
                let from = cursor.plus_days(run);
                let until = from.plus_days(stop);
                cursor = until;
                Pause { from, until: Some(until) }
            }).collect();
            let end = working_deadline(start, days, &pauses).day().unwrap();
            let paused = |d: Day| pauses.iter().any(|p| d > p.from && Some(d) <= p.until);
            let ran = start.0.iter_days().skip(1).map(Day).take_while(|d| *d <= end)
                .filter(|d| is_working_day(*d) && !paused(*d)).count();
            prop_assert_eq!(ran, days as usize);
        }
    }
}
