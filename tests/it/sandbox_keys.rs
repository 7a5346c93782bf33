//! The keys of the sandbox: discovery, the key set, and a rotation that no client notices.

use actix_web::http::{Method, header};
use chrono::Duration;
use guichet::kernel::db::Backend;
use guichet::sandbox;

use crate::support::TestApp;
use crate::support::sandbox::{ISSUER, form, get, json, location};

async fn kids(app: &TestApp) -> Vec<String> {
    let mut kids: Vec<String> = app
        .keys()
        .await
        .into_iter()
        .filter_map(|key| key.common.key_id)
        .collect();
    kids.sort();
    kids
}

both_databases! {
    async fn discovery_says_what_franceconnect_says(app: TestApp) {
        let answer = app.ask(Method::GET, "/.well-known/openid-configuration", &[], b"").await;
        assert_eq!(answer.headers.get(header::CACHE_CONTROL).unwrap(), "public, max-age=600");
        let document = json(&answer);
        assert_eq!(document["issuer"], ISSUER);
        for (key, path) in [
            ("authorization_endpoint", "/authorize"),
            ("token_endpoint", "/token"),
            ("userinfo_endpoint", "/userinfo"),
            ("jwks_uri", "/jwks"),
            ("end_session_endpoint", "/session/end"),
            ("revocation_endpoint", "/token/revocation"),
        ] {
            assert_eq!(document[key], format!("{ISSUER}{path}"));
        }
        assert_eq!(document["subject_types_supported"], serde_json::json!(["pairwise"]));
        assert_eq!(document["token_endpoint_auth_methods_supported"], serde_json::json!(["client_secret_post", "private_key_jwt"]));
        let scopes = document["scopes_supported"].as_array().unwrap();
        for scope in ["openid", "identite_pivot", "dgfip_rfr", "cnous_email"] {
            assert!(scopes.contains(&scope.into()), "{scope}");
        }
        for absent in ["offline_access", "address", "phone"] {
            assert!(!scopes.contains(&absent.into()), "{absent}");
        }
        for absent in ["registration_endpoint", "introspection_endpoint", "id_token_encryption_alg_values_supported"] {
            assert!(!document.contains_key(absent), "{absent}");
        }
    }

    async fn keys_are_rotated_with_an_overlap_and_kept_sealed(app: TestApp) {
        let rp = app.rp();
        let before = rp.tokens(&mut app.browser(), "test").await;
        assert_eq!(kids(&app).await, ["pkcs11:ES256:hsm", "pkcs11:RS256:hsm"]);
        let rotated = sandbox::rotate(app.db(), app.sources(), Duration::minutes(60)).unwrap();
        assert_eq!(rotated.len(), 2);
        // Another node learns of it when it reads the keys again.
        app.clock.advance(Duration::seconds(30));
        assert_eq!(kids(&app).await.len(), 4, "announced before it signs");
        let kid = async |token: &str| app.verified(token).await.0["kid"].as_str().unwrap().to_owned();
        let announced = rp.tokens(&mut app.browser(), "test").await;
        assert_eq!(kid(&announced.id).await, "pkcs11:ES256:hsm");
        app.clock.advance(Duration::minutes(15));
        let new = rp.tokens(&mut app.browser(), "test").await;
        assert_eq!(kid(&new.id).await, "pkcs11:ES256:hsm:2");
        assert_eq!(kid(&before.id).await, "pkcs11:ES256:hsm", "the former key is still published");
        app.clock.advance(Duration::minutes(60));
        assert_eq!(kids(&app).await, ["pkcs11:ES256:hsm:2", "pkcs11:RS256:hsm:2"]);
        // A token signed with a withdrawn key still names its client at the logout.
        let mut browser = app.browser();
        rp.sign_in(&mut browser, "test").await;
        browser.visit(&rp.logout(&before.id)).await;
        let kept = sandbox::keys::prepare(app.db(), app.sources()).unwrap();
        assert!(kept.len() == 4 && kept.iter().all(|key| key.sealed.starts_with("v1.")));
    }
}

/// The sandbox on a host of its own, which leads to the same site.
const OWN_HOST: &str = "https://bac-a-sable.exemple.fr/api/v2";

#[test]
fn the_issuer_may_have_its_own_host_and_its_pages_are_then_ours() {
    crate::support::block_on(async {
        let settings = [("GUICHET_SANDBOX_ISSUER", OWN_HOST)];
        let app = TestApp::with(Backend::Sqlite, &settings);
        let answer = app
            .ask(Method::GET, "/.well-known/openid-configuration", &[], b"")
            .await;
        let document = json(&answer);
        assert_eq!(document["issuer"], OWN_HOST);
        assert_eq!(document["token_endpoint"], format!("{OWN_HOST}/token"));
        let rp = app.rp();
        let mut browser = app.browser();
        get(&mut browser, &rp.authorize(&[])).await;
        let interaction = location(&browser);
        get(
            &mut browser,
            &format!("{interaction}/identites?fi=fip1-low"),
        )
        .await;
        let body = form(&[
            ("_csrf", &browser.token()),
            ("fi", "fip1-low"),
            ("identite", "test"),
        ]);
        for (origin, status) in [
            ("https://mechant.exemple.fr", 403),
            ("https://bac-a-sable.exemple.fr", 303),
        ] {
            browser.come_from(origin);
            let address = format!("{interaction}/verify");
            browser
                .send(Method::POST, &address, Some(body.clone()))
                .await;
            assert_eq!(browser.status, status, "{origin}");
        }
    });
}
