//! To whom a request goes by itself: pure.
//!
//! A reviewer's load is what they hold over the days they are there in the target of a review, so that somebody who
//! leaves on Wednesday receives less than somebody who stays.

use crate::kernel::clock::Day;
use crate::kernel::workdays::{add_working_days, is_working_day};
use crate::shell::AccountId;

/// Working days in which a request given today should be answered.
pub const WINDOW: i64 = 5;

/// A reviewer, as the balance sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub account: AccountId,
    /// Requests in review that they hold.
    pub load: i64,
    /// Working days of the window on which they are there; none when they are away now.
    pub days: i64,
}

/// The working days of the window on which somebody is there: none when they are away on its first day.
#[must_use]
pub fn days_present(today: Day, absences: &[(Day, Day)]) -> i64 {
    let away = |day: Day| {
        absences
            .iter()
            .any(|(from, until)| *from <= day && day <= *until)
    };
    let mut day = if is_working_day(today) {
        today
    } else {
        add_working_days(today, 1)
    };
    if away(day) {
        return 0;
    }
    let mut present = 0;
    for _ in 0..WINDOW {
        present += i64::from(!away(day));
        day = add_working_days(day, 1);
    }
    present
}

/// Who receives a request: who knows it already if they are there, otherwise the least loaded; nobody when all are away.
#[must_use]
pub fn choose(candidates: &[Candidate], knows: Option<AccountId>) -> Option<AccountId> {
    let there = || candidates.iter().filter(|candidate| candidate.days > 0);
    if let Some(known) = there().find(|candidate| Some(candidate.account) == knows) {
        return Some(known.account);
    }
    // load over days, compared without dividing
    let heavier = |one: &&Candidate, other: &&Candidate| {
        let (left, right) = ((one.load + 1) * other.days, (other.load + 1) * one.days);
        left.cmp(&right)
            .then(one.load.cmp(&other.load))
            .then(one.account.cmp(&other.account))
    };
    there().min_by(heavier).map(|chosen| chosen.account)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn candidate(n: u128, load: i64, days: i64) -> Candidate {
        Candidate {
            account: AccountId(Uuid::from_u128(n)),
            load,
            days,
        }
    }

    #[test]
    fn days_are_counted_in_the_five_working_days_from_today() {
        let monday = day("2026-03-02");
        assert_eq!(days_present(monday, &[]), 5);
        let (wednesday, next_week) = (day("2026-03-04"), day("2026-03-13"));
        assert_eq!(days_present(monday, &[(wednesday, next_week)]), 2);
        assert_eq!(days_present(monday, &[(monday, monday)]), 0);
        let last_week = (day("2026-02-23"), day("2026-02-27"));
        assert_eq!(days_present(monday, &[last_week]), 5);
        let saturday = day("2026-03-07");
        assert_eq!(
            days_present(saturday, &[(day("2026-03-09"), day("2026-03-09"))]),
            0
        );
        assert_eq!(days_present(saturday, &[(saturday, saturday)]), 5);
    }

    #[test]
    fn the_least_loaded_of_those_who_are_there_receives() {
        let all = [candidate(1, 4, 5), candidate(2, 2, 5), candidate(3, 0, 0)];
        assert_eq!(choose(&all, None), Some(all[1].account));
        assert_eq!(choose(&[candidate(3, 0, 0)], None), None);
        assert_eq!(choose(&[], None), None);
    }

    #[test]
    fn somebody_who_leaves_soon_receives_less() {
        let (stays, leaves) = (candidate(1, 4, 5), candidate(2, 2, 2));
        assert_eq!(choose(&[leaves, stays], None), Some(stays.account));
    }

    #[test]
    fn a_request_returns_to_who_knows_it_unless_they_are_away() {
        let (busy, free) = (candidate(1, 40, 5), candidate(2, 0, 5));
        assert_eq!(
            choose(&[busy, free], Some(busy.account)),
            Some(busy.account)
        );
        let away = candidate(1, 0, 0);
        assert_eq!(
            choose(&[away, free], Some(away.account)),
            Some(free.account)
        );
    }

    proptest! {
        #[test]
        fn equal_reviewers_end_with_loads_that_differ_by_one_at_most(people in 1..8_u128, requests in 0..60_usize) {
            let mut all: Vec<Candidate> = (0..people).map(|n| candidate(n, 0, 5)).collect();
            for _ in 0..requests {
                let chosen = choose(&all, None).unwrap();
                for candidate in all.iter_mut().filter(|candidate| candidate.account == chosen) {
                    candidate.load += 1;
                }
            }
            let loads = || all.iter().map(|candidate| candidate.load);
            prop_assert!(loads().max().unwrap() - loads().min().unwrap() <= 1);
        }

        #[test]
        fn nobody_away_ever_receives(loads in prop::collection::vec((0..50_i64, 0..=5_i64), 0..10)) {
            let all: Vec<Candidate> = loads.iter().zip(0..).map(|((load, days), n)| candidate(n, *load, *days)).collect();
            let chosen = choose(&all, all.first().map(|first| first.account));
            prop_assert_eq!(chosen.is_some(), all.iter().any(|candidate| candidate.days > 0));
            prop_assert!(chosen.is_none_or(|account| all.iter().any(|c| c.account == account && c.days > 0)));
        }
    }
}
