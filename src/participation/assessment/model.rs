//! What an assessment says. Pure: the same value is always written with the same bytes.

use serde::{Deserialize, Serialize};

use crate::kernel::clock::Day;
use crate::participation::reports::Sum;
use crate::requests::{Sector, canonical_json};
use crate::text_enum;

/// Names the format, so that a reader of an old file knows what it holds.
pub const FORMAT: &str = "guichet-assessment-1";
/// Participants below which a sector is not published: its figures would be those of somebody.
const FEWEST: i64 = 3;

text_enum! {
    /// What a note of the staff is about.
    pub enum NotePart {
        /// The experiment as a whole: the conclusion.
        Whole = "whole",
        /// A sector; see [`Sector`].
        HealthSocial = "health_social",
        /// See [`Sector`].
        Education = "education",
        /// See [`Sector`].
        SchoolSportCulture = "school_sport_culture",
        /// See [`Sector`].
        PassengerTransport = "passenger_transport",
        /// See [`Sector`].
        ProfessionalCertification = "professional_certification",
        /// See [`Sector`].
        HousingVehicleRental = "housing_vehicle_rental",
    }
}

impl NotePart {
    /// The part that is about a sector.
    #[must_use]
    pub const fn of(sector: Sector) -> Self {
        match sector {
            Sector::HealthSocial => Self::HealthSocial,
            Sector::Education => Self::Education,
            Sector::SchoolSportCulture => Self::SchoolSportCulture,
            Sector::PassengerTransport => Self::PassengerTransport,
            Sector::ProfessionalCertification => Self::ProfessionalCertification,
            Sector::HousingVehicleRental => Self::HousingVehicleRental,
        }
    }

    /// The sector it is about; nothing for the whole.
    #[must_use]
    pub fn sector(self) -> Option<Sector> {
        Sector::ALL
            .iter()
            .copied()
            .find(|sector| Self::of(*sector) == self)
    }

    /// The words shown to people.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.sector().map_or("Conclusion d'ensemble", Sector::label)
    }
}

/// What a participant last said of its users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// `2026-05`.
    pub month: String,
    /// In its words.
    pub words: String,
}

/// A month of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthSum {
    /// `2026-05`.
    pub month: String,
    /// What the reports in force add up to.
    pub sum: Sum,
}

/// The experiment as a whole, or one sector.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Legal persons admitted.
    pub admitted: i64,
    /// Those that left before the end, exclusions aside.
    pub left: i64,
    /// Those that were excluded.
    pub excluded: i64,
    /// Those of which at least one accepted report has a connection by FranceConnect.
    pub active: i64,
    /// Reports owed.
    pub owed: i64,
    /// Attestations of destruction signed.
    pub attested: i64,
    /// Median of the growth that participants see, in tenths of a per cent, over the reports of active ones.
    pub growth_tenths: Option<i64>,
    /// Everything added up.
    pub sum: Sum,
    /// Month by month.
    pub months: Vec<MonthSum>,
    /// What participants last said, one each at most.
    pub told: Vec<Told>,
    /// What the staff says.
    pub note: String,
}

/// A sector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectorPart {
    /// Which.
    pub sector: Sector,
    /// Its figures and words.
    pub part: Part,
}

/// An assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// See [`FORMAT`].
    pub format: String,
    /// Reference of the decree.
    pub decree: String,
    /// First day of the experiment.
    pub opens_on: Day,
    /// Its closing day.
    pub closes_on: Day,
    /// Events before this day are counted.
    pub as_of: Day,
    /// The experiment as a whole.
    pub whole: Part,
    /// Sector by sector, in their order.
    pub sectors: Vec<SectorPart>,
}

impl Assessment {
    /// Its bytes: canonical JSON.
    #[must_use]
    pub fn body(&self) -> String {
        serde_json::to_value(self).map_or_else(|_| String::new(), |value| canonical_json(&value))
    }

    /// The assessment as everybody may read it: without the sectors so small that they would tell of one participant, nor
    /// one more when a single one could be had by subtraction.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.sectors
            .sort_by_key(|sector| (sector.part.admitted, sector.sector));
        let mut hidden: i64 = 0;
        let mut hidden_sectors = 0;
        self.sectors.retain(|one| {
            let admitted = one.part.admitted;
            let hides =
                admitted > 0 && (admitted < FEWEST || (hidden_sectors > 0 && hidden < FEWEST));
            if hides {
                hidden += admitted;
                hidden_sectors += 1;
            }
            !hides
        });
        self.sectors.sort_by_key(|sector| sector.sector);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assessment(admitted: &[i64]) -> Assessment {
        let day = Day::parse("2026-04-01").unwrap();
        let sectors = Sector::ALL
            .iter()
            .zip(admitted)
            .map(|(sector, admitted)| SectorPart {
                sector: *sector,
                part: Part {
                    admitted: *admitted,
                    ..Part::default()
                },
            });
        Assessment {
            format: FORMAT.to_owned(),
            decree: String::new(),
            opens_on: day,
            closes_on: day,
            as_of: day,
            whole: Part::default(),
            sectors: sectors.collect(),
        }
    }

    fn left(admitted: &[i64]) -> Vec<i64> {
        let public = assessment(admitted).public();
        public.sectors.iter().map(|one| one.part.admitted).collect()
    }

    #[test]
    fn a_sector_of_few_is_not_published_nor_had_by_subtraction() {
        assert_eq!(left(&[10, 9, 8, 7, 6, 5]), [10, 9, 8, 7, 6, 5]);
        assert_eq!(left(&[10, 1, 8, 7, 6, 5]), [10, 8, 7, 6]);
        assert_eq!(left(&[10, 1, 2, 7, 6, 5]), [10, 7, 6, 5]);
        assert_eq!(left(&[10, 0, 8, 7, 6, 5]), [10, 0, 8, 7, 6, 5]);
    }

    #[test]
    fn an_assessment_is_read_back_from_its_bytes() {
        let one = assessment(&[3, 4]);
        let back: Assessment = serde_json::from_str(&one.body()).unwrap();
        assert_eq!((back.body(), &back), (one.body(), &one));
    }
}
