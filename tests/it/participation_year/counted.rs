//! What the test made participants count, and the same sums as the site, made again by other means.

use std::collections::BTreeMap;

use guichet::participation::{self, Assessment, Figures};
use guichet::requests::Sector;

pub fn sector_of(n: u64) -> Sector {
    Sector::ALL[usize::try_from(n).unwrap() % Sector::ALL.len()]
}

/// What participant `n` counted that month: nothing special, but never twice the same.
pub fn counted(n: u64, rank: i64, version: i64) -> Figures {
    let n = i64::try_from(n).unwrap();
    Figures {
        connections_fc: 100 + n * 3 + rank * 7 + version,
        connections: 1_000 + n * 11 + rank * 5,
        accounts_fc: 10 + n % 9 + rank,
        accounts: 60 + n % 17 + rank * 2,
        growth_tenths: (n * 13 + rank * 29) % 300 - 50,
    }
}

pub fn words(n: u64, rank: i64) -> String {
    if n.is_multiple_of(5) {
        format!("Retour {n} du mois {rank}")
    } else {
        String::new()
    }
}

pub type Raw = BTreeMap<(String, String), (u64, Figures, String)>;

pub fn sums(raw: &Raw, inside: impl Fn(u64) -> bool) -> (i64, i64, i64, i64, i64) {
    raw.values()
        .filter(|(n, ..)| inside(*n))
        .fold((0, 0, 0, 0, 0), |all, (_, figures, _)| {
            (
                all.0 + 1,
                all.1 + figures.connections_fc,
                all.2 + figures.connections,
                all.3 + figures.accounts_fc,
                all.4 + figures.accounts,
            )
        })
}

pub fn of(part: &participation::Part) -> (i64, i64, i64, i64, i64) {
    let sum = &part.sum;
    (
        sum.reports,
        sum.connections_fc,
        sum.connections,
        sum.accounts_fc,
        sum.accounts,
    )
}

/// Counts again, from the raw figures, everything that the assessment says.
pub fn check(assessment: &Assessment, raw: &Raw, attested: i64) {
    let whole = &assessment.whole;
    assert_eq!(of(whole), sums(raw, |_| true));
    assert_eq!((whole.admitted, whole.owed), (100, 1_200));
    assert_eq!((whole.left, whole.excluded, whole.active), (0, 0, 100));
    assert_eq!(whole.attested, attested);
    assert_eq!(whole.told.len(), 20);
    for sector in &assessment.sectors {
        let inside = |n: u64| sector_of(n) == sector.sector;
        assert_eq!(of(&sector.part), sums(raw, inside), "{}", sector.sector);
        let mut growths: Vec<i64> = raw
            .values()
            .filter(|(n, ..)| inside(*n))
            .map(|(_, figures, _)| figures.growth_tenths)
            .collect();
        growths.sort_unstable();
        assert_eq!(
            sector.part.growth_tenths,
            Some(growths[(growths.len() - 1) / 2])
        );
        for month in &sector.part.months {
            let by_hand: i64 = raw
                .iter()
                .filter(|((_, code), (n, ..))| inside(*n) && *code == month.month)
                .map(|(_, (_, figures, _))| figures.connections_fc)
                .sum();
            assert_eq!(month.sum.connections_fc, by_hand);
        }
    }
    let admitted: i64 = assessment.sectors.iter().map(|one| one.part.admitted).sum();
    assert_eq!(admitted, 100);
}
