//! Getting started: ready configurations with the values of a client, the demonstration service, the reference.

use actix_web::http::{Method, StatusCode};
use diesel::prelude::*;
use guichet::kernel::error::Outcome;
use guichet::schema::{clients, sandbox_demos};
use guichet::services::{self, ClientCommand, ClientKey, Environment, ServiceId};
use serde_json::Value;

use crate::support::TestApp;
use crate::support::services::{Opened, client_draft};

const LIBRARIES: [&str; 11] = [
    "curl",
    "node",
    "python",
    "france-connect-py",
    "apache",
    "java",
    "php",
    "ruby",
    "go",
    "keycloak",
    "dotnet",
];

fn start(opened: Opened, key: ClientKey, tail: &str) -> String {
    format!(
        "/espace/services/{}/clients/{key}/demarrer{tail}",
        opened.service
    )
}

fn trial(service: ServiceId, tail: &str) -> String {
    format!("/espace/services/{service}/essai{tail}")
}

fn demos(app: &TestApp) -> Vec<(ClientKey, String)> {
    let rows: Outcome<_> = app.db().read_now(|c| {
        Ok(sandbox_demos::table
            .select((sandbox_demos::client_id, sandbox_demos::secret_sealed))
            .load(c)?)
    });
    rows.unwrap()
}

/// What the file of each library must say, besides the client and its address: the issuer or its endpoints, the scopes,
/// the level, and how the client proves itself or what keeps PKCE away.
const SAID: [(&str, &[&str]); 11] = [
    (
        "curl",
        &["/token", "openid family_name", "eidas1", "client_secret="],
    ),
    (
        "node",
        &[
            "/bac-a-sable/api/v2",
            "openid family_name",
            "eidas1",
            "ClientSecretPost",
            "ES256",
        ],
    ),
    (
        "python",
        &[
            "/.well-known/openid-configuration",
            "openid family_name",
            "eidas1",
            "client_secret_post",
        ],
    ),
    (
        "france-connect-py",
        &[
            "openid",
            "family_name",
            "/userinfo",
            "/session/end",
            "ES256",
        ],
    ),
    (
        "apache",
        &[
            "/.well-known/openid-configuration",
            "openid family_name",
            "acr_values=eidas1",
            "client_secret_post",
        ],
    ),
    (
        "java",
        &[
            "/bac-a-sable/api/v2",
            "openid,family_name",
            "eidas1",
            "client_secret_post",
        ],
    ),
    (
        "php",
        &["/bac-a-sable/api/v2", "openid family_name", "eidas1"],
    ),
    (
        "ruby",
        &[
            "/bac-a-sable/api/v2",
            "openid family_name",
            "eidas1",
            "access_token!(:body)",
        ],
    ),
    (
        "go",
        &[
            "/bac-a-sable/api/v2",
            "openid family_name",
            "eidas1",
            "AuthStyleInParams",
            "ES256",
        ],
    ),
    (
        "keycloak",
        &[
            "/authorize?acr_values=eidas1",
            "/token",
            "/userinfo",
            "/jwks",
            "/session/end",
            "openid family_name",
            "client_secret_post",
            "\"pkceEnabled\": \"false\"",
        ],
    ),
    (
        "dotnet",
        &[
            "/bac-a-sable/api/v2",
            "openid",
            "family_name",
            "eidas1",
            "UsePkce = false",
            "DisableTelemetry = true",
        ],
    ),
];

both_databases! {
    async fn each_library_has_a_file_made_of_the_clients_own_values(app: TestApp) {
        let opened = app.opened();
        let mut draft = client_draft("Recette");
        draft.redirect_uris = vec!["http://localhost:4567/retour?a='\"b".to_owned()];
        draft.post_logout_redirect_uris = vec!["http://localhost:4567/fin".to_owned()];
        let (key, client_id, secret) = app.client(opened, Environment::Sandbox, &draft);
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&start(opened, key, "")).await;
        assert_eq!(owner.text("#client-id"), client_id);
        assert_eq!(owner.text("#scope"), "openid family_name");
        assert_eq!(owner.attrs("td a", "href").len(), LIBRARIES.len());
        for library in LIBRARIES {
            owner.visit(&start(opened, key, &format!("/{library}"))).await;
            let shown = owner.text("#recette");
            assert!(shown.contains(&client_id), "{library}");
            assert!(!shown.contains(secret.as_deref().unwrap()), "{library}");
            assert!(!shown.contains("{{"), "{library}");
            owner.open(&start(opened, key, &format!("/{library}/fichier"))).await;
            assert_eq!(owner.status, StatusCode::OK);
            let disposition = owner.headers.get("content-disposition").unwrap().to_str().unwrap();
            assert!(disposition.starts_with("attachment"), "{library}");
            assert!(owner.html.contains(&client_id), "{library}");
            let (_, said) = SAID.iter().find(|(name, _)| *name == library).unwrap();
            for words in *said {
                assert!(owner.html.contains(words), "{library} does not say {words}:\n{}", owner.html);
            }
            let names_return = owner.html.contains("/retour");
            assert!(names_return || library == "keycloak", "{library}");
        }
        owner.open(&start(opened, key, "/fortran")).await;
        assert_eq!(owner.status, StatusCode::NOT_FOUND);
        app.deliver();
    }

    async fn a_client_of_others_does_not_exist_here(app: TestApp) {
        let opened = app.opened();
        let (key, _, _) = app.client(opened, Environment::Sandbox, &client_draft("Recette"));
        let (production, _, _) = app.client(opened, Environment::Production, &client_draft("Production"));
        let stranger = app.person("etranger@ailleurs.fr", &[]);
        let mut browser = app.signed_in(stranger);
        for tail in ["", "/node", "/node/fichier"] {
            browser.open(&start(opened, key, tail)).await;
            assert_eq!(browser.status, StatusCode::NOT_FOUND, "{tail}");
        }
        for tail in ["", "/connexion"] {
            browser.open(&trial(opened.service, tail)).await;
            assert_eq!(browser.status, StatusCode::NOT_FOUND, "{tail}");
        }
        browser.visit("/organisations").await;
        browser.post(&trial(opened.service, ""), &[]).await;
        assert_eq!(browser.status, StatusCode::NOT_FOUND);
        let mut owner = app.signed_in(opened.owner);
        owner.open(&start(opened, production, "")).await;
        assert_eq!(owner.status, StatusCode::NOT_FOUND, "a production client does not call the sandbox");
        app.deliver();
    }

    async fn the_demonstration_has_one_client_whose_secret_is_kept_sealed(app: TestApp) {
        let opened = app.opened();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&trial(opened.service, "")).await;
        assert!(!owner.visible_text().contains("Se connecter au bac à sable"));
        owner.open(&trial(opened.service, "/connexion")).await;
        assert_eq!(owner.address, trial(opened.service, ""));
        assert!(demos(&app).is_empty(), "nothing is made by reading");
        owner.visit(&trial(opened.service, "")).await;
        owner.press("Préparer la démonstration").await;
        assert!(owner.visible_text().contains("Se connecter au bac à sable"));
        owner.post(&trial(opened.service, ""), &[]).await;
        let kept = demos(&app);
        let [(key, sealed)] = kept.as_slice() else {
            panic!("{kept:?}")
        };
        let count: Outcome<i64> = app.db().read_now(|c| Ok(clients::table.count().get_result(c)?));
        assert_eq!(count.unwrap(), 1, "a form sent twice makes one client");
        assert!(sealed.starts_with("v1."));

        app.act(opened.owner, |tx, ctx| {
            services::disable_client(tx, ctx, opened.owner, (opened.service, *key))
        });
        owner.visit(&trial(opened.service, "")).await;
        owner.press("Préparer la démonstration").await;
        assert_ne!(demos(&app)[0].0, *key, "another one is made when the former is disabled");
        app.deliver();
    }

    async fn a_login_is_tried_with_a_state_that_only_this_browser_knows(app: TestApp) {
        let opened = app.opened();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&trial(opened.service, "")).await;
        owner.press("Préparer la démonstration").await;
        let address = owner.attr("main a.fr-btn", "href").unwrap();
        owner.send(Method::GET, &address, None).await;
        assert_eq!(owner.status, StatusCode::SEE_OTHER);
        let location = owner.headers.get("location").unwrap().to_str().unwrap().to_owned();
        assert!(location.contains("/bac-a-sable/api/v2/authorize?response_type=code"));
        assert!(!location.contains("code_challenge") && !location.contains("secret"));
        let query = url::Url::parse(&location).unwrap();
        let state = query.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        assert_eq!(state.len(), 43);

        owner.open("/bac-a-sable/essai/retour?code=c&state=autre").await;
        assert_eq!(owner.status, StatusCode::BAD_REQUEST);
        assert!(owner.visible_text().contains("Le state reçu n'est pas celui"));
        // The state served once: what came back is judged against another one from now on.
        owner.open(&format!("/bac-a-sable/essai/retour?code=c&state={state}")).await;
        assert_eq!(owner.status, StatusCode::BAD_REQUEST);
        owner.open("/bac-a-sable/essai/au-revoir?state=autre").await;
        assert_eq!(owner.status, StatusCode::BAD_REQUEST);

        let mut other = app.signed_in(opened.owner);
        other.open(&format!("/bac-a-sable/essai/retour?code=c&state={state}")).await;
        assert_eq!(other.status, StatusCode::CONFLICT);
        assert!(other.visible_text().contains("Aucun essai de connexion"));
        app.deliver();
    }

    async fn the_reference_is_a_page_and_a_document(app: TestApp) {
        let mut browser = app.browser();
        browser.visit("/bac-a-sable/documentation").await;
        assert!(browser.visible_text().contains("acr_values"));
        browser.open("/bac-a-sable/openapi.json").await;
        assert_eq!(browser.status, StatusCode::OK);
        let document: Value = serde_json::from_str(&browser.html).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        assert!(document["servers"][0]["url"].as_str().unwrap().ends_with("/bac-a-sable/api/v2"));
        // What the document names exists: each path answers something else than "no such address".
        let paths: Vec<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
        for path in paths.iter().filter(|path| !path.starts_with("/token")) {
            browser.open(&format!("/bac-a-sable/api/v2{path}")).await;
            assert_ne!(browser.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

both_databases! {
    async fn a_client_that_loops_is_told_how_long_to_wait(app: TestApp) {
        let opened = app.opened();
        let (_, client_id, secret) = app.client(opened, Environment::Sandbox, &client_draft("Boucle"));
        let (_, other, _) = app.client(opened, Environment::Sandbox, &client_draft("Autre"));
        let secret = secret.unwrap();
        let body = |client_id: &str| {
            let fields = [("grant_type", "authorization_code"), ("code", "c"), ("client_id", client_id),
                ("client_secret", &secret), ("redirect_uri", "https://demarches.exemple.fr/retour")];
            serde_urlencoded::to_string(fields).unwrap().into_bytes()
        };
        let kind = "application/x-www-form-urlencoded".to_owned();
        let mut program = app.browser();
        let path = "/bac-a-sable/api/v2/token";
        for turn in 0..100 {
            program.send(Method::POST, path, Some((kind.clone(), body(&client_id)))).await;
            assert_eq!(program.status, StatusCode::BAD_REQUEST, "turn {turn}");
        }
        program.send(Method::POST, path, Some((kind.clone(), body(&client_id)))).await;
        assert_eq!(program.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(program.headers.get("retry-after").unwrap(), "1");
        let told: Value = serde_json::from_str(&program.html).unwrap();
        assert_eq!(told["error"], "temporarily_unavailable");
        program.send(Method::POST, path, Some((kind.clone(), body(&other)))).await;
        assert_eq!(program.status, StatusCode::UNAUTHORIZED, "another client is not slowed down");
        program.send(Method::GET, &format!("/bac-a-sable/api/v2/authorize?client_id={client_id}"), None).await;
        assert_eq!(program.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(program.has("h1"), "a browser is shown a page");
        app.clock.advance(chrono::Duration::seconds(1));
        program.send(Method::POST, path, Some((kind, body(&client_id)))).await;
        assert_eq!(program.status, StatusCode::BAD_REQUEST);
        app.deliver();
    }
}

both_databases! {
    async fn a_change_of_configuration_applies_to_the_next_call(app: TestApp) {
        const FORMER: &str = "https://demarches.exemple.fr/retour";
        const NEW: &str = "https://demarches.exemple.fr/nouveau";
        let opened = app.opened();
        let (key, client_id, _) = app.client(opened, Environment::Sandbox, &client_draft("Recette"));
        let ask = |redirect: &str| {
            let state = "0123456789abcdef0123456789abcdef";
            let fields = [("response_type", "code"), ("client_id", client_id.as_str()), ("redirect_uri", redirect),
                ("scope", "openid"), ("acr_values", "eidas1"), ("state", state), ("nonce", state)];
            format!("/bac-a-sable/api/v2/authorize?{}", serde_urlencoded::to_string(fields).unwrap())
        };
        let mut citizen = app.browser();
        citizen.send(Method::GET, &ask(FORMER), None).await;
        assert_eq!(citizen.status, StatusCode::SEE_OTHER);
        let mut draft = client_draft("Recette");
        draft.redirect_uris = vec![NEW.to_owned()];
        let command = ClientCommand { service: opened.service, client: key, seen: 1, draft };
        app.act(opened.owner, |tx, ctx| services::edit_client(tx, ctx, opened.owner, &command));
        for (redirect, status) in [(FORMER, StatusCode::BAD_REQUEST), (NEW, StatusCode::SEE_OTHER)] {
            citizen.send(Method::GET, &ask(redirect), None).await;
            assert_eq!(citizen.status, status, "{redirect}");
        }
        app.act(opened.owner, |tx, ctx| services::disable_client(tx, ctx, opened.owner, (opened.service, key)));
        citizen.send(Method::GET, &ask(NEW), None).await;
        assert_eq!(citizen.status, StatusCode::BAD_REQUEST, "a disabled client calls no more");
        app.deliver();
    }
}
