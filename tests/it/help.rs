//! Help pages, and questions that reach the staff with their context and are answered in the same thread.

use guichet::identity::Role;

use crate::support::TestApp;

both_databases! {
    async fn a_visitor_searches_the_help(app: TestApp) {
        let mut browser = app.browser();
        browser.visit("/aide").await;
        browser.fill("q", "PIÈCES jointes pdf").press("Rechercher").await;
        browser.follow("Joindre des pièces").await;
        assert_eq!(browser.address, "/aide/pieces-jointes");
        assert!(browser.visible_text().contains("10 Mo au plus"));
        browser.visit("/aide?q=licorne").await;
        assert!(browser.visible_text().contains("Aucune page ne contient"));
        browser.open("/aide/inconnue").await;
        assert_eq!(browser.status, 404);
        browser.visit("/aide/contact").await;
        assert!(browser.visible_text().contains("Écrire sans compte"));
    }

    async fn help_is_linked_from_where_the_question_arises(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let mut browser = app.signed_in(lea);
        browser.visit("/notifications").await;
        assert_eq!(browser.attr(".g-aid a", "href").unwrap(), "/aide/notifications");
        browser.follow("Poser une question").await;
        assert_eq!(browser.address, "/aide/contact?page=%2Fnotifications");
        assert_eq!(browser.value("page"), "/notifications");
    }

    async fn a_question_reaches_the_staff_with_its_context_and_is_answered_in_the_same_thread(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let keeper = app.person("anne@exemple.fr", &[Role::Administrator]);
        let mut hers = app.signed_in(lea);
        hers.visit("/aide/contact?page=/demandes&incident=0190abc&demande=D-2026-000001").await;
        hers.fill("sujet", "Page <blanche>").press("Envoyer").await;
        assert_eq!(hers.status, 422);
        assert_eq!(hers.value("incident"), "0190abc");
        hers.fill("message", "Rien ne s'affiche.").press("Envoyer").await;
        assert!(hers.visible_text().contains("Votre question est envoyée"));
        let thread = hers.address.clone();
        let mut theirs = app.signed_in(keeper);
        theirs.visit("/notifications").await;
        theirs.press("Ouvrir").await;
        assert_eq!(theirs.address, thread);
        for part in ["Page <blanche>", "0190abc", "D-2026-000001", "/demandes", "Rien ne s'affiche."] {
            assert!(theirs.visible_text().contains(part), "{part}");
        }
        theirs.fill("message", "C'est réparé.").press("Envoyer").await;
        let mails = app.mails_to("lea@exemple.fr");
        assert!(mails[0].text.contains("C'est réparé.") && !mails[0].unsubscribe.is_empty());
        theirs.visit("/assistance").await;
        assert!(!theirs.visible_text().contains("Page <blanche>"), "it waits for her");
        theirs.visit("/assistance?etat=answered").await;
        theirs.follow("Page <blanche>").await;
        hers.visit("/aide/questions").await;
        hers.follow("Page <blanche>").await;
        hers.fill("message", "Merci.").press("Envoyer").await;
        hers.press("Clore la question").await;
        assert!(hers.visible_text().contains("Close"));
        hers.post(&format!("{thread}/clore"), &[]).await;
        assert_eq!(hers.status, 409);
    }

    async fn a_question_is_read_by_who_asked_and_by_the_staff_only(app: TestApp) {
        let (lea, eve) = (app.person("lea@exemple.fr", &[]), app.person("eve@exemple.fr", &[]));
        let auditor = app.person("alix@exemple.fr", &[Role::Auditor]);
        let mut hers = app.signed_in(lea);
        hers.visit("/aide/contact").await;
        hers.fill("sujet", "Une question").fill("message", "Laquelle ?").press("Envoyer").await;
        let thread = hers.address.clone();
        let mut stranger = app.signed_in(eve);
        stranger.open(&thread).await;
        assert_eq!(stranger.status, 404);
        stranger.open("/assistance").await;
        assert_eq!(stranger.status, 404);
        let mut reader = app.signed_in(auditor);
        reader.visit(&thread).await;
        assert!(!reader.has("textarea"));
        reader.post(&thread, &[("message", "Non")]).await;
        assert_eq!(reader.status, 403);
        app.deliver();
    }
}
