//! The journal as people read it, and the local mailbox.

use actix_web::http::StatusCode;
use guichet::identity::Role;
use guichet::journal::{about_request, about_service};
use guichet::kernel::error::Never;
use guichet::kernel::journal::{self, Entry};
use guichet::requests::LegalBasis;
use serde_json::json;
use uuid::Uuid;

use crate::support::TestApp;

const SIRET: &str = "13002526500013";

both_databases! {
    async fn those_who_supervise_read_the_journal_and_narrow_it_down(app: TestApp) {
        let filer = app.person("lea@exemple.fr", &[]);
        let organisation = app.organisation(filer, SIRET, "Ville d'Exemple", "7210");
        app.complete_draft(filer, organisation, LegalBasis::Administration);
        journal::seal(app.db(), app.clock.now(), "test").unwrap();
        let auditor = app.person("audit@exemple.fr", &[Role::Auditor]);
        let mut browser = app.signed_in(auditor);
        browser.visit("/journal").await;
        assert!(browser.texts("td").iter().any(|cell| cell == "Organisation rattachée"));
        assert!(browser.texts("td").iter().any(|cell| cell.starts_with("n° ")), "what is sealed shows its place");
        browser.fill("action", "organisation.attached").press("Filtrer").await;
        assert_eq!(browser.status, StatusCode::OK);
        assert_eq!(browser.texts("tbody tr").len(), 1);
        browser.visit(&format!("/journal?objet={}", filer.0)).await;
        assert!(browser.texts("tbody tr").len() > 1, "what the person did and what happened to the account");
        browser.visit("/journal?du=2026-03-03").await;
        assert_eq!(browser.texts("tbody tr").len(), 0);
        browser.visit("/journal?du=2026-03-02&au=2026-03-02&page=2").await;
        assert_eq!(browser.texts("tbody tr").len(), 0, "a page past the last one is empty");
        browser.visit("/journal?objet=n'importe&du=hier&page=-3").await;
        assert!(!browser.texts("tbody tr").is_empty(), "what can't be read narrows nothing");
        app.deliver();
    }

    async fn nobody_else_knows_of_the_journal(app: TestApp) {
        let mut stranger = app.browser();
        stranger.open("/journal").await;
        assert!(stranger.address.starts_with("/connexion"), "{}", stranger.address);
        for roles in [&[][..], &[Role::Reviewer], &[Role::Officer]] {
            let person = app.person(&format!("p{}@exemple.fr", roles.first().map_or("none", |role| role.as_str())), roles);
            let mut browser = app.signed_in(person);
            browser.open("/journal").await;
            assert!(
                matches!(browser.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN),
                "{roles:?}: {}", browser.status
            );
        }
        app.deliver();
    }

    async fn a_timeline_holds_the_entries_of_its_own_request_or_service(app: TestApp) {
        let person = app.person("lea@exemple.fr", &[]);
        let ctx = app.ctx(person);
        let (request, service): (Uuid, Uuid) = (ctx.new_id(), ctx.new_id());
        app.db().write_now::<(), Never>(|tx| {
            let entry = |action| Entry::new(action, "request", request);
            journal::record(tx, &ctx, entry("request.submitted").about_request(request).data(json!({ "version": 1 })))?;
            journal::record(tx, &app.system(), entry("request.ended").about_request(request))?;
            Ok(journal::record(tx, &ctx, Entry::new("service.opened", "service", service).about_service(service))?)
        }).unwrap();
        let of_request = app.db().read_now::<_, Never>(|c| Ok(about_request(c, request)?)).unwrap();
        assert_eq!(of_request.iter().map(|entry| entry.label.as_str()).collect::<Vec<_>>(), ["Demande déposée", "Habilitation terminée"]);
        assert_eq!(of_request[0].actor, "lea Exemple");
        assert_eq!(of_request[1].actor, "Guichet (test)");
        let of_service = app.db().read_now::<_, Never>(|c| Ok(about_service(c, service)?)).unwrap();
        assert_eq!(of_service.len(), 1);
    }

    async fn the_local_mailbox_shows_mails_with_links_to_follow(app: TestApp) {
        let mut browser = app.browser();
        browser.visit("/boite-aux-lettres").await;
        assert!(browser.visible_text().contains("Aucun message"));
        let person = app.person("lea@exemple.fr", &[]);
        let organisation = app.organisation(person, SIRET, "Ville d'Exemple", "7210");
        let mut signed_in = app.signed_in(person);
        signed_in.visit(&format!("/organisations/{organisation}/membres")).await;
        signed_in.fill("courriel", "zoe@exemple.fr").fill("role", "member").press("Envoyer l'invitation").await;
        app.deliver();
        browser.visit("/boite-aux-lettres").await;
        let subject = browser.text("tbody tr td a");
        browser.follow(&subject).await;
        assert!(browser.visible_text().contains("zoe@exemple.fr"));
        browser.follow("/organisations/invitations/").await;
        assert_eq!(browser.status, StatusCode::OK, "{}", browser.address);
        browser.open("/boite-aux-lettres/rien").await;
        assert_eq!(browser.status, StatusCode::NOT_FOUND);
    }
}

#[test]
fn in_production_there_is_no_local_mailbox() {
    let settings = [
        ("GUICHET_MODE", "production"),
        ("GUICHET_PUBLIC_URL", "https://guichet.exemple.fr"),
        ("GUICHET_SECRET_KEY", &"7".repeat(64)),
        ("GUICHET_MAIL_URL", "smtps://mail.exemple.fr"),
        ("GUICHET_MAIL_FROM", "Guichet <guichet@exemple.fr>"),
        ("GUICHET_PASSWORD_COST", "normal"),
    ];
    crate::support::block_on(async {
        let app = TestApp::with(guichet::kernel::db::Backend::Sqlite, &settings);
        let mut browser = app.browser();
        browser.open("/boite-aux-lettres").await;
        assert_eq!(browser.status, StatusCode::NOT_FOUND);
    });
}
