//! The two delays of a request: five working days announced, two months of legal silence, both suspended while the
//! applicant corrects. Source: product contract section 3; silence: code des relations entre le public et l'administration.

use crate::kernel::clock::{Day, Instant};
use crate::kernel::workdays::{Pause, calendar_deadline, working_deadline};

/// Working days announced to applicants.
const REVIEW_DAYS: u32 = 5;
/// Months after which silence is a refusal.
const SILENCE_MONTHS: u32 = 2;

/// The ends of both delays, counted from the first submission.
pub(super) fn due(first: Instant, pauses: &[(Instant, Instant)]) -> Option<(Day, Day)> {
    let start = first.paris_day();
    let pauses: Vec<Pause> = pauses
        .iter()
        .map(|(from, until)| Pause {
            from: from.paris_day(),
            until: Some(until.paris_day()),
        })
        .collect();
    let review = working_deadline(start, REVIEW_DAYS, &pauses).day()?;
    let silence = calendar_deadline(start, SILENCE_MONTHS, &pauses).day()?;
    Some((review, silence))
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
    use chrono::{TimeZone, Utc};

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
}
