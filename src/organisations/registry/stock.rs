//! The two files of the SIRENE stock, row by row: which columns are read, what is kept of them. Pure.
//!
//! Columns are found by the name in the header: their order changes from one year to the next. First names and names of
//! natural persons are read only to name a sole trader who did not restrict the diffusion.

use csv::ByteRecord;

use super::model::{self, told};
use crate::kernel::clock::Day;
use crate::kernel::db::bulk::Target;
use crate::organisations::{ActivityCode, LegalCategory, Siren, Siret};
use crate::text_enum;

text_enum! {
    /// A file of the stock.
    pub enum Kind {
        /// `StockUniteLegale`: legal persons.
        Units = "units",
        /// `StockEtablissement`: their establishments.
        Establishments = "establishments",
    }
}

/// Columns without which the file is not the right one, then columns that are read when they are there.
struct Needs {
    required: &'static [&'static str],
    optional: &'static [&'static str],
}

const UNITS: Needs = Needs {
    required: &[
        "siren",
        "statutDiffusionUniteLegale",
        "dateCreationUniteLegale",
        "denominationUniteLegale",
        "nomUniteLegale",
        "prenom1UniteLegale",
        "categorieJuridiqueUniteLegale",
        "activitePrincipaleUniteLegale",
        "etatAdministratifUniteLegale",
    ],
    optional: &["nomUsageUniteLegale", "nicSiegeUniteLegale"],
};
const ESTABLISHMENTS: Needs = Needs {
    required: &[
        "siret",
        "statutDiffusionEtablissement",
        "typeVoieEtablissement",
        "libelleVoieEtablissement",
        "codePostalEtablissement",
        "libelleCommuneEtablissement",
        "etatAdministratifEtablissement",
    ],
    optional: &[
        "numeroVoieEtablissement",
        "indiceRepetitionEtablissement",
        "complementAdresseEtablissement",
    ],
};

impl Kind {
    fn needs(self) -> &'static Needs {
        match self {
            Self::Units => &UNITS,
            Self::Establishments => &ESTABLISHMENTS,
        }
    }

    /// Where its rows go.
    pub(super) fn target(self) -> Target {
        match self {
            Self::Units => Target {
                table: "sirene_units",
                columns: &[
                    "siren",
                    "name",
                    "legal_category",
                    "activity_code",
                    "founded_on",
                    "state",
                    "restricted",
                    "head_office",
                ],
            },
            Self::Establishments => Target {
                table: "sirene_establishments",
                columns: &[
                    "siret",
                    "street",
                    "postal_code",
                    "city",
                    "state",
                    "restricted",
                ],
            },
        }
    }
}

/// Where each column that is read stands in this file.
#[derive(Debug)]
pub(super) struct Columns {
    kind: Kind,
    places: Vec<(&'static str, usize)>,
}

impl Columns {
    /// Reads the header; the names that are missing otherwise.
    pub(super) fn of(kind: Kind, header: &ByteRecord) -> Result<Self, Vec<&'static str>> {
        let place = |name: &&'static str| {
            let at = header.iter().position(|title| title == name.as_bytes())?;
            Some((*name, at))
        };
        let needs = kind.needs();
        let missing: Vec<&'static str> = needs
            .required
            .iter()
            .filter(|name| place(name).is_none())
            .copied()
            .collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let places = needs
            .required
            .iter()
            .chain(needs.optional)
            .filter_map(place);
        Ok(Self {
            kind,
            places: places.collect(),
        })
    }

    /// The row as it is kept; nothing when it has no valid number or isn't text.
    pub(super) fn row(&self, record: &ByteRecord) -> Option<Vec<String>> {
        let cells = Cells {
            columns: self,
            record,
        };
        match self.kind {
            Kind::Units => cells.unit(),
            Kind::Establishments => cells.establishment(),
        }
    }
}

struct Cells<'a> {
    columns: &'a Columns,
    record: &'a ByteRecord,
}

impl Cells<'_> {
    /// The value of a column, empty when it is absent, masked or not text.
    fn get(&self, name: &str) -> &str {
        let places = &self.columns.places;
        places
            .iter()
            .find(|(known, _)| *known == name)
            .and_then(|(_, at)| self.record.get(*at))
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .and_then(told)
            .unwrap_or_default()
    }

    fn unit(&self) -> Option<Vec<String>> {
        let siren = Siren::parse(self.get("siren")).ok()?;
        let category = LegalCategory::parse(self.get("categorieJuridiqueUniteLegale")).ok();
        let natural = category.as_ref().is_some_and(|c| c.code().starts_with('1'));
        let restricted = self.get("statutDiffusionUniteLegale") != "O";
        let name = match self.get("denominationUniteLegale") {
            _ if natural && restricted => String::new(),
            "" => self.person(),
            denomination => denomination.to_owned(),
        };
        let activity = ActivityCode::parse(self.get("activitePrincipaleUniteLegale"));
        Some(vec![
            siren.to_string(),
            model::name(&name).unwrap_or_default(),
            category.map(String::from).unwrap_or_default(),
            activity.map(String::from).unwrap_or_default(),
            Day::parse(self.get("dateCreationUniteLegale"))
                .map(|day| day.to_string())
                .unwrap_or_default(),
            state(self.get("etatAdministratifUniteLegale"), "C"),
            yes(restricted),
            self.get("nicSiegeUniteLegale").to_owned(),
        ])
    }

    fn person(&self) -> String {
        let family = match self.get("nomUsageUniteLegale") {
            "" => self.get("nomUniteLegale"),
            used => used,
        };
        format!("{} {family}", self.get("prenom1UniteLegale"))
    }

    fn establishment(&self) -> Option<Vec<String>> {
        let siret = Siret::parse(self.get("siret")).ok()?;
        let restricted = self.get("statutDiffusionEtablissement") != "O";
        let public = |value: Option<String>| value.filter(|_| !restricted).unwrap_or_default();
        let street = [
            "complementAdresseEtablissement",
            "numeroVoieEtablissement",
            "indiceRepetitionEtablissement",
            "typeVoieEtablissement",
            "libelleVoieEtablissement",
        ]
        .map(|name| self.get(name))
        .join(" ");
        Some(vec![
            siret.to_string(),
            public(model::street(&street)),
            public(model::postal_code(self.get("codePostalEtablissement"))),
            public(model::city(self.get("libelleCommuneEtablissement"))),
            state(self.get("etatAdministratifEtablissement"), "F"),
            yes(restricted),
        ])
    }
}

fn state(code: &str, closed: &str) -> String {
    if code == closed { "closed" } else { "open" }.to_owned()
}

fn yes(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(cells: &[&str]) -> ByteRecord {
        ByteRecord::from(cells.to_vec())
    }

    #[test]
    fn columns_are_found_by_name_in_any_order() {
        let header = record(&[
            "etatAdministratifEtablissement",
            "siret",
            "unknown",
            "statutDiffusionEtablissement",
            "libelleCommuneEtablissement",
            "codePostalEtablissement",
            "libelleVoieEtablissement",
            "typeVoieEtablissement",
            "numeroVoieEtablissement",
        ]);
        let columns = Columns::of(Kind::Establishments, &header).unwrap();
        let row = columns.row(&record(&[
            "A",
            "21350238800019",
            "x",
            "O",
            "VAL",
            "35000",
            "DE LA MAIRIE",
            "PLACE",
            "1",
        ]));
        let kept = [
            "21350238800019",
            "1 PLACE DE LA MAIRIE",
            "35000",
            "VAL",
            "open",
            "no",
        ];
        assert_eq!(row.unwrap(), kept);
        let masked = columns.row(&record(&[
            "F",
            "21350238800019",
            "x",
            "P",
            "[ND]",
            "[ND]",
            "[ND]",
            "[ND]",
            "[ND]",
        ]));
        assert_eq!(
            masked.unwrap(),
            ["21350238800019", "", "", "", "closed", "yes"]
        );
        assert!(columns.row(&record(&["A", "21350238800018"])).is_none());
    }

    #[test]
    fn another_file_is_told_by_its_missing_columns() {
        let missing =
            Columns::of(Kind::Units, &record(&["siren", "sigleUniteLegale"])).unwrap_err();
        assert!(missing.contains(&"categorieJuridiqueUniteLegale"));
        assert!(!missing.contains(&"siren"));
    }

    #[test]
    fn a_sole_trader_is_named_only_when_they_agree() {
        let header = record(&[
            "siren",
            "statutDiffusionUniteLegale",
            "dateCreationUniteLegale",
            "denominationUniteLegale",
            "nomUniteLegale",
            "prenom1UniteLegale",
            "categorieJuridiqueUniteLegale",
            "activitePrincipaleUniteLegale",
            "etatAdministratifUniteLegale",
        ]);
        let columns = Columns::of(Kind::Units, &header).unwrap();
        let of = |status: &str| {
            columns
                .row(&record(&[
                    "732829320",
                    status,
                    "2015-05-01",
                    "",
                    "MARTIN",
                    "LUCIE",
                    "1000",
                    "62.01Z",
                    "A",
                ]))
                .unwrap()
        };
        assert_eq!(of("O")[1], "LUCIE MARTIN");
        assert_eq!(of("P")[1], "");
        assert_eq!(of("P")[6], "yes");
    }
}
