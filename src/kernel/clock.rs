//! Time: the only place that reads the wall clock.
//!
//! An [`Instant`] always has microsecond precision, because PostgreSQL keeps no more; truncating in the
//! constructor makes a value read back equal to the value written. Calendar days are those of Paris.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, SubsecRound, TimeZone, Utc};
use chrono_tz::Europe::Paris;
use serde::{Deserialize, Serialize};

use crate::kernel::db::types::{SqlDay, SqlInstant};

/// A point in time, UTC, truncated to the microsecond.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = SqlInstant)]
pub struct Instant(DateTime<Utc>);

impl Instant {
    /// Keeps the microseconds of `at` and drops the rest.
    #[must_use]
    pub fn new(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(6))
    }

    /// The value as chrono knows it.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// The calendar day in Paris, on which French deadlines are counted.
    #[must_use]
    pub fn paris_day(self) -> Day {
        Day(self.0.with_timezone(&Paris).date_naive())
    }

    /// The local date and time in Paris, for display.
    #[must_use]
    pub fn paris(self) -> chrono::NaiveDateTime {
        self.0.with_timezone(&Paris).naive_local()
    }

    /// `self + span`, saturating at the ends of the calendar.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        self.0.checked_add_signed(span).map_or(self, Self)
    }

    /// `self - span`, saturating at the ends of the calendar.
    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        self.0.checked_sub_signed(span).map_or(self, Self)
    }

    /// The time elapsed since `earlier`; negative when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        self.0 - earlier.0
    }

    /// RFC 3339 with six decimals and `Z`: fixed width, so that text order is time order.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.0.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
    }
}

/// A calendar day in metropolitan France.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = SqlDay)]
pub struct Day(pub NaiveDate);

impl Day {
    /// Reads `AAAA-MM-JJ`, the format of HTML date fields.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Self)
    }

    /// The instant at which the day begins in Paris.
    #[must_use]
    pub fn start(self) -> Instant {
        let midnight = self.0.and_time(NaiveTime::MIN);
        let local = Paris.from_local_datetime(&midnight).earliest();
        Instant::new(local.map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc)))
    }

    /// The day `days` later, or earlier when negative.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.0
            .checked_add_signed(Duration::days(days))
            .map_or(self, Self)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

/// Where the present instant comes from: the system, or a value that a test moves.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<Mutex<Instant>>>);

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still until [`Clock::advance`] is called.
    #[must_use]
    pub fn fixed(at: Instant) -> Self {
        Self(Some(Arc::new(Mutex::new(at))))
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Instant {
        match &self.0 {
            None => Instant::new(Utc::now()),
            Some(at) => *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }

    /// Moves a fixed clock; does nothing to the system's.
    pub fn advance(&self, span: Duration) {
        if let Some(at) = &self.0 {
            let mut at = at.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            *at = at.plus(span);
        }
    }
}
