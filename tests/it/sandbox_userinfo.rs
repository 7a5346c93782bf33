//! What a client learns of a person: scopes to claims, formats, and an identifier of its own.

use std::collections::BTreeSet;

use guichet::kernel::secret::{Random, Vault};
use guichet::sandbox::identities::{self, Claims, Gender};
use guichet::sandbox::provider::sub;
use proptest::prelude::*;
use serde_json::Value;

use crate::support::TestApp;
use crate::support::sandbox::{ALL_SCOPES, json};

/// What each scope gives, from the table.
const TABLE: &[(&str, &[&str])] = &[
    ("openid", &[]),
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
    ("dgfip_rfr", &[]),
];
/// In every answer.
const ALWAYS: [&str; 5] = ["aud", "exp", "iat", "iss", "sub"];

both_databases! {
    async fn each_scope_gives_its_claims_signed_and_no_other(app: TestApp) {
        let rp = app.wide_rp("administration");
        let mut browser = app.browser();
        for (scope, claims) in TABLE {
            let asked = if *scope == "openid" { "openid".to_owned() } else { format!("openid {scope}") };
            let code = rp.sign_in_with(&mut browser, "test", &[("scope", Some(&asked))]).await;
            let tokens = rp.redeemed(&app, &code).await;
            let answer = app.userinfo(&tokens.access).await;
            assert_eq!(answer.headers.get("content-type").unwrap(), "application/jwt");
            let (_, told) = app.verified(std::str::from_utf8(&answer.body).unwrap()).await;
            let expected: BTreeSet<&str> = claims
                .iter()
                .copied()
                .filter(|claim| *claim != "preferred_username")
                .chain(ALWAYS)
                .collect();
            let names: BTreeSet<&str> = told.keys().map(String::as_str).collect();
            assert_eq!(names, expected, "{scope}");
            assert_eq!(told["aud"], rp.id.as_str());
        }
        let code = rp.sign_in_with(&mut browser, "test", &[("scope", Some(&ALL_SCOPES.join(" ")))]).await;
        let tokens = rp.redeemed(&app, &code).await;
        let answer = app.userinfo(&tokens.access).await;
        let (_, told) = app.verified(std::str::from_utf8(&answer.body).unwrap()).await;
        assert_eq!(told["given_name"], "ANGELA CLAIRE LOUISE");
        assert_eq!(told["given_name_array"], serde_json::json!(["ANGELA", "CLAIRE", "LOUISE"]));
        assert_eq!((&told["birthdate"], &told["birthplace"]), (&Value::from("1962-08-24"), &Value::from("75107")));
        assert_eq!((&told["idp_id"], &told["amr"]), (&Value::from("fip1-low"), &serde_json::json!(["fc", "pwd"])));
        let (_, of_id_token) = app.verified(&tokens.id).await;
        assert_eq!(told["sub"], of_id_token["sub"]);
    }

    async fn a_private_service_asks_for_consent_and_a_public_one_informs(app: TestApp) {
        let rp = app.wide_rp("identity_verification");
        let mut browser = app.browser();
        rp.identify(&mut browser, "test", &[]).await;
        assert!(browser.has("input[name=consentement]"));
        let action = browser.attr("main form[method=post]", "action").unwrap();
        browser.post(&action, &[]).await;
        assert_eq!(browser.status, 422);
        assert!(browser.html.contains("form-action") || browser.has("input[name=consentement]"));
        rp.go_on(&mut browser).await;
        rp.identify(&mut browser, "test", &[("scope", Some("openid"))]).await;
        assert!(!browser.has("input[name=consentement]"), "nothing to consent to");
        assert!(!browser.html.contains("DUBOIS"));
    }

    async fn userinfo_answers_a_token_that_is_over_in_json(app: TestApp) {
        let rp = app.rp();
        let tokens = rp.tokens(&mut app.browser(), "test").await;
        app.clock.advance(chrono::Duration::seconds(61));
        let answer = app.userinfo(&tokens.access).await;
        assert_eq!((answer.status.as_u16(), json(&answer)["error"].as_str().unwrap()), (401, "invalid_token"));
    }
}

fn person() -> impl Strategy<Value = Claims> {
    (
        proptest::collection::vec("[A-Z]{1,12}", 1..4),
        "[A-Z' -]{1,20}",
        prop_oneof![
            Just(Gender::Female),
            Just(Gender::Male),
            Just(Gender::Unspecified)
        ],
        "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9])",
        prop_oneof![Just(String::new()), "[0-9][0-9AB][0-9]{3}"],
        prop_oneof![Just("99100".to_owned()), "99[0-9]{3}"],
    )
        .prop_map(
            |(given_names, family_name, gender, birthdate, birthplace, birthcountry)| Claims {
                given_names,
                family_name,
                preferred_username: None,
                gender,
                idp_birthdate: birthdate.clone(),
                birthdate,
                birthplace,
                birthcountry,
                email: None,
            },
        )
}

fn vault() -> Vault {
    Vault::new(&[7; 32], Random::system())
}

proptest! {
    #[test]
    fn a_sub_is_stable_for_a_person_and_a_sector(person in person(), sector in "[0-9a-f]{64}", email in "[a-z]{1,8}@exemple.fr") {
        let sub = sub::of(&vault(), &sector, &person).unwrap();
        prop_assert_eq!(sub.len(), 66);
        prop_assert!(sub.ends_with("v1"));
        prop_assert!(sub[..64].bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
        // What is not of the pivot identity changes nothing.
        let told = Claims { email: Some(email), preferred_username: Some("AUTRE".to_owned()), ..person.clone() };
        prop_assert_eq!(&sub::of(&vault(), &sector, &told).unwrap(), &sub);
        let other_key = Vault::new(&[8; 32], Random::system());
        prop_assert_ne!(sub::of(&other_key, &sector, &person).unwrap(), sub);
    }

    #[test]
    fn no_sub_is_shared_across_sectors_or_persons(a in person(), b in person(), sectors in proptest::collection::hash_set("[0-9A-Za-z-]{32,64}", 2..5)) {
        let mut seen = BTreeSet::new();
        for sector in &sectors {
            prop_assert!(seen.insert(sub::of(&vault(), sector, &a).unwrap()));
            if sub::identity_hash(&a) != sub::identity_hash(&b) {
                prop_assert!(seen.insert(sub::of(&vault(), sector, &b).unwrap()));
            }
        }
    }

    #[test]
    fn the_place_of_birth_counts_only_in_france(person in person(), place in "[0-9]{5}") {
        let moved = Claims { birthplace: place, ..person.clone() };
        let same = sub::of(&vault(), "s", &person).unwrap() == sub::of(&vault(), "s", &moved).unwrap();
        prop_assert_eq!(same, person.birthcountry != "99100" || person.birthplace == moved.birthplace);
    }
}

#[test]
fn no_two_test_identities_are_the_same_person_to_a_client_unless_their_pivot_is() {
    let mut seen = std::collections::BTreeMap::new();
    for identity in identities::all() {
        let told = identity.told();
        let sub = sub::of(&vault(), "s", told).unwrap();
        let pivot = sub::identity_hash(told);
        assert_eq!(seen.entry(sub).or_insert_with(|| pivot.clone()), &pivot);
    }
}
