//! The shape of the "recherche d'entreprises" answers. Unknown keys are passed over, the people at the head among them.

use serde::Deserialize;

use super::model::{self, Found, told};
use crate::kernel::clock::Day;
use crate::organisations::model::RegistryState;
use crate::organisations::{ActivityCode, LegalCategory, Siret};

/// One page of answers.
#[derive(Debug, Deserialize)]
struct Answer {
    results: Vec<Unit>,
}

/// A legal person.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Unit {
    nom_complet: Option<String>,
    nom_raison_sociale: Option<String>,
    nature_juridique: Option<String>,
    activite_principale: Option<String>,
    date_creation: Option<String>,
    etat_administratif: Option<String>,
    statut_diffusion: Option<String>,
    siege: Option<Place>,
    matching_etablissements: Vec<Place>,
}

/// An establishment.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Place {
    siret: Option<String>,
    adresse: Option<String>,
    code_postal: Option<String>,
    libelle_commune: Option<String>,
    etat_administratif: Option<String>,
}

/// What an answer says of this number; nothing when the registry does not know it.
pub(super) fn read(body: &[u8], siret: Siret) -> Result<Option<Found>, serde_json::Error> {
    let answer: Answer = serde_json::from_slice(body)?;
    let found = answer
        .results
        .iter()
        .find_map(|unit| Some(entry(siret, unit, unit.place(siret)?)));
    Ok(found)
}

impl Unit {
    /// A search by number may answer with relatives: only the very establishment counts.
    fn place(&self, siret: Siret) -> Option<&Place> {
        let wanted = siret.to_string();
        self.siege
            .iter()
            .chain(&self.matching_etablissements)
            .find(|place| place.siret.as_deref() == Some(wanted.as_str()))
    }

    fn head_office(&self, than: Siret) -> Option<Siret> {
        let office = self.siege.as_ref().filter(|place| place.is_open())?;
        let siret = Siret::parse(office.siret.as_deref()?).ok()?;
        (siret != than && self.is_open()).then_some(siret)
    }

    fn is_open(&self) -> bool {
        self.etat_administratif.as_deref() != Some("C")
    }
}

impl Place {
    fn is_open(&self) -> bool {
        self.etat_administratif.as_deref() != Some("F")
    }
}

fn entry(siret: Siret, unit: &Unit, place: &Place) -> Found {
    let open = unit.is_open() && place.is_open();
    let names = [&unit.nom_raison_sociale, &unit.nom_complet];
    let found = Found {
        name: names
            .into_iter()
            .flatten()
            .find_map(|name| model::name(name)),
        legal_category: text(unit.nature_juridique.as_ref())
            .and_then(|code| LegalCategory::parse(code).ok()),
        activity: text(unit.activite_principale.as_ref())
            .and_then(|code| ActivityCode::parse(code).ok()),
        street: street(place),
        postal_code: text(place.code_postal.as_ref()).and_then(model::postal_code),
        city: text(place.libelle_commune.as_ref()).and_then(model::city),
        founded_on: text(unit.date_creation.as_ref()).and_then(Day::parse),
        restricted: unit
            .statut_diffusion
            .as_deref()
            .is_some_and(|status| status != "O"),
        head_office: unit.head_office(siret),
        ..Found::bare(
            siret,
            if open {
                RegistryState::Open
            } else {
                RegistryState::Closed
            },
        )
    };
    found.respecting_restriction()
}

fn text(value: Option<&String>) -> Option<&str> {
    value.and_then(|value| told(value))
}

/// The address comes on one line, with the postal code and the city at its end.
fn street(place: &Place) -> Option<String> {
    let line = text(place.adresse.as_ref())?;
    let street = match (
        text(place.code_postal.as_ref()),
        text(place.libelle_commune.as_ref()),
    ) {
        (Some(code), Some(city)) => line.strip_suffix(&format!("{code} {city}")),
        (Some(code), None) => line.split_once(code).map(|(street, _)| street),
        (None, _) => None,
    };
    model::street(street.unwrap_or(line).trim_end_matches([' ', ',']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(siret: &str, body: &serde_json::Value) -> Option<Found> {
        read(body.to_string().as_bytes(), Siret::parse(siret).unwrap()).unwrap()
    }

    #[test]
    fn only_the_very_establishment_counts() {
        let body = serde_json::json!({ "results": [{
            "nom_complet": "AUTRE", "siege": { "siret": "73282932000074", "etat_administratif": "A" },
            "matching_etablissements": [], "unknown": [1] }], "total_results": 1 });
        assert!(read_one("73282932000074", &body).is_some());
        assert!(read_one("21350238800019", &body).is_none());
        assert!(read_one("21350238800019", &serde_json::json!({ "results": [] })).is_none());
        assert!(read(b"<html>", Siret::parse("73282932000074").unwrap()).is_err());
    }

    #[test]
    fn a_closed_establishment_of_an_open_person_leads_to_the_head_office() {
        let body = serde_json::json!({ "results": [{
            "nom_raison_sociale": "EXEMPLE", "etat_administratif": "A",
            "siege": { "siret": "73282932000074", "etat_administratif": "A" },
            "matching_etablissements": [{ "siret": "73282932000017", "etat_administratif": "F",
                "adresse": "2 RUE NEUVE 69001 LYON", "code_postal": "69001", "libelle_commune": "LYON" }] }] });
        let found = read_one("73282932000017", &body).unwrap();
        assert!(!found.is_open());
        assert_eq!(found.street.as_deref(), Some("2 RUE NEUVE"));
        assert_eq!(found.head_office, Siret::parse("73282932000074").ok());
    }
}
