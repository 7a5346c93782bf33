//! One's own account: names, password, sessions.

use actix_web::http::StatusCode;
use chrono::Duration;
use guichet::identity::Role;

use crate::support::{PASSWORD, TestApp};

const OTHER: &str = "girafe bleue sous la neige";

both_databases! {
    async fn a_person_changes_their_names(app: TestApp) {
        let lea = app.someone("lea");
        let mut browser = app.browser();
        browser.sign_in(&lea).visit("/compte").await;
        browser.fill("nom", "Ben Salah").press("Enregistrer").await;
        assert!(browser.has(".fr-alert--success"), "no message after the change");
        assert_eq!(browser.value("nom"), "Ben Salah");
        browser.visit("/compte").await;
        assert!(!browser.has(".fr-alert--success"), "a message is shown once");
        browser.fill("nom", "").press("Enregistrer").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn a_password_is_changed_by_whoever_knows_it_and_other_sessions_end(app: TestApp) {
        let lea = app.someone("lea");
        let (mut here, mut elsewhere) = (app.browser(), app.browser());
        elsewhere.sign_in(&lea);
        here.sign_in(&lea).visit("/compte/mot-de-passe").await;
        here.fill("mot_de_passe", OTHER).fill("nouveau_mot_de_passe", OTHER);
        here.press("Changer le mot de passe").await;
        assert!(here.has("#mot_de_passe[aria-invalid=true]"));
        here.fill("mot_de_passe", PASSWORD).fill("nouveau_mot_de_passe", "lea@exemple.fr");
        here.press("Changer le mot de passe").await;
        assert!(here.has("#nouveau_mot_de_passe[aria-invalid=true]"), "one's own address is a weak password");
        here.fill("mot_de_passe", PASSWORD).fill("nouveau_mot_de_passe", OTHER);
        here.press("Changer le mot de passe").await;
        assert_eq!(here.address, "/compte");
        elsewhere.open("/compte").await;
        assert!(elsewhere.address.starts_with("/connexion"));
        assert_eq!(app.mails_to(&lea.email)[0].subject, "Votre mot de passe a changé");
    }

    async fn a_person_sees_their_sessions_and_ends_them(app: TestApp) {
        let (lea, tom) = (app.someone("lea"), app.someone("tom"));
        let (mut here, mut second, mut third) = (app.browser(), app.browser(), app.browser());
        for browser in [&mut here, &mut second, &mut third] {
            browser.sign_in(&lea);
        }
        here.visit("/compte/sessions").await;
        assert_eq!(here.texts("tbody tr").len(), 3);
        assert!(here.text("tbody tr").contains("Firefox, Linux"));
        let close = here.attr("tbody form", "action").unwrap();
        let mut stranger = app.browser();
        stranger.sign_in(&tom).visit("/compte").await;
        stranger.post(&close, &[]).await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND, "somebody else's session was closed");
        here.visit("/compte/sessions").await.post(&close, &[]).await;
        assert_eq!(here.texts("tbody tr").len(), 2);
        here.press("Fermer toutes les autres").await;
        assert_eq!(here.texts("tbody tr").len(), 1);
        for other in [&mut second, &mut third] {
            other.open("/compte").await;
            assert!(other.address.starts_with("/connexion"));
        }
    }

    async fn a_session_nobody_uses_ends_and_sooner_for_staff(app: TestApp) {
        let (lea, rose) = (app.someone("lea"), app.staff("rose", &[Role::Reviewer]));
        let (mut partner, mut staff) = (app.browser(), app.browser());
        partner.sign_in(&lea);
        staff.sign_in(&rose);
        app.clock.advance(Duration::minutes(29));
        staff.visit("/compte").await;
        app.clock.advance(Duration::minutes(29));
        staff.visit("/compte").await;
        app.clock.advance(Duration::minutes(31));
        staff.open("/compte").await;
        assert!(staff.address.starts_with("/connexion"), "half an hour unused");
        partner.visit("/compte").await;
        assert_eq!(partner.address, "/compte");
        app.clock.advance(Duration::hours(8));
        partner.open("/compte").await;
        assert!(partner.address.starts_with("/connexion"), "eight hours unused");
    }

    async fn a_session_ends_after_its_longest_life_however_used(app: TestApp) {
        let rose = app.staff("rose", &[Role::Reviewer]);
        let mut browser = app.browser();
        browser.sign_in(&rose);
        for _ in 0..35 {
            app.clock.advance(Duration::minutes(20));
            browser.visit("/compte").await;
            assert_eq!(browser.address, "/compte");
        }
        app.clock.advance(Duration::minutes(20));
        browser.open("/compte").await;
        assert!(browser.address.starts_with("/connexion"), "twelve hours");
    }

    async fn reading_pages_writes_the_last_use_at_most_once_a_minute(app: TestApp) {
        let lea = app.someone("lea");
        let mut browser = app.browser();
        browser.sign_in(&lea).visit("/compte").await;
        let before = app.db().queries();
        browser.visit("/compte/mot-de-passe").await;
        let reading = app.db().queries() - before;
        assert!(reading <= 3, "{reading} statements to show a form");
        app.clock.advance(Duration::seconds(61));
        let before = app.db().queries();
        browser.visit("/compte/mot-de-passe").await;
        assert!(app.db().queries() - before > reading, "the use is noted after a minute");
    }
}
