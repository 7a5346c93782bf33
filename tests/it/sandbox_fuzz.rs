//! Whatever is sent to the four inputs of the protocol: no panic, no 500, no redirection but to the client's own
//! address, and nothing of what was sent that a browser would run.

use actix_web::http::Method;
use guichet::kernel::db::Backend;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::sandbox_attacks::{own_key, signed, with_key};
use crate::support::TestApp;
use crate::support::sandbox::{BASE, ISSUER, Rp};

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

/// A claim that holds, is missing, or is something else.
fn claim(name: &'static str, honest: Value) -> impl Strategy<Value = (&'static str, Value)> {
    let odd = vec![
        Value::Null,
        json!(-1),
        json!(i64::MAX),
        json!(1e300),
        json!("\0<script>alert(1)</script>"),
        json!([]),
        json!({"a": [{"b": 1}]}),
        json!("x".repeat(3_000)),
    ];
    prop_oneof![3 => Just(honest), 2 => proptest::sample::select(odd)]
        .prop_map(move |value| (name, value))
}

/// The claims of an assertion, some of them left out.
fn assertions(rp: &Rp, now: i64) -> impl Strategy<Value = Value> {
    let claims = (
        claim("iss", json!(rp.id)),
        claim("sub", json!(rp.id)),
        claim("aud", json!([ISSUER])),
        claim("jti", json!("toujours le même")),
        claim("iat", json!(now)),
        claim("exp", json!(now + 60)),
    );
    let kept = proptest::collection::vec(proptest::bool::weighted(0.9), 6);
    (claims, kept).prop_map(|((a, b, c, d, e, f), kept)| {
        let all = [a, b, c, d, e, f].into_iter().zip(kept);
        let kept = all.filter(|(_, kept)| *kept);
        kept.map(|((name, value), _)| (name.to_owned(), value))
            .collect()
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

/// A site that does not slow a loop down.
struct Open(TestApp);

impl Open {
    fn start(backend: Backend) -> Self {
        Self(TestApp::with(backend, &[("GUICHET_SANDBOX_RATE", "0")]))
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

both_databases! {
    async fn nothing_that_is_sent_breaks_an_endpoint_or_sends_a_browser_astray(open: Open) {
        let app = open.0;
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
                (Method::GET, "/userinfo"),
                owned(&[("access_token", &tokens.access)]),
            ),
            (
                (Method::GET, "/redirect-to-sp-with-error"),
                owned(&[("interaction", &"0".repeat(36))]),
            ),
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
    }

    async fn no_assertion_breaks_the_proof_of_a_client(open: Open) {
        let app = open.0;
        let key = own_key();
        let rp = app.rp_of(app.opened(), &with_key(&key));
        let strategy = (assertions(&rp, app.clock.now().utc().timestamp()), any::<bool>(), "[A-Za-z0-9_.-]{0,90}");
        let mut runner = TestRunner::deterministic();
        for _ in 0..CASES {
            let (claims, is_whole, end) = strategy.new_tree(&mut runner).unwrap().current();
            let whole = signed(&key, &claims);
            let cut = whole.rsplit_once('.').unwrap().0;
            let assertion = if is_whole { whole.clone() } else { format!("{cut}.{end}") };
            let pairs = owned(&[
                ("grant_type", "authorization_code"),
                ("code", "abc"),
                ("redirect_uri", &rp.redirect),
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", &assertion),
            ]);
            send(&app, &rp, (Method::POST, "/token"), &pairs).await;
        }
        // Two jti that may be: at most one assertion of each proved the client, and came as far as the code.
        let proved = app.refusals_traced().iter().filter(|code| *code == "Y049E20B").count();
        assert!((1..=2).contains(&proved), "{proved}");
    }

    async fn bodies_that_are_no_forms_are_refused_without_a_fault(open: Open) {
        let app = open.0;
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
    }
}
