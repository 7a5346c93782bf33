//! The two delays of a request: five working days announced, two months of legal silence, both suspended while the
//! applicant corrects. Source: product contract section 3; silence: code des relations entre le public et l'administration.

use crate::kernel::clock::{Day, Instant};
use crate::kernel::workdays::{Deadline, Pause, calendar_deadline, working_deadline};

/// Working days announced to applicants.
const REVIEW_DAYS: u32 = 5;
/// Months after which silence is a refusal.
const SILENCE_MONTHS: u32 = 2;

/// The ends of both delays, counted from the first submission.
pub(super) fn due(first: Instant, pauses: &[(Instant, Instant)]) -> Option<(Day, Day)> {
    let start = first.paris_day();
    let pauses = spans(pauses);
    let review = working_deadline(start, REVIEW_DAYS, &pauses).day()?;
    let silence = calendar_deadline(start, SILENCE_MONTHS, &pauses).day()?;
    Some((review, silence))
}

fn spans(pauses: &[(Instant, Instant)]) -> Vec<Pause> {
    let span = |(from, until): &(Instant, Instant)| Pause {
        from: from.paris_day(),
        until: Some(until.paris_day()),
    };
    pauses.iter().map(span).collect()
}

/// What is left of both delays while a request for changes is not answered: working days before the announced answer,
/// days before the legal silence. Nothing when they run.
#[must_use]
pub fn left(first: Instant, asked: &[Instant], submitted: &[Instant]) -> Option<(i64, i64)> {
    let (mut asked, mut submitted) = (asked.to_vec(), submitted.to_vec());
    asked.sort_unstable();
    submitted.sort_unstable();
    let since = asked
        .last()
        .filter(|since| submitted.last() <= Some(*since))?;
    let mut spans = spans(&pauses(&asked, &submitted));
    spans.push(Pause {
        from: since.paris_day(),
        until: None,
    });
    let start = first.paris_day();
    let left = |deadline| match deadline {
        Deadline::Stopped { remaining } => remaining,
        Deadline::On(_) => 0,
    };
    Some((
        left(working_deadline(start, REVIEW_DAYS, &spans)),
        left(calendar_deadline(start, SILENCE_MONTHS, &spans)),
    ))
}

/// Each request for changes with the submission that answered it.
pub(super) fn pauses(asked: &[Instant], submitted: &[Instant]) -> Vec<(Instant, Instant)> {
    asked
        .iter()
        .filter_map(|from| Some((*from, *submitted.iter().find(|at| *at > from)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike, Duration, NaiveDate, TimeZone, Utc};
    use proptest::prelude::*;

    fn at(month: u32, day: u32) -> Instant {
        Instant::new(Utc.with_ymd_and_hms(2026, month, day, 9, 0, 0).unwrap())
    }
    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn both_delays_run_from_the_first_submission() {
        // Monday 2 March 2026.
        assert_eq!(
            due(at(3, 2), &[]),
            Some((day("2026-03-09"), day("2026-05-02")))
        );
    }

    #[test]
    fn the_time_of_a_correction_does_not_count() {
        let pauses = pauses(&[at(3, 4)], &[at(3, 2), at(3, 18)]);
        assert_eq!(pauses, vec![(at(3, 4), at(3, 18))]);
        // Two working days ran (3, 4); three are left after Wednesday 18.
        assert_eq!(
            due(at(3, 2), &pauses),
            Some((day("2026-03-23"), day("2026-05-16")))
        );
    }

    #[test]
    fn what_is_left_is_what_a_prompt_answer_would_leave() {
        let asked = [at(3, 4)];
        assert_eq!(left(at(3, 2), &asked, &[at(3, 2)]), Some((3, 59)));
        assert_eq!(left(at(3, 2), &asked, &[at(3, 18), at(3, 2)]), None);
        let again = [at(3, 19), at(3, 4)];
        assert_eq!(
            left(at(3, 2), &again, &[at(3, 2), at(3, 18)]),
            Some((2, 58))
        );
        let late = [at(5, 20)];
        assert_eq!(left(at(3, 2), &late, &[at(3, 2)]), Some((0, 0)));
    }

    /// Easter Mondays, copied from a calendar: nothing here is computed the way the code computes it.
    const EASTER_MONDAYS: [&str; 13] = [
        "2024-04-01",
        "2025-04-21",
        "2026-04-06",
        "2027-03-29",
        "2028-04-17",
        "2029-04-02",
        "2030-04-22",
        "2031-04-14",
        "2032-03-29",
        "2033-04-18",
        "2034-04-10",
        "2035-03-26",
        "2036-04-14",
    ];

    fn is_off(date: NaiveDate) -> bool {
        let fixed = [
            (1, 1),
            (5, 1),
            (5, 8),
            (7, 14),
            (8, 15),
            (11, 1),
            (11, 11),
            (12, 25),
        ];
        let movable = EASTER_MONDAYS.iter().any(|monday| {
            let since = (date - day(monday).0).num_days();
            [0, 38, 49].contains(&since)
        });
        movable
            || fixed.contains(&(date.month(), date.day()))
            || date.weekday().number_from_monday() > 5
    }

    /// The slow way: one day after the other, asking of each whether it counts.
    fn naive(first: Instant, asked: &[Instant], submitted: &[Instant]) -> (Day, Day) {
        let start = first.paris_day().0;
        let stopped = |date: NaiveDate| {
            asked
                .iter()
                .zip(submitted.iter().skip(1))
                .any(|(from, until)| date > from.paris_day().0 && date <= until.paris_day().0)
        };
        let walk = |mut left: i64, counts: &dyn Fn(NaiveDate) -> bool| {
            let mut date = start;
            while left > 0 {
                date = date.succ_opt().unwrap();
                left -= i64::from(!stopped(date) && counts(date));
            }
            Day(date)
        };
        let month = start.month0() + 2;
        let (year, month) = (start.year() + i32::from(month > 11), month % 12 + 1);
        let mut days = (1..=start.day()).rev();
        let end = days
            .find_map(|day| NaiveDate::from_ymd_opt(year, month, day))
            .unwrap();
        let review = walk(5, &|date| !is_off(date));
        let silence = walk((end - start).num_days(), &|_| true);
        (review, silence)
    }

    proptest! {
        /// Ten years of first days, any number of rounds of corrections, any hour of the day.
        #[test]
        fn both_delays_agree_with_a_naive_day_by_day_counter(
            start in 0_i64..3_653, hour in 0_i64..24,
            rounds in proptest::collection::vec((1_i64..1_000, 1_i64..2_500), 0..5)
        ) {
            let first = day("2024-01-01").plus_days(start).start().plus(Duration::hours(hour));
            let (mut cursor, mut asked, mut submitted) = (first, Vec::new(), vec![first]);
            for (ran, waited) in rounds {
                cursor = cursor.plus(Duration::hours(ran));
                asked.push(cursor);
                cursor = cursor.plus(Duration::hours(waited));
                submitted.push(cursor);
            }
            let pauses = pauses(&asked, &submitted);
            prop_assert_eq!(due(first, &pauses), Some(naive(first, &asked, &submitted)));
        }
    }

    #[test]
    fn every_first_day_of_ten_years_agrees_with_the_naive_counter() {
        for offset in 0..3_653 {
            let first = day("2024-01-01").plus_days(offset).start();
            assert_eq!(
                due(first, &[]),
                Some(naive(first, &[], &[first])),
                "{first:?}"
            );
        }
    }
}
