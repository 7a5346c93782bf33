//! From facts to an assessment. Pure: no clock, no database, no order of arrival matters.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Accepted, Facts};
use super::model::{Assessment, FORMAT, MonthSum, NotePart, Part, SectorPart, Told};
use crate::figures::Month;
use crate::kernel::clock::Instant;
use crate::participation::calendar;
use crate::participation::model::Period;
use crate::participation::reports::Sum;
use crate::requests::Sector;

/// Draws the assessment that these facts give.
pub fn draw(facts: &Facts) -> Assessment {
    let sectors: BTreeMap<&str, Sector> = facts
        .admitted
        .iter()
        .map(|(siren, (sector, _))| (siren.as_str(), *sector))
        .collect();
    let of = |sector: Sector| {
        let inside = |siren: &str| sectors.get(siren) == Some(&sector);
        part(facts, inside, NotePart::of(sector))
    };
    Assessment {
        format: FORMAT.to_owned(),
        decree: facts.period.decree.clone(),
        opens_on: facts.period.opens_on,
        closes_on: facts.period.closes_on,
        as_of: facts.as_of,
        whole: part(facts, |_| true, NotePart::Whole),
        sectors: Sector::ALL
            .iter()
            .map(|sector| SectorPart {
                sector: *sector,
                part: of(*sector),
            })
            .collect(),
    }
}

fn part(facts: &Facts, inside: impl Fn(&str) -> bool, note: NotePart) -> Part {
    let reports: Vec<&Accepted> = in_force(&facts.accepted)
        .into_values()
        .filter(|report| inside(&report.siren))
        .collect();
    let active: BTreeSet<&str> = reports
        .iter()
        .filter(|report| report.figures.connections_fc > 0)
        .map(|report| report.siren.as_str())
        .collect();
    let mut part = Part {
        active: count(active.len()),
        note: facts.notes.get(&note).cloned().unwrap_or_default(),
        ..Part::default()
    };
    for (siren, (_, since)) in facts.admitted.iter().filter(|(siren, _)| inside(siren)) {
        let gone = facts.departed.get(siren).copied();
        part.admitted += 1;
        part.excluded += i64::from(facts.excluded.contains(siren));
        part.left += i64::from(gone.is_some() && !facts.excluded.contains(siren));
        part.attested += i64::from(facts.attested.contains(siren));
        part.owed += owed(&facts.period, (*since, gone), facts.as_of.start());
    }
    let mut months: BTreeMap<Month, Sum> = BTreeMap::new();
    for report in &reports {
        part.sum.add(&report.figures);
        months.entry(report.month).or_default().add(&report.figures);
    }
    part.months = months
        .into_iter()
        .map(|(month, sum)| MonthSum {
            month: month.code(),
            sum,
        })
        .collect();
    part.growth_tenths = median(
        reports
            .iter()
            .filter(|report| active.contains(report.siren.as_str()))
            .map(|report| report.figures.growth_tenths)
            .collect(),
    );
    part.told = told(&reports);
    part
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The last accepted version of each month of each participant.
fn in_force(accepted: &[Accepted]) -> BTreeMap<(&str, Month), &Accepted> {
    let mut last: BTreeMap<(&str, Month), &Accepted> = BTreeMap::new();
    for report in accepted {
        let held = last
            .entry((report.siren.as_str(), report.month))
            .or_insert(report);
        if held.version < report.version {
            *held = report;
        }
    }
    last
}

/// Reports owed so far by who took part from one instant to another.
fn owed(period: &Period, (since, gone): (Instant, Option<Instant>), now: Instant) -> i64 {
    let until = gone.unwrap_or(period.closes_at()).min(period.closes_at());
    let months = calendar::owed(period, since.paris_day(), until);
    let open = months
        .into_iter()
        .filter(|month| calendar::opens_on(period, *month).start() <= now);
    count(open.count())
}

/// The lower of the two middle values when there is no middle one: always a growth that somebody saw.
fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    let middle = values.len().checked_sub(1)? / 2;
    values.get(middle).copied()
}

/// What each participant last said, the latest month first, in an order that names nobody.
fn told(reports: &[&Accepted]) -> Vec<Told> {
    let mut last: BTreeMap<&str, &Accepted> = BTreeMap::new();
    for report in reports.iter().filter(|report| !report.words.is_empty()) {
        let held = last.entry(report.siren.as_str()).or_insert(report);
        if held.month < report.month {
            *held = report;
        }
    }
    let mut told: Vec<Told> = last
        .into_values()
        .map(|report| Told {
            month: report.month.code(),
            words: report.words.clone(),
        })
        .collect();
    told.sort_by(|one, other| (&other.month, &one.words).cmp(&(&one.month, &other.words)));
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::ExperimentId;
    use crate::kernel::clock::Day;
    use crate::participation::reports::Figures;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn accepted(siren: &str, month: &str, version: i32, connections_fc: i64) -> Accepted {
        Accepted {
            siren: siren.to_owned(),
            month: Month::parse(month).unwrap(),
            version,
            figures: Figures {
                connections_fc,
                connections: 100,
                accounts_fc: 1,
                accounts: 2,
                growth_tenths: connections_fc,
            },
            words: format!("{siren} {month}"),
        }
    }

    fn facts(accepted: Vec<Accepted>) -> Facts {
        let since = day("2026-04-10").start();
        Facts {
            period: Period {
                id: ExperimentId(uuid::Uuid::nil()),
                decree: "Arrêté".to_owned(),
                opens_on: day("2026-04-01"),
                closes_on: day("2027-04-01"),
                report_day: 10,
            },
            as_of: day("2026-07-02"),
            admitted: [
                ("100000001".to_owned(), (Sector::Education, since)),
                ("100000002".to_owned(), (Sector::HealthSocial, since)),
            ]
            .into(),
            departed: [("100000002".to_owned(), day("2026-06-15").start())].into(),
            excluded: BTreeSet::from(["100000002".to_owned()]),
            attested: BTreeSet::from(["100000002".to_owned()]),
            accepted,
            notes: [(NotePart::Whole, "Concluant.".to_owned())].into(),
        }
    }

    #[test]
    fn corrections_replace_and_sectors_add_up_to_the_whole() {
        let drawn = draw(&facts(vec![
            accepted("100000001", "2026-04", 2, 30),
            accepted("100000001", "2026-04", 1, 90),
            accepted("100000001", "2026-05", 1, 40),
            accepted("100000002", "2026-04", 1, 0),
        ]));
        assert_eq!(drawn.whole.sum.connections_fc, 70);
        assert_eq!(
            (drawn.whole.sum.reports, drawn.whole.sum.connections),
            (3, 300)
        );
        let whole = &drawn.whole;
        assert_eq!(
            (whole.admitted, whole.excluded, whole.left, whole.active),
            (2, 1, 0, 1)
        );
        assert_eq!((whole.owed, whole.attested), (3 + 2, 1));
        assert_eq!(whole.growth_tenths, Some(30));
        assert_eq!(whole.note, "Concluant.");
        let of =
            |part: fn(&Part) -> i64| drawn.sectors.iter().map(|one| part(&one.part)).sum::<i64>();
        assert_eq!(of(|part| part.sum.connections_fc), 70);
        assert_eq!(of(|part| part.owed), 5);
        assert_eq!(whole.told.len(), 2);
        assert_eq!(whole.told[0].month, "2026-05");
    }

    #[test]
    fn the_order_of_events_changes_nothing() {
        let all = vec![
            accepted("100000001", "2026-04", 1, 90),
            accepted("100000001", "2026-04", 2, 30),
            accepted("100000002", "2026-05", 1, 5),
        ];
        let backwards = all.iter().rev().cloned().collect();
        assert_eq!(draw(&facts(all)).body(), draw(&facts(backwards)).body());
    }
}
