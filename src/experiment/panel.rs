//! The rules of seats and of the waiting list, without a database.
//!
//! A seat belongs to a legal person (SIREN), whatever the number of its services. Numbers are given from
//! the lowest, so that lowering the cap only meets taken seats when there really are that many.
//! The database repeats the essential (one number, one SIREN, no number above the cap); see the migrations.
//!
//! A free seat is offered to the best rank of the waiting list, which keeps it reserved until the offer is answered
//! or its time is up: `free -> reserved -> held -> free`.

use std::collections::BTreeSet;

use crate::kernel::clock::Instant;
use crate::requests::Sector;

/// How a seat is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Its legal person sits there.
    Held,
    /// It is offered to its legal person, who has not answered yet.
    Reserved,
    /// Its holder has no right left; the seat counts until it is reused.
    Freed,
}

/// One seat that was given or offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// 1 to the cap.
    pub number: i32,
    /// The legal person.
    pub siren: String,
    /// Sector of its first service.
    pub sector: Sector,
    /// How it is taken.
    pub hold: Hold,
}

/// Where a legal person would sit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// It already holds this seat.
    Holds(i32),
    /// This seat is reserved for it.
    Awaits(i32),
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
        return match own.hold {
            Hold::Held => Placement::Holds(own.number),
            Hold::Reserved => Placement::Awaits(own.number),
            Hold::Freed => Placement::Regains(own.number),
        };
    }
    let given: BTreeSet<i32> = seats.iter().map(|seat| seat.number).collect();
    if let Some(number) = (1..=cap).find(|number| !given.contains(number)) {
        return Placement::New(number);
    }
    let freed = seats
        .iter()
        .filter(|seat| seat.hold == Hold::Freed)
        .map(|seat| seat.number)
        .min();
    match freed {
        Some(number) if reusable => Placement::Reuses(number),
        _ => Placement::Full,
    }
}

/// How many seats may still be given to somebody new.
pub fn open(seats: &[Seat], cap: i32, reusable: bool) -> usize {
    let given = seats
        .iter()
        .filter(|seat| !(reusable && seat.hold == Hold::Freed))
        .count();
    usize::try_from(cap).unwrap_or(0).saturating_sub(given)
}

/// One request that waits for a seat, or may come to wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting<Id> {
    /// The request.
    pub request: Id,
    /// Its legal person.
    pub siren: String,
    /// Its sector.
    pub sector: Sector,
    /// Instant that gives its rank.
    pub ranked_at: Instant,
}

/// A seat to reserve for the request at this place of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allotment {
    /// Index in the waiting list.
    pub index: usize,
    /// Which seat: new, freed by another, or its own again.
    pub placement: Placement,
    /// Its number.
    pub number: i32,
}

/// The seats to offer now: to each legal person that waits, in order of rank, until none is left.
pub fn allot<Id>(
    seats: &[Seat],
    waiting: &[Waiting<Id>],
    (cap, reusable): (i32, bool),
) -> Vec<Allotment> {
    let mut seats = seats.to_vec();
    let mut allotted = Vec::new();
    for (index, entry) in waiting.iter().enumerate() {
        let placement = place(&seats, &entry.siren, cap, reusable);
        let number = match placement {
            Placement::Regains(number) | Placement::New(number) | Placement::Reuses(number) => {
                number
            }
            Placement::Holds(_) | Placement::Awaits(_) | Placement::Full => continue,
        };
        seats.retain(|seat| seat.number != number);
        seats.push(Seat {
            number,
            siren: entry.siren.clone(),
            sector: entry.sector,
            hold: Hold::Reserved,
        });
        allotted.push(Allotment {
            index,
            placement,
            number,
        });
    }
    allotted
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

/// The legal persons of these entries that come before `ranked_at` and have no seat, `siren` itself left out.
pub fn before<'a, Id>(
    entries: &'a [Waiting<Id>],
    seats: &[Seat],
    (siren, ranked_at): (&str, Instant),
) -> BTreeSet<&'a str> {
    let seated: BTreeSet<&str> = seats
        .iter()
        .filter(|seat| seat.hold != Hold::Freed)
        .map(|seat| seat.siren.as_str())
        .collect();
    entries
        .iter()
        .filter(|entry| entry.siren != siren && entry.ranked_at < ranked_at)
        .map(|entry| entry.siren.as_str())
        .filter(|other| !seated.contains(other))
        .collect()
}

/// Who would be passed by giving a seat to `claim` now, and how many legal persons that is.
///
/// Those who wait with a better rank are always passed. Those with a better rank who are not decided yet are passed
/// only if, were they all eligible, the seats left would not do for them.
pub fn passed<Id>(
    (waiting, undecided): (&[Waiting<Id>], &[Waiting<Id>]),
    (seats, left): (&[Seat], usize),
    claim: (&str, Instant),
) -> usize {
    let mut passed = before(waiting, seats, claim);
    let earlier = before(undecided, seats, claim);
    if left <= earlier.len() {
        passed.extend(earlier);
    }
    passed.len()
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::kernel::clock::Day;

    fn seat(number: i32, siren: &str, hold: Hold) -> Seat {
        Seat {
            number,
            siren: siren.into(),
            sector: Sector::Education,
            hold,
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
            sector: Sector::Education,
            ranked_at: at(hours),
        }
    }

    fn offered(seats: &[Seat], list: &[Waiting<u8>], cap: i32, reusable: bool) -> Vec<(u8, i32)> {
        allot(seats, list, (cap, reusable))
            .into_iter()
            .map(|allotment| (list[allotment.index].request, allotment.number))
            .collect()
    }

    #[test]
    fn a_second_service_of_a_legal_person_uses_the_same_seat() {
        let seats = [seat(1, "a", Hold::Held), seat(2, "b", Hold::Held)];
        assert_eq!(place(&seats, "b", 2, false), Placement::Holds(2));
    }

    #[test]
    fn the_lowest_number_never_given_comes_first() {
        let seats = [seat(1, "a", Hold::Freed), seat(3, "b", Hold::Held)];
        assert_eq!(place(&seats, "c", 3, true), Placement::New(2));
    }

    #[test]
    fn a_freed_seat_serves_again_only_when_allowed() {
        let seats = [seat(1, "a", Hold::Held), seat(2, "b", Hold::Freed)];
        assert_eq!(place(&seats, "c", 2, false), Placement::Full);
        assert_eq!(place(&seats, "c", 2, true), Placement::Reuses(2));
        assert_eq!(place(&seats, "b", 2, false), Placement::Regains(2));
        assert_eq!((open(&seats, 2, false), open(&seats, 2, true)), (0, 1));
    }

    #[test]
    fn a_reserved_seat_is_for_nobody_else() {
        let seats = [seat(1, "a", Hold::Reserved)];
        assert_eq!(place(&seats, "b", 1, true), Placement::Full);
        assert_eq!(place(&seats, "a", 1, true), Placement::Awaits(1));
        assert_eq!(open(&seats, 1, true), 0);
    }

    #[test]
    fn requests_of_one_legal_person_share_a_place() {
        let list = [waiting(1, "a", 1), waiting(2, "b", 2), waiting(3, "a", 3)];
        assert_eq!(places(&list), vec![(1, 1), (2, 2), (3, 1)]);
    }

    #[test]
    fn seats_are_offered_by_rank_once_a_legal_person() {
        let seats = [seat(1, "x", Hold::Freed), seat(2, "y", Hold::Held)];
        let list = [waiting(1, "a", 1), waiting(2, "a", 2), waiting(3, "b", 3)];
        assert_eq!(offered(&seats, &list, 3, true), [(1, 3), (3, 1)]);
        assert_eq!(offered(&seats, &list, 3, false), [(1, 3)]);
        assert_eq!(offered(&seats, &list, 2, false), []);
    }

    #[test]
    fn whoever_comes_back_finds_another_seat_when_its_own_was_offered() {
        let seats = [seat(1, "b", Hold::Freed), seat(2, "y", Hold::Freed)];
        let list = [waiting(1, "a", 1), waiting(2, "b", 2)];
        assert_eq!(offered(&seats, &list, 2, true), [(1, 1), (2, 2)]);
    }

    #[test]
    fn those_passed_are_legal_persons_without_a_seat() {
        let list = [waiting(1, "a", 1), waiting(2, "a", 2), waiting(3, "b", 3)];
        let none: [Waiting<u8>; 0] = [];
        let passed_by = |seats: &[Seat], claim| passed((&list, &none), (seats, 9), claim);
        assert_eq!(passed_by(&[], ("c", at(4))), 2);
        assert_eq!(passed_by(&[], ("b", at(4))), 1);
        assert_eq!(passed_by(&[], ("c", at(1))), 0);
        assert_eq!(passed_by(&[seat(1, "a", Hold::Reserved)], ("c", at(4))), 1);
    }

    #[test]
    fn those_not_decided_yet_are_passed_when_the_seats_left_would_not_do() {
        let undecided = [waiting(1, "a", 1), waiting(2, "b", 2)];
        let none: [Waiting<u8>; 0] = [];
        let passed_with = |left| passed((&none, &undecided), (&[], left), ("c", at(4)));
        assert_eq!((passed_with(3), passed_with(2), passed_with(1)), (0, 2, 2));
    }
}
