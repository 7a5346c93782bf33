//! Tags: put and taken away by batches from the queue, or on the file.

use actix_web::http::StatusCode;
use guichet::requests::LegalBasis;

use crate::support::Browser;
use crate::support::desk::Desk;

both_databases! {
    async fn tags_are_put_and_taken_away_by_batches(desk: Desk) {
        let one = desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        desk.app.clock.advance(chrono::Duration::minutes(1));
        let two = desk.app.filed(desk.applicant, desk.town, LegalBasis::OtherText);
        let both = [desk.number(one), desk.number(two)];
        let both = [both[0].as_str(), both[1].as_str()];
        let mut browser = desk.app.signed_in(desk.second);
        browser.visit("/instruction/etiquettes").await;
        browser.fill("mot", " Dossier  sensible ").press("Créer l'étiquette").await;
        browser.fill("mot", "DOSSIER SENSIBLE").press("Créer l'étiquette").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        browser.visit("/instruction").await;
        let tag = browser.attr("select[name='mot'] option:not([value=''])", "value").unwrap();
        browser.fill_all("demande", &both).fill("mot", &tag).press("Poser l'étiquette").await;
        browser.press("Confirmer").await;
        assert!(browser.visible_text().contains("2 demandes changées"));
        browser.visit(&format!("/instruction?etat=submitted&etiquette={tag}")).await;
        assert_eq!(browser.texts("tbody tr td:first-child a"), both);
        browser.visit(&format!("/instruction?etat=toutes&etiquette={tag}&fondement=other_text")).await;
        assert_eq!(browser.texts("tbody tr td:first-child a"), [both[1]]);
        browser.fill_all("demande", &[both[1]]).fill("mot", &tag).press("Retirer l'étiquette").await;
        browser.press("Confirmer").await;
        assert_eq!(desk.count("queue_tags"), 1);
        browser.visit("/instruction/etiquettes").await;
        browser.press("Ne plus proposer").await;
        browser.visit("/instruction").await;
        assert!(!browser.has("select[name='mot']"));
        assert!(browser.visible_text().contains("Dossier sensible"), "those that bear it keep it");
        assert_eq!(desk.count("journal_entries WHERE action IN ('request.tagged', 'request.untagged')"), 3);
        desk.app.deliver();
    }

    async fn tags_are_chosen_on_the_file_by_who_may_read_it(desk: Desk) {
        let request = desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.second);
        for tag in ["Urgent", "À relire"] {
            browser.visit("/instruction/etiquettes").await;
            browser.fill("mot", tag).press("Créer l'étiquette").await;
        }
        browser.visit(&format!("/instruction/{request}")).await;
        browser.follow("Étiquettes").await;
        let offered = browser.attrs("input[name='mot']", "value");
        assert_eq!(offered.len(), 2);
        browser.fill_all("mot", &[offered[0].as_str(), offered[1].as_str()]).press("Enregistrer").await;
        browser.follow("Étiquettes").await;
        let ticked = |browser: &Browser<'_>| browser.attrs("input[name='mot'][checked]", "value");
        assert_eq!(ticked(&browser), offered);
        browser.fill_all("mot", &[offered[1].as_str()]).press("Enregistrer").await;
        browser.follow("Étiquettes").await;
        assert_eq!(ticked(&browser), offered[1..]);
        assert_eq!(desk.count("journal_entries WHERE action IN ('request.tagged', 'request.untagged')"), 3);
        browser.visit(&format!("/instruction/{request}/conflit")).await;
        browser.fill("lien", "family").fill("motif", "Une parente y travaille.").press("Déclarer le conflit d'intérêts").await;
        browser.post(&format!("/instruction/{request}/etiquettes"), &[]).await;
        assert_eq!(browser.status, StatusCode::FORBIDDEN, "who has a tie with the file changes nothing of it");
        assert_eq!(desk.count("queue_tags"), 1);
        desk.app.deliver();
    }
}
