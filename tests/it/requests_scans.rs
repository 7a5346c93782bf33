//! Files that the antivirus holds back or refused: nobody opens them, and they do not count as joined.

use guichet::requests::LegalBasis;

use crate::support::TestApp;

const SIRET: &str = "73282932000074";
const PDF: &[u8] = b"%PDF-1.7\nmaquette";

/// Says what the antivirus would have said of every file.
fn judged(app: &TestApp, state: &str) {
    let settled = if state == "pending" {
        "NULL"
    } else {
        "'2026-03-02T08:00:00.000000Z'"
    };
    app.beside().sql("DELETE FROM file_scans").unwrap();
    let held = format!(
        "INSERT INTO file_scans (storage_key, state, finding, held_at, settled_at)
         SELECT storage_key, '{state}', '', '2026-03-02T08:00:00.000000Z', {settled} FROM documents WHERE kind = 'mockup'"
    );
    app.beside().sql(&held).unwrap();
}

both_databases! {
    async fn a_refused_file_is_told_and_does_not_count(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let organisation = app.organisation(lea, SIRET, "Société d'Exemple", "5710");
        let request = app.complete_draft(lea, organisation, LegalBasis::OtherText);
        let mut browser = app.signed_in(lea);
        let section = format!("/demandes/{request}/sections/service");
        browser.visit(&section).await;
        browser.press("Retirer mockup.pdf").await;
        browser.attach("mockup", "maquette.pdf", PDF).press("Joindre").await;
        let file = browser.attr("main a[href*='/documents/']", "href").unwrap();
        judged(&app, "pending");
        browser.open(&file).await;
        assert_eq!(browser.status, 409);
        assert!(browser.visible_text().contains("En cours d'analyse par l'antivirus"));
        judged(&app, "infected");
        browser.open(&file).await;
        assert_eq!(browser.status, 409);
        assert!(browser.visible_text().contains("logiciel malveillant"));
        browser.visit(&section).await;
        assert!(browser.visible_text().contains("Joignez un fichier sain à la place"));
        browser.visit(&format!("/demandes/{request}/soumettre")).await;
        assert!(!browser.visible_text().contains("Le dossier est complet"));
        browser.press("Déposer la demande").await;
        assert_eq!(browser.status, 422);
        judged(&app, "clean");
        browser.open(&file).await;
        assert_eq!(browser.bytes, PDF);
        browser.visit(&format!("/demandes/{request}/soumettre")).await;
        browser.press("Déposer la demande").await;
        assert!(browser.visible_text().contains("La demande est déposée"));
        app.deliver();
    }
}
