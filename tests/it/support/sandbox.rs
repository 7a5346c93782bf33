//! A client of the sandbox, as a test plays it: requests to the endpoints, pages in a browser.

use actix_web::http::{Method, header};
use actix_web::test::TestRequest;
use guichet::services::{ClientDraft, ClientKey, Environment};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{DecodingKey, Validation};
use serde_json::{Map, Value};
use url::Url;

use super::app::{Answer, TestApp};
use super::browser::Browser;
use super::services::{Opened, client_draft};

/// Where the provider answers.
pub const BASE: &str = "/bac-a-sable/api/v2";
/// The issuer of a test site.
pub const ISSUER: &str = "http://127.0.0.1:8080/bac-a-sable/api/v2";
/// A nonce and a state such as the documentation asks.
pub const NONCE: &str = "n-0123456789abcdef0123456789abcdef";
pub const STATE: &str = "s-0123456789abcdef0123456789abcdef";

/// A sandbox client.
#[derive(Debug, Clone)]
pub struct Rp {
    pub opened: Opened,
    pub key: ClientKey,
    pub id: String,
    pub secret: String,
    pub redirect: String,
    pub post_logout: String,
    pub scopes: Vec<String>,
}

/// Tokens of a complete login.
#[derive(Debug, Clone)]
pub struct Tokens {
    pub access: String,
    pub id: String,
    pub body: Map<String, Value>,
}

impl TestApp {
    /// A client of a new public service.
    pub fn rp(&self) -> Rp {
        let opened = self.opened();
        self.rp_of(opened, &client_draft("Recette"))
    }

    /// Another client of a service.
    pub fn rp_of(&self, opened: Opened, draft: &ClientDraft) -> Rp {
        let (key, id, secret) = self.client(opened, Environment::Sandbox, draft);
        self.deliver();
        Rp {
            opened,
            key,
            id,
            secret: secret.unwrap_or_default(),
            redirect: draft.redirect_uris[0].clone(),
            post_logout: draft.post_logout_redirect_uris[0].clone(),
            scopes: draft.scopes.clone(),
        }
    }

    /// A request of a program.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let mut request = TestRequest::default()
            .method(method)
            .uri(&format!("{BASE}{path}"))
            .set_payload(body.to_vec());
        for (name, value) in headers {
            request = request.insert_header((*name, *value));
        }
        self.call(request).await
    }

    /// A form sent by a program.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        self.ask(Method::POST, path, &kind, body.as_bytes()).await
    }

    /// The identity behind an access token.
    pub async fn userinfo(&self, access: &str) -> Answer {
        let bearer = format!("Bearer {access}");
        self.ask(
            Method::GET,
            "/userinfo",
            &[("authorization", bearer.as_str())],
            b"",
        )
        .await
    }

    /// The published keys.
    pub async fn keys(&self) -> Vec<Jwk> {
        let answer = self.ask(Method::GET, "/jwks", &[], b"").await;
        serde_json::from_slice::<JwkSet>(&answer.body).unwrap().keys
    }

    /// The header and the claims of a token that one of the published keys signed.
    pub async fn verified(&self, token: &str) -> (Value, Map<String, Value>) {
        let header = decoded(token.split('.').next().unwrap());
        let kid = header["kid"].as_str().unwrap();
        let keys = self.keys().await;
        let key = keys
            .iter()
            .find(|key| key.common.key_id.as_deref() == Some(kid))
            .unwrap();
        let alg = header["alg"].as_str().unwrap().parse().unwrap();
        let mut validation = Validation::new(alg);
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let key = DecodingKey::from_jwk(key).unwrap();
        let read = jsonwebtoken::decode::<Map<String, Value>>(token, &key, &validation).unwrap();
        (header, read.claims)
    }
}

/// A part of a token.
pub fn decoded(part: &str) -> Value {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(part)
        .unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// The JSON of an answer.
pub fn json(answer: &Answer) -> Map<String, Value> {
    serde_json::from_slice(&answer.body)
        .unwrap_or_else(|_| panic!("not JSON: {}", String::from_utf8_lossy(&answer.body)))
}

impl Rp {
    /// The parameters of an authorize request that holds.
    pub fn params(&self) -> Vec<(String, String)> {
        [
            ("client_id", self.id.as_str()),
            ("response_type", "code"),
            ("scope", &self.scopes.join(" ")),
            ("redirect_uri", &self.redirect),
            ("acr_values", "eidas1"),
            ("nonce", NONCE),
            ("state", STATE),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    /// The address of an authorize request with some parameters changed, added, or left out.
    pub fn authorize(&self, changes: &[(&str, Option<&str>)]) -> String {
        let mut params = self.params();
        for (name, value) in changes {
            params.retain(|(known, _)| known != name);
            if let Some(value) = value {
                params.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        let query = serde_urlencoded::to_string(&params).unwrap();
        format!("{BASE}/authorize?{query}")
    }

    /// Goes from authorize to the code with this test identity, in this browser.
    pub async fn sign_in(&self, browser: &mut Browser<'_>, identity: &str) -> String {
        self.sign_in_with(browser, identity, &[]).await
    }

    /// The same with other parameters.
    pub async fn sign_in_with(
        &self,
        browser: &mut Browser<'_>,
        identity: &str,
        changes: &[(&str, Option<&str>)],
    ) -> String {
        self.identify(browser, identity, changes).await;
        self.go_on(browser).await
    }

    /// Goes from authorize to the information page.
    pub async fn identify(
        &self,
        browser: &mut Browser<'_>,
        identity: &str,
        changes: &[(&str, Option<&str>)],
    ) {
        get(browser, &self.authorize(changes)).await;
        let interaction = location(browser);
        assert!(
            interaction.starts_with(&format!("{BASE}/interaction/")),
            "{interaction}"
        );
        if interaction.ends_with("/consent") {
            return get(browser, &interaction).await;
        }
        get(browser, &format!("{interaction}/identites?fi=fip1-low")).await;
        choose(browser, &interaction, ("fip1-low", identity)).await;
        let consent = location(browser);
        get(browser, &consent).await;
    }

    /// Goes on from the information page to the client; gives the code.
    pub async fn go_on(&self, browser: &mut Browser<'_>) -> String {
        let action = browser.attr("main form[method=post]", "action").unwrap();
        let body = form(&[("_csrf", &browser.token()), ("consentement", "oui")]);
        browser.send(Method::POST, &action, Some(body)).await;
        let back = location(browser);
        assert!(back.starts_with(&self.redirect), "{back}");
        assert_eq!(part(&back, "state").as_deref(), Some(STATE));
        assert_eq!(part(&back, "iss").as_deref(), Some(ISSUER));
        part(&back, "code").unwrap()
    }

    /// The fields that exchange this code.
    pub fn exchange_fields<'a>(&'a self, code: &'a str) -> Vec<(&'a str, &'a str)> {
        vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect),
            ("client_id", &self.id),
            ("client_secret", &self.secret),
        ]
    }

    /// Exchanges a code.
    pub async fn exchange(&self, app: &TestApp, code: &str) -> Answer {
        app.post_form("/token", &self.exchange_fields(code)).await
    }

    /// A complete login.
    pub async fn tokens(&self, browser: &mut Browser<'_>, identity: &str) -> Tokens {
        let code = self.sign_in(browser, identity).await;
        self.redeemed(browser.app(), &code).await
    }

    /// The tokens of a code that holds.
    pub async fn redeemed(&self, app: &TestApp, code: &str) -> Tokens {
        let answer = self.exchange(app, code).await;
        assert_eq!(
            answer.status,
            200,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        let body = json(&answer);
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        Tokens {
            access: text("access_token"),
            id: text("id_token"),
            body,
        }
    }

    /// The address of a logout.
    pub fn logout(&self, id_token: &str) -> String {
        let pairs = [
            ("id_token_hint", id_token),
            ("post_logout_redirect_uri", &self.post_logout),
            ("state", STATE),
        ];
        let query = serde_urlencoded::to_string(pairs).unwrap();
        format!("{BASE}/session/end?{query}")
    }
}

/// Asks one page without following.
pub async fn get(browser: &mut Browser<'_>, address: &str) {
    browser.send(Method::GET, address, None).await;
}

/// Chooses a person at an identity provider.
pub async fn choose(browser: &mut Browser<'_>, interaction: &str, (fi, identity): (&str, &str)) {
    let body = form(&[
        ("_csrf", &browser.token()),
        ("fi", fi),
        ("identite", identity),
    ]);
    let address = format!("{interaction}/verify");
    browser.send(Method::POST, &address, Some(body)).await;
}

/// The body of a form.
pub fn form(fields: &[(&str, &str)]) -> (String, Vec<u8>) {
    (
        "application/x-www-form-urlencoded".to_owned(),
        serde_urlencoded::to_string(fields).unwrap().into_bytes(),
    )
}

/// Where the browser is sent.
pub fn location(browser: &Browser<'_>) -> String {
    let found = browser.headers.get(header::LOCATION);
    let found = found.unwrap_or_else(|| {
        panic!(
            "{} answers {} and leads nowhere:\n{}",
            browser.address,
            browser.status,
            browser.visible_text()
        )
    });
    found.to_str().unwrap().to_owned()
}

/// A parameter of an address, in its query or its fragment.
pub fn part(address: &str, name: &str) -> Option<String> {
    let url = Url::options()
        .base_url(Some(&Url::parse("http://127.0.0.1:8080").unwrap()))
        .parse(address)
        .unwrap();
    let found = |text: &str| {
        url::form_urlencoded::parse(text.as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    };
    url.query()
        .and_then(found)
        .or_else(|| url.fragment().and_then(found))
}

/// The code shown by a page of refusal.
pub fn code_shown(browser: &Browser<'_>) -> String {
    browser
        .text(".g-title__over")
        .trim_start_matches("Erreur ")
        .to_owned()
}

/// Every identity scope, and one of a data provider.
pub const ALL_SCOPES: [&str; 16] = [
    "openid",
    "profile",
    "birth",
    "identite_pivot",
    "given_name",
    "family_name",
    "preferred_username",
    "gender",
    "birthdate",
    "birthplace",
    "birthcountry",
    "email",
    "idp_birthdate",
    "idp_id",
    "amr",
    "dgfip_rfr",
];

impl TestApp {
    /// A client whose service was granted everything, public or private.
    pub fn wide_rp(&self, legal_basis: &str) -> Rp {
        let opened = self.opened();
        self.deliver();
        let claims = ALL_SCOPES
            .iter()
            .filter(|scope| !["profile", "birth", "identite_pivot", "dgfip_rfr"].contains(scope))
            .map(|scope| format!("\"{scope}\""))
            .collect::<Vec<_>>()
            .join(",");
        self.beside()
            .sql(&format!(
                "UPDATE habilitations SET claims = '[{claims}]', data_apis = '[\"dgfip_rfr\"]', legal_basis = '{legal_basis}'"
            ))
            .unwrap();
        let mut draft = client_draft("Tout");
        draft.scopes = ALL_SCOPES.map(str::to_owned).to_vec();
        self.rp_of(opened, &draft)
    }
}
