//! The tax administration: the reference income of a household for a year, as API Impôt particulier answers it.
//!
//! Every field needs its scope, and the year its own. Source: reference/franceconnect.md 6.

use chrono::Datelike as _;
use serde_json::{Map, Value, json};

use super::model::{Answered, Asked};
use crate::sandbox::fault::Fault;

/// Prefix of the scopes of this provider.
const PREFIX: &str = "dgfip_";

/// What is known of that year of income.
pub fn answer(asked: &Asked<'_>, year: i32) -> Answered {
    let age = asked.today.0.year() - year;
    let scope = match age {
        1 => "dgfip_annee_n_moins_1",
        2 => "dgfip_annee_n_moins_2",
        3 => "dgfip_annee_n_moins_3",
        _ => return Err(Fault::DataNobody.about(year.to_string())),
    };
    let instead = age == 2 && asked.holds("dgfip_annee_n_moins_2_si_indispo_n_moins_1");
    if !asked.holds(scope) && !instead {
        return Err(Fault::DataScope.about(scope));
    }
    if asked.is("dgfip_indisponible") {
        return Err(Fault::DataUnavailable.into());
    }
    if asked.is("dgfip_inconnu") {
        return Err(Fault::DataNobody.about(year.to_string()));
    }
    let fields = fields(asked, year);
    if fields.is_empty() {
        return Err(Fault::DataScope.about("dgfip_rfr"));
    }
    Ok(fields)
}

fn fields(asked: &Asked<'_>, year: i32) -> Map<String, Value> {
    let scopes = asked.scopes.iter();
    let fields = scopes.filter_map(|scope| scope.strip_prefix(PREFIX));
    fields
        .filter(|field| !field.starts_with("annee_"))
        .filter_map(|field| field_of(asked, year, field))
        .collect()
}

/// A field of the answer with its value, by the end of its scope. Amounts and counts are texts, as they are there.
fn field_of(asked: &Asked<'_>, year: i32, field: &str) -> Option<(String, Value)> {
    let person = asked.person();
    let figure = |name: &str, range| asked.figure(name, range).to_string();
    let of_year = |name: &str, range| figure(&format!("{name} {year}"), range);
    let alone = asked.figure("situation", (0, 2)) == 0;
    let dependants = asked.figure("pac", (0, 3));
    let (name, value) = match field {
        "rfr" => ("rfr", json!(of_year("rfr", (9_000, 62_000)))),
        "nbpart" => {
            let adults = if alone { 2 } else { 4 };
            let halves = adults + dependants.min(2) + dependants.saturating_sub(2) * 2;
            let half = if halves.is_multiple_of(2) { "00" } else { "50" };
            ("nbPart", json!(format!("{}.{half}", halves / 2)))
        }
        "sitfam" => ("sitFam", json!(if alone { "C" } else { "M" })),
        "nbpac" => ("nbPac", json!(dependants.to_string())),
        "pac" | "pac_nbPac" => ("pac", json!({ "nbPac": dependants.to_string() })),
        "aft" => {
            let street = format!("{} RUE DES LILAS", figure("rue", (1, 120)));
            (
                "aft",
                json!({ "adresse": street, "codePostal": "35000", "commune": "RENNES" }),
            )
        }
        "inddeficit" => ("indDeficit", json!("0")),
        "pariso" => ("parIso", json!("0")),
        "indiIFI" => ("indIFI", json!("0")),
        "mntRevbareme" => ("mntRevBareme", json!(of_year("bareme", (10_000, 70_000)))),
        "nmNaiDec1" => ("nmNaiDec1", json!(person.family_name)),
        "nmUsaDec1" => {
            let usage = person.preferred_username.as_ref();
            ("nmUsaDec1", json!(usage.unwrap_or(&person.family_name)))
        }
        "prnmDec1" => ("prnmDec1", json!(person.given_names.join(" "))),
        "dateNaisDec1" => ("dateNaisDec1", json!(person.birthdate)),
        other if other.starts_with("RevDecl_") || other.starts_with("RevNets_") => {
            (other, json!(of_year(other, (0, 30_000))))
        }
        _ => return None,
    };
    Some((name.to_owned(), value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::clock::Day;
    use crate::sandbox::identities::{Identity, all};

    fn person(login: &str) -> &'static Identity {
        all().iter().find(|known| known.id.0 == login).unwrap()
    }

    fn ask(login: &str, scopes: &[&str], year: i32) -> Answered {
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let asked = Asked {
            identity: person(login),
            scopes: &scopes,
            today: Day::parse("2026-03-02").unwrap(),
        };
        answer(&asked, year)
    }

    fn refused(answered: Answered) -> (Fault, String) {
        let refused = answered.unwrap_err();
        (refused.fault, refused.detail)
    }

    #[test]
    fn only_the_fields_of_the_scopes_are_answered_always_the_same() {
        let scopes = [
            "openid",
            "dgfip_rfr",
            "dgfip_nbpart",
            "dgfip_annee_n_moins_1",
        ];
        let first = ask("test", &scopes, 2025).unwrap();
        let names: Vec<_> = first.keys().cloned().collect();
        assert_eq!(names, ["nbPart", "rfr"]);
        assert_eq!(first, ask("test", &scopes, 2025).unwrap());
        assert_ne!(first, ask("corse_2a", &scopes, 2025).unwrap());
    }

    #[test]
    fn each_failure_has_its_reason() {
        let year = "dgfip_annee_n_moins_1";
        assert_eq!(
            refused(ask("test", &["dgfip_rfr"], 2025)),
            (Fault::DataScope, year.to_owned())
        );
        assert_eq!(refused(ask("test", &[year], 2025)).0, Fault::DataScope);
        assert_eq!(
            refused(ask("test", &["dgfip_rfr", year], 2020)).0,
            Fault::DataNobody
        );
        assert_eq!(
            refused(ask("test", &["dgfip_rfr", year], 2026)).0,
            Fault::DataNobody
        );
        assert_eq!(
            refused(ask("dgfip_inconnu", &["dgfip_rfr", year], 2025)).0,
            Fault::DataNobody
        );
        assert_eq!(
            refused(ask("dgfip_indisponible", &["dgfip_rfr", year], 2025)).0,
            Fault::DataUnavailable
        );
    }
}
