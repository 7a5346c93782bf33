//! What the panel would become if these requests were granted now. Pure: nothing is kept of it.

use super::panel::{Hold, Placement, Seat, Waiting, before, place};

/// What a grant would give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// This seat.
    Seat(i32),
    /// The seat that its legal person already has.
    Same(i32),
    /// None: the request would wait.
    Waits,
}

/// One request that would be granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulated<Id> {
    /// The request.
    pub request: Id,
    /// What it would get.
    pub fate: Fate,
    /// Legal persons with a better rank that were not chosen and have no seat.
    pub passes: usize,
}

/// The panel once `chosen` are granted in order of rank, and what becomes of each. `all` are those who could be chosen.
pub fn simulate<Id: Copy + PartialEq>(
    seats: &[Seat],
    (all, chosen): (&[Waiting<Id>], &[Id]),
    (cap, reusable): (i32, bool),
) -> (Vec<Seat>, Vec<Simulated<Id>>) {
    let mut seats = seats.to_vec();
    let (mut left_out, mut granted) = (Vec::new(), Vec::new());
    for entry in all {
        if chosen.contains(&entry.request) {
            granted.push(entry);
        } else {
            left_out.push(entry.clone());
        }
    }
    let mut told = Vec::new();
    for entry in granted {
        let passes = before(&left_out, &seats, (&entry.siren, entry.ranked_at)).len();
        let fate = match place(&seats, &entry.siren, cap, reusable) {
            Placement::Holds(number) => Fate::Same(number),
            Placement::Awaits(number)
            | Placement::Regains(number)
            | Placement::New(number)
            | Placement::Reuses(number) => {
                seats.retain(|seat| seat.number != number);
                seats.push(Seat {
                    number,
                    siren: entry.siren.clone(),
                    sector: entry.sector,
                    hold: Hold::Held,
                });
                Fate::Seat(number)
            }
            Placement::Full => Fate::Waits,
        };
        told.push(Simulated {
            request: entry.request,
            fate,
            passes,
        });
    }
    seats.sort_by_key(|seat| seat.number);
    (seats, told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::clock::Day;
    use crate::requests::Sector;

    fn entry(request: u8, siren: &str, minutes: i64) -> Waiting<u8> {
        Waiting {
            request,
            siren: siren.into(),
            sector: Sector::Education,
            ranked_at: Day::parse("2026-05-01")
                .unwrap()
                .start()
                .plus(chrono::Duration::minutes(minutes)),
        }
    }

    #[test]
    fn those_chosen_sit_by_rank_and_those_passed_are_told() {
        let all = [
            entry(1, "a", 1),
            entry(2, "b", 2),
            entry(3, "c", 3),
            entry(4, "b", 4),
        ];
        let (seats, told) = simulate(&[], (&all, &[4, 3, 2]), (1, true));
        assert_eq!(seats.len(), 1);
        let fates: Vec<_> = told
            .iter()
            .map(|one| (one.request, one.fate, one.passes))
            .collect();
        assert_eq!(
            fates,
            [
                (2, Fate::Seat(1), 1),
                (3, Fate::Waits, 1),
                (4, Fate::Same(1), 1)
            ]
        );
    }
}
