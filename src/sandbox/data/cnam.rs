//! Health insurance: the rights of a person, each part behind its scope. Source: reference/franceconnect.md 6.

use chrono::Datelike as _;
use serde_json::{Map, Value, json};

use super::model::{Answered, Asked};
use crate::sandbox::fault::Fault;

/// The parts of the answer, each with its scope.
const PARTS: [(&str, &str); 8] = [
    ("droits_assurance_maladie", "droits"),
    ("cnam_beneficiaires", "beneficiaires"),
    ("cnam_contrats", "contrats"),
    ("cnam_caisse", "caisse"),
    ("cnam_exonerations", "exonerations"),
    ("cnam_presence_medecin_traitant", "presenceMedecinTraitant"),
    ("cnam_medecin_traitant", "medecinTraitant"),
    ("cnam_paiements_ij", "paiementsIndemnitesJournalieres"),
];

/// What is known of the person.
pub fn answer(asked: &Asked<'_>) -> Answered {
    let held = PARTS.iter().filter(|(scope, _)| asked.holds(scope));
    let parts: Map<String, Value> = held
        .map(|(scope, name)| ((*name).to_owned(), part(asked, scope)))
        .collect();
    if parts.is_empty() {
        return Err(Fault::DataScope.about("droits_assurance_maladie"));
    }
    if asked.is("cnam_indisponible") {
        return Err(Fault::DataUnavailable.into());
    }
    if asked.is("cnam_inconnu") {
        return Err(Fault::DataNobody.about("droits"));
    }
    Ok(parts)
}

fn part(asked: &Asked<'_>, scope: &str) -> Value {
    let person = asked.person();
    let year = asked.today.0.year();
    match scope {
        "droits_assurance_maladie" => json!({
            "regime": "01",
            "statut": "ouvert",
            "dateDebut": format!("{}-01-01", year - 3),
            "dateFin": format!("{year}-12-31"),
        }),
        "cnam_beneficiaires" => json!([{
            "qualite": "assuré",
            "nom": person.family_name,
            "prenoms": person.given_names.join(" "),
            "dateNaissance": person.birthdate,
        }]),
        "cnam_contrats" => json!([{
            "type": "complémentaire santé",
            "organisme": "Mutuelle d'essai",
            "numero": asked.figure("contrat", (10_000_000, 99_999_999)).to_string(),
        }]),
        "cnam_caisse" => json!({ "code": "351", "libelle": "CPAM d'Ille-et-Vilaine" }),
        "cnam_exonerations" => json!([]),
        "cnam_presence_medecin_traitant" => json!(asked.figure("médecin", (0, 4)) > 0),
        "cnam_medecin_traitant" => json!({
            "rpps": asked.figure("rpps", (10_000_000_000, 10_099_999_999)).to_string(),
            "nom": "Docteur Essai",
        }),
        _ => json!([{
            "date": format!("{}-11-15", year - 1),
            "montantNet": format!("{}.40", asked.figure("ij", (300, 900))),
        }]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::clock::Day;
    use crate::sandbox::identities::all;

    fn ask(login: &str, scopes: &[&str]) -> Answered {
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let asked = Asked {
            identity: all().iter().find(|known| known.id.0 == login).unwrap(),
            scopes: &scopes,
            today: Day::parse("2026-03-02").unwrap(),
        };
        answer(&asked)
    }

    #[test]
    fn each_part_needs_its_scope() {
        for (scope, name) in PARTS {
            let answered = ask("test", &["openid", scope]).unwrap();
            let names: Vec<_> = answered.keys().cloned().collect();
            assert_eq!(names, [name]);
        }
        assert_eq!(
            ask("test", &["openid", "dgfip_rfr"]).unwrap_err().fault,
            Fault::DataScope
        );
    }

    #[test]
    fn some_persons_make_it_fail() {
        let scope = ["droits_assurance_maladie"];
        assert_eq!(
            ask("cnam_inconnu", &scope).unwrap_err().fault,
            Fault::DataNobody
        );
        assert_eq!(
            ask("cnam_indisponible", &scope).unwrap_err().fault,
            Fault::DataUnavailable
        );
        assert!(ask("dgfip_indisponible", &scope).is_ok());
    }
}
