//! Whatever is sent to the four inputs of the protocol: no panic, no 500, no redirection but to the client's own
//! address, and nothing of what was sent that a browser would run.

use actix_web::http::Method;
use guichet::kernel::db::Backend;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::support::TestApp;
use crate::support::sandbox::{BASE, Rp};

/// Requests of each kind.
const CASES: usize = 150;

const NAMES: &[&str] = &[
    "client_id",
    "response_type",
    "scope",
    "redirect_uri",
    "acr_values",
    "nonce",
    "state",
    "claims",
    "prompt",
    "idp_hint",
    "ui_locales",
    "code_challenge",
    "grant_type",
    "code",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "token",
    "id_token_hint",
    "post_logout_redirect_uri",
    "logout_hint",
    "access_token",
    "<script>",
    "",
];

const NASTY: &[&str] = &[
    "",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "//mechant.exemple.fr",
    "https://demarches.exemple.fr@mechant.exemple.fr/retour",
    "https://demarches.exemple.fr/retour#@mechant.exemple.fr",
    "https://mechant.exemple.fr/",
    "\0",
    "\r\nLocation: https://mechant.exemple.fr/",
    "' OR 1=1 --",
    "{{7*7}}",
    "eyJhbGciOiJub25lIn0.e30.",
    "{\"id_token\":{\"amr\":null}}",
    "{\"id_token\":[[[[[[[[[[",
    "openid openid",
    "é\u{202e}\u{fffd}",
];

/// Parameters of a request that holds, some of them left out, changed or added.
fn pairs(honest: Vec<(String, String)>) -> impl Strategy<Value = Vec<(String, String)>> {
    let value = prop_oneof![
        3 => proptest::sample::select(NASTY).prop_map(str::to_owned),
        2 => ".{0,80}",
        1 => "[ -~]{0,3000}",
        1 => "[A-Za-z0-9_-]{43}",
    ];
    let change = (proptest::sample::select(NAMES), value);
    let kept = proptest::collection::vec(proptest::bool::weighted(0.9), honest.len());
    (kept, proptest::collection::vec(change, 0..3)).prop_map(move |(kept, changes)| {
        let mut pairs: Vec<(String, String)> = honest
            .iter()
            .zip(&kept)
            .filter(|(_, kept)| **kept)
            .map(|(pair, _)| pair.clone())
            .collect();
        for (name, value) in changes {
            match pairs.iter_mut().find(|(known, _)| known == name) {
                Some(pair) => pair.1 = value,
                None => pairs.push((name.to_owned(), value)),
            }
        }
        pairs
    })
}

/// What must hold of any answer.
fn judge(rp: &Rp, sent: &str, (status, location, body): (u16, Option<&str>, &str)) {
    assert!(status < 500, "{status} for {sent}");
    if let Some(location) = location {
        let own = [rp.redirect.as_str(), rp.post_logout.as_str(), BASE];
        let follows = |start: &str| {
            location
                .strip_prefix(start)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '#', '/', '&']))
        };
        assert!(
            own.iter().any(|start| follows(start)),
            "{location} for {sent}"
        );
        assert!(!location.contains(['\r', '\n', '<', '"']), "{location}");
    }
    for run in ["<script>alert", "onerror=alert(1)>", "href=\"javascript:"] {
        let escaped = body.starts_with('{');
        assert!(
            escaped || !body.contains(run),
            "{run} comes back for {sent}"
        );
    }
}

async fn send(app: &TestApp, rp: &Rp, (method, path): (Method, &str), pairs: &[(String, String)]) {
    let encoded = serde_urlencoded::to_string(pairs).unwrap();
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    let answer = if method == Method::GET {
        app.ask(method, &format!("{path}?{encoded}"), &[], b"")
            .await
    } else {
        app.ask(method, path, &kind, encoded.as_bytes()).await
    };
    let location = answer
        .headers
        .get("location")
        .map(|value| value.to_str().unwrap().to_owned());
    let body = String::from_utf8_lossy(&answer.body);
    judge(
        rp,
        &encoded,
        (answer.status.as_u16(), location.as_deref(), &body),
    );
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn nothing_that_is_sent_breaks_an_endpoint_or_sends_a_browser_astray() {
    crate::support::block_on(async {
        let app = TestApp::with(Backend::Sqlite, &[("GUICHET_SANDBOX_RATE", "0")]);
        let rp = app.rp();
        let tokens = rp.tokens(&mut app.browser(), "test").await;
        let assertion = owned(&[
            ("grant_type", "authorization_code"),
            ("code", "abc"),
            ("redirect_uri", &rp.redirect),
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
            ("client_assertion", &tokens.id),
        ]);
        let logout = owned(&[
            ("id_token_hint", &tokens.id),
            ("post_logout_redirect_uri", &rp.post_logout),
            ("state", "x"),
        ]);
        let inputs = [
            ((Method::GET, "/authorize"), rp.params()),
            ((Method::POST, "/authorize"), rp.params()),
            ((Method::POST, "/token"), owned(&rp.exchange_fields("abc"))),
            ((Method::POST, "/token"), assertion),
            ((Method::GET, "/session/end"), logout),
            (
                (Method::POST, "/token/revocation"),
                owned(&[("token", &tokens.access), ("client_id", &rp.id)]),
            ),
        ];
        let mut runner = TestRunner::deterministic();
        for (input, honest) in inputs {
            let strategy = pairs(honest);
            for _ in 0..CASES {
                let pairs = strategy.new_tree(&mut runner).unwrap().current();
                send(&app, &rp, input.clone(), &pairs).await;
            }
        }
    });
}

#[test]
fn bodies_that_are_no_forms_are_refused_without_a_fault() {
    crate::support::block_on(async {
        let app = TestApp::with(Backend::Sqlite, &[("GUICHET_SANDBOX_RATE", "0")]);
        let rp = app.rp();
        let mut runner = TestRunner::deterministic();
        let bytes = proptest::collection::vec(any::<u8>(), 0..400);
        let kinds = [
            "application/x-www-form-urlencoded",
            "text/plain",
            "multipart/form-data",
            "",
        ];
        for round in 0..CASES {
            let body = bytes.new_tree(&mut runner).unwrap().current();
            for path in ["/token", "/authorize", "/token/revocation"] {
                let kind = [("content-type", kinds[round % kinds.len()])];
                let answer = app.ask(Method::POST, path, &kind, &body).await;
                let told = String::from_utf8_lossy(&answer.body);
                judge(&rp, path, (answer.status.as_u16(), None, &told));
            }
        }
    });
}
