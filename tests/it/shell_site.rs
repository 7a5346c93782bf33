//! What the site answers whatever the page: errors, headers, methods.

use actix_web::http::{Method, StatusCode};

use crate::support::TestApp;

both_databases! {
    async fn an_unknown_address_has_a_page_of_its_own(app: TestApp) {
        let mut browser = app.browser();
        browser.open("/nulle-part").await;
        assert_eq!(browser.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.texts("h1").len(), 1);
        assert!(browser.has("a[href='/']"), "the page offers no way on");
    }

    async fn every_answer_carries_the_security_headers(app: TestApp) {
        let mut browser = app.browser();
        browser.open("/sante").await;
        let policy = browser.headers.get("content-security-policy").unwrap().to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(browser.headers.get(name).unwrap(), value);
        }
        for name in ["referrer-policy", "permissions-policy"] {
            assert!(browser.headers.contains_key(name), "{name}");
        }
        assert!(!browser.headers.contains_key("strict-transport-security"), "HSTS over plain http");
    }

    async fn a_wrong_method_is_told(app: TestApp) {
        let mut browser = app.browser();
        browser.send(Method::DELETE, "/sante", None).await;
        assert_eq!(browser.status, StatusCode::METHOD_NOT_ALLOWED);
    }
}
