//! What time alone does, told a second time: only the latest of the milestones that a silence of everybody went past.
//!
//! The days on which the delays of a request end are read from its row: how they are counted is proved elsewhere, against
//! a naive counter of working days.

use chrono::Duration;
use guichet::kernel::clock::Day;
use guichet::kernel::error::Outcome;
use guichet::kernel::lease::Look;
use guichet::requests::{self as req, CLOCKS, RequestId, Status};

use super::naive::{Who, World};
use super::real::Real;

/// Ends of the announced answer and of the legal silence, in days since the beginning.
type Due = Option<(i64, i64)>;

/// What is reached, with its entry in the journal and its letter.
#[derive(Clone, Copy)]
enum Reached {
    /// The applicant is reminded.
    Recalled(&'static str, &'static str),
    /// The desk is alerted.
    Alerted(&'static str, &'static str),
    /// Both are told that the law decided.
    Silent,
    Deleted,
    Lapsed,
}

impl World {
    /// Lets days pass over every request.
    pub fn pass(&mut self, days: i64, due: &[Due]) {
        let (before, now) = (self.day, self.day + days);
        self.day = now;
        for (on, due) in due.iter().enumerate() {
            let reached = self.milestones(on, *due).into_iter();
            let past = reached.filter(|(day, _)| *day > before && *day <= now);
            if let Some((_, reached)) = past.max_by_key(|(day, _)| *day) {
                self.reach(on, reached);
            }
        }
    }

    fn milestones(&self, on: usize, due: Due) -> Vec<(i64, Reached)> {
        use Reached as R;
        let request = &self.requests[on];
        let after = |days: i64| request.since + days;
        match (request.status, due) {
            (Some(Status::Draft), _) => {
                let recalled = R::Recalled("request.draft_recalled", "draft_recalled");
                vec![(after(30), recalled), (after(180), R::Deleted)]
            }
            (Some(Status::ChangesRequested), _) => {
                let recalled = R::Recalled("request.corrections_recalled", "corrections_recalled");
                vec![
                    (after(15), recalled),
                    (after(30), recalled),
                    (after(90), R::Lapsed),
                ]
            }
            (
                Some(Status::Submitted | Status::InReview | Status::Waitlisted),
                Some((answer, silence)),
            ) => vec![
                (answer + 1, R::Alerted("request.overdue", "overdue")),
                (
                    silence - 10,
                    R::Alerted("request.silence_near", "silence_near"),
                ),
                (silence + 1, R::Silent),
            ],
            _ => Vec::new(),
        }
    }

    fn reach(&mut self, on: usize, reached: Reached) {
        match reached {
            Reached::Recalled(event, letter) => {
                self.note(on, event);
                self.mail(on, letter, 1);
            }
            Reached::Alerted(event, letter) => self.alert(on, event, letter),
            Reached::Silent => {
                self.mail(on, "silent", 1);
                self.alert(on, "request.silence_reached", "silence_reached");
            }
            Reached::Deleted => self.requests[on].status = None,
            Reached::Lapsed => {
                self.go(None, on, Status::Withdrawn);
            }
        }
    }

    /// The supervisor and who holds it are told, each once, unless a conflict of interest closes it to them.
    fn alert(&mut self, on: usize, event: &'static str, letter: &'static str) {
        self.note(on, event);
        let request = &self.requests[on];
        let mut people = vec![Who::Second];
        people.extend(request.holder.filter(|who| *who != Who::Second));
        people.retain(|who| !request.recused.contains(who));
        let number = people.len();
        self.mail(on, letter, number);
    }

    fn mail(&mut self, on: usize, letter: &'static str, number: usize) {
        if number > 0 {
            *self.requests[on].recalled.entry(letter).or_default() += number;
        }
    }
}

impl Real {
    /// The days on which the delays of each request end.
    pub fn due(&self, today: i64) -> Vec<Due> {
        let now = self.desk.app.clock.now().paris_day();
        let days = |day: Day| today + (day.0 - now.0).num_days();
        let of = |id: &RequestId| {
            let id = *id;
            let found: Outcome<_> = self.desk.app.db().read_now(|c| Ok(req::request(c, id)?));
            let request = found.unwrap()?;
            request
                .review_due_on
                .map(days)
                .zip(request.silent_on.map(days))
        };
        self.ids().iter().map(of).collect()
    }

    /// Lets days pass; one node reaches what is due, and leaves nothing to another.
    pub fn pass(&self, days: i64) -> bool {
        self.desk.app.clock.advance(Duration::days(days));
        let look = |node: &str| (CLOCKS.look)(self.desk.app.db(), self.desk.app.sources(), node);
        look("one").unwrap();
        assert_eq!(look("two").unwrap(), Look::Nothing, "reached twice");
        true
    }
}
