//! The rows of reference/franceconnect.md 2.1 to 2.4 that no other table holds, and the proof that no code lacks a test.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;

use actix_web::http::Method;
use guichet::kernel::db::Backend;
use guichet::sandbox::fault;
use guichet::services::ClientDraft;

use crate::support::TestApp;
use crate::support::sandbox::{BASE, code_shown, get, location};
use crate::support::services::client_draft;

/// A code and its grant begin together and last as long, so that this one is never met here; the rule itself is held by
/// the tests of `provider/exchange.rs`.
const NEVER_MET: &str = "Y049D91E";

#[test]
fn every_code_is_named_by_a_test() {
    let tests: String = fs::read_dir("tests/it")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains("sandbox_"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let missing: Vec<&str> = fault::rows()
        .map(|row| row.code)
        .filter(|code| !tests.contains(code) && *code != NEVER_MET)
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

/// Answers each request of a client's document with the next of these.
fn documents(answers: &'static [&'static str]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4_096]).unwrap();
            let (status, body) = answer.split_once('|').unwrap();
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            )
            .unwrap();
        }
    });
    port
}

const A: &str = "https://a.exemple.fr/retour";
const B: &str = "https://b.exemple.fr/retour";
const DECLARED: &str = "https://a.exemple.fr/secteur";
/// What the document answers, and the code of the refusal, if any.
const SECTORS: [(&str, &str); 6] = [
    ("404 Not Found|", "Y04A8220"),
    ("200 OK|<html>", "Y049E35D"),
    ("200 OK|{}", "Y04DB11F"),
    ("200 OK|[\"https://a.exemple.fr/retour\"]", "Y046696C"),
    (
        "200 OK|[\"https://a.exemple.fr/retour\",\"https://b.exemple.fr/retour\"]",
        "",
    ),
    ("", "Y04ED062"),
];

#[test]
fn y04a8220_to_y046696c_a_sector_document_must_list_every_address() {
    const ANSWERS: &[&str] = &[
        SECTORS[0].0,
        SECTORS[1].0,
        SECTORS[2].0,
        SECTORS[3].0,
        SECTORS[4].0,
    ];
    crate::support::block_on(async {
        let app = TestApp::with(Backend::Sqlite, &[("GUICHET_URL_CHECKS", "loopback")]);
        let draft = ClientDraft {
            redirect_uris: vec![A.to_owned(), B.to_owned()],
            sector_identifier_uri: DECLARED.to_owned(),
            ..client_draft("Deux hôtes")
        };
        let rp = app.rp_of(app.opened(), &draft);
        let port = documents(ANSWERS);
        let mut declared = DECLARED.to_owned();
        for (number, (answer, code)) in SECTORS.into_iter().enumerate() {
            // What is declared must be behind TLS, which a server of the test is not: it is put in its place.
            let place = if answer.is_empty() { 9 } else { port };
            let here = format!("http://127.0.0.1:{place}/{number}");
            app.beside()
                .sql(&format!(
                    "UPDATE clients SET configuration = replace(configuration, '{declared}', '{here}')"
                ))
                .unwrap();
            declared = here;
            let mut browser = app.browser();
            get(&mut browser, &rp.authorize(&[])).await;
            if code.is_empty() {
                assert_eq!(browser.status, 303, "{}", browser.visible_text());
            } else {
                let shown = (browser.status.as_u16(), code_shown(&browser));
                assert_eq!(shown, (400, code.to_owned()), "{answer}");
                assert!(browser.headers.get("location").is_none());
            }
        }
        let told = app.refusals_traced();
        assert_eq!(
            told,
            ["Y04A8220", "Y049E35D", "Y04DB11F", "Y046696C", "Y04ED062"]
        );
    });
}

both_databases! {
    async fn the_root_leads_to_franceconnect_and_nothing_is_shared_across_origins(app: TestApp) {
        let root = app.ask(Method::GET, "", &[("origin", "https://ailleurs.exemple.fr")], b"").await;
        assert_eq!(root.status, 301);
        assert_eq!(root.headers.get("location").unwrap(), "https://franceconnect.gouv.fr");
        for path in ["/jwks", "/.well-known/openid-configuration", "/userinfo"] {
            let answer = app.ask(Method::GET, path, &[("origin", "https://ailleurs.exemple.fr")], b"").await;
            assert!(answer.headers.get("access-control-allow-origin").is_none(), "{path}");
            assert!(answer.cookies.is_empty(), "{path}");
        }
        let keys = app.ask(Method::GET, "/jwks", &[], b"").await;
        assert_eq!(keys.headers.get("content-type").unwrap(), "application/jwk-set+json");
        assert_eq!(keys.headers.get("cache-control").unwrap(), "public, max-age=600");
    }

    async fn a_suggested_provider_is_ignored_for_somebody_signed_in(app: TestApp) {
        let rp = app.rp();
        let mut browser = app.browser();
        rp.sign_in(&mut browser, "test").await;
        get(&mut browser, &rp.authorize(&[("idp_hint", Some("fip2-low"))])).await;
        assert!(location(&browser).ends_with("/consent"));
    }

    async fn a_session_lives_30_minutes_from_its_last_use(app: TestApp) {
        let rp = app.rp();
        let mut browser = app.browser();
        rp.sign_in(&mut browser, "test").await;
        for _ in 0..3 {
            app.clock.advance(chrono::Duration::minutes(29));
            get(&mut browser, &rp.authorize(&[])).await;
            assert!(location(&browser).ends_with("/consent"), "signed in once for all");
        }
        app.clock.advance(chrono::Duration::minutes(30));
        get(&mut browser, &rp.authorize(&[])).await;
        assert!(!location(&browser).ends_with("/consent"), "asked again");
    }

    async fn the_information_page_lists_claims_in_franceconnects_order(app: TestApp) {
        let rp = app.wide_rp("administration");
        let mut browser = app.browser();
        let scope = "openid email birth gender preferred_username profile";
        rp.identify(&mut browser, "test", &[("scope", Some(scope))]).await;
        assert!(browser.text("h1").contains("ANGELA DUBOIS"));
        let listed = [
            "Nom de naissance", "Nom d'usage", "Prénoms", "Sexe", "Date de naissance",
            "Commune de naissance", "Pays de naissance", "Adresse électronique",
        ];
        assert_eq!(browser.texts("#donnees-0 li"), listed);
        assert!(!browser.has("input[name=consentement]"), "a public service informs");
        get(&mut browser, &format!("{BASE}/inconnu")).await;
        assert_eq!(code_shown(&browser), "Y000404");
    }
}
