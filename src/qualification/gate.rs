//! The gate to production, computed: no open criterion, a named officer, nothing older than 90 days.
//!
//! Pure: facts in, obstacles out. Nobody can open the gate by hand, because nothing stores that it is open.

use std::collections::BTreeMap;

use super::checklist;
use super::criterion::{Criterion, Profile};
use crate::kernel::clock::Instant;
use crate::shell::actor::AccountId;
use crate::text_enum;

/// Age, in days, past which an attestation or a verdict proves nothing any more.
pub const FRESH_DAYS: i64 = 90;

text_enum! {
    /// What an officer concludes on a criterion.
    pub enum Verdict {
        /// Satisfied.
        Accepted = "accepted",
        /// Not satisfied: the partner must correct.
        Rejected = "rejected",
        /// Does not apply to this service, for a reason the officer gave.
        NotApplicable = "not_applicable",
    }
}

impl Verdict {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accepted => "Conforme",
            Self::Rejected => "À corriger",
            Self::NotApplicable => "Sans objet",
        }
    }

    /// Whether the criterion is closed by it.
    #[must_use]
    pub const fn closes(self) -> bool {
        match self {
            Self::Accepted | Self::NotApplicable => true,
            Self::Rejected => false,
        }
    }
}

/// What is known of one criterion for one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// When the partner last attested it.
    pub attested: Option<Instant>,
    /// The last verdict and its instant.
    pub verdict: Option<(Verdict, Instant)>,
}

/// Where a criterion stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The partner said nothing.
    Missing,
    /// Attested more than 90 days ago: to be attested again.
    Stale,
    /// Attested; no verdict on that attestation yet.
    Attested,
    /// Refused by the officer, and not attested again since.
    Rejected,
    /// Closed by a verdict.
    Closed(Verdict),
}

impl Standing {
    /// A short stable name, for templates.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::Attested => "attested",
            Self::Rejected => "rejected",
            Self::Closed(Verdict::NotApplicable) => "not_applicable",
            Self::Closed(Verdict::Accepted | Verdict::Rejected) => "accepted",
        }
    }

    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Missing => "À attester",
            Self::Stale => "À attester à nouveau (plus de 90 jours)",
            Self::Attested => "Attesté",
            Self::Rejected => "À corriger",
            Self::Closed(Verdict::NotApplicable) => "Sans objet",
            Self::Closed(Verdict::Accepted | Verdict::Rejected) => "Conforme",
        }
    }

    /// Whether the partner must do something before it may ask for its qualification.
    #[must_use]
    pub const fn awaits_partner(self) -> bool {
        match self {
            Self::Missing | Self::Stale | Self::Rejected => true,
            Self::Attested | Self::Closed(_) => false,
        }
    }
}

impl Facts {
    /// Where the criterion stands at that instant.
    #[must_use]
    pub fn standing(&self, now: Instant) -> Standing {
        let stale = |at: Instant| now.since(at) > chrono::Duration::days(FRESH_DAYS);
        let Some(attested) = self.attested else {
            return match self.verdict {
                Some((Verdict::NotApplicable, at)) if !stale(at) => {
                    Standing::Closed(Verdict::NotApplicable)
                }
                _ => Standing::Missing,
            };
        };
        match self.verdict {
            Some((verdict, at)) if at >= attested && verdict.closes() => {
                if stale(at) || (verdict == Verdict::Accepted && stale(attested)) {
                    Standing::Stale
                } else {
                    Standing::Closed(verdict)
                }
            }
            Some((_, at)) if at >= attested => Standing::Rejected,
            _ if stale(attested) => Standing::Stale,
            _ => Standing::Attested,
        }
    }
}

/// One thing that keeps the gate closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// No officer is named.
    NoOfficer,
    /// This criterion is not closed, or its proof is too old.
    Open(&'static Criterion, Standing),
}

/// The standing of each applicable criterion, in order.
#[must_use]
pub fn standings(
    profile: Profile,
    facts: &BTreeMap<i32, Facts>,
    now: Instant,
) -> Vec<(&'static Criterion, Standing)> {
    checklist::applicable(profile)
        .map(|criterion| {
            (
                criterion,
                facts
                    .get(&criterion.number)
                    .copied()
                    .unwrap_or_default()
                    .standing(now),
            )
        })
        .collect()
}

/// Everything that keeps the gate closed; empty means open.
#[must_use]
pub fn obstacles(
    profile: Profile,
    officer: Option<AccountId>,
    facts: &BTreeMap<i32, Facts>,
    now: Instant,
) -> Vec<Obstacle> {
    let unnamed = officer.is_none().then_some(Obstacle::NoOfficer);
    let open = standings(profile, facts, now)
        .into_iter()
        .filter(|(_, standing)| !matches!(standing, Standing::Closed(_)))
        .map(|(criterion, standing)| Obstacle::Open(criterion, standing));
    unnamed.into_iter().chain(open).collect()
}
