//! Forms whatever the page: tokens, origins, odd bytes, sizes; cookies and headers over TLS.

use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;

use crate::support::TestApp;

const FORM: &str = "application/x-www-form-urlencoded";

both_databases! {
    async fn a_form_without_a_valid_token_is_refused_and_changes_nothing(app: TestApp) {
        let lea = app.someone("lea");
        let mut browser = app.browser();
        browser.sign_in(&lea);
        for token in ["", "invente", "AAAA"] {
            browser.post_raw("/compte", &[("_csrf", token), ("prenom", "X"), ("nom", "Y")]).await;
            assert_eq!(browser.status, StatusCode::FORBIDDEN);
            assert_eq!(browser.texts("h1"), ["Formulaire expiré"]);
        }
        assert_eq!(app.known(lea.id).unwrap().name, lea.name);
    }

    async fn a_token_of_somebody_else_is_refused(app: TestApp) {
        let (lea, tom) = (app.someone("lea"), app.someone("tom"));
        let (mut first, mut second) = (app.browser(), app.browser());
        first.sign_in(&lea).visit("/compte").await;
        second.sign_in(&tom);
        second.post_raw("/compte", &[("_csrf", &first.token()), ("prenom", "X"), ("nom", "Y")]).await;
        assert_eq!(second.status, StatusCode::FORBIDDEN);
    }

    async fn a_form_from_another_site_is_refused_even_with_the_token(app: TestApp) {
        let mut browser = app.browser();
        browser.visit("/mot-de-passe-oublie").await;
        let (token, visit) = (browser.token(), browser.cookie("guichet-visite").unwrap().to_owned());
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://voleur.example"),
            ("origin", "null"),
        ] {
            let request = TestRequest::default()
                .method(Method::POST)
                .uri("/mot-de-passe-oublie")
                .insert_header(("content-type", FORM))
                .insert_header(("cookie", format!("guichet-visite={visit}")))
                .insert_header((name, value))
                .set_payload(format!("_csrf={token}&courriel=lea%40exemple.fr"));
            assert_eq!(app.call(request).await.status, StatusCode::FORBIDDEN, "{name}: {value}");
        }
    }

    async fn nul_bytes_are_a_mistake_of_the_field(app: TestApp) {
        let lea = app.someone("lea");
        let mut browser = app.browser();
        browser.sign_in(&lea).visit("/compte").await;
        browser.post("/compte", &[("prenom", "L\0a"), ("nom", "Petit")]).await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(browser.has("#prenom[aria-invalid=true]"));
        assert_eq!(browser.value("nom"), "Petit");
    }

    async fn a_text_of_one_megabyte_is_a_mistake_of_the_field(app: TestApp) {
        let lea = app.someone("lea");
        let mut browser = app.browser();
        browser.sign_in(&lea).visit("/compte").await;
        browser.post("/compte", &[("prenom", &"a".repeat(1_000_000)), ("nom", "Petit")]).await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(browser.has("#prenom[aria-invalid=true]"));
    }

    async fn emoji_and_right_to_left_text_are_kept_as_typed(app: TestApp) {
        let lea = app.someone("lea");
        let mut browser = app.browser();
        browser.sign_in(&lea).visit("/compte").await;
        browser.fill("prenom", "שרה 🎉").press("Enregistrer").await;
        assert_eq!(browser.value("prenom"), "שרה 🎉");
        assert_eq!(app.known(lea.id).unwrap().name, "שרה 🎉 Martin");
    }

    async fn a_body_larger_than_any_form_is_refused_by_a_page(app: TestApp) {
        let mut browser = app.browser();
        browser.visit("/connexion").await;
        browser.post("/connexion", &[("courriel", &"a".repeat(5_000_000))]).await;
        assert_eq!(browser.status, StatusCode::PAYLOAD_TOO_LARGE);
        browser.visit("/connexion").await;
        let token = browser.token();
        let body = format!("{{\"_csrf\":\"{token}\"}}").into_bytes();
        browser.send(Method::POST, "/connexion", Some(("application/json".to_owned(), body))).await;
        assert_eq!(browser.status, StatusCode::BAD_REQUEST);
    }

    async fn head_answers_as_get_and_pages_are_never_stored(app: TestApp) {
        let mut browser = app.browser();
        browser.send(Method::HEAD, "/connexion", None).await;
        assert_eq!(browser.status, StatusCode::OK);
        assert_eq!(browser.headers.get("cache-control").unwrap(), "no-store");
    }

    async fn pages_are_compressed_for_whoever_accepts_it(app: TestApp) {
        for (accepted, coding) in [("gzip, deflate, br", Some("br")), ("gzip", Some("gzip")), ("identity", None)] {
            let request = TestRequest::get().uri("/connexion").insert_header(("accept-encoding", accepted));
            let answer = app.call(request).await;
            let said = answer.headers.get("content-encoding").map(|value| value.to_str().unwrap());
            assert_eq!(said, coding, "{accepted}");
            assert_eq!(answer.headers.get("vary").unwrap(), "accept-encoding");
        }
    }

    async fn a_tampered_message_cookie_puts_no_word_on_the_page(app: TestApp) {
        let mut browser = app.browser();
        browser.set_cookie("guichet-message", "v1.AAAAAAAA");
        browser.visit("/connexion").await;
        assert!(!browser.has(".g-flash"));
    }
}

/// A production site, on an embedded database.
fn in_production() -> TestApp {
    TestApp::with(
        guichet::kernel::db::Backend::Sqlite,
        &[
            ("GUICHET_PUBLIC_URL", "https://guichet.exemple.fr"),
            ("GUICHET_TRUSTED_PROXY", "true"),
        ],
    )
}

#[test]
fn over_tls_cookies_are_locked_to_the_host_and_hsts_is_said() {
    crate::support::block_on(async {
        let app = in_production();
        let answer = app.call(TestRequest::get().uri("/connexion")).await;
        assert!(answer.headers.contains_key("strict-transport-security"));
        let cookie = answer
            .cookies
            .iter()
            .find(|cookie| cookie.name() == "__Host-guichet-visite")
            .unwrap();
        assert_eq!(cookie.secure(), Some(true));
        assert_eq!(cookie.http_only(), Some(true));
        assert_eq!(cookie.path(), Some("/"));
        assert_eq!(cookie.domain(), None);
        assert_eq!(cookie.same_site(), Some(actix_web::cookie::SameSite::Lax));
    });
}
