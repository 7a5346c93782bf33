//! Counting: the months and the desk, batch after batch, outside any transaction that writes.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::model::{DeskState, Histogram, Month, Outcome, Stage, Tally};
use super::views::{self, Decision, Open};
use crate::kernel::clock::Instant;
use crate::kernel::db::{Conn, Db};
use crate::kernel::error::{Failure, Fault, Never};
use crate::requests::{DecisionId, RequestId, Status};
use crate::services::{ServiceId, Status as ServiceStatus};

/// Everything that happened in a month, so far.
pub(super) fn month(db: &Db, month: Month) -> Result<Tally, Fault> {
    let mut tally = Tally::default();
    let (from, until) = month.span();
    let start = |id: Uuid| (from, RequestId(id));
    each(db, start(Uuid::nil()), |c, cursor| {
        let rows = views::filed(c, cursor, until)?;
        let mut next = None;
        for (id, at, basis) in rows {
            *tally.filed.entry(basis).or_default() += 1;
            next = at.map(|at| (at, id));
        }
        Ok(next)
    })?;
    each(db, (from, DecisionId(Uuid::nil())), |c, cursor| {
        let rows = views::decided(c, cursor, until)?;
        note_decisions(c, &mut tally, &rows)?;
        Ok(rows.last().map(|row| (row.at, row.id)))
    })?;
    each(db, start(Uuid::nil()), |c, cursor| {
        let rows = views::withdrawn(c, cursor, until)?;
        for (_, _, basis, sector) in &rows {
            tally.note_end(Outcome::Withdrawn, (*basis, *sector));
        }
        Ok(rows.last().map(|(id, at, ..)| (*at, *id)))
    })?;
    services(db, (from, until), &mut tally)?;
    Ok(tally)
}

/// Reads batch after batch; `read` gives where the next one begins, or nothing at the end.
fn each<Id: Copy>(
    db: &Db,
    start: views::Cursor<Id>,
    mut read: impl FnMut(&mut Conn, views::Cursor<Id>) -> Result<Option<views::Cursor<Id>>, Fault>,
) -> Result<(), Fault> {
    let mut cursor = Some(start);
    while let Some(at) = cursor {
        cursor = db
            .read_now::<_, Never>(|c| Ok(read(c, at)?))
            .map_err(Failure::into_fault)?;
    }
    Ok(())
}

fn note_decisions(c: &mut Conn, tally: &mut Tally, rows: &[Decision]) -> Result<(), Fault> {
    let granted: Vec<RequestId> = rows
        .iter()
        .filter(|row| row.kind == Status::Granted)
        .map(|row| row.request)
        .collect();
    let corrected = views::corrected(c, &granted)?;
    for row in rows {
        let Some(outcome) = Outcome::of(row.kind) else {
            continue;
        };
        tally.note_end(outcome, (row.basis, row.sector));
        if outcome == Outcome::Granted && !corrected.contains(&row.request) {
            *tally.right_first.entry(row.basis).or_default() += 1;
        }
        if let Some(first) = row.first_submitted_at {
            let seconds = row.at.since(first).num_seconds() - row.suspended_seconds;
            tally.delays.entry(Stage::Review).or_default().note(seconds);
        }
    }
    Ok(())
}

/// The stages that a service goes through, each with the states that begin and end it.
const PATH: [(Stage, ServiceStatus, ServiceStatus); 3] = [
    (
        Stage::Integration,
        ServiceStatus::Integration,
        ServiceStatus::QualificationRequested,
    ),
    (
        Stage::Qualification,
        ServiceStatus::QualificationRequested,
        ServiceStatus::Qualified,
    ),
    (
        Stage::Production,
        ServiceStatus::Qualified,
        ServiceStatus::Live,
    ),
];

/// A stage belongs to the month in which it ended for the first time.
fn services(db: &Db, (from, until): (Instant, Instant), tally: &mut Tally) -> Result<(), Fault> {
    let mut known: BTreeSet<ServiceId> = BTreeSet::new();
    let nobody = (ServiceId(Uuid::nil()), 0);
    each(db, (from, nobody), |c, cursor| {
        let rows = views::reached(c, cursor, until)?;
        let new: BTreeSet<ServiceId> = rows
            .iter()
            .map(|(_, service, _)| *service)
            .filter(|service| !known.contains(service))
            .collect();
        let new: Vec<ServiceId> = new.into_iter().collect();
        for path in views::paths(c, &new)?.values() {
            for (stage, begins, ends) in PATH {
                let (Some(begun), Some(ended)) = (path.get(&begins), path.get(&ends)) else {
                    continue;
                };
                if (from..until).contains(ended) {
                    let seconds = ended.since(*begun).num_seconds();
                    tally.delays.entry(stage).or_default().note(seconds);
                }
            }
        }
        known.extend(new);
        let last = rows.last();
        Ok(last.map(|(at, service, ordinal)| (*at, (*service, *ordinal))))
    })
}

/// The desk as it stands.
pub(super) fn desk(db: &Db, now: Instant) -> Result<DeskState, Fault> {
    let mut desk = DeskState::default();
    for status in Status::UNDECIDED {
        let start = (
            Instant::new(chrono::DateTime::UNIX_EPOCH),
            RequestId(Uuid::nil()),
        );
        each(db, start, |c, cursor| {
            let rows = views::open(c, status, cursor)?;
            for row in &rows {
                note_open(&mut desk, (status, row), now);
            }
            let last = rows.last();
            Ok(last.and_then(|row| Some((row.submitted_at?, row.id))))
        })?;
    }
    Ok(desk)
}

fn note_open(desk: &mut DeskState, (status, row): (Status, &Open), now: Instant) {
    let age = |ages: &mut Histogram| {
        if let Some(first) = row.first_submitted_at {
            ages.note(now.since(first).num_seconds());
        }
    };
    let awaited = matches!(status, Status::Submitted | Status::InReview);
    let late = awaited && row.review_due_on.is_some_and(|day| day < now.paris_day());
    desk.late += i64::from(late);
    if awaited {
        age(&mut desk.ages);
    }
    if status == Status::ChangesRequested {
        age(&mut desk.ages_with_applicant);
    }
    // A corrected dossier waits for the reviewer who knows it; it is held by nobody until it is taken.
    let (Some(reviewer), false) = (row.reviewer, status == Status::Submitted) else {
        desk.to_take += i64::from(status == Status::Submitted);
        return;
    };
    let load = desk.loads.entry(reviewer).or_default();
    match status {
        Status::InReview => {
            load.in_review += 1;
            load.late += i64::from(late);
        }
        Status::ChangesRequested => load.with_applicant += 1,
        _ => load.waitlisted += 1,
    }
}

/// The months to count: those that follow the first submission and were not counted since they ended.
pub(super) fn missing(first: Month, last: Month, counted: &BTreeMap<Month, Instant>) -> Vec<Month> {
    let ended = |month: &Month| {
        let (_, until) = month.span();
        counted
            .get(month)
            .is_some_and(|at| *at >= until.plus(SETTLED))
    };
    first.to(last).filter(|month| !ended(month)).collect()
}

/// A transaction that began in a month may be seen a little later.
const SETTLED: chrono::Duration = chrono::Duration::hours(1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_counted_until_it_has_ended_for_an_hour() {
        let month = |text| Month::parse(text).unwrap();
        let (first, last) = (month("2026-01"), month("2026-03"));
        let ended = |text| month(text).span().1;
        let counted = BTreeMap::from([
            (first, ended("2026-01").plus(chrono::Duration::hours(2))),
            (
                month("2026-02"),
                ended("2026-02").plus(chrono::Duration::minutes(5)),
            ),
        ]);
        assert_eq!(missing(first, last, &counted), [month("2026-02"), last]);
        assert_eq!(missing(last, first, &counted), []);
    }
}
