//! The second factor: enrolled, demanded, shown once per code, renewed, retired.

use actix_web::http::StatusCode;
use chrono::Duration;
use guichet::identity::{Role, TotpSecret};

use crate::support::{Browser, PASSWORD, Someone, TestApp};

/// Sets up a second factor by the pages; gives the recovery codes shown.
async fn set_up(browser: &mut Browser<'_>) -> (TotpSecret, Vec<String>) {
    browser.visit("/compte/second-facteur").await;
    browser.press("Commencer").await;
    let secret = TotpSecret::from_base32(&browser.text("#cle").replace(' ', "")).unwrap();
    let code = secret.code_at(browser.app().clock.now());
    browser.fill("code", &code).press("Activer").await;
    let codes = browser.texts("li code");
    (secret, codes)
}

both_databases! {
    async fn a_person_sets_up_a_second_factor_and_must_show_it_at_sign_in(app: TestApp) {
        let lea = app.someone("lea");
        let mut browser = app.browser();
        browser.sign_in(&lea);
        let (secret, codes) = set_up(&mut browser).await;
        assert_eq!(codes.len(), 10);
        assert_eq!(app.mails_to(&lea.email)[0].subject, "Double authentification activée");
        browser.visit("/compte/second-facteur").await;
        assert!(browser.visible_text().contains("Codes de secours restants : 10"));
        let mut again = app.browser();
        again.visit("/connexion").await;
        again.fill("courriel", &lea.email).fill("mot_de_passe", PASSWORD);
        again.press("Se connecter").await;
        assert!(again.address.starts_with("/connexion/second-facteur"));
        again.open("/compte").await;
        assert!(again.address.starts_with("/connexion/second-facteur"), "the account opened without the code");
        let spent = secret.code_at(app.clock.now());
        again.fill("code", &spent).press("Continuer").await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a step serves once");
        app.clock.advance(Duration::seconds(30));
        again.fill("code", &secret.code_at(app.clock.now())).press("Continuer").await;
        assert_eq!(again.address, "/compte");
    }

    async fn a_wrong_code_does_not_activate_the_second_factor(app: TestApp) {
        let lea = app.someone("lea");
        let mut browser = app.browser();
        browser.sign_in(&lea);
        browser.visit("/compte/second-facteur").await;
        browser.press("Commencer").await;
        let key = browser.text("#cle");
        browser.fill("code", "000000").press("Activer").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(browser.text("#cle"), key, "the key stays the same");
        assert!(!app.known(lea.id).unwrap().has_second_factor);
        browser.open("/compte/second-facteur/qr.svg").await;
        assert_eq!(browser.headers.get("content-type").unwrap(), "image/svg+xml");
    }

    async fn the_picture_is_shown_only_while_it_is_needed(app: TestApp) {
        let lea = app.staff("lea", &[]);
        let mut browser = app.browser();
        browser.sign_in(&lea).open("/compte/second-facteur/qr.svg").await;
        assert_eq!(browser.status, StatusCode::NOT_FOUND);
    }

    async fn staff_without_a_second_factor_are_led_to_set_it_up_before_anything(app: TestApp) {
        let rose = app.account("rose", &[Role::Reviewer]);
        let mut browser = app.browser();
        browser.sign_in_by_hand(&rose).await;
        assert!(browser.address.starts_with("/compte/second-facteur"), "{}", browser.address);
        browser.open("/compte/sessions").await;
        assert_eq!(browser.address, "/compte/second-facteur?suite=%2Fcompte%2Fsessions");
        browser.press("Commencer").await;
        assert_eq!(browser.value("suite"), "/compte/sessions");
        let secret = TotpSecret::from_base32(&browser.text("#cle").replace(' ', "")).unwrap();
        browser.fill("code", &secret.code_at(app.clock.now())).press("Activer").await;
        browser.follow("J'ai gardé mes codes").await;
        assert_eq!(browser.address, "/compte/sessions");
        app.deliver();
    }

    async fn a_recovery_code_replaces_the_telephone_once(app: TestApp) {
        let mut lea = app.someone("lea");
        let mut browser = app.browser();
        browser.sign_in(&lea);
        let (_, codes) = set_up(&mut browser).await;
        lea.has_second_factor = false;
        for (expected, count) in [(StatusCode::OK, 9), (StatusCode::UNPROCESSABLE_ENTITY, 9)] {
            let mut other = app.browser();
            other.sign_in(&lea).open("/compte").await;
            other.fill("code", &codes[3].to_uppercase()).press("Continuer").await;
            assert_eq!(other.status, expected);
            assert!(app.mails_to(&lea.email)[0].text.contains(&format!("Il vous en reste {count}")));
        }
    }

    async fn codes_tried_too_often_are_suspended(app: TestApp) {
        let rose = app.staff("rose", &[Role::Officer]);
        let mut browser = app.browser();
        browser.visit("/connexion").await;
        browser.fill("courriel", &rose.email).fill("mot_de_passe", PASSWORD);
        browser.press("Se connecter").await;
        for _ in 0..10 {
            browser.fill("code", "000000").press("Continuer").await;
        }
        browser.fill("code", "000000").press("Continuer").await;
        assert_eq!(browser.status, StatusCode::TOO_MANY_REQUESTS);
    }

    async fn touching_the_second_factor_asks_for_a_recent_code(app: TestApp) {
        let rose = app.staff("rose", &[Role::Supervisor]);
        let mut browser = app.browser();
        browser.sign_in(&rose).visit("/compte/second-facteur").await;
        app.clock.advance(Duration::minutes(6));
        browser.press("Obtenir de nouveaux codes de secours").await;
        assert_eq!(browser.address, "/connexion/second-facteur?suite=%2Fcompte%2Fsecond-facteur");
        browser.show_code().await;
        assert_eq!(browser.address, "/compte/second-facteur");
        browser.press("Obtenir de nouveaux codes de secours").await;
        assert_eq!(browser.texts("li code").len(), 10);
        browser.visit("/compte/second-facteur").await;
        browser.press("Changer de téléphone").await;
        assert!(browser.has("form[action='/compte/second-facteur/commencer']"));
        assert!(!app.known(rose.id).unwrap().has_second_factor);
        browser.open("/compte").await;
        assert!(browser.address.starts_with("/compte/second-facteur"), "staff must set another one up");
        assert_eq!(app.mails_to(&rose.email)[0].subject, "Double authentification retirée");
    }

    async fn showing_the_second_factor_changes_the_token(app: TestApp) {
        let rose = app.staff("rose", &[Role::Auditor]);
        let mut browser = app.browser();
        browser.visit("/connexion").await;
        browser.fill("courriel", &rose.email).fill("mot_de_passe", PASSWORD);
        browser.press("Se connecter").await;
        let half = browser.cookie("guichet-session").unwrap().to_owned();
        browser.show_code().await;
        assert_ne!(browser.cookie("guichet-session").unwrap(), half);
        assert_eq!(Someone::authenticator().code_at(app.clock.now()).len(), 6);
    }
}
