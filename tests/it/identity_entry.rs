//! Sign-up, sign-in, recovery: what people see, what is mailed, what strangers can't learn.

use actix_web::http::StatusCode;
use chrono::Duration;

use crate::support::{Browser, PASSWORD, TestApp};

const OTHER: &str = "girafe bleue sous la neige";

async fn sign_up(browser: &mut Browser<'_>, email: &str) {
    browser.visit("/inscription").await;
    browser
        .fill("prenom", "Léa")
        .fill("nom", "Petit")
        .fill("courriel", email);
    browser.press("Créer mon compte").await;
}

/// The path of the first link to `start` in a mail's text.
fn link(text: &str, start: &str) -> String {
    let from = text
        .find(start)
        .unwrap_or_else(|| panic!("no link to {start} in:\n{text}"));
    text[from..].split_whitespace().next().unwrap().to_owned()
}

async fn try_password(browser: &mut Browser<'_>, email: &str, password: &str) {
    browser.visit("/connexion").await;
    browser
        .fill("courriel", email)
        .fill("mot_de_passe", password);
    browser.press("Se connecter").await;
}

both_databases! {
    async fn somebody_signs_up_confirms_their_address_and_is_signed_in(app: TestApp) {
        let mut browser = app.browser();
        sign_up(&mut browser, "lea@exemple.fr").await;
        assert_eq!(browser.address, "/inscription/envoyee");
        let mails = app.mails_to("lea@exemple.fr");
        assert_eq!(mails.len(), 1);
        let confirm = link(&mails[0].text, "/inscription/confirmer/");
        browser.visit(&confirm).await;
        browser.fill("nouveau_mot_de_passe", "trop court").press("Activer mon compte").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(browser.has("a[href='#nouveau_mot_de_passe']"));
        browser.fill("nouveau_mot_de_passe", PASSWORD).press("Activer mon compte").await;
        browser.visit("/compte").await;
        assert_eq!(browser.value("prenom"), "Léa");
        assert!(browser.cookie("guichet-session").is_some());
        let mut other = app.browser();
        other.open(&confirm).await;
        assert_eq!(other.status, StatusCode::GONE, "a link works once");
    }

    async fn a_link_that_is_opened_changes_nothing_until_the_form_is_sent(app: TestApp) {
        let mut browser = app.browser();
        sign_up(&mut browser, "lea@exemple.fr").await;
        let confirm = link(&app.mails_to("lea@exemple.fr")[0].text, "/inscription/confirmer/");
        for _ in 0..2 {
            browser.visit(&confirm).await;
        }
        app.clock.advance(Duration::hours(24));
        browser.open(&confirm).await;
        assert_eq!(browser.status, StatusCode::GONE, "after 24 hours");
    }

    async fn sign_up_answers_the_same_for_a_known_address_and_the_mail_says_the_rest(app: TestApp) {
        app.someone("lea");
        let mut browser = app.browser();
        sign_up(&mut browser, "LEA@exemple.fr").await;
        let known = browser.visible_text();
        sign_up(&mut browser, "autre@exemple.fr").await;
        assert_eq!(browser.visible_text(), known);
        let mails = app.mails_to("lea@exemple.fr");
        assert_eq!(mails[0].subject, "Vous avez déjà un compte");
        assert!(!mails[0].text.contains("/confirmer/"));
        assert_eq!(app.mails_to("autre@exemple.fr").len(), 1);
    }

    async fn somebody_who_signs_up_goes_on_to_where_they_were_led_from(app: TestApp) {
        let mut browser = app.browser();
        browser.visit("/compte/sessions").await;
        let href = browser.attr("main a[href^='/inscription']", "href").unwrap();
        browser.visit(&href).await;
        browser.fill("prenom", "Léa").fill("nom", "Petit").fill("courriel", "lea@exemple.fr");
        browser.press("Créer mon compte").await;
        let confirm = link(&app.mails_to("lea@exemple.fr")[0].text, "/inscription/confirmer/");
        browser.visit(&confirm).await;
        browser.fill("nouveau_mot_de_passe", PASSWORD).press("Activer mon compte").await;
        assert_eq!(browser.address, "/compte/sessions");
        assert!(browser.cookie("guichet-suite").is_none_or(str::is_empty), "the way back serves once");
    }

    async fn signing_up_twice_before_confirming_mails_a_second_link(app: TestApp) {
        let mut browser = app.browser();
        for _ in 0..2 {
            sign_up(&mut browser, "lea@exemple.fr").await;
        }
        assert_eq!(app.mails_to("lea@exemple.fr").len(), 2);
    }

    async fn each_mistake_of_the_sign_up_form_is_told_and_the_values_are_kept(app: TestApp) {
        let mut browser = app.browser();
        browser.visit("/inscription").await;
        browser.fill("prenom", "<script>").fill("courriel", "lea");
        browser.press("Créer mon compte").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["prenom", "nom", "courriel"] {
            assert!(browser.has(&format!("a[href='#{field}']")), "{field}");
            assert!(browser.has(&format!("#{field}[aria-invalid=true]")), "{field}");
        }
        assert_eq!(browser.value("courriel"), "lea");
        assert!(!browser.html.contains("<script>"));
    }

    async fn a_wrong_password_and_an_unknown_address_get_the_same_answer(app: TestApp) {
        let lea = app.someone("lea");
        let mut browser = app.browser();
        let mut told = Vec::new();
        for (email, password) in [(lea.email.as_str(), OTHER), ("personne@exemple.fr", PASSWORD)] {
            try_password(&mut browser, email, password).await;
            assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(browser.value("courriel"), email);
            assert_eq!(browser.value("mot_de_passe"), "");
            told.push(browser.visible_text());
        }
        assert_eq!(told[0], told[1]);
    }

    async fn an_account_that_is_not_confirmed_does_not_sign_in(app: TestApp) {
        let mut browser = app.browser();
        sign_up(&mut browser, "lea@exemple.fr").await;
        app.deliver();
        try_password(&mut browser, "lea@exemple.fr", "").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        try_password(&mut browser, "lea@exemple.fr", PASSWORD).await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn a_visitor_is_led_to_sign_in_and_back_where_they_were(app: TestApp) {
        let lea = app.someone("lea");
        let mut browser = app.browser();
        browser.visit("/compte/sessions").await;
        assert_eq!(browser.address, "/connexion?suite=%2Fcompte%2Fsessions");
        browser.fill("courriel", &lea.email).fill("mot_de_passe", PASSWORD);
        browser.press("Se connecter").await;
        assert_eq!(browser.address, "/compte/sessions");
    }

    async fn a_way_back_outside_the_site_is_ignored(app: TestApp) {
        let lea = app.someone("lea");
        let mut browser = app.browser();
        browser.visit("/connexion?suite=%2F%2Fvoleur.example").await;
        assert_eq!(browser.value("suite"), "");
        browser.post("/connexion", &[
            ("courriel", &lea.email), ("mot_de_passe", PASSWORD), ("suite", "https://voleur.example"),
        ]).await;
        assert_eq!(browser.address, "/demandes");
    }

    async fn the_session_token_changes_at_sign_in_and_is_only_hashed_at_rest(app: TestApp) {
        let lea = app.someone("lea");
        let mut browser = app.browser();
        browser.sign_in(&lea);
        let before = browser.cookie("guichet-session").unwrap().to_owned();
        browser.visit("/compte").await;
        browser.post("/connexion", &[("courriel", &lea.email), ("mot_de_passe", PASSWORD)]).await;
        let after = browser.cookie("guichet-session").unwrap().to_owned();
        assert_ne!(before, after);
        let mut thief = app.browser();
        thief.set_cookie("guichet-session", &before);
        thief.open("/compte").await;
        assert!(thief.address.starts_with("/connexion"), "the former token still opens the account");
    }

    async fn too_many_tries_on_one_account_are_suspended_then_allowed_again(app: TestApp) {
        let lea = app.someone("lea");
        let mut browser = app.browser();
        for _ in 0..10 {
            try_password(&mut browser, &lea.email, OTHER).await;
            assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        try_password(&mut browser, &lea.email, PASSWORD).await;
        assert_eq!(browser.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(browser.headers.contains_key("retry-after"));
        app.clock.advance(Duration::minutes(31));
        try_password(&mut browser, &lea.email, PASSWORD).await;
        assert!(browser.cookie("guichet-session").is_some());
    }

    async fn a_person_chooses_another_password_from_a_mailed_link(app: TestApp) {
        let lea = app.someone("lea");
        let mut elsewhere = app.browser();
        elsewhere.sign_in(&lea);
        let mut browser = app.browser();
        browser.visit("/mot-de-passe-oublie").await;
        browser.fill("courriel", &lea.email).press("Recevoir un lien").await;
        assert_eq!(browser.address, "/mot-de-passe-oublie/envoye");
        let reset = link(&app.mails_to(&lea.email)[0].text, "/mot-de-passe/");
        browser.visit(&reset).await;
        browser.fill("nouveau_mot_de_passe", OTHER).press("Changer le mot de passe").await;
        assert_eq!(browser.address, "/connexion");
        elsewhere.open("/compte").await;
        assert!(elsewhere.address.starts_with("/connexion"), "other sessions must end");
        try_password(&mut browser, &lea.email, PASSWORD).await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        try_password(&mut browser, &lea.email, OTHER).await;
        assert!(browser.cookie("guichet-session").is_some());
        assert_eq!(app.mails_to(&lea.email)[0].subject, "Votre mot de passe a changé");
        browser.open(&reset).await;
        assert_eq!(browser.status, StatusCode::GONE);
    }

    async fn recovery_answers_the_same_for_an_unknown_address_and_mails_nothing(app: TestApp) {
        app.someone("lea");
        let mut browser = app.browser();
        let mut told = Vec::new();
        for email in ["lea@exemple.fr", "personne@exemple.fr"] {
            browser.visit("/mot-de-passe-oublie").await;
            browser.fill("courriel", email).press("Recevoir un lien").await;
            told.push(browser.visible_text());
        }
        assert_eq!(told[0], told[1]);
        assert_eq!(app.mails_to("lea@exemple.fr").len(), 1);
        assert!(app.mails_to("personne@exemple.fr").is_empty());
    }

    async fn a_link_of_recovery_is_too_old_after_an_hour(app: TestApp) {
        let lea = app.someone("lea");
        let mut browser = app.browser();
        browser.visit("/mot-de-passe-oublie").await;
        browser.fill("courriel", &lea.email).press("Recevoir un lien").await;
        let reset = link(&app.mails_to(&lea.email)[0].text, "/mot-de-passe/");
        app.clock.advance(Duration::minutes(61));
        browser.open(&reset).await;
        assert_eq!(browser.status, StatusCode::GONE);
        browser.open("/mot-de-passe/invente").await;
        assert_eq!(browser.status, StatusCode::GONE);
    }

    async fn signing_out_ends_the_session_on_the_server_too(app: TestApp) {
        let lea = app.someone("lea");
        let mut browser = app.browser();
        browser.sign_in(&lea);
        let token = browser.cookie("guichet-session").unwrap().to_owned();
        browser.visit("/compte").await;
        browser.press("Se déconnecter").await;
        browser.set_cookie("guichet-session", &token);
        browser.open("/compte").await;
        assert!(browser.address.starts_with("/connexion"));
    }
}
