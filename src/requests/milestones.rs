//! What time alone does to a request: reminders, alerts, closings. Pure.
//!
//! Source: product contract, section 3. Unanswered corrections: reminders after 15 and 30 days, closed after 90. An idle
//! draft: reminder after 30 days, deleted after 180. While the delays run: an alert 10 days before the legal silence, and
//! one the day after the announced answer or the silence is past.
//!
//! After a stop of all servers, only the latest of the missed milestones is reached: nobody is warned of what is past.

use chrono::Duration;

use super::model::Request;
use super::state::Status;
use crate::kernel::clock::{Day, Instant};
use crate::text_enum;

/// Days after which unanswered corrections are recalled, twice, then closed.
pub const UNANSWERED_DAYS: (i64, i64, i64) = (15, 30, 90);
/// Days after which an idle draft is recalled, then deleted.
pub const IDLE_DAYS: (i64, i64) = (30, 180);
/// Days before the legal silence on which the desk is alerted.
pub const ALERT_DAYS: i64 = 10;

text_enum! {
    /// Something that happens when nobody moves.
    pub enum Milestone {
        /// The applicant is told that the draft sleeps.
        DraftRecalled = "draft_recalled",
        /// The draft is deleted.
        DraftDeleted = "draft_deleted",
        /// The applicant is told that the corrections are awaited.
        CorrectionsRecalled = "corrections_recalled",
        /// The same, for the last time.
        CorrectionsRecalledAgain = "corrections_recalled_again",
        /// The request is closed as withdrawn.
        Lapsed = "lapsed",
        /// The announced answer is late: the supervisors are told.
        Overdue = "overdue",
        /// The legal silence comes near: the desk and the supervisors are alerted.
        SilenceNear = "silence_near",
        /// The legal silence is reached: both sides are told.
        Silent = "silent",
    }
}

/// What the milestones of a request depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub status: Status,
    /// Since when it stands so; for a draft, when it last changed.
    pub since: Instant,
    /// Ends of the announced delay and of the legal silence, while they run.
    pub due: Option<(Day, Day)>,
}

impl From<&Request> for Standing {
    fn from(request: &Request) -> Self {
        Self {
            status: request.status(),
            since: match request.status() {
                Status::Draft => request.updated_at,
                _ => request.state_since,
            },
            due: request.review_due_on.zip(request.silent_on),
        }
    }
}

/// The milestones of a request, in the order of time.
#[must_use]
pub fn milestones(standing: &Standing) -> Vec<(Instant, Milestone)> {
    let after = |days: i64| standing.since.plus(Duration::days(days));
    let mut found = match standing.status {
        Status::Draft => vec![
            (after(IDLE_DAYS.0), Milestone::DraftRecalled),
            (after(IDLE_DAYS.1), Milestone::DraftDeleted),
        ],
        Status::ChangesRequested => vec![
            (after(UNANSWERED_DAYS.0), Milestone::CorrectionsRecalled),
            (
                after(UNANSWERED_DAYS.1),
                Milestone::CorrectionsRecalledAgain,
            ),
            (after(UNANSWERED_DAYS.2), Milestone::Lapsed),
        ],
        Status::Submitted | Status::InReview | Status::Waitlisted => running(standing.due),
        Status::Granted
        | Status::Refused
        | Status::Discarded
        | Status::Withdrawn
        | Status::Revoked
        | Status::Ended => Vec::new(),
    };
    found.sort_by_key(|(at, _)| *at);
    found
}

fn running(due: Option<(Day, Day)>) -> Vec<(Instant, Milestone)> {
    let Some((review, silence)) = due else {
        return Vec::new();
    };
    vec![
        (review.plus_days(1).start(), Milestone::Overdue),
        (
            silence.plus_days(-ALERT_DAYS).start(),
            Milestone::SilenceNear,
        ),
        (silence.plus_days(1).start(), Milestone::Silent),
    ]
}

/// The latest milestone reached between `from` and `now`, both included.
#[must_use]
pub fn reached(standing: &Standing, from: Instant, now: Instant) -> Option<Milestone> {
    let found = milestones(standing);
    let mut past = found.iter().filter(|(at, _)| *at >= from && *at <= now);
    past.next_back().map(|(_, milestone)| *milestone)
}

/// When the next milestone comes, after `now`.
#[must_use]
pub fn next(standing: &Standing, now: Instant) -> Option<Instant> {
    let found = milestones(standing);
    found.iter().map(|(at, _)| *at).find(|at| *at > now)
}

/// The day on which nobody moving ends the request: a draft is deleted, unanswered corrections are closed.
#[must_use]
pub fn closing(standing: &Standing) -> Option<Day> {
    let ends = |milestone| matches!(milestone, Milestone::DraftDeleted | Milestone::Lapsed);
    let found = milestones(standing);
    let end = found.iter().find(|(_, milestone)| ends(*milestone));
    end.map(|(at, _)| at.paris_day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeZone, Utc};

    fn at(day: u32) -> Instant {
        Instant::new(Utc.with_ymd_and_hms(2026, 3, day, 9, 0, 0).unwrap())
    }

    fn standing(status: Status) -> Standing {
        Standing {
            status,
            since: at(2),
            due: status.delays_run().then(|| {
                (
                    Day::parse("2026-03-09").unwrap(),
                    Day::parse("2026-05-02").unwrap(),
                )
            }),
        }
    }

    #[test]
    fn each_milestone_is_reached_on_its_day() {
        let days = |days| at(2).plus(Duration::days(days));
        for (status, day, expected) in [
            (Status::Draft, 29, None),
            (Status::Draft, 30, Some(Milestone::DraftRecalled)),
            (Status::Draft, 180, Some(Milestone::DraftDeleted)),
            (Status::ChangesRequested, 14, None),
            (
                Status::ChangesRequested,
                15,
                Some(Milestone::CorrectionsRecalled),
            ),
            (
                Status::ChangesRequested,
                30,
                Some(Milestone::CorrectionsRecalledAgain),
            ),
            (Status::ChangesRequested, 90, Some(Milestone::Lapsed)),
            (Status::InReview, 7, None),
            (Status::InReview, 8, Some(Milestone::Overdue)),
            (Status::InReview, 51, Some(Milestone::SilenceNear)),
            (Status::InReview, 62, Some(Milestone::Silent)),
            (Status::Granted, 400, None),
        ] {
            assert_eq!(
                reached(&standing(status), at(2), days(day)),
                expected,
                "{status} {day}"
            );
        }
    }

    #[test]
    fn what_was_reached_is_not_reached_again() {
        let standing = standing(Status::ChangesRequested);
        let (from, mut seen) = (at(2), Vec::new());
        let mut clock = next(&standing, from);
        while let Some(due) = clock {
            seen.extend(reached(&standing, due, due));
            clock = next(&standing, due);
        }
        assert_eq!(
            seen,
            [
                Milestone::CorrectionsRecalled,
                Milestone::CorrectionsRecalledAgain,
                Milestone::Lapsed
            ]
        );
    }
}
