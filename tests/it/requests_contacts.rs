//! The controller and the data protection officer confirm their role by a mailed link; typed addresses are asked.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration as Wait;

use chrono::Duration;
use guichet::kernel::db::Backend;
use guichet::kernel::fetch::{FetchError, Fetched, Fetcher, Reach};
use guichet::requests::LegalBasis;
use url::Url;

use crate::support::{Browser, TestApp};

const SIRET: &str = "73282932000074";
const CONTROLLER: &str = "claire@exemple.fr";
const DPO: &str = "denis@exemple.fr";

/// The link of the last mail to this address.
fn link(app: &TestApp, email: &str) -> String {
    let mail = app.mails_to(email).into_iter().next().unwrap();
    assert!(
        mail.subject.contains("Confirmez votre rôle"),
        "{}",
        mail.subject
    );
    let at = mail.text.find("/contacts/confirmation?jeton=").unwrap();
    mail.text[at..]
        .split_whitespace()
        .next()
        .unwrap()
        .to_owned()
}

async fn confirmations(browser: &mut Browser<'_>, url: &str) -> Vec<String> {
    browser.visit(url).await;
    browser.texts("#confirmations .g-fact")
}

both_databases! {
    async fn contacts_confirm_or_decline_their_role_without_an_account(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let organisation = app.organisation(lea, SIRET, "Société d'Exemple", "5710");
        let rosa = app.person("rosa@dinum.example", &[guichet::identity::Role::Reviewer]);
        let id = app.filed(lea, organisation, LegalBasis::OtherText);
        let url = format!("/demandes/{id}");
        let mut own = app.signed_in(lea);
        let waiting = confirmations(&mut own, &url).await;
        assert!(waiting[0].contains("Lien envoyé le 2 mars 2026") && waiting[1].contains("en attente"), "{waiting:?}");

        let mut claire = app.browser();
        claire.visit(&link(&app, CONTROLLER)).await;
        for said in ["Responsable de traitement", "Société d'Exemple", "Mes démarches"] {
            assert!(claire.visible_text().contains(said), "{said}");
        }
        claire.press("Oui, c'est mon rôle").await;
        assert!(claire.visible_text().contains("votre rôle est confirmé"));
        claire.open(&link(&app, CONTROLLER)).await;
        assert_eq!(claire.status, 409, "an answer is final");
        let mut denis = app.browser();
        denis.visit(&link(&app, DPO)).await;
        denis.press("Non, ce n'est pas mon rôle").await;
        assert_eq!(denis.status, 200);

        let answered = confirmations(&mut own, &url).await;
        assert!(answered[0].contains("Rôle confirmé le 2 mars 2026"), "{answered:?}");
        assert!(answered[1].contains("n'est pas le sien"), "{answered:?}");
        assert!(own.visible_text().contains("Rôle confirmé par un contact"), "the history tells it");
        assert!(app.mails_to("lea@exemple.fr")[0].subject.contains("décline son rôle"));
        let mut desk = app.signed_in(rosa);
        desk.visit(&format!("/instruction/{id}")).await;
        assert!(desk.visible_text().contains("Rôle confirmé le 2 mars 2026"), "both sides see it");
        app.deliver();
    }

    async fn a_link_expires_and_is_sent_again(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let organisation = app.organisation(lea, SIRET, "Société d'Exemple", "5710");
        let id = app.filed(lea, organisation, LegalBasis::OtherText);
        let url = format!("/demandes/{id}");
        let first = link(&app, DPO);
        let mut own = app.signed_in(lea);
        own.visit(&url).await;
        own.post(&format!("{url}/contacts/dpo/relancer"), &[]).await;
        assert_eq!(own.status, 409, "not within the hour");
        app.clock.advance(Duration::hours(2));
        own.visit(&url).await;
        own.post(&format!("{url}/contacts/dpo/relancer"), &[]).await;
        assert_eq!(own.status, 200, "{}", own.visible_text());
        let second = link(&app, DPO);
        let mut denis = app.browser();
        assert_eq!(denis.open(&first).await.status, 404, "the former link is good no more");
        app.clock.advance(Duration::days(31));
        denis.open(&second).await;
        assert_eq!(denis.status, 409);
        assert!(denis.visible_text().contains("a expiré"));
        denis.visit("/connexion").await;
        let token = second.split('=').nth(1).unwrap();
        denis.post("/contacts/confirmation", &[("jeton", token), ("reponse", "confirmed")]).await;
        assert_eq!(denis.status, 409, "neither does the form");
        let sam = app.person("sam@ailleurs.example", &[]);
        let mut stranger = app.signed_in(sam);
        stranger.visit("/mentions-legales").await;
        stranger.post(&format!("{url}/contacts/dpo/relancer"), &[]).await;
        assert_eq!(stranger.status, 404);
        app.deliver();
    }
}

/// A server that gives each connection the next answer; none when they are used up.
fn serve(answers: Vec<Vec<u8>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(&answer);
        }
    });
    port
}

fn http(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn local(port: u16, path: &str) -> Url {
    Url::parse(&format!("http://127.0.0.1:{port}{path}")).unwrap()
}

#[test]
fn an_address_is_asked_within_limits() {
    let fetcher = Fetcher::new(Reach::Loopback).patient(Wait::from_millis(700));
    let port = serve(vec![
        http("200 OK", "", "hello"),
        http("200 OK", "", "hello"),
        http("503 Busy", "", ""),
    ]);
    let hello = Fetched {
        status: 200,
        body: b"hello".to_vec(),
    };
    assert_eq!(fetcher.get(&local(port, "/"), 5), Ok(hello));
    assert_eq!(fetcher.get(&local(port, "/"), 4), Err(FetchError::TooLarge));
    assert_eq!(fetcher.status(&local(port, "/")), Ok(503));

    let same = serve(vec![
        http("302 Found", "Location: /there\r\n", ""),
        http("200 OK", "", ""),
    ]);
    assert_eq!(
        fetcher.status(&local(same, "/")),
        Ok(200),
        "to the same host, it is followed"
    );
    let other = http("302 Found", "Location: http://127.0.0.2/\r\n", "");
    assert_eq!(
        fetcher.status(&local(serve(vec![other]), "/")),
        Err(FetchError::Elsewhere)
    );
    let port = http("302 Found", "Location: http://127.0.0.1:22/\r\n", "");
    assert_eq!(
        fetcher.status(&local(serve(vec![port]), "/")),
        Err(FetchError::Elsewhere),
        "another port is elsewhere"
    );
    let round = vec![http("302 Found", "Location: /\r\n", ""); 10];
    assert_eq!(
        fetcher.status(&local(serve(round), "/")),
        Err(FetchError::Circles)
    );
}

#[test]
fn an_address_that_does_not_answer_well_is_told_apart() {
    let fetcher = Fetcher::new(Reach::Loopback).patient(Wait::from_millis(700));
    let broken = serve(vec![b"not http at all\r\n\r\n".to_vec()]);
    assert_eq!(
        fetcher.status(&local(broken, "/")),
        Err(FetchError::Unreachable)
    );
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let waiting = local(silent.local_addr().unwrap().port(), "/");
    assert_eq!(fetcher.status(&waiting), Err(FetchError::TooSlow));
    let secure = Url::parse(&format!(
        "https://127.0.0.1:{}/",
        serve(vec![b"plain".to_vec()])
    ))
    .unwrap();
    assert_eq!(
        fetcher.status(&secure),
        Err(FetchError::Unreachable),
        "no TLS behind https"
    );
    let outside = Url::parse("http://192.0.2.1/").unwrap();
    assert_eq!(
        fetcher.status(&outside),
        Err(FetchError::NotPublic),
        "the allowance is for this machine only"
    );
}

#[test]
fn what_an_address_answers_is_shown_beside_its_field_and_blocks_nothing() {
    crate::support::block_on(async {
        let app = TestApp::with(Backend::Sqlite, &[("GUICHET_URL_CHECKS", "loopback")]);
        let lea = app.person("lea@exemple.fr", &[]);
        let organisation = app.organisation(lea, SIRET, "Société d'Exemple", "5710");
        let id = app.complete_draft(lea, organisation, LegalBasis::OtherText);
        let section = format!("/demandes/{id}/sections/service");
        let mut browser = app.signed_in(lea);
        for (answer, said) in [
            (http("200 OK", "", ""), "l'adresse répond."),
            (http("404 Not Found", "", ""), "répond par une erreur"),
            (
                http("302 Found", "Location: https://www.exemple.fr/\r\n", ""),
                "renvoie vers un autre site",
            ),
        ] {
            let url = local(serve(vec![answer]), "/");
            browser.visit(&section).await;
            browser
                .fill("service_url", url.as_str())
                .press("rester")
                .await;
            app.deliver();
            browser.visit(&section).await;
            assert!(
                browser.visible_text().contains(said),
                "{said}: {}",
                browser.visible_text()
            );
        }
        browser
            .fill("service_url", "https://demarches.exemple.fr/")
            .press("rester")
            .await;
        assert!(
            !browser
                .visible_text()
                .contains("renvoie vers un autre site"),
            "that was another address"
        );
        app.deliver();
        browser.visit(&section).await;
        assert!(
            browser.visible_text().contains("réseau privé")
                || browser.visible_text().contains("n'existe pas")
        );
        browser.visit(&format!("/demandes/{id}/soumettre")).await;
        browser.press("Déposer la demande").await;
        assert!(
            browser.visible_text().contains("La demande est déposée"),
            "nothing blocks"
        );
        app.deliver();
    });
}
