//! What is counted: months that add up, the desk as it stands. Pure.
//!
//! Delays are whole days, rounded up, as everywhere in the house: ten minutes are one day.

use std::collections::BTreeMap;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::kernel::clock::{Day, Instant};
use crate::requests::{LegalBasis, Sector, Status};
use crate::shell::AccountId;
use crate::text_enum;

text_enum! {
    /// How a request ended.
    pub enum Outcome {
        /// An habilitation was opened.
        Granted = "granted",
        /// No.
        Refused = "refused",
        /// Not in the experiment.
        Discarded = "discarded",
        /// Given up by the applicant.
        Withdrawn = "withdrawn",
    }
}

impl Outcome {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Granted => "Accordées",
            Self::Refused => "Refusées",
            Self::Discarded => "Écartées",
            Self::Withdrawn => "Retirées",
        }
    }

    /// That of a decision, if it ends the request.
    #[must_use]
    pub const fn of(decision: Status) -> Option<Self> {
        match decision {
            Status::Granted => Some(Self::Granted),
            Status::Refused => Some(Self::Refused),
            Status::Discarded => Some(Self::Discarded),
            Status::Draft
            | Status::Submitted
            | Status::InReview
            | Status::ChangesRequested
            | Status::Waitlisted
            | Status::Withdrawn
            | Status::Revoked
            | Status::Ended => None,
        }
    }
}

text_enum! {
    /// A stage of the path from the request to production.
    pub enum Stage {
        /// From the first submission to the answer, the time of corrections aside.
        Review = "review",
        /// From the opened service to its first request for qualification.
        Integration = "integration",
        /// From that request to the qualified service.
        Qualification = "qualification",
        /// From the qualified service to its production secret.
        Production = "production",
    }
}

impl Stage {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Review => "Instruction",
            Self::Integration => "Intégration",
            Self::Qualification => "Qualification",
            Self::Production => "Mise en production",
        }
    }

    /// From when to when it is counted.
    #[must_use]
    pub const fn span(self) -> &'static str {
        match self {
            Self::Review => "du premier dépôt à la réponse, sans le temps des corrections",
            Self::Integration => {
                "de l'habilitation à la demande de qualification, par le partenaire"
            }
            Self::Qualification => "de cette demande à la qualification",
            Self::Production => "de la qualification au retrait des identifiants de production",
        }
    }
}

/// How many took how many days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Histogram(BTreeMap<i64, i64>);

impl Histogram {
    /// Counts one that took that many seconds.
    pub fn note(&mut self, seconds: i64) {
        let days = (seconds.max(0) + 86_399) / 86_400;
        *self.0.entry(days).or_default() += 1;
    }

    /// Adds those of another.
    pub fn merge(&mut self, other: &Self) {
        for (days, count) in &other.0 {
            *self.0.entry(*days).or_default() += count;
        }
    }

    /// How many.
    #[must_use]
    pub fn count(&self) -> i64 {
        self.0.values().sum()
    }

    /// How many took from `least` to `most` days.
    #[must_use]
    pub fn between(&self, least: i64, most: i64) -> i64 {
        self.0.range(least..=most).map(|(_, count)| count).sum()
    }

    /// The days within which half were done, and nine in ten; nothing when nothing was counted.
    #[must_use]
    pub fn usual(&self) -> Option<(i64, i64)> {
        let last = self.count().checked_sub(1).filter(|last| *last >= 0)?;
        Some((self.at(last / 2)?, self.at(last * 9 / 10)?))
    }

    fn at(&self, rank: i64) -> Option<i64> {
        let mut before = 0;
        for (days, count) in &self.0 {
            before += count;
            if before > rank {
                return Some(*days);
            }
        }
        None
    }
}

/// How many ended how.
pub type Outcomes = BTreeMap<Outcome, i64>;

/// What happened in a span of time. Tallies add up, so any months make a period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// First submissions.
    pub filed: BTreeMap<LegalBasis, i64>,
    /// Ends, by legal basis.
    pub by_basis: BTreeMap<LegalBasis, Outcomes>,
    /// Ends, by sector, of the requests that have one.
    pub by_sector: BTreeMap<Sector, Outcomes>,
    /// Grants for which no correction was ever asked.
    pub right_first: BTreeMap<LegalBasis, i64>,
    /// Delays, by the stage that ended.
    pub delays: BTreeMap<Stage, Histogram>,
}

impl Tally {
    /// Adds another.
    pub fn merge(&mut self, other: &Self) {
        sum(&mut self.filed, &other.filed);
        sum(&mut self.right_first, &other.right_first);
        for (basis, outcomes) in &other.by_basis {
            sum(self.by_basis.entry(*basis).or_default(), outcomes);
        }
        for (sector, outcomes) in &other.by_sector {
            sum(self.by_sector.entry(*sector).or_default(), outcomes);
        }
        for (stage, delays) in &other.delays {
            self.delays.entry(*stage).or_default().merge(delays);
        }
    }

    /// Counts one end.
    pub fn note_end(&mut self, outcome: Outcome, (basis, sector): (LegalBasis, Option<Sector>)) {
        *self
            .by_basis
            .entry(basis)
            .or_default()
            .entry(outcome)
            .or_default() += 1;
        if let Some(sector) = sector {
            let outcomes = self.by_sector.entry(sector).or_default();
            *outcomes.entry(outcome).or_default() += 1;
        }
    }

    /// Those that ended so.
    #[must_use]
    pub fn ended(&self, outcome: Outcome) -> i64 {
        self.by_basis
            .values()
            .filter_map(|outcomes| outcomes.get(&outcome))
            .sum()
    }

    /// The delays of a stage.
    #[must_use]
    pub fn stage(&self, stage: Stage) -> Histogram {
        self.delays.get(&stage).cloned().unwrap_or_default()
    }
}

fn sum<K: Ord + Copy>(into: &mut BTreeMap<K, i64>, from: &BTreeMap<K, i64>) {
    for (key, count) in from {
        *into.entry(*key).or_default() += count;
    }
}

/// What one reviewer holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// In review.
    pub in_review: i64,
    /// Back with the applicant for corrections.
    pub with_applicant: i64,
    /// On the waiting list.
    pub waitlisted: i64,
    /// Among those in review, past the announced day.
    pub late: i64,
}

/// The desk as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeskState {
    /// Not taken by anybody.
    pub to_take: i64,
    /// Waiting for the desk, past the announced day.
    pub late: i64,
    /// Days since the first submission, of those that wait for the desk.
    pub ages: Histogram,
    /// Days since the first submission, of those that wait for their applicant.
    pub ages_with_applicant: Histogram,
    /// By who holds them.
    pub loads: BTreeMap<AccountId, Load>,
}

/// A month in Paris.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Day);

impl Month {
    /// That of a day.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self(day.plus_days(1 - i64::from(day.0.day())))
    }

    /// Reads `2026-03`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Day::parse(&format!("{text}-01")).map(Self)
    }

    /// `2026-03`.
    #[must_use]
    pub fn code(self) -> String {
        self.0.0.format("%Y-%m").to_string()
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> Day {
        self.0
    }

    /// The next month.
    #[must_use]
    pub fn next(self) -> Self {
        Self::of(self.0.plus_days(31))
    }

    /// `count` months earlier.
    #[must_use]
    pub fn back(self, count: usize) -> Self {
        (0..count).fold(self, |month, _| Self::of(month.0.plus_days(-1)))
    }

    /// When it begins, and when the next one does.
    #[must_use]
    pub fn span(self) -> (Instant, Instant) {
        (self.0.start(), self.next().0.start())
    }

    /// The months from `self` to `last`, both counted.
    pub fn to(self, last: Self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |month| Some(month.next()))
            .take_while(move |month| *month <= last)
    }
}

#[cfg(test)]
mod tests;
