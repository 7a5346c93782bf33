//! The desk in a browser: the queue, the file, decisions with their confirmation, races shown as such.

use actix_web::http::StatusCode;
use guichet::identity::Role;
use guichet::requests::{LegalBasis, RequestId, Status};

use crate::support::Browser;
use crate::support::desk::Desk;

fn page(request: RequestId, step: &str) -> String {
    format!("/instruction/{request}{step}")
}

async fn write_grounds(browser: &mut Browser<'_>, request: RequestId, step: &str) {
    browser.visit(&page(request, step)).await;
    browser
        .fill("motif", "Le service ne relève d'aucun cas prévu.")
        .fill("texte", "Article 2 de l'arrêté")
        .press("Continuer")
        .await;
}

both_databases! {
    async fn a_reviewer_takes_reads_and_grants_a_request(desk: Desk) {
        let request = desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit("/instruction").await;
        browser.follow("D-2026-").await;
        assert!(browser.visible_text().contains("Mes démarches"));
        browser.press("Prendre en charge").await;
        assert_eq!(desk.status(request), Status::InReview);
        browser.follow("Accorder").await;
        assert!(browser.visible_text().contains("Ce qui va se passer"));
        browser.press("Continuer").await;
        assert_eq!(desk.status(request), Status::InReview, "nothing is done before it is confirmed");
        browser.press("Confirmer l'accord").await;
        assert_eq!(browser.status, StatusCode::OK);
        assert_eq!(desk.status(request), Status::Granted);
        assert!(browser.visible_text().contains("H-2026-"));
        desk.app.deliver();
    }

    async fn the_second_of_two_reviewers_sees_what_the_first_decided(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let (mut one, mut other) = (desk.app.signed_in(desk.reviewer), desk.app.signed_in(desk.second));
        one.visit(&page(request, "/accorder")).await;
        one.press("Continuer").await;
        write_grounds(&mut other, request, "/refuser").await;
        one.press("Confirmer l'accord").await;
        other.press("Confirmer le refus").await;
        assert_eq!(other.status, StatusCode::CONFLICT);
        assert!(other.visible_text().contains("Accordée"), "{}", other.visible_text());
        assert_eq!(desk.status(request), Status::Granted);
        assert_eq!(desk.count("request_decisions"), 1);
        desk.app.deliver();
    }

    async fn a_refusal_is_confirmed_before_it_is_taken(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        write_grounds(&mut browser, request, "/refuser").await;
        assert_eq!(desk.status(request), Status::InReview);
        assert!(browser.visible_text().contains("ne peut pas être annulée"));
        browser.press("Confirmer le refus").await;
        assert_eq!(desk.status(request), Status::Refused);
        assert!(browser.visible_text().contains("tribunal administratif"));
        desk.app.deliver();
    }

    async fn grounds_with_mistakes_are_shown_back(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "/refuser")).await;
        browser.fill("motif", "Non.").fill("texte", "").press("Continuer").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(browser.value("motif"), "Non.");
        assert!(browser.has("a[href='#motif']") && browser.has("a[href='#texte']"));
        browser.visit(&page(request, "/corrections")).await;
        browser.press("Continuer").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        desk.app.deliver();
    }

    async fn with_four_eyes_two_people_sign_a_refusal(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let (mut one, mut other) = (desk.app.signed_in(desk.reviewer), desk.app.signed_in(desk.second));
        other.visit("/instruction/reglages").await;
        other.fill_all("quatre_yeux", &["oui"]).press("Enregistrer").await;
        write_grounds(&mut one, request, "/refuser").await;
        one.press("Confirmer le refus").await;
        assert_eq!(desk.status(request), Status::InReview);
        one.visit(&page(request, "/proposition")).await;
        assert!(!one.visible_text().contains("Signer la décision"));
        other.visit(&page(request, "")).await;
        other.follow("Examiner la proposition").await;
        other.press("Signer la décision").await;
        assert_eq!(desk.status(request), Status::Refused);
        one.open(&page(request, "/proposition")).await;
        assert_eq!(one.status, StatusCode::CONFLICT);
        desk.app.deliver();
    }

    async fn passing_before_others_asks_for_a_reason(desk: Desk) {
        desk.experiment(1);
        let (first, second) = (desk.candidate(1), desk.candidate(2));
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(second, "/accorder")).await;
        browser.press("Continuer").await;
        browser.press("Confirmer l'accord").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        browser.fill("hors_rang", "Secteur peu représenté au panel.").press("Continuer").await;
        browser.press("Confirmer l'accord").await;
        assert_eq!(desk.status(second), Status::Granted);
        browser.visit(&page(first, "/accorder")).await;
        browser.press("Continuer").await;
        browser.press("Confirmer l'accord").await;
        assert!(browser.visible_text().contains("rang 1"), "{}", browser.visible_text());
        browser.visit("/instruction/experimentation/places").await;
        assert!(browser.visible_text().contains("Hors rang : Secteur peu représenté au panel."));
        desk.app.deliver();
    }

    async fn reading_a_dossier_is_journalled_once_an_hour(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        let reads = || desk.count(&format!("journal_entries WHERE action = 'request.read' AND request_id = '{request}'"));
        browser.visit(&page(request, "")).await;
        browser.visit(&page(request, "")).await;
        assert_eq!(reads(), 1);
        desk.app.clock.advance(chrono::Duration::minutes(61));
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "")).await;
        assert_eq!(reads(), 2);
        let mut auditor = desk.app.signed_in(desk.app.person("auditeur@exemple.fr", &[Role::Auditor]));
        auditor.visit(&page(request, "")).await;
        assert_eq!(reads(), 3);
        assert!(!auditor.has("a[href$='/accorder']"), "an auditor changes nothing");
        desk.app.deliver();
    }

    async fn a_draft_does_not_exist_for_the_desk(desk: Desk) {
        let draft = desk.app.complete_draft(desk.applicant, desk.town, LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.open(&page(draft, "")).await;
        assert_eq!(browser.status, StatusCode::NOT_FOUND);
        browser.open("/instruction/pas-un-numero").await;
        assert_eq!(browser.status, StatusCode::NOT_FOUND);
    }

    async fn the_queue_is_filtered_and_searched(desk: Desk) {
        desk.experiment(5);
        let town = desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        let company = desk.candidate(1);
        let number = |request| desk.text(&format!("SELECT number AS value FROM requests WHERE id = '{request}'"));
        let mut browser = desk.app.signed_in(desk.reviewer);
        for (address, expected) in [
            ("/instruction", vec![town]),
            ("/instruction?etat=in_review", vec![company]),
            ("/instruction?etat=toutes", vec![company, town]),
            ("/instruction?etat=toutes&fondement=experiment", vec![company]),
            ("/instruction?etat=toutes&qui=moi", vec![company]),
            ("/instruction?q=ville+de+renn", vec![town]),
            ("/instruction?q=soci%C3%A9t%C3%A9", vec![company]),
            ("/instruction?q=213+502+388+00019", vec![town]),
            ("/instruction?q=213502388", vec![town]),
            ("/instruction?q=mes+d%C3%A9marches&etat=in_review", vec![company]),
            ("/instruction?q=introuvable", vec![]),
        ] {
            browser.visit(address).await;
            let found: Vec<String> = browser.texts("tbody tr td:first-child a");
            assert_eq!(found, expected.into_iter().map(number).collect::<Vec<_>>(), "{address}");
        }
        let whole = number(town);
        browser.visit(&format!("/instruction?q={}", whole.to_lowercase())).await;
        assert_eq!(browser.texts("tbody tr td:first-child a"), std::slice::from_ref(&whole));
        let rank: i64 = whole.rsplit('-').next().unwrap().parse().unwrap();
        browser.visit(&format!("/instruction?q={rank}")).await;
        assert_eq!(browser.texts("tbody tr td:first-child a"), [whole]);
        desk.app.deliver();
    }

    async fn pages_of_the_queue_follow_one_another_at_a_constant_cost(desk: Desk) {
        desk.experiment(1);
        desk.two_hundred_candidates();
        let mut browser = desk.app.signed_in(desk.reviewer);
        let (mut seen, mut costs) = (Vec::new(), Vec::new());
        browser.visit("/instruction?etat=in_review").await;
        loop {
            seen.extend(browser.texts("tbody tr td:first-child a"));
            if !browser.visible_text().contains("Demandes suivantes") {
                break;
            }
            let before = desk.app.db().queries();
            browser.follow("Demandes suivantes").await;
            costs.push(desk.app.db().queries() - before);
        }
        assert_eq!(seen.len(), 200);
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 200, "a request was shown twice or skipped");
        // PostgreSQL's pool now and then checks a connection with a statement of its own.
        assert!(costs.iter().all(|cost| *cost <= 8), "{costs:?}");
        assert!(browser.visible_text().contains("En cours (99+)"));
        desk.app.deliver();
    }
}
