//! Counts for samples of both pages.

use crate::figures::model::{DeskState, Load, Month, Outcome, Stage, Tally};
use crate::kernel::clock::Instant;
use crate::requests::{LegalBasis, Sector};
use crate::shell::AccountId;

/// A desk and a month in which everything happened.
pub(in crate::figures::pages) fn counted(at: Instant) -> (DeskState, Month, Tally) {
    let day = 86_400;
    let mut desk = DeskState {
        to_take: 4,
        late: 2,
        ..DeskState::default()
    };
    for age in [1, 4, 12, 80] {
        desk.ages.note(age * day);
    }
    desk.ages_with_applicant.note(30 * day);
    let load = Load {
        in_review: 3,
        with_applicant: 1,
        waitlisted: 1,
        late: 2,
    };
    desk.loads.insert(AccountId(uuid::Uuid::nil()), load);
    let mut tally = Tally::default();
    tally.filed.insert(LegalBasis::Administration, 1_200);
    tally.filed.insert(LegalBasis::Experiment, 40);
    tally.right_first.insert(LegalBasis::Experiment, 5);
    for rank in 0..12 {
        let ends = Outcome::ALL.iter().cycle().nth(rank);
        let end = ends.copied().unwrap_or(Outcome::Granted);
        tally.note_end(end, (LegalBasis::Administration, None));
        tally.note_end(
            Outcome::Granted,
            (LegalBasis::Experiment, Some(Sector::Education)),
        );
    }
    for stage in [Stage::Review, Stage::Integration] {
        let delays = tally.delays.entry(stage).or_default();
        for days in [2, 3, 5, 9, 30] {
            delays.note(days * day);
        }
    }
    (desk, Month::of(at.paris_day()), tally)
}
