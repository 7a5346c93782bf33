//! The nouns of participation: an experiment in time, and who takes part in it.

use crate::experiment::ExperimentId;
use crate::kernel::clock::{Day, Instant};
use crate::organisations::OrganisationId;
use crate::requests::Sector;

/// An experiment, as its participants live it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The experiment.
    pub id: ExperimentId,
    /// Reference of its decree.
    pub decree: String,
    /// Its first day.
    pub opens_on: Day,
    /// The day on which every access is cut, at its first second in Paris.
    pub closes_on: Day,
    /// Day of the following month on which a report is due.
    pub report_day: i32,
}

impl Period {
    /// The first instant at which nothing is honoured any more.
    #[must_use]
    pub fn closes_at(&self) -> Instant {
        self.closes_on.start()
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self, now: Instant) -> bool {
        self.closes_at() <= now
    }
}

/// A legal person to which an experiment gave a right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// The legal person, nine digits.
    pub siren: String,
    /// Its name.
    pub name: String,
    /// The organisation that filed first.
    pub organisation: OrganisationId,
    /// The sector of its first service.
    pub sector: Sector,
    /// The day of its first right.
    pub since: Day,
    /// When its last right ended, if none is left.
    pub left_at: Option<Instant>,
}

impl Participant {
    /// Whether it left before the end of the experiment.
    #[must_use]
    pub fn left_early(&self, period: &Period) -> bool {
        self.left_at.is_some_and(|at| at < period.closes_at())
    }

    /// When it stops taking part, as far as is known now.
    #[must_use]
    pub fn until(&self, period: &Period) -> Instant {
        let end = period.closes_at();
        self.left_at.map_or(end, |at| at.min(end))
    }
}
