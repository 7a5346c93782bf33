//! The checklist, as versioned data: 41 criteria in five chapters.
//!
//! The official grid is not public; this one is ours, drawn from the published rules (reference/franceconnect.md 4).
//! A change of meaning makes a new version: attestations and verdicts name the version they answered.

mod accounts;
mod logout;
mod operation;
mod presentation;
mod protocol;

use super::criterion::{Criterion, Profile};

/// The version of the checklist below.
pub const VERSION: &str = "1";

/// The chapters, in order.
const CHAPTERS: [&[Criterion]; 5] = [
    &presentation::CRITERIA,
    &protocol::CRITERIA,
    &logout::CRITERIA,
    &accounts::CRITERIA,
    &operation::CRITERIA,
];

/// Every criterion, in order of number.
pub fn all() -> impl Iterator<Item = &'static Criterion> {
    CHAPTERS.into_iter().flatten()
}

/// The criteria that a service of that profile must satisfy.
pub fn applicable(profile: Profile) -> impl Iterator<Item = &'static Criterion> {
    all().filter(move |criterion| criterion.applies_to(profile))
}

/// The criterion of that number.
#[must_use]
pub fn find(number: i32) -> Option<&'static Criterion> {
    all().find(|criterion| criterion.number == number)
}
