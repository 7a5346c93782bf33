//! The rules of seats and of the waiting list, without a database.
//!
//! A seat belongs to a legal person (SIREN), whatever the number of its services. Numbers are given from
//! the lowest, so that lowering the cap only meets taken seats when there really are that many.
//! The database repeats the essential (one number, one SIREN, no number above the cap); see the migration.

use std::collections::BTreeSet;

use crate::kernel::clock::Instant;
use crate::requests::Sector;

/// One seat that was given, and whether its holder has left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// 1 to the cap.
    pub number: i32,
    /// The legal person.
    pub siren: String,
    /// Sector of its first service.
    pub sector: Sector,
    /// Its holder has no right left; the seat counts until it is reused.
    pub freed: bool,
}

/// Where a legal person would sit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// It already holds this seat.
    Holds(i32),
    /// It held this seat, left, and finds it again.
    Regains(i32),
    /// This number was never given.
    New(i32),
    /// This number was freed by another, and the experiment lets seats be used again.
    Reuses(i32),
    /// Every seat is taken.
    Full,
}

/// Where `siren` would sit among `seats`, all those of one experiment.
pub fn place(seats: &[Seat], siren: &str, cap: i32, reusable: bool) -> Placement {
    if let Some(own) = seats.iter().find(|seat| seat.siren == siren) {
        return if own.freed {
            Placement::Regains(own.number)
        } else {
            Placement::Holds(own.number)
        };
    }
    let given: BTreeSet<i32> = seats.iter().map(|seat| seat.number).collect();
    if let Some(number) = (1..=cap).find(|number| !given.contains(number)) {
        return Placement::New(number);
    }
    let freed = seats
        .iter()
        .filter(|seat| seat.freed)
        .map(|seat| seat.number)
        .min();
    match freed {
        Some(number) if reusable => Placement::Reuses(number),
        _ => Placement::Full,
    }
}

/// One request that waits for a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting<Id> {
    /// The request.
    pub request: Id,
    /// Its legal person.
    pub siren: String,
    /// Instant that gives its rank.
    pub ranked_at: Instant,
}

/// Places in the waiting list, from 1, for entries sorted by rank: two requests of one legal person share the
/// place of the earlier one, since they wait for the same seat.
pub fn places<Id: Copy>(sorted: &[Waiting<Id>]) -> Vec<(Id, i64)> {
    let mut order: Vec<&str> = Vec::new();
    sorted
        .iter()
        .map(|entry| {
            let known = order.iter().position(|siren| *siren == entry.siren);
            let index = known.unwrap_or_else(|| {
                order.push(&entry.siren);
                order.len() - 1
            });
            (
                entry.request,
                i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1),
            )
        })
        .collect()
}

/// Legal persons that wait with a better rank than `ranked_at`, `siren` itself left out.
pub fn ahead<Id>(entries: &[Waiting<Id>], siren: &str, ranked_at: Instant) -> usize {
    let before: BTreeSet<&str> = entries
        .iter()
        .filter(|entry| entry.siren != siren && entry.ranked_at < ranked_at)
        .map(|entry| entry.siren.as_str())
        .collect();
    before.len()
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::kernel::clock::Day;

    fn seat(number: i32, siren: &str, freed: bool) -> Seat {
        Seat {
            number,
            siren: siren.into(),
            sector: Sector::Education,
            freed,
        }
    }

    fn at(hours: i64) -> Instant {
        Day::parse("2026-05-01")
            .unwrap()
            .start()
            .plus(Duration::hours(hours))
    }

    fn waiting(request: u8, siren: &str, hours: i64) -> Waiting<u8> {
        Waiting {
            request,
            siren: siren.into(),
            ranked_at: at(hours),
        }
    }

    #[test]
    fn a_second_service_of_a_legal_person_uses_the_same_seat() {
        assert_eq!(
            place(&[seat(1, "a", false), seat(2, "b", false)], "b", 2, false),
            Placement::Holds(2)
        );
    }

    #[test]
    fn the_lowest_number_never_given_comes_first() {
        assert_eq!(
            place(&[seat(1, "a", true), seat(3, "b", false)], "c", 3, true),
            Placement::New(2)
        );
    }

    #[test]
    fn a_freed_seat_serves_again_only_when_allowed() {
        let seats = [seat(1, "a", false), seat(2, "b", true)];
        assert_eq!(place(&seats, "c", 2, false), Placement::Full);
        assert_eq!(place(&seats, "c", 2, true), Placement::Reuses(2));
        assert_eq!(place(&seats, "b", 2, false), Placement::Regains(2));
    }

    #[test]
    fn requests_of_one_legal_person_share_a_place() {
        let list = [waiting(1, "a", 1), waiting(2, "b", 2), waiting(3, "a", 3)];
        assert_eq!(places(&list), vec![(1, 1), (2, 2), (3, 1)]);
    }

    #[test]
    fn those_ahead_are_counted_by_legal_person_and_without_oneself() {
        let list = [waiting(1, "a", 1), waiting(2, "a", 2), waiting(3, "b", 3)];
        assert_eq!(ahead(&list, "c", at(4)), 2);
        assert_eq!(ahead(&list, "b", at(4)), 1);
        assert_eq!(ahead(&list, "c", at(1)), 0);
    }
}
