//! The endpoints that servers call: one row per rule of reference/franceconnect.md 2.5 to 2.7, named by its code.

use actix_web::http::{Method, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;
use guichet::services::ClientDraft;

use crate::support::TestApp;
use crate::support::sandbox::{ISSUER, NONCE, Rp, get, json, location};
use crate::support::services::client_draft;

/// What is changed in an exchange that holds, and what is answered.
type Row = (
    &'static str,
    u16,
    &'static str,
    &'static str,
    fn(&Rp, &mut Vec<(String, String)>),
);

fn set(fields: &mut Vec<(String, String)>, name: &str, value: &str) {
    fields.retain(|(known, _)| known != name);
    fields.push((name.to_owned(), value.to_owned()));
}

fn drop_field(fields: &mut Vec<(String, String)>, name: &str) {
    fields.retain(|(known, _)| known != name);
}

const ROWS: &[Row] = &[
    (
        "Y0434A7B",
        401,
        "invalid_client",
        "client authentication failed (invalid secret provided)",
        |_, fields| set(fields, "client_secret", &"0".repeat(64)),
    ),
    (
        "Y0479FCE",
        401,
        "invalid_client",
        "client authentication failed (client not found)",
        |_, fields| set(fields, "client_id", &"0".repeat(64)),
    ),
    (
        "Y0479FCE",
        401,
        "invalid_client",
        "client authentication failed (client not found)",
        |_, fields| set(fields, "client_id", "a\0b"),
    ),
    (
        "Y044D82C",
        401,
        "invalid_client",
        "client authentication failed (the provided authentication mechanism does not match the registered client authentication method)",
        |_, fields| drop_field(fields, "client_secret"),
    ),
    (
        "Y044FEB3",
        400,
        "invalid_request",
        "no client authentication mechanism provided (undefined)",
        |_, fields| {
            drop_field(fields, "client_secret");
            drop_field(fields, "client_id");
        },
    ),
    (
        "Y048017B",
        400,
        "invalid_request",
        "missing required parameter 'code' (undefined)",
        |_, fields| drop_field(fields, "code"),
    ),
    (
        "Y048017B",
        400,
        "invalid_request",
        "missing required parameter 'redirect_uri' (undefined)",
        |_, fields| drop_field(fields, "redirect_uri"),
    ),
    (
        "Y049E20B",
        400,
        "invalid_grant",
        "grant request is invalid (authorization code not found)",
        |_, fields| set(fields, "code", &"A".repeat(43)),
    ),
    (
        "Y04F8199",
        400,
        "invalid_grant",
        "grant request is invalid (authorization code redirect_uri mismatch)",
        |_, fields| set(fields, "redirect_uri", "https://mechant.exemple.fr/"),
    ),
    (
        "Y04C2044",
        400,
        "unsupported_grant_type",
        "unsupported grant_type requested (refresh_token)",
        |_, fields| set(fields, "grant_type", "refresh_token"),
    ),
    (
        "Y0496E4A",
        400,
        "invalid_request",
        "'code' parameter must not be provided twice",
        |_, fields| fields.push(("code".to_owned(), "autre".to_owned())),
    ),
    (
        "Y0446550",
        400,
        "invalid_grant",
        "grant request is invalid (PKCE verification failed)",
        |_, fields| set(fields, "code_verifier", &"v".repeat(43)),
    ),
];

fn fields_of(rp: &Rp, code: &str) -> Vec<(String, String)> {
    rp.exchange_fields(code)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

both_databases! {
    async fn each_refusal_of_the_token_endpoint_has_its_code(app: TestApp) {
        let rp = app.rp();
        let mut browser = app.browser();
        let code = rp.sign_in(&mut browser, "test").await;
        for (code_shown, status, error, description, change) in ROWS {
            let mut fields = fields_of(&rp, &code);
            change(&rp, &mut fields);
            let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let answer = app.post_form("/token", &pairs).await;
            let body = json(&answer);
            assert_eq!(answer.status, *status, "{code_shown}: {body:?}");
            assert_eq!(body["error"], *error, "{code_shown}");
            assert_eq!(body["error_description"], *description, "{code_shown}");
            let about = body["error_uri"].as_str().unwrap();
            assert!(about.contains(&format!("?code={code_shown}&id=")), "{code_shown}: {about}");
            assert_eq!(body.len(), 3);
            assert!(answer.cookies.is_empty(), "a program gets no cookie");
        }
        let rows: Vec<&str> = ROWS.iter().map(|row| row.0).collect();
        assert_eq!(app.refusals_traced(), rows, "each is told in a trace");
        let wrong_kind = app.ask(Method::POST, "/token", &[("content-type", "application/json")], b"{}").await;
        assert_eq!(wrong_kind.status, 400);
        assert!(json(&wrong_kind)["error_uri"].as_str().unwrap().contains("Y043C322"));
        assert_eq!(
            json(&wrong_kind)["error_description"],
            "only application/x-www-form-urlencoded content-type bodies are supported on POST /token"
        );
        let basic = STANDARD.encode(format!("{}:{}", rp.id, rp.secret));
        let fields = serde_urlencoded::to_string([("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", &rp.redirect)]).unwrap();
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("authorization", &format!("Basic {basic}"))];
        let answer = app.ask(Method::POST, "/token", &headers, fields.as_bytes()).await;
        assert_eq!(answer.status, 401);
        assert!(json(&answer)["error_uri"].as_str().unwrap().contains("Y044D82C"));
        // Refused tries cost the code nothing.
        assert_eq!(rp.exchange(&app, &code).await.status, 200);
    }

    async fn the_answer_has_five_keys_and_the_id_token_the_listed_ones(app: TestApp) {
        let rp = app.rp();
        let mut browser = app.browser();
        let tokens = rp.tokens(&mut browser, "test").await;
        let keys: Vec<&str> = tokens.body.keys().map(String::as_str).collect();
        assert_eq!(keys, ["access_token", "expires_in", "id_token", "scope", "token_type"]);
        assert_eq!(tokens.body["expires_in"], 60);
        assert_eq!(tokens.body["token_type"], "Bearer");
        assert_eq!(tokens.body["scope"], "openid family_name");
        assert_eq!(tokens.access.len(), 43);
        let (head, claims) = app.verified(&tokens.id).await;
        assert_eq!(head, serde_json::json!({"alg": "ES256", "kid": "pkcs11:ES256:hsm"}));
        let mut names: Vec<&str> = claims.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["acr", "aud", "auth_time", "exp", "iat", "iss", "nonce", "sub"]);
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 60);
        assert_eq!((claims["nonce"].as_str(), claims["aud"].as_str()), (Some(NONCE), Some(rp.id.as_str())));
        assert_eq!((claims["iss"].as_str(), claims["acr"].as_str()), (Some(ISSUER), Some("eidas1")));
        let sub = claims["sub"].as_str().unwrap();
        assert!(sub.len() == 66 && sub.ends_with("v1") && sub[..64].bytes().all(|b| b.is_ascii_hexdigit()));
        let amr = [("claims", Some("{\"id_token\":{\"amr\":{\"essential\":true}}}"))];
        let code = rp.sign_in_with(&mut browser, "test", &amr).await;
        let (_, claims) = app.verified(&rp.redeemed(&app, &code).await.id).await;
        assert_eq!((claims.len(), &claims["amr"]), (9, &serde_json::json!(["fc", "pwd"])));
    }

    async fn rs256_is_signed_for_a_client_that_asked_for_it(app: TestApp) {
        let draft = ClientDraft {
            signing_alg: "RS256".to_owned(),
            ..client_draft("Recette RSA")
        };
        let rp = app.rp_of(app.opened(), &draft);
        let tokens = rp.tokens(&mut app.browser(), "test").await;
        let (head, _) = app.verified(&tokens.id).await;
        assert_eq!(head, serde_json::json!({"alg": "RS256", "kid": "pkcs11:RS256:hsm"}));
        let answer = app.userinfo(&tokens.access).await;
        let (head, _) = app.verified(std::str::from_utf8(&answer.body).unwrap()).await;
        assert_eq!(head["alg"], "RS256");
    }

    async fn a_code_lives_30_seconds_and_is_used_once(app: TestApp) {
        let rp = app.rp();
        let mut browser = app.browser();
        let code = rp.sign_in(&mut browser, "test").await;
        app.clock.advance(Duration::seconds(29));
        let first = rp.redeemed(&app, &code).await;
        assert_eq!(app.userinfo(&first.access).await.status, 200);
        let replayed = rp.exchange(&app, &code).await;
        assert!(json(&replayed)["error_uri"].as_str().unwrap().contains("Y0416228"));
        // The replay revoked what the first exchange gave.
        let after = app.userinfo(&first.access).await;
        assert_eq!((after.status.as_u16(), json(&after)["error"].as_str().unwrap().to_owned()), (401, "invalid_token".to_owned()));
        let again = rp.exchange(&app, &code).await;
        assert!(json(&again)["error_uri"].as_str().unwrap().contains("Y049E20B"));
        let code = rp.sign_in(&mut browser, "test").await;
        app.clock.advance(Duration::seconds(30));
        let late = rp.exchange(&app, &code).await;
        assert!(json(&late)["error_uri"].as_str().unwrap().contains("Y043F0A8"));
    }

    async fn a_grant_ends_before_its_token(app: TestApp) {
        let rp = app.rp();
        let mut browser = app.browser();
        let code = rp.sign_in(&mut browser, "test").await;
        app.clock.advance(Duration::seconds(20));
        let tokens = rp.redeemed(&app, &code).await;
        app.clock.advance(Duration::seconds(9));
        assert_eq!(app.userinfo(&tokens.access).await.status, 200);
        app.clock.advance(Duration::seconds(1));
        let late = app.userinfo(&tokens.access).await;
        assert_eq!(late.status, 401);
        assert_eq!(json(&late)["error_description"], "invalid token provided (grant not found)");
        app.clock.advance(Duration::seconds(50));
        let over = app.userinfo(&tokens.access).await;
        assert_eq!(json(&over)["error_description"], "invalid token provided (access token not found)");
    }

    async fn y04d8b5c_a_logout_takes_the_grant_of_a_code_not_yet_exchanged(app: TestApp) {
        let rp = app.rp();
        let mut browser = app.browser();
        let tokens = rp.tokens(&mut browser, "test").await;
        let code = rp.sign_in(&mut browser, "test").await;
        browser.visit(&rp.logout(&tokens.id)).await;
        let body = crate::support::sandbox::form(&[
            ("_csrf", &browser.token()),
            ("id_token_hint", &tokens.id),
        ]);
        browser.send(Method::POST, "/bac-a-sable/api/v2/session/end/confirm", Some(body)).await;
        assert_eq!(location(&browser), "/bac-a-sable/api/v2/session/end/success");
        let answer = rp.exchange(&app, &code).await;
        assert!(json(&answer)["error_uri"].as_str().unwrap().contains("Y04D8B5C"));
        assert_eq!(app.userinfo(&tokens.access).await.status, 401);
    }

    async fn userinfo_wants_one_live_token(app: TestApp) {
        let rp = app.rp();
        let none = app.ask(Method::GET, "/userinfo", &[], b"").await;
        assert_eq!(none.status, 401);
        assert_eq!(json(&none)["error_description"], "no access token provided (no access token provided)");
        assert!(json(&none)["error_uri"].as_str().unwrap().contains("Y04146A2"));
        assert!(none.headers.get(header::WWW_AUTHENTICATE).unwrap().to_str().unwrap().starts_with("Bearer "));
        let unknown = app.userinfo(&"A".repeat(43)).await;
        assert_eq!(unknown.status, 401);
        assert!(json(&unknown)["error_uri"].as_str().unwrap().contains("Y040001"));
        let tokens = rp.tokens(&mut app.browser(), "test").await;
        let query = format!("/userinfo?access_token={}", tokens.access);
        let by_query = app.ask(Method::GET, &query, &[], b"").await;
        assert_eq!(by_query.status, 200);
        assert_eq!(by_query.headers.get(header::CONTENT_TYPE).unwrap(), "application/jwt");
        assert!(by_query.cookies.is_empty());
        let bearer = format!("Bearer {}", tokens.access);
        let both = app.ask(Method::GET, &query, &[("authorization", &bearer)], b"").await;
        assert_eq!(both.status, 400);
    }

    async fn a_token_is_given_back_by_its_client_only(app: TestApp) {
        let rp = app.rp();
        let other = app.rp_of(rp.opened, &client_draft("Autre"));
        let tokens = rp.tokens(&mut app.browser(), "test").await;
        let give_back = |who: &Rp| {
            vec![
                ("token".to_owned(), tokens.access.clone()),
                ("client_id".to_owned(), who.id.clone()),
                ("client_secret".to_owned(), who.secret.clone()),
            ]
        };
        let ask = async |fields: Vec<(String, String)>| {
            let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            app.post_form("/token/revocation", &pairs).await.status.as_u16()
        };
        let mut hinted = give_back(&rp);
        hinted.push(("token_type_hint".to_owned(), "access_token".to_owned()));
        assert_eq!(ask(hinted).await, 400);
        let mut short = give_back(&rp);
        set(&mut short, "token", "abc");
        assert_eq!(ask(short).await, 400);
        let mut wrong = give_back(&rp);
        set(&mut wrong, "client_secret", &other.secret);
        assert_eq!(ask(wrong).await, 401);
        assert_eq!(ask(give_back(&other)).await, 200);
        assert_eq!(app.userinfo(&tokens.access).await.status, 200, "another client revoked it");
        assert_eq!(ask(give_back(&rp)).await, 200);
        assert_eq!(app.userinfo(&tokens.access).await.status, 401);
    }

    async fn a_second_service_finds_the_person_signed_in(app: TestApp) {
        let rp = app.rp();
        let other = app.rp_of(rp.opened, &client_draft("Autre"));
        let mut browser = app.browser();
        let first = rp.tokens(&mut browser, "test").await;
        get(&mut browser, &other.authorize(&[])).await;
        assert!(location(&browser).ends_with("/consent"));
        let consent = location(&browser);
        get(&mut browser, &consent).await;
        assert!(browser.text("h1").contains("ANGELA"));
        let code = other.go_on(&mut browser).await;
        let second = other.redeemed(&app, &code).await;
        let sub = async |token: &str| app.verified(token).await.1["sub"].clone();
        assert_ne!(sub(&first.id).await, sub(&second.id).await, "two clients share no identifier");
        let same = rp.tokens(&mut app.browser(), "test").await;
        assert_eq!(sub(&first.id).await, sub(&same.id).await);
    }
}
