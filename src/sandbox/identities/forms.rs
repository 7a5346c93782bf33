//! The form of an identity: for one that a service keeps, or for one connection.
//!
//! It asks for what an identity provider says, under the names of the claims in French. What is malformed is told beside
//! its field: malformed identities to try come with the sandbox.

use super::model::{Family, Gender, Identity, IdentityId};
use super::own::NewIdentity;
use super::said::{Registry, Said};
use crate::shell::{FormState, RawForm};

/// The fields of the form.
pub const FIELDS: [&str; 10] = [
    "mots",
    "prenoms",
    "nom",
    "nom_usage",
    "sexe",
    "naissance",
    "commune",
    "pays",
    "courriel",
    "etat_civil",
];

/// Longest description of an identity, in characters.
const WORDS: usize = 120;
/// Name of an identity typed for one connection.
const TYPED: &str = "saisie-libre";

/// A choice of a list.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Choice {
    value: &'static str,
    label: &'static str,
}

/// The genders, for a form.
#[must_use]
pub fn genders() -> Vec<Choice> {
    let label = |gender: Gender| match gender {
        Gender::Female => "Féminin",
        Gender::Male => "Masculin",
        Gender::Unspecified => "Non précisé",
    };
    let choice = |gender: &Gender| Choice {
        value: gender.as_str(),
        label: label(*gender),
    };
    Gender::ALL.iter().map(choice).collect()
}

/// The answers of the civil registry, for a form.
#[must_use]
pub fn answers() -> Vec<Choice> {
    let offered = Registry::ALL
        .iter()
        .filter(|answer| **answer != Registry::Rectified);
    offered
        .map(|answer| Choice {
            value: answer.as_str(),
            label: answer.label(),
        })
        .collect()
}

/// A form that nobody filled yet.
#[must_use]
pub fn blank() -> FormState {
    FormState::empty()
        .fields(&FIELDS)
        .with("sexe", Gender::Female.as_str())
        .with("etat_civil", Registry::Found.as_str())
}

/// Reads an identity that a service keeps.
pub(super) fn kept(raw: &RawForm) -> Result<NewIdentity, FormState> {
    let (mut form, said, registry) = read(raw);
    let words = raw.text("mots");
    if words.is_empty() {
        form.error("mots", "Dites en quelques mots à quoi sert cette identité.");
    } else if words.chars().count() > WORDS {
        form.error("mots", "Restez en deçà de 120 caractères.");
    }
    match registry {
        Some(registry) if !form.has_errors() => Ok(NewIdentity {
            words: words.lines().collect::<Vec<_>>().join(" "),
            said,
            registry,
        }),
        _ => Err(form),
    }
}

/// Reads an identity typed for one connection: it is kept nowhere but in the flow.
pub fn typed(raw: &RawForm) -> Result<Identity, FormState> {
    let (form, said, registry) = read(raw);
    match registry {
        Some(registry) if !form.has_errors() => Ok(said.identity(
            IdentityId(TYPED.to_owned()),
            (Family::Own, "Saisie pour cette connexion."),
            registry,
            None,
        )),
        _ => Err(form),
    }
}

fn read(raw: &RawForm) -> (FormState, Said, Option<Registry>) {
    let text = |name: &str| raw.text(name).to_owned();
    let said = Said {
        given_name: text("prenoms"),
        family_name: text("nom"),
        preferred_username: text("nom_usage"),
        gender: text("sexe"),
        birthdate: text("naissance"),
        birthplace: text("commune").to_uppercase(),
        birthcountry: text("pays"),
        email: text("courriel"),
    };
    let mut form = FormState::new(raw).fields(&FIELDS);
    for claim in said.all_wrong() {
        let rule = RULES.iter().find(|(ruled, ..)| *ruled == claim);
        if let Some((_, field, message)) = rule {
            form.error(field, *message);
        }
    }
    if said.email.is_empty() {
        form.error(
            "courriel",
            "Indiquez une adresse électronique : FranceConnect refuse une identité qui n'en a pas.",
        );
    }
    let registry = match raw.optional("etat_civil") {
        None => Some(Registry::Found),
        Some(code) => code
            .parse()
            .ok()
            .filter(|answer| *answer != Registry::Rectified),
    };
    if registry.is_none() {
        form.error("etat_civil", "Choisissez une réponse de la liste.");
    }
    (form, said, registry)
}

/// Each claim with its field and what to say when it is malformed.
const RULES: &[(&str, &str, &str)] = &[
    (
        "given_name",
        "prenoms",
        "Indiquez les prénoms : des lettres latines, des espaces, des traits d'union et des apostrophes, 256 caractères au plus.",
    ),
    (
        "family_name",
        "nom",
        "Indiquez le nom de naissance : des lettres latines, des espaces, des traits d'union et des apostrophes, 256 caractères au plus.",
    ),
    (
        "preferred_username",
        "nom_usage",
        "Un nom d'usage s'écrit en lettres latines, 256 caractères au plus. Laissez vide s'il n'y en a pas.",
    ),
    ("gender", "sexe", "Choisissez le sexe."),
    (
        "birthdate",
        "naissance",
        "Écrivez la date AAAA-MM-JJ. Mettez 00 pour un jour inconnu, et 00-00 pour un mois et un jour inconnus.",
    ),
    (
        "birthcountry",
        "pays",
        "Indiquez le code INSEE du pays, de 99000 à 99999. Laissez vide pour la France.",
    ),
    (
        "birthplace",
        "commune",
        "Pour une naissance en France, indiquez le code INSEE de la commune : 75107, 2A004. Pour une naissance à l'étranger, indiquez le pays.",
    ),
    (
        "email",
        "courriel",
        "Cette adresse n'est pas valable. Exemple : prenom.nom@exemple.fr.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::identities::model::Rnipp;

    fn form(change: &[(&str, &str)]) -> RawForm {
        let mut raw = RawForm::default();
        let usual = [
            ("mots", "Pour la recette"),
            ("prenoms", "Ada Marie"),
            ("nom", "Lovelace"),
            ("sexe", "female"),
            ("naissance", "1985-12-10"),
            ("commune", "2a004"),
            ("courriel", "ada@exemple.fr"),
        ];
        for (name, value) in usual {
            let changed = change.iter().find(|(changed, _)| *changed == name);
            raw.push(name, changed.map_or(value, |(_, value)| value));
        }
        for (name, value) in change {
            if usual.iter().all(|(usual, _)| usual != name) {
                raw.push(name, value);
            }
        }
        raw
    }

    fn wrong(change: &[(&str, &str)]) -> Vec<String> {
        let state = kept(&form(change)).unwrap_err();
        let told = serde_json::to_value(&state).unwrap();
        told["errors"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect()
    }

    #[test]
    fn a_sound_form_makes_a_sound_identity() {
        let new = kept(&form(&[])).unwrap();
        assert_eq!(new.said.birthplace, "2A004");
        let identity = typed(&form(&[])).unwrap();
        assert_eq!(identity.rnipp, Rnipp::Found);
        assert_eq!(identity.claims.given_names, ["ADA", "MARIE"]);
        let refused = typed(&form(&[("etat_civil", "E010015")])).unwrap();
        assert_eq!(
            refused.rnipp,
            Rnipp::Refused(crate::sandbox::fault::Fault::RnippDeceased)
        );
    }

    #[test]
    fn each_mistake_is_told_beside_its_field() {
        assert_eq!(wrong(&[("prenoms", "")]), ["prenoms"]);
        assert_eq!(wrong(&[("nom", "Ли")]), ["nom"]);
        assert_eq!(wrong(&[("nom_usage", "<b>")]), ["nom_usage"]);
        assert_eq!(wrong(&[("sexe", "autre")]), ["sexe"]);
        assert_eq!(wrong(&[("naissance", "10/12/1985")]), ["naissance"]);
        assert_eq!(wrong(&[("commune", "")]), ["commune"]);
        assert_eq!(wrong(&[("commune", ""), ("pays", "75")]), ["pays"]);
        assert_eq!(wrong(&[("courriel", "")]), ["courriel"]);
        assert_eq!(wrong(&[("courriel", "ada")]), ["courriel"]);
        assert_eq!(wrong(&[("etat_civil", "rectified")]), ["etat_civil"]);
        assert_eq!(wrong(&[("mots", "")]), ["mots"]);
        assert_eq!(
            wrong(&[("nom", ""), ("naissance", "1977-00-03")]),
            ["naissance", "nom"]
        );
        assert!(kept(&form(&[("commune", "Alger"), ("pays", "99352")])).is_ok());
    }
}
