//! The nouns of a portfolio.

use serde::{Deserialize, Serialize};

use crate::kernel::clock::{Day, Instant};
use crate::organisations::OrganisationId;
use crate::requests::{Company, Contact};
use crate::{text_enum, typed_id};

typed_id! {
    /// Identifies a client of a vendor.
    pub struct ClientId;
}
typed_id! {
    /// Identifies a file of clients.
    pub struct ImportId;
}
typed_id! {
    /// Identifies a mandate joined.
    pub struct MandateId;
}

/// Days before its end from which a mandate is said to end soon.
pub const SOON_DAYS: i64 = 60;
/// Days before the end of a mandate on which the vendor is warned.
pub const WARNINGS: [i64; 3] = [60, 30, 7];
/// How long the link of a client is valid, in days.
pub const CONSENT_DAYS: i64 = 30;

text_enum! {
    /// What a client said of its vendor filing in its name.
    pub enum Consent {
        /// Nothing was asked.
        None = "none",
        /// The client has a link.
        Asked = "asked",
        /// Yes.
        Given = "given",
        /// No.
        Refused = "refused",
    }
}

text_enum! {
    /// Where a file of clients stands.
    pub enum ImportStatus {
        /// Read, nothing written.
        Checked = "checked",
        /// Written.
        Imported = "imported",
        /// Given up.
        Dropped = "dropped",
    }
}

/// What is known of a client, as its requests will need it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// The administration.
    pub company: Company,
    /// Its controller, if known.
    pub controller: Contact,
    /// Its data protection officer, if known.
    pub dpo: Contact,
}

/// A client as it is typed or read from a file, once every rule held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClient {
    /// What is known of it.
    pub sheet: Sheet,
    /// Last day of the mandate.
    pub mandate_ends_on: Day,
    /// Where to ask for its consent.
    pub email: String,
}

/// A client of a vendor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// The vendor.
    pub vendor: OrganisationId,
    /// Its number.
    pub siret: String,
    /// Its name.
    pub name: String,
    /// What is known of it.
    pub sheet: Sheet,
    /// Last day of the mandate.
    pub mandate_ends_on: Day,
    /// What it said.
    pub consent: Consent,
    /// Where it was asked, or will be.
    pub consent_email: String,
    /// When it was asked.
    pub asked_at: Option<Instant>,
    /// After which the link opens nothing.
    pub expires_at: Option<Instant>,
    /// When it answered.
    pub answered_at: Option<Instant>,
    /// When the vendor stopped working for it.
    pub archived_at: Option<Instant>,
    /// Grows with each change.
    pub version: i32,
}

/// Where a mandate stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MandateState {
    /// In force.
    InForce,
    /// In force, for less than two months.
    EndsSoon,
    /// Over.
    Ended,
}

impl MandateState {
    /// That of a mandate whose last day is `ends_on`.
    #[must_use]
    pub fn of(ends_on: Day, today: Day) -> Self {
        if ends_on < today {
            Self::Ended
        } else if ends_on <= today.plus_days(SOON_DAYS) {
            Self::EndsSoon
        } else {
            Self::InForce
        }
    }

    /// The words shown to people, and their colour.
    #[must_use]
    pub const fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::InForce => ("En vigueur", "success"),
            Self::EndsSoon => ("Bientôt terminé", "warning"),
            Self::Ended => ("Terminé", "error"),
        }
    }
}

impl Client {
    /// What it said, in words, and their colour.
    #[must_use]
    pub fn consent_label(&self, now: Instant) -> (&'static str, &'static str) {
        match self.consent {
            Consent::None => ("Non demandé", ""),
            Consent::Asked if self.expires_at.is_some_and(|end| end <= now) => {
                ("Sans réponse", "warning")
            }
            Consent::Asked => ("Demandé", "info"),
            Consent::Given => ("Donné", "success"),
            Consent::Refused => ("Refusé", "error"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mandate_is_in_force_through_its_last_day() {
        let day = |text: &str| Day::parse(text).unwrap();
        let today = day("2026-03-02");
        assert_eq!(MandateState::of(today, today), MandateState::EndsSoon);
        assert_eq!(
            MandateState::of(day("2026-03-01"), today),
            MandateState::Ended
        );
        assert_eq!(
            MandateState::of(day("2026-05-01"), today),
            MandateState::EndsSoon
        );
        assert_eq!(
            MandateState::of(day("2026-05-02"), today),
            MandateState::InForce
        );
    }
}
