//! What people are told inside the site, the daily digest, and the mails they may refuse.

use actix_web::http::Method;
use chrono::Duration;
use guichet::identity::{AccountId, Role};
use guichet::kernel::error::Outcome;
use guichet::kernel::lease::Look;
use guichet::notifications::{self, Kind, Notice, Topic, digest};
use guichet::requests::LegalBasis;

use crate::support::TestApp;

const SIRET: &str = "73282932000074";

fn tell(app: &TestApp, account: AccountId, title: &str, link: &str) {
    let ctx = app.system();
    let notice = Notice::new(Kind::Request, title, link);
    let done: Outcome<()> = app
        .db()
        .write_now(|tx| Ok(notifications::notify(tx, &ctx, account, &notice)?));
    done.unwrap();
}

fn wants(app: &TestApp, account: AccountId, topic: Topic) -> bool {
    let answer: Outcome<bool> = app
        .db()
        .read_now(|c| Ok(notifications::wants(c, account, topic)?));
    answer.unwrap()
}

fn round(app: &TestApp, holder: &str) -> Look {
    digest(app.db(), app.sources(), holder).unwrap()
}

both_databases! {
    async fn the_bell_counts_what_was_not_read_and_a_notice_leads_to_its_page(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let mut browser = app.signed_in(lea);
        browser.visit("/demandes").await;
        assert!(!browser.has(".g-unread"));
        tell(&app, lea, "La première", "/organisations");
        tell(&app, lea, "La <b>seconde</b>", "/demandes");
        browser.visit("/notifications").await;
        assert_eq!(browser.texts(".g-notice__title"), ["Non lue La <b>seconde</b>", "Non lue La première"]);
        assert!(browser.text(".g-unread").starts_with('2'), "{}", browser.text(".g-unread"));
        browser.press("Ouvrir").await;
        assert_eq!(browser.address, "/demandes");
        assert!(browser.text(".g-unread").starts_with('1'));
        browser.visit("/notifications").await;
        browser.press("Tout marquer comme lu").await;
        assert!(!browser.has(".g-unread"));
        assert!(!browser.has(".g-notice--new"));
        let mut visitor = app.browser();
        visitor.visit("/").await;
        assert!(!visitor.has("a[href='/notifications']"));
    }

    async fn nobody_reads_or_opens_the_notices_of_another(app: TestApp) {
        let (lea, jules) = (app.person("lea@exemple.fr", &[]), app.person("jules@exemple.fr", &[]));
        tell(&app, lea, "Pour Léa", "/demandes");
        let mut hers = app.signed_in(lea);
        hers.visit("/notifications").await;
        let open = hers.attr("form[action$='/ouvrir']", "action").unwrap();
        let mut his = app.signed_in(jules);
        his.visit("/notifications").await;
        assert!(!his.visible_text().contains("Pour Léa"));
        his.post(&open, &[]).await;
        assert_eq!(his.status, 404);
        hers.visit("/notifications").await;
        assert!(hers.has(".g-notice--new"), "it is still to read");
    }

    async fn nobody_is_told_of_what_they_did(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let ctx = app.ctx(lea.0);
        let notice = Notice::new(Kind::Request, "Vous avez écrit", "/demandes");
        let done: Outcome<()> = app.db().write_now(|tx| {
            Ok(notifications::notify(tx, &ctx, lea, &notice)?)
        });
        done.unwrap();
        let mut browser = app.signed_in(lea);
        browser.visit("/notifications").await;
        assert!(browser.visible_text().contains("Aucune notification"));
    }

    async fn long_lists_are_read_by_pages(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        for n in 1..=31 {
            tell(&app, lea, &format!("Numéro {n}"), "/demandes");
        }
        let mut browser = app.signed_in(lea);
        browser.visit("/notifications").await;
        assert_eq!(browser.texts(".g-notice__title").len(), 30);
        browser.follow("Plus anciennes").await;
        assert_eq!(browser.texts(".g-notice__title"), ["Non lue Numéro 1"]);
        browser.follow("Les plus récentes").await;
        assert_eq!(browser.address, "/notifications");
    }

    async fn the_moves_of_a_request_are_told_to_the_other_side(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let claire = app.person("claire@exemple.fr", &[Role::Reviewer]);
        let organisation = app.organisation(lea, SIRET, "Société d'Exemple", "5710");
        let request = app.filed(lea, organisation, LegalBasis::OtherText);
        app.taken(request, claire);
        let mut browser = app.signed_in(lea);
        browser.visit("/notifications").await;
        assert!(browser.text(".g-notice__title").contains("la demande est prise en charge"));
        browser.press("Ouvrir").await;
        assert_eq!(browser.address, format!("/demandes/{request}"));
        browser.visit(&format!("/demandes/{request}/retirer")).await;
        browser.fill("raison", "mistake").press("Retirer la demande").await;
        let mut desk = app.signed_in(claire);
        desk.visit("/notifications").await;
        assert!(desk.text(".g-notice__title").contains("retirée par le demandeur"));
        app.deliver();
    }

    async fn a_digest_is_sent_once_a_day_whatever_the_number_of_nodes(app: TestApp) {
        let (lea, jules) = (app.person("lea@exemple.fr", &[]), app.person("jules@exemple.fr", &[]));
        assert_eq!(round(&app, "one"), Look::Done { count: 0, more: false }, "at nine o'clock the round of the day is made");
        tell(&app, lea, "Une décision", "/demandes");
        assert_eq!(round(&app, "two"), Look::Nothing, "and made once");
        app.clock.advance(Duration::hours(20));
        assert_eq!(round(&app, "one"), Look::Nothing, "at five in the morning it is too early");
        app.clock.advance(Duration::hours(3));
        assert_eq!(round(&app, "two"), Look::Done { count: 1, more: false });
        assert_eq!(round(&app, "one"), Look::Nothing);
        let mails = app.mails_to("lea@exemple.fr");
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject, "1 notification non lue");
        assert!(mails[0].text.contains("Une décision"));
        assert!(app.mails_to("jules@exemple.fr").is_empty());
        // What was told once is not told again; days without a server are caught up with.
        tell(&app, jules, "Un message", "/demandes");
        app.clock.advance(Duration::days(3));
        assert_eq!(round(&app, "one"), Look::Done { count: 1, more: false });
        assert_eq!(app.mails_to("jules@exemple.fr").len(), 1);
        assert_eq!(app.mails_to("lea@exemple.fr").len(), 1);
    }

    async fn a_person_chooses_their_mails(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let mut browser = app.signed_in(lea);
        browser.visit("/compte").await;
        browser.follow("Choisir les courriels").await;
        browser.fill_all("sujets", &["message"]).press("Enregistrer").await;
        assert!(browser.visible_text().contains("Vos choix sont enregistrés"));
        assert!(wants(&app, lea, Topic::Messages) && !wants(&app, lea, Topic::Digest));
        tell(&app, lea, "Une décision", "/demandes");
        app.clock.advance(Duration::days(1));
        round(&app, "one");
        assert!(app.mails_to("lea@exemple.fr").is_empty());
    }

    async fn a_mail_that_may_be_refused_is_refused_in_one_click_without_signing_in(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        tell(&app, lea, "Une décision", "/demandes");
        app.clock.advance(Duration::days(1));
        round(&app, "one");
        let mail = app.mails_to("lea@exemple.fr").remove(0);
        assert!(mail.text.contains(&mail.unsubscribe) && mail.html.contains(&mail.unsubscribe));
        let path = mail.unsubscribe.strip_prefix(&app.origin()).unwrap().to_owned();
        let mut visitor = app.browser();
        visitor.visit(&path).await;
        assert!(wants(&app, lea, Topic::Digest), "looking changes nothing");
        // What a mail program sends: no cookie, no token of ours.
        let kind = "application/x-www-form-urlencoded".to_owned();
        let body = (kind, b"List-Unsubscribe=One-Click".to_vec());
        app.browser().send(Method::POST, &path, Some(body)).await;
        assert!(!wants(&app, lea, Topic::Digest) && wants(&app, lea, Topic::Messages));
        visitor.press("Ne plus recevoir").await;
        assert!(visitor.visible_text().contains("C'est enregistré"), "a second time does no harm");
        let mut forged = path.clone();
        forged.pop();
        visitor.open(&forged).await;
        assert_eq!(visitor.status, 404);
    }
}
