//! What is published of the counts, without telling of any one organisation. Pure.

use serde::{Deserialize, Serialize};

use super::model::{Histogram, Month, Outcome, Stage, Tally};
use crate::kernel::clock::Day;
use crate::requests::LegalBasis;

/// Counts below are not published: they could tell of one organisation.
pub const SECRET_BELOW: i64 = 3;

/// A count that is published, or nothing when it must not be told.
pub type Told = Option<i64>;

/// One stage, published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageFigures {
    /// Which.
    pub stage: Stage,
    /// How many went through it.
    pub count: Told,
    /// Days within which half were done, and nine in ten.
    pub usual: Option<(i64, i64)>,
}

/// What is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicFigures {
    /// First day counted.
    pub from: Day,
    /// First submissions.
    pub filed: Told,
    /// First submissions, by month.
    pub months: Vec<(Day, Told)>,
    /// First submissions, by legal basis.
    pub bases: Vec<(LegalBasis, Told)>,
    /// Ends.
    pub outcomes: Vec<(Outcome, Told)>,
    /// Delays.
    pub stages: Vec<StageFigures>,
    /// Habilitations in force.
    pub in_force: Told,
    /// Services in production.
    pub live: Told,
}

impl PublicFigures {
    /// Those of some months in their order, and of what stands today: habilitations in force, services in production.
    #[must_use]
    pub fn new(months: &[(Month, Tally)], (in_force, live): (i64, i64)) -> Option<Self> {
        let (first, _) = months.first()?;
        let mut all = Tally::default();
        for (_, tally) in months {
            all.merge(tally);
        }
        let by_month: Vec<i64> = months
            .iter()
            .map(|(_, tally)| tally.filed.values().sum())
            .collect();
        let filed = |basis: &LegalBasis| all.filed.get(basis).copied().unwrap_or_default();
        let by_basis: Vec<i64> = LegalBasis::ALL.iter().map(filed).collect();
        let ends: Vec<i64> = Outcome::ALL.iter().map(|end| all.ended(*end)).collect();
        let days = months.iter().map(|(month, _)| month.first());
        Some(Self {
            from: first.first(),
            filed: alone(by_month.iter().sum()),
            months: days.zip(told(&by_month)).collect(),
            bases: zip(LegalBasis::ALL, &by_basis),
            outcomes: zip(Outcome::ALL, &ends),
            stages: Stage::ALL
                .iter()
                .map(|stage| StageFigures::new(*stage, &all.stage(*stage)))
                .collect(),
            in_force: alone(in_force),
            live: alone(live),
        })
    }
}

impl StageFigures {
    fn new(stage: Stage, delays: &Histogram) -> Self {
        let count = delays.count();
        Self {
            stage,
            count: alone(count),
            usual: delays.usual().filter(|_| count >= SECRET_BELOW),
        }
    }
}

fn zip<T: Copy>(keys: &[T], counts: &[i64]) -> Vec<(T, Told)> {
    keys.iter().copied().zip(told(counts)).collect()
}

fn alone(count: i64) -> Told {
    Some(count).filter(|count| *count == 0 || *count >= SECRET_BELOW)
}

/// What may be told of counts whose sum is known too: small ones are kept secret, and so are the next ones up until what
/// is left of the sum says nothing of any of them. When even that is not enough, nothing is told.
#[must_use]
pub fn told(counts: &[i64]) -> Vec<Told> {
    let mut shown: Vec<Told> = counts.iter().map(|count| alone(*count)).collect();
    while !keeps_secrets(counts, &shown) {
        let next = shown
            .iter()
            .enumerate()
            .filter_map(|(rank, told)| told.filter(|count| *count > 0).map(|count| (count, rank)))
            .min();
        let Some(told) = next.and_then(|(_, rank)| shown.get_mut(rank)) else {
            return vec![None; counts.len()];
        };
        *told = None;
    }
    shown
}

/// Whether the sum leaves a choice for what is not shown: several counts, not all of them one.
fn keeps_secrets(counts: &[i64], shown: &[Told]) -> bool {
    let secrets: Vec<i64> = counts
        .iter()
        .zip(shown)
        .filter(|(_, told)| told.is_none())
        .map(|(count, _)| *count)
        .collect();
    let all_ones = secrets.iter().all(|count| *count == 1);
    secrets.is_empty() || (secrets.len() > 1 && !all_ones)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_small_count_takes_another_into_secrecy() {
        assert_eq!(told(&[0, 3, 40]), [Some(0), Some(3), Some(40)]);
        assert_eq!(told(&[2, 5, 40]), [None, None, Some(40)]);
        assert_eq!(told(&[1, 1, 40, 50]), [None, None, None, Some(50)]);
        assert_eq!(told(&[2, 2, 40]), [None, None, Some(40)]);
        assert_eq!(told(&[0, 2]), [None, None]);
        assert_eq!(told(&[0, 0]), [Some(0), Some(0)]);
    }

    /// Every set of counts that a reader can't rule out, knowing what is shown and the sum. Zero is shown, unless nothing is.
    fn possible((shown, least): (&[Told], i64), rest: i64) -> Vec<Vec<i64>> {
        let Some((first, others)) = shown.split_first() else {
            return if rest == 0 { vec![vec![]] } else { vec![] };
        };
        let values: Vec<i64> = first.map_or_else(|| (least..=rest).collect(), |count| vec![count]);
        values
            .into_iter()
            .filter(|value| *value <= rest)
            .flat_map(|value| {
                possible((others, least), rest - value)
                    .into_iter()
                    .map(move |mut tail| {
                        tail.insert(0, value);
                        tail
                    })
            })
            .collect()
    }

    proptest! {
        #[test]
        fn the_sum_never_gives_a_secret_away(counts in proptest::collection::vec(0_i64..9, 1..6)) {
            let (shown, sum) = (told(&counts), counts.iter().sum::<i64>());
            // A small sum is not told either, so there is nothing to subtract from.
            prop_assume!(sum >= SECRET_BELOW);
            let least = i64::from(shown.iter().any(Option::is_some));
            let worlds = possible((&shown, least), sum);
            for (rank, told) in shown.iter().enumerate() {
                prop_assert!(told.is_none_or(|count| count == 0 || count >= SECRET_BELOW));
                if told.is_none() {
                    let first = worlds[0][rank];
                    prop_assert!(worlds.iter().any(|world| world[rank] != first), "{counts:?} {shown:?}");
                }
            }
        }
    }
}
