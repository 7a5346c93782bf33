//! The file of a request: machine checks, corrections to close, precedents, documents opened without danger, who else is
//! there, and what it costs.

use actix_web::http::StatusCode;
use guichet::identity::Role;
use guichet::requests::{self, LegalBasis, RequestId, Status};
use guichet::review;

use crate::support::Browser;
use crate::support::desk::Desk;

fn page(request: RequestId, step: &str) -> String {
    format!("/instruction/{request}{step}")
}

async fn note(browser: &mut Browser<'_>, request: RequestId, field: &str) {
    browser
        .visit(&format!("/demandes/{request}/corrections"))
        .await;
    browser
        .fill("champ", field)
        .fill("texte", "À revoir.")
        .press("Noter la correction")
        .await;
}

/// Sends the dossier back with corrections on the name and the audience, of which the name alone is changed.
async fn corrected(desk: &Desk) -> RequestId {
    let request = desk.taken(LegalBasis::Administration);
    let mut reviewer = desk.app.signed_in(desk.reviewer);
    note(&mut reviewer, request, "service_name").await;
    note(&mut reviewer, request, "audience").await;
    let (ctx, cmd) = (
        desk.app.ctx(desk.reviewer.0),
        desk.app.move_by(desk.actor(desk.reviewer), request),
    );
    desk.app
        .db()
        .write_now(|tx| review::ask_changes(tx, &ctx, &cmd, "Deux points à revoir."))
        .unwrap();
    let mut hers = desk.app.signed_in(desk.applicant);
    hers.visit(&format!("/demandes/{request}/sections/service"))
        .await;
    hers.fill("service_name", "Cantine de Rennes")
        .press("Enregistrer et continuer")
        .await;
    hers.visit(&format!("/demandes/{request}/soumettre")).await;
    hers.press("Déposer").await;
    assert_eq!(desk.status(request), Status::Submitted);
    desk.app.taken(request, desk.reviewer);
    request
}

both_databases! {
    async fn what_a_machine_knows_is_beside_each_answer(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "")).await;
        let checks = browser.texts("#organisation .g-check");
        for said in ["la clé du numéro est juste", "organisme public", "le répertoire n'a jamais répondu", "ans d'existence"] {
            assert!(checks.iter().any(|check| check.contains(said)), "{said}: {checks:?}");
        }
        assert!(browser.texts("#service .g-check").iter().any(|check| check.contains("n'a pas été essayée")));
        desk.app.beside().sql(&format!("UPDATE organisations SET registry_state = 'closed' WHERE id = '{}'", desk.town)).unwrap();
        browser.visit(&page(request, "")).await;
        assert!(browser.text("#organisation .g-check--error").contains("maintenant fermé"));
        desk.app.deliver();
    }

    async fn a_correction_is_noted_from_its_field(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "")).await;
        browser.follow("Faire corriger : Nom public du service").await;
        assert_eq!(browser.value("champ"), "service_name");
        browser.fill("texte", "À préciser.").press("Noter la correction").await;
        browser.visit(&page(request, "")).await;
        assert_eq!(browser.texts("#service a[href='#corrections']").len(), 1);
        desk.app.deliver();
    }

    async fn corrections_whose_field_changed_are_offered_to_close(desk: Desk) {
        let request = corrected(&desk).await;
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "")).await;
        let shown = browser.text("#corrections");
        for part in ["Mes démarches", "Cantine de Rennes", "Des champs à corriger ont changé"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        browser.press("Clore les corrections dont le champ a changé").await;
        assert!(browser.visible_text().contains("1 correction close"));
        assert!(!browser.text("#corrections").contains("Des champs à corriger ont changé"));
        assert_eq!(desk.count("request_corrections WHERE closed_at IS NULL"), 1);
        browser.post(&format!("/demandes/{request}/corrections/clore"), &[]).await;
        assert_eq!(browser.status, StatusCode::NOT_FOUND);
        browser.visit(&page(request, "")).await;
        browser.press("Clore la correction").await;
        assert_eq!(desk.count("request_corrections WHERE closed_at IS NULL"), 0);
        let mut hers = desk.app.signed_in(desk.applicant);
        hers.visit(&format!("/demandes/{request}")).await;
        hers.post(&format!("/demandes/{request}/corrections/clore"), &[]).await;
        assert_eq!(hers.status, StatusCode::FORBIDDEN);
        desk.app.deliver();
    }

    async fn the_file_stays_under_twenty_queries_and_sixty_kilobytes(desk: Desk) {
        let request = corrected(&desk).await;
        let colleague = desk.app.person("tierce@exemple.fr", &[Role::Reviewer]);
        let ctx = desk.app.ctx(desk.reviewer.0);
        for n in 0..12 {
            let text = format!("Note {n} : {}", "le dossier cite un texte abrogé. ".repeat(30));
            desk.app.db().write_now(|tx| review::write_note(tx, &ctx, (&desk.actor(desk.reviewer), request), &text)).unwrap();
        }
        let mut applicant = desk.app.signed_in(desk.applicant);
        applicant.visit(&format!("/demandes/{request}/messages")).await;
        applicant.fill("message", "Bonjour, où en êtes-vous ?").press("Envoyer").await;
        for who in [colleague, desk.second, desk.reviewer] {
            let mut browser = desk.app.signed_in(who);
            browser.visit("/mentions-legales").await;
            let before = desk.app.db().queries();
            browser.visit(&page(request, "")).await;
            let cost = desk.app.db().queries() - before;
            assert!(cost <= 20, "{cost} queries");
            assert!(browser.html.len() <= 60 * 1024, "{} bytes", browser.html.len());
        }
        desk.app.deliver();
    }

    async fn precedents_are_of_the_same_person_and_of_similar_services(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let sibling = desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        desk.app.taken(sibling, desk.reviewer);
        let other = desk.app.organisation(desk.applicant, "73282932000074", "Métropole d'Exemple", "7344");
        let similar = desk.app.filed(desk.applicant, other, LegalBasis::Administration);
        let (ctx, on) = (desk.app.ctx(desk.reviewer.0), desk.app.move_by(desk.actor(desk.reviewer), sibling));
        let grounds = review::Grounds::new("Aucun texte ne fonde ce service.", "Arrêté du 8 novembre 2018").unwrap();
        let against = review::Against { on, kind: review::Unfavourable::Refuse, grounds };
        desk.app.db().write_now(|tx| review::decide_against(tx, &ctx, &against)).unwrap();
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "")).await;
        browser.follow("Précédents").await;
        let number = |id| desk.text(&format!("SELECT number AS value FROM requests WHERE id = '{id}'"));
        let found: Vec<String> = browser.texts("tbody tr td:first-child a");
        assert_eq!(found, [number(sibling), number(similar)]);
        assert!(browser.visible_text().contains("Aucun texte ne fonde ce service."));
        desk.app.deliver();
    }

    async fn documents_open_in_a_sandbox_and_only_what_they_say_they_are(desk: Desk) {
        let draft = desk.app.complete_draft(desk.applicant, desk.town, LegalBasis::Administration);
        let mut hers = desk.app.signed_in(desk.applicant);
        let section = format!("/demandes/{draft}/sections/service");
        hers.visit(&section).await;
        hers.press("Retirer mockup.pdf").await;
        hers.attach("mockup", "maquette.pdf", b"%PDF-1.7\nmaquette").press("Joindre").await;
        hers.visit(&format!("/demandes/{draft}/soumettre")).await;
        hers.press("Déposer la demande").await;
        desk.app.taken(draft, desk.reviewer);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(draft, "")).await;
        let views: Vec<String> = browser.attrs("a[href$='/voir']", "href");
        let kept = desk.text("SELECT CAST(id AS TEXT) AS value FROM documents WHERE file_name = 'maquette.pdf'");
        let address = views.into_iter().find(|address| address.contains(&kept)).unwrap();
        let header = |browser: &Browser<'_>, name: &str| browser.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        browser.open(&address).await;
        assert_eq!((browser.status, browser.bytes.as_slice()), (StatusCode::OK, &b"%PDF-1.7\nmaquette"[..]));
        assert!(header(&browser, "content-disposition").starts_with("inline"));
        assert!(header(&browser, "content-security-policy").starts_with("sandbox; default-src 'none';"));
        assert_eq!(header(&browser, "x-content-type-options"), "nosniff");
        assert_eq!(header(&browser, "content-type"), "application/pdf");
        // The bytes are not those of a PDF any more: nothing of them is shown.
        let key = desk.text("SELECT storage_key AS value FROM documents WHERE file_name = 'maquette.pdf'");
        desk.app.overwrite_file(&key, b"<html><script>alert(1)</script>");
        browser.open(&address).await;
        assert!(header(&browser, "content-disposition").starts_with("attachment"));
        let mut stranger = desk.app.signed_in(desk.app.person("autre@exemple.fr", &[]));
        stranger.open(&address).await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
        for state in ["pending", "infected"] {
            desk.app.beside().sql("DELETE FROM file_scans").unwrap();
            let settled = if state == "pending" { "NULL" } else { "'2026-03-02T08:00:00.000000Z'" };
            let held = format!("INSERT INTO file_scans (storage_key, state, finding, held_at, settled_at) VALUES ('{key}', '{state}', '', '2026-03-02T08:00:00.000000Z', {settled})");
            desk.app.beside().sql(&held).unwrap();
            browser.open(&address).await;
            assert_eq!(browser.status, StatusCode::CONFLICT, "{state}");
        }
        desk.app.deliver();
    }

    async fn two_reviewers_on_one_file_see_each_other(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let (mut one, mut other) = (desk.app.signed_in(desk.reviewer), desk.app.signed_in(desk.second));
        one.visit(&page(request, "")).await;
        assert_eq!(one.text("[data-presence]"), "");
        other.visit(&page(request, "")).await;
        assert!(other.text("[data-presence]").contains("instructrice Exemple consulte aussi"));
        let (seen, ask) = (one.attr("[data-presence]", "data-seen").unwrap(), page(request, "/presence"));
        one.post(&ask, &[("vu", &seen)]).await;
        assert!(one.html.contains("responsable Exemple consulte aussi"), "{}", one.html);
        // Asking again and again writes nothing.
        let until = || desk.lines("SELECT CAST(present_until AS TEXT) AS value FROM dossier_reads ORDER BY 1");
        let before = until();
        desk.app.clock.advance(chrono::Duration::seconds(20));
        one.visit("/mentions-legales").await;
        one.post(&ask, &[("vu", &seen)]).await;
        assert_eq!(until(), before);
        desk.app.clock.advance(chrono::Duration::seconds(25));
        one.visit("/mentions-legales").await;
        one.post(&ask, &[("vu", &seen)]).await;
        assert_ne!(until(), before);
        // The second goes away; the first learns that the request changed.
        desk.app.clock.advance(chrono::Duration::seconds(60));
        let (ctx, cmd) = (desk.app.ctx(desk.second.0), desk.app.move_by(desk.actor(desk.second), request));
        desk.app.db().write_now(|tx| requests::hand_over(tx, &ctx, &cmd, desk.second)).unwrap();
        one.visit("/mentions-legales").await;
        one.post(&ask, &[("vu", &seen)]).await;
        assert!(!one.html.contains("responsable Exemple"), "{}", one.html);
        assert!(one.html.contains("La demande a changé"));
        desk.app.deliver();
    }
}
