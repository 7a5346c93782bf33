//! Attacks on the protocol: each is refused, and none costs the honest party anything but what the rules say.

use actix_web::http::Method;
use guichet::services::ClientDraft;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::sandbox::{
    BASE, ISSUER, Rp, choose, code_shown, get, json as body_of, location,
};
use crate::support::services::client_draft;

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A client's own key: the private half, and the set that holds the public one.
pub(crate) struct OwnKey {
    /// Signs assertions.
    private: EncodingKey,
    /// The set, as a client declares it.
    set: String,
    /// The public point or modulus, for who would take it as a shared secret.
    public: Vec<u8>,
}

/// A new key for `private_key_jwt`.
pub(crate) fn own_key() -> OwnKey {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
    use base64::Engine;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let point = pair.public_key().as_ref().to_vec();
    let set = serde_json::json!({"keys": [{
        "kty": "EC", "crv": "P-256", "x": encode(&point[1..33]), "y": encode(&point[33..]),
        "use": "sig", "alg": "ES256", "kid": "mine",
    }]});
    OwnKey {
        private: EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref()),
        set: set.to_string(),
        public: point,
    }
}

pub(crate) fn with_key(key: &OwnKey) -> ClientDraft {
    ClientDraft {
        auth_method: "private_key_jwt".to_owned(),
        jwks: key.set.clone(),
        ..client_draft("Par clé")
    }
}

/// The claims of an assertion that holds.
fn claims(app: &TestApp, rp: &Rp, jti: &str) -> Value {
    let now = app.clock.now().utc().timestamp();
    json!({
        "iss": rp.id, "sub": rp.id, "aud": format!("{ISSUER}/token"),
        "jti": jti, "iat": now, "exp": now + 60,
    })
}

pub(crate) fn signed(key: &OwnKey, claims: &Value) -> String {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some("mine".to_owned());
    jsonwebtoken::encode(&header, claims, &key.private).unwrap()
}

async fn exchange(app: &TestApp, rp: &Rp, code: &str, assertion: &str) -> (u16, String) {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", rp.redirect.as_str()),
        ("client_id", rp.id.as_str()),
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion),
    ];
    let answer = app.post_form("/token", &fields).await;
    let told = body_of(&answer);
    let text = told
        .get("error_description")
        .and_then(Value::as_str)
        .unwrap_or("")
        .to_owned();
    (answer.status.as_u16(), text)
}

both_databases! {
    async fn a_client_proves_itself_by_its_key_once_an_assertion(app: TestApp) {
        let key = own_key();
        let rp = app.rp_of(app.opened(), &with_key(&key));
        let mut browser = app.browser();
        let code = rp.sign_in(&mut browser, "test").await;
        let assertion = signed(&key, &claims(&app, &rp, "j1"));
        assert_eq!(exchange(&app, &rp, &code, &assertion).await.0, 200);
        let code = rp.sign_in(&mut browser, "test").await;
        let (status, why) = exchange(&app, &rp, &code, &assertion).await;
        assert_eq!(status, 401);
        assert!(why.contains("must only be used once"), "{why}");
        // Other audiences that FranceConnect takes.
        let mut to_issuer = claims(&app, &rp, "j2");
        to_issuer["aud"] = json!([ISSUER]);
        assert_eq!(exchange(&app, &rp, &code, &signed(&key, &to_issuer)).await.0, 200);
    }

    async fn forged_assertions_are_refused_each_for_its_reason(app: TestApp) {
        let key = own_key();
        let rp = app.rp_of(app.opened(), &with_key(&key));
        let code = rp.sign_in(&mut app.browser(), "test").await;
        let now = app.clock.now().utc().timestamp();
        let changed = |name: &str, value: Value| {
            let mut claims = claims(&app, &rp, "j");
            claims[name] = value;
            signed(&key, &claims)
        };
        let part = |value: &Value| {
            use base64::Engine;
            base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string())
        };
        let none = format!("{}.{}.", part(&json!({"alg": "none"})), part(&claims(&app, &rp, "j")));
        let hs = jsonwebtoken::encode(
            &Header::new(Algorithm::HS256),
            &claims(&app, &rp, "j"),
            &EncodingKey::from_secret(&key.public),
        ).unwrap();
        let by_set = jsonwebtoken::encode(
            &Header::new(Algorithm::HS256),
            &claims(&app, &rp, "j"),
            &EncodingKey::from_secret(key.set.as_bytes()),
        ).unwrap();
        let stranger = signed(&own_key(), &claims(&app, &rp, "j"));
        for (assertion, why) in [
            (none, "alg mismatch"),
            (hs, "alg mismatch"),
            (by_set, "alg mismatch"),
            (stranger, "signature is invalid"),
            (changed("aud", json!("https://autre.exemple.fr")), "audience"),
            (changed("iss", json!("autre")), "iss and sub"),
            (changed("exp", json!(now - 20)), "not valid at this time"),
            (changed("exp", json!(now + 3_600)), "not valid at this time"),
            (changed("exp", json!("demain")), "expiration"),
            (changed("iat", json!(now + 60)), "not valid at this time"),
            (changed("jti", json!("")), "jti"),
            (changed("jti", json!("x".repeat(300))), "jti"),
            ("a.b.c".to_owned(), "invalid client assertion format"),
            ("x".repeat(9_000), "invalid client assertion format"),
        ] {
            let (status, told) = exchange(&app, &rp, &code, &assertion).await;
            assert_eq!(status, 401, "{why}: {told}");
            assert!(told.contains(why), "{why}: {told}");
        }
        assert_eq!(app.refusals_traced(), ["Y040001"; 14], "each is told in a trace");
        // The code was never touched.
        let honest = signed(&key, &claims(&app, &rp, "j"));
        assert_eq!(exchange(&app, &rp, &code, &honest).await.0, 200);
    }

    async fn a_secret_does_not_open_a_client_that_has_a_key_nor_the_reverse(app: TestApp) {
        let key = own_key();
        let opened = app.opened();
        let by_key = app.rp_of(opened, &with_key(&key));
        let by_secret = app.rp_of(opened, &client_draft("Par secret"));
        let code = by_key.sign_in(&mut app.browser(), "test").await;
        let mut fields = by_key.exchange_fields(&code);
        fields.retain(|(name, _)| *name != "client_secret");
        fields.push(("client_secret", &by_secret.secret));
        assert_eq!(app.post_form("/token", &fields).await.status, 401);
        let assertion = signed(&key, &claims(&app, &by_secret, "j"));
        let code = by_secret.sign_in(&mut app.browser(), "test").await;
        assert_eq!(exchange(&app, &by_secret, &code, &assertion).await.0, 401);
    }

    async fn y047a2ea_a_stolen_code_is_no_use_to_another_client(app: TestApp) {
        let rp = app.rp();
        let thief = app.rp_of(rp.opened, &client_draft("Voleur"));
        let code = rp.sign_in(&mut app.browser(), "test").await;
        let answer = thief.exchange(&app, &code).await;
        assert_eq!(answer.status, 400);
        assert!(body_of(&answer)["error_uri"].as_str().unwrap().contains("Y047A2EA"));
        assert_eq!(app.refusals_traced(), ["Y047A2EA"]);
        assert_eq!(rp.exchange(&app, &code).await.status, 200, "the owner still has its code");
    }

    async fn two_exchanges_at_once_give_one_token(app: TestApp) {
        let rp = app.rp();
        let code = rp.sign_in(&mut app.browser(), "test").await;
        let (first, second) = futures_util::join!(rp.exchange(&app, &code), rp.exchange(&app, &code));
        let mut statuses = [first.status.as_u16(), second.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 400]);
    }

    async fn a_session_begun_by_somebody_else_does_not_carry_the_person(app: TestApp) {
        let rp = app.rp();
        let mut attacker = app.browser();
        get(&mut attacker, &rp.authorize(&[])).await;
        let planted = attacker.cookie("fc_session_id").unwrap().to_owned();
        let mut victim = app.browser();
        victim.set_cookie("fc_session_id", &planted);
        rp.sign_in(&mut victim, "test").await;
        assert_ne!(victim.cookie("fc_session_id"), Some(planted.as_str()));
        get(&mut attacker, &rp.authorize(&[])).await;
        assert!(!location(&attacker).ends_with("/consent"));
    }

    async fn a_page_of_a_flow_can_not_be_posted_from_elsewhere(app: TestApp) {
        let rp = app.rp();
        let mut browser = app.browser();
        get(&mut browser, &rp.authorize(&[])).await;
        let interaction = location(&browser);
        browser.post_raw(&format!("{interaction}/verify"), &[("fi", "fip1-low"), ("identite", "test")]).await;
        assert_eq!(browser.status, 403);
        get(&mut browser, &format!("{interaction}/identites?fi=fip1-low")).await;
        choose(&mut browser, &interaction, ("fip1-low", "test")).await;
        browser.post_raw(&format!("{interaction}/login"), &[]).await;
        assert_eq!(browser.status, 403);
    }

    async fn huge_parameters_are_refused_politely(app: TestApp) {
        let rp = app.rp();
        let huge = "a".repeat(60_000);
        for name in ["code", "client_id", "client_secret", "redirect_uri", "grant_type", "client_assertion"] {
            let mut fields = rp.exchange_fields("x");
            fields.retain(|(known, _)| *known != name);
            fields.push((name, &huge));
            let status = app.post_form("/token", &fields).await.status.as_u16();
            assert!((400..500).contains(&status), "{name}: {status}");
        }
        // A client_id of that length names nobody; the others do, and are told to their team in few bytes.
        let told = app.refusals_traced();
        assert_eq!(told, ["Y049E20B", "Y0434A7B", "Y049E20B", "Y04C2044", "Y040001"]);
        let too_much = "a".repeat(200_000);
        assert_eq!(app.post_form("/token", &[("code", &too_much)]).await.status, 400);
        let bearer = format!("Bearer {huge}");
        let answer = app.ask(Method::GET, "/userinfo", &[("authorization", &bearer)], b"").await;
        assert_eq!(answer.status, 401);
        let mut browser = app.browser();
        get(&mut browser, &format!("{BASE}/session/end?id_token_hint={huge}")).await;
        assert_eq!((browser.status.as_u16(), code_shown(&browser).as_str()), (400, "Y030007"));
    }
}
