//! The checklist and the gate to production, computed from dated facts.

use std::collections::BTreeMap;

use chrono::Duration;
use guichet::kernel::clock::{Day, Instant};
use guichet::qualification::{
    self, Facts, Group, Obstacle, Profile, Proof, Standing, Verdict, obstacles,
};
use guichet::shell::AccountId;
use uuid::Uuid;

const PROFILE: Profile = Profile {
    substantial: false,
    data: false,
};

fn now() -> Instant {
    Day::parse("2026-03-02").unwrap().start()
}

fn days_ago(days: i64) -> Instant {
    now().minus(Duration::days(days))
}

#[test]
fn the_checklist_counts_41_criteria_numbered_in_order() {
    let numbers: Vec<i32> = qualification::all()
        .map(|criterion| criterion.number)
        .collect();
    assert_eq!(numbers, (1..=41).collect::<Vec<_>>());
    let in_group = |group| {
        qualification::all()
            .filter(|criterion| criterion.group == group)
            .count()
    };
    let sizes: Vec<usize> = Group::ALL.iter().map(|group| in_group(*group)).collect();
    assert_eq!(sizes, [12, 16, 3, 5, 5]);
    let by_hand = qualification::all()
        .filter(|criterion| criterion.proof == Proof::Human)
        .count();
    assert_eq!(by_hand, 16);
    for criterion in qualification::all() {
        assert!(
            criterion.title.ends_with('.') && criterion.how.ends_with('.'),
            "{}",
            criterion.number
        );
    }
}

#[test]
fn criteria_of_the_substantial_level_and_of_data_apply_only_there() {
    let missing = |profile| {
        let applicable: Vec<i32> = qualification::applicable(profile)
            .map(|criterion| criterion.number)
            .collect();
        (1..=41)
            .filter(|number| !applicable.contains(number))
            .collect::<Vec<_>>()
    };
    assert_eq!(missing(PROFILE), [4, 27, 35]);
    assert_eq!(
        missing(Profile {
            substantial: true,
            data: false
        }),
        [35]
    );
    assert_eq!(
        missing(Profile {
            substantial: false,
            data: true
        }),
        [4, 27]
    );
    assert!(
        missing(Profile {
            substantial: true,
            data: true
        })
        .is_empty()
    );
}

#[test]
fn a_criterion_stands_by_the_dates_of_what_is_known() {
    let accepted = |at| Some((Verdict::Accepted, at));
    let cases = [
        (None, None, Standing::Missing),
        (Some(days_ago(1)), None, Standing::Attested),
        (Some(days_ago(90)), None, Standing::Attested),
        (Some(days_ago(91)), None, Standing::Stale),
        (
            Some(days_ago(2)),
            accepted(days_ago(1)),
            Standing::Closed(Verdict::Accepted),
        ),
        (Some(days_ago(91)), accepted(days_ago(1)), Standing::Stale),
        (Some(days_ago(1)), accepted(days_ago(2)), Standing::Attested),
        (
            Some(days_ago(2)),
            Some((Verdict::Rejected, days_ago(1))),
            Standing::Rejected,
        ),
        (
            None,
            Some((Verdict::NotApplicable, days_ago(1))),
            Standing::Closed(Verdict::NotApplicable),
        ),
        (
            None,
            Some((Verdict::NotApplicable, days_ago(91))),
            Standing::Missing,
        ),
        (None, accepted(days_ago(1)), Standing::Missing),
    ];
    for (attested, verdict, standing) in cases {
        assert_eq!(
            Facts { attested, verdict }.standing(now()),
            standing,
            "{attested:?} {verdict:?}"
        );
    }
}

#[test]
fn the_gate_opens_only_on_fresh_closed_criteria_and_a_named_officer() {
    let officer = Some(AccountId(Uuid::from_u128(1)));
    let closed = Facts {
        attested: Some(days_ago(10)),
        verdict: Some((Verdict::Accepted, days_ago(5))),
    };
    let all: BTreeMap<i32, Facts> = (1..=41).map(|number| (number, closed)).collect();
    assert!(obstacles(PROFILE, officer, &all, now()).is_empty());
    assert_eq!(obstacles(PROFILE, None, &all, now()), [Obstacle::NoOfficer]);
    assert_eq!(
        obstacles(PROFILE, officer, &all, now().plus(Duration::days(81))).len(),
        38
    );
    for number in qualification::applicable(PROFILE).map(|criterion| criterion.number) {
        let mut less = all.clone();
        less.remove(&number);
        let found = obstacles(PROFILE, officer, &less, now());
        assert!(
            matches!(found.as_slice(), [Obstacle::Open(criterion, Standing::Missing)] if criterion.number == number)
        );
    }
}
