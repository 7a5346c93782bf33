//! Test identities: their formats, and those that a service keeps to itself.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use diesel::prelude::*;
use guichet::identity::Role;
use guichet::kernel::error::{Failure, Outcome};
use guichet::sandbox::identities::{
    self, Claims, Family, Identity, IdentityId, NewIdentity, OwnError, Registry, Rnipp, Said,
};
use guichet::schema::journal_entries;
use guichet::services::{Denied, ServiceId};
use proptest::prelude::*;

use crate::support::TestApp;

/// What holds of the claims of any person, whatever the identity provider said. Source: franceconnect.md 2.9.
fn sound(claims: &Claims, from: &str) {
    let code = |text: &str| {
        text.len() == 5
            && text
                .char_indices()
                .all(|(at, c)| c.is_ascii_digit() || (at == 1 && matches!(c, 'A' | 'B')))
    };
    let day = NaiveDate::parse_from_str(&claims.birthdate, "%Y-%m-%d");
    assert!(
        day.is_ok() && claims.birthdate.len() == 10,
        "{from}: {}",
        claims.birthdate
    );
    assert!(
        code(&claims.birthcountry) && claims.birthcountry.starts_with("99"),
        "{from}"
    );
    if claims.birthcountry == "99100" {
        assert!(
            code(&claims.birthplace) && !claims.birthplace.starts_with("99"),
            "{from}"
        );
    } else {
        assert_eq!(claims.birthplace, "", "{from}");
    }
    let names = || claims.given_names.iter().chain([&claims.family_name]);
    assert!(!claims.given_names.is_empty(), "{from}");
    assert!(
        names().all(|name| !name.trim().is_empty() && *name == name.to_uppercase()),
        "{from}"
    );
    assert!(
        claims.given_names.iter().all(|name| !name.contains(' ')),
        "{from}"
    );
    assert_ne!(
        claims.preferred_username.as_deref(),
        Some(""),
        "{from}: absent, never empty"
    );
    assert!(
        claims
            .email
            .as_ref()
            .is_some_and(|email| email.contains('@')),
        "{from}"
    );
    assert!(claims.idp_birthdate.len() == 10, "{from}");
}

#[test]
fn every_identity_that_connects_has_sound_claims() {
    let mut connects = 0;
    for identity in identities::all() {
        if matches!(identity.rnipp, Rnipp::Found | Rnipp::Rectified(_)) {
            sound(identity.told(), &identity.id.0);
            connects += 1;
        }
    }
    assert!(connects > 30);
}

#[test]
fn a_rectified_identity_tells_the_registrys_spelling_and_keeps_what_the_provider_alone_knows() {
    let named = |login: &str| {
        identities::all()
            .iter()
            .find(|known| known.id.0 == login)
            .unwrap()
    };
    let helene = named("rectifie_accents");
    assert_eq!(
        (
            helene.told().family_name.as_str(),
            helene.told().given_names[0].as_str()
        ),
        ("FRANÇOIS", "HÉLÈNE")
    );
    assert_eq!(helene.told().email, helene.claims.email);
    let born = named("presume_ne_jour_et_mois").told();
    assert_eq!(
        (born.birthdate.as_str(), born.idp_birthdate.as_str()),
        ("1992-01-01", "1992-00-00")
    );
    assert_eq!(named("algerie").told().birthplace, "");
}

fn anything() -> impl Strategy<Value = Said> {
    let name = prop_oneof!["[A-Za-zéèçÉ' -]{0,30}", "\\PC{0,20}"];
    let date = prop_oneof!["(19|20)[0-9]{2}-(0[0-9]|1[0-2])-[0-3][0-9]", "\\PC{0,12}"];
    let place = prop_oneof!["[0-9][0-9AB][0-9]{3}", "\\PC{0,6}"];
    let country = prop_oneof![
        Just(String::new()),
        Just("99100".to_owned()),
        "99[0-9]{3}",
        "\\PC{0,6}"
    ];
    let gender = prop_oneof![
        Just("male".to_owned()),
        Just("female".to_owned()),
        Just("unspecified".to_owned()),
        "\\PC{0,6}"
    ];
    let email = prop_oneof!["[a-z]{1,8}@exemple\\.fr", "\\PC{0,12}"];
    (
        name.clone(),
        name.clone(),
        name,
        gender,
        date,
        place,
        country,
        email,
    )
        .prop_map(
            |(
                given_name,
                family_name,
                preferred_username,
                gender,
                birthdate,
                birthplace,
                birthcountry,
                email,
            )| Said {
                given_name,
                family_name,
                preferred_username,
                gender,
                birthdate,
                birthplace,
                birthcountry,
                email,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn whatever_is_said_is_refused_or_comes_out_sound(said in anything()) {
        let id = IdentityId("saisie-libre".to_owned());
        let identity = said.identity(id, (Family::Own, ""), Registry::Found, None);
        match identity.rnipp {
            Rnipp::Refused(fault) => prop_assert!(["Y600006", "Y270001"].contains(&fault.code())),
            Rnipp::Found | Rnipp::Rectified(_) => sound(identity.told(), &format!("{said:?}")),
        }
    }
}

fn ada() -> NewIdentity {
    NewIdentity {
        words: "Pour la recette.".to_owned(),
        said: Said {
            given_name: "Ada".to_owned(),
            family_name: "Lovelace".to_owned(),
            gender: "female".to_owned(),
            birthdate: "1985-12-10".to_owned(),
            birthplace: "75107".to_owned(),
            email: "ada@exemple.fr".to_owned(),
            ..Said::default()
        },
        registry: Registry::Found,
    }
}

fn usable(app: &TestApp, service: ServiceId) -> Vec<Identity> {
    let found: Outcome<_> = app
        .db()
        .read_now(|c| Ok(identities::for_service(c, service)?));
    found.unwrap()
}

fn found(app: &TestApp, service: ServiceId, id: &IdentityId) -> bool {
    let found: Outcome<_> = app.db().read_now(|c| Ok(identities::find(c, service, id)?));
    found.unwrap().is_some()
}

fn url(service: ServiceId, tail: &str) -> String {
    format!("/espace/services/{service}/identites{tail}")
}

both_databases! {
    async fn a_service_adds_an_identity_that_nobody_else_sees(app: TestApp) {
        let opened = app.opened();
        let other = app.person("autre@exemple.fr", &[]);
        let organisation = app.organisation(other, "73282932000074", "Ville de Rouen", "7210");
        let reviewer = app.person("rose@dinum.fr", &[Role::Reviewer]);
        let theirs = app.open_service(other, organisation, reviewer);
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened.service, "/nouvelle")).await;
        owner.press("Ajouter l'identité").await;
        assert_eq!(owner.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(owner.texts(".g-errors li").len() >= 5);
        owner
            .fill("mots", "Pour la recette")
            .fill("prenoms", "Ada Marie")
            .fill("nom", "Lovelace")
            .fill("sexe", "female")
            .fill("naissance", "1985-12-00")
            .fill("pays", "99132")
            .fill("courriel", "ada@exemple.fr")
            .press("Ajouter l'identité")
            .await;
        assert_eq!(owner.status, StatusCode::OK);
        assert!(owner.visible_text().contains("Identités de votre service"));
        let own = usable(&app, opened.service).into_iter().next().unwrap();
        assert_eq!((own.family, own.told().birthdate.as_str()), (Family::Own, "1985-12-01"));
        let count = identities::all().len();
        assert_eq!((usable(&app, opened.service).len(), usable(&app, theirs).len()), (count + 1, count));
        assert!(found(&app, opened.service, &own.id) && !found(&app, theirs, &own.id));
        owner.follow(&own.id.0).await;
        assert!(owner.html.contains("ADA MARIE") && owner.visible_text().contains("Ce que votre service reçoit"));
        // Another team sees neither the page nor the person, even under its own service.
        let mut stranger = app.signed_in(other);
        for service in [opened.service, theirs] {
            stranger.open(&url(service, &format!("/{}", own.id.0))).await;
            assert_eq!(stranger.status, StatusCode::NOT_FOUND);
            stranger.visit("/mentions-legales").await;
            stranger.post(&url(service, &format!("/{}/retirer", own.id.0)), &[]).await;
            assert_eq!(stranger.status, StatusCode::NOT_FOUND);
        }
        stranger.visit(&url(theirs, "")).await;
        assert!(!stranger.html.contains("Lovelace") && !stranger.html.contains("LOVELACE"));
        assert!(found(&app, opened.service, &own.id));
        owner.press("Retirer cette identité").await;
        assert!(!found(&app, opened.service, &own.id));
        let told: Outcome<Vec<String>> = app.db().read_now(|c| {
            Ok(journal_entries::table
                .filter(journal_entries::action.like("sandbox.identity%"))
                .order(journal_entries::id)
                .select(journal_entries::data)
                .load(c)?)
        });
        assert_eq!(told.unwrap(), ["{}", "{}"], "no personal data");
        app.deliver();
    }

    async fn an_identity_says_what_will_come_of_it(app: TestApp) {
        let opened = app.opened();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened.service, "")).await;
        assert!(!owner.visible_text().contains("Identités de votre service"));
        owner.follow("E010015").await;
        assert!(owner.visible_text().contains("Y010015") && !owner.visible_text().contains("Ce que votre service reçoit"));
        owner.visit(&url(opened.service, "/test")).await;
        assert!(owner.text("pre").contains("\"given_name\": \"ANGELA CLAIRE LOUISE\""));
        assert!(!owner.text("pre").contains("preferred_username"), "absent, not empty");
        owner.visit(&url(opened.service, "/algerie")).await;
        assert!(owner.text("pre").contains("\"birthplace\": \"\""));
        owner.open(&url(opened.service, "/personne")).await;
        assert_eq!(owner.status, StatusCode::NOT_FOUND);
        app.deliver();
    }

    async fn identities_have_a_limit_and_readers_add_none(app: TestApp) {
        let opened = app.opened();
        let add = |by| app.attempt(by, |tx, ctx| identities::add(tx, ctx, (by, opened.service), &ada()));
        for _ in 0..identities::MOST_OWN {
            add(opened.owner).unwrap();
        }
        assert!(matches!(add(opened.owner), Err(Failure::Refused(OwnError::TooMany))));
        let stranger = app.person("autre@exemple.fr", &[]);
        assert!(matches!(add(stranger), Err(Failure::Refused(OwnError::Denied(Denied::Unknown)))));
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened.service, "")).await;
        assert!(owner.html.len() < 60_000, "{} bytes", owner.html.len());
        app.deliver();
    }
}
