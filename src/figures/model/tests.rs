//! Tests of what is counted.

use super::*;

fn days(all: &[i64]) -> Histogram {
    let mut histogram = Histogram::default();
    for day in all {
        histogram.note(day * 86_400);
    }
    histogram
}

#[test]
fn half_and_nine_in_ten_are_read_off_the_counts() {
    assert_eq!(days(&[]).usual(), None);
    assert_eq!(days(&[3]).usual(), Some((3, 3)));
    assert_eq!(days(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).usual(), Some((5, 9)));
    let mut short = Histogram::default();
    short.note(-5);
    short.note(86_401);
    assert_eq!(short.usual(), Some((0, 0)));
    assert_eq!((short.between(0, 1), short.between(2, 2)), (1, 1));
}

#[test]
fn months_add_up() {
    let mut march = Tally::default();
    march.note_end(
        Outcome::Granted,
        (LegalBasis::Experiment, Some(Sector::Education)),
    );
    march.delays.insert(Stage::Review, days(&[2]));
    let mut april = march.clone();
    april.note_end(Outcome::Refused, (LegalBasis::Administration, None));
    april.merge(&march);
    assert_eq!(april.ended(Outcome::Granted), 2);
    assert_eq!(april.ended(Outcome::Refused), 1);
    assert_eq!(april.by_sector[&Sector::Education][&Outcome::Granted], 2);
    assert_eq!(april.stage(Stage::Review), days(&[2, 2]));
    let kept: Tally = serde_json::from_str(&serde_json::to_string(&april).unwrap()).unwrap();
    assert_eq!(kept, april);
}

#[test]
fn months_follow_each_other() {
    let month = |text| Month::parse(text).unwrap();
    assert_eq!(
        Month::of(Day::parse("2026-03-31").unwrap()),
        month("2026-03")
    );
    assert_eq!(month("2026-12").next(), month("2027-01"));
    assert_eq!(month("2026-01").back(2).code(), "2025-11");
    let codes: Vec<String> = month("2025-11")
        .to(month("2026-02"))
        .map(Month::code)
        .collect();
    assert_eq!(codes, ["2025-11", "2025-12", "2026-01", "2026-02"]);
    assert_eq!(Month::parse("2026-13"), None);
}
