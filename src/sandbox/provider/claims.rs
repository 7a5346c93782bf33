//! From scopes to claims, and from an identity to the claims told. Source: reference/franceconnect.md 2.8 and 2.9.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::requests::DataApi;
use crate::sandbox::identities::{Identity, IdentityProvider};

/// What each identity scope gives.
const SCOPES: &[(&str, &[&str])] = &[
    ("openid", &["sub"]),
    (
        "profile",
        &[
            "given_name",
            "given_name_array",
            "family_name",
            "birthdate",
            "gender",
            "preferred_username",
        ],
    ),
    ("birth", &["birthplace", "birthcountry"]),
    (
        "identite_pivot",
        &[
            "given_name",
            "given_name_array",
            "family_name",
            "birthdate",
            "gender",
            "birthplace",
            "birthcountry",
        ],
    ),
    ("given_name", &["given_name", "given_name_array"]),
    ("family_name", &["family_name"]),
    ("preferred_username", &["preferred_username"]),
    ("gender", &["gender"]),
    ("birthdate", &["birthdate"]),
    ("birthplace", &["birthplace"]),
    ("birthcountry", &["birthcountry"]),
    ("email", &["email"]),
    ("idp_birthdate", &["idp_birthdate"]),
    ("idp_id", &["idp_id"]),
    ("amr", &["amr"]),
];

/// French words for the claims, in the order of the information page.
const LABELS: &[(&str, &str)] = &[
    ("family_name", "Nom de naissance"),
    ("preferred_username", "Nom d'usage"),
    ("given_name", "Prénoms"),
    ("gender", "Sexe"),
    ("birthdate", "Date de naissance"),
    ("birthplace", "Commune de naissance"),
    ("birthcountry", "Pays de naissance"),
    ("email", "Adresse électronique"),
];

/// Every identity scope.
pub fn identity_scopes() -> impl Iterator<Item = &'static str> {
    SCOPES.iter().map(|(scope, _)| *scope)
}

/// Every scope of a data provider.
pub fn data_scopes() -> impl Iterator<Item = &'static str> {
    DataApi::ALL
        .iter()
        .flat_map(|api| api.scopes())
        .map(|scope| scope.code)
}

/// Every claim.
#[must_use]
pub fn all() -> BTreeSet<&'static str> {
    let claims = SCOPES.iter().flat_map(|(_, claims)| claims.iter().copied());
    claims.chain(data_scopes()).collect()
}

/// Whether FranceConnect knows this scope; an unknown one is dropped without a word.
#[must_use]
pub fn is_known(scope: &str) -> bool {
    identity_scopes().any(|known| known == scope)
        || DataApi::ALL.iter().any(|api| api.offers(scope))
}

/// The claims behind scopes; those of data providers give none.
#[must_use]
pub fn behind(scopes: &[String]) -> BTreeSet<&'static str> {
    SCOPES
        .iter()
        .filter(|(scope, _)| scopes.iter().any(|asked| asked == scope))
        .flat_map(|(_, claims)| claims.iter().copied())
        .collect()
}

/// What the information page lists: the identity, then what each data provider may give.
#[must_use]
pub fn listed(scopes: &[String]) -> Vec<(&'static str, Vec<&'static str>)> {
    let claims = behind(scopes);
    let identity: Vec<&str> = LABELS
        .iter()
        .filter(|(claim, _)| claims.contains(claim))
        .map(|(_, label)| *label)
        .collect();
    let of_api = |api: &DataApi| {
        let labels = api
            .scopes()
            .iter()
            .filter(|scope| scopes.iter().any(|asked| asked == scope.code))
            .map(|scope| scope.label)
            .collect();
        (api.label(), labels)
    };
    std::iter::once(("Identité", identity))
        .chain(DataApi::ALL.iter().map(of_api))
        .filter(|(_, labels)| !labels.is_empty())
        .collect()
}

/// How the person authenticated.
#[must_use]
pub fn amr(provider: &IdentityProvider) -> Vec<&'static str> {
    std::iter::once("fc")
        .chain(provider.amr.iter().copied())
        .collect()
}

/// The claims told about a person, `sub` apart. A claim that the person lacks has no key, but for the place of birth,
/// which is empty when they were born abroad.
#[must_use]
pub fn told(
    scopes: &[String],
    identity: &Identity,
    provider: &IdentityProvider,
) -> Map<String, Value> {
    let person = identity.told();
    let own = &identity.claims;
    let mut told = Map::new();
    for claim in behind(scopes) {
        let value = match claim {
            "given_name" => json!(person.given_names.join(" ")),
            "given_name_array" => json!(person.given_names),
            "family_name" => json!(person.family_name),
            "gender" => json!(person.gender),
            "birthdate" => json!(person.birthdate),
            "birthplace" => json!(person.birthplace),
            "birthcountry" => json!(person.birthcountry),
            "preferred_username" => json!(own.preferred_username),
            "email" => json!(own.email),
            "idp_birthdate" => json!(own.idp_birthdate),
            "idp_id" => json!(provider.uid),
            "amr" => json!(amr(provider)),
            _ => Value::Null,
        };
        if !value.is_null() {
            told.insert(claim.to_owned(), value);
        }
    }
    told
}
