//! Decisions as they leave: previews before, letters after, partial grants, conditions, templates, ends.

use actix_web::http::StatusCode;
use guichet::experiment;
use guichet::kernel::error::Outcome;
use guichet::requests::{self, LegalBasis, RequestId, Status};
use guichet::services::Environment;

use crate::support::Browser;
use crate::support::desk::Desk;
use crate::support::services::{Opened, client_draft};

fn page(request: RequestId, step: &str) -> String {
    format!("/instruction/{request}{step}")
}

impl Desk {
    fn granted(&self) -> RequestId {
        let request = self.taken(LegalBasis::Administration);
        self.app.granted(request, self.reviewer, self.applicant);
        self.app.deliver();
        request
    }
}

/// The text of a PDF, by poppler.
fn text_of(pdf: &[u8]) -> String {
    use std::io::Write;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let output = std::process::Command::new("pdftotext")
        .args(["-layout"])
        .arg(file.path())
        .arg("-")
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

async fn letter_in(browser: &mut Browser<'_>) -> String {
    let html = browser.html.clone();
    let at = html.find("/lettre").unwrap();
    let from = html[..at].rfind('"').unwrap() + 1;
    let address = format!("{}/lettre", &html[from..at]);
    browser.visit(&address).await;
    assert!(browser.bytes.starts_with(b"%PDF-"), "{address}");
    text_of(&browser.bytes)
}

both_databases! {
    async fn a_partial_grant_with_conditions_holds_only_what_is_granted(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "/accorder")).await;
        let asked = browser.texts("input[type=checkbox] + label").len();
        assert!(asked >= 1, "{}", browser.visible_text());
        browser.fill_all("donnee_family_name", &[]).fill("conditions", "Informer les usagers.\nSupprimer après un an.").press("Continuer").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY, "a withheld claim needs its reason");
        assert!(browser.has("a[href='#retrait_family_name']"));
        browser.fill("motif_retrait", "Le service n'a pas besoin de ce nom.").press("Continuer").await;
        let shown = browser.visible_text();
        for told in ["Non accordée : Nom de naissance", "2 conditions", "Informer les usagers.", "Données non accordées", "Aperçu : la décision n'est pas prise", "accordée"] {
            assert!(shown.contains(told), "{told}: {shown}");
        }
        assert_eq!(desk.status(request), Status::InReview);
        browser.press("Modifier").await;
        assert_eq!(browser.value("motif_retrait"), "Le service n'a pas besoin de ce nom.", "values are kept");
        browser.press("Continuer").await;
        browser.press("Confirmer l'accord").await;
        assert_eq!(desk.status(request), Status::Granted);
        let right: Outcome<_> = desk.app.db().read_now(|c| Ok(requests::habilitation(c, request)?));
        let scopes = right.unwrap().unwrap().scopes();
        assert!(scopes.contains(&"openid".to_owned()) && !scopes.contains(&"family_name".to_owned()), "{scopes:?}");
        assert_eq!(scopes.len(), asked, "openid and all the others");
        let mails = desk.app.mails_to("demandeur@exemple.fr");
        let mail = mails.iter().find(|mail| mail.template == "requests/granted").unwrap();
        for told in ["Nom de naissance : Le service n'a pas besoin de ce nom.", "- Supprimer après un an.", "tribunal administratif"] {
            assert!(mail.text.contains(told), "{told}: {}", mail.text);
        }
        let mut partner = desk.app.signed_in(desk.applicant);
        partner.visit(&format!("/demandes/{request}")).await;
        let shown = partner.visible_text();
        assert!(shown.contains("Informer les usagers.") && shown.contains("Non accordée : Nom de naissance"), "{shown}");
        let letter = letter_in(&mut partner).await;
        assert!(letter.contains("accord partiel") && letter.contains("Supprimer après un an"), "{letter}");
        partner.visit(&format!("/demandes/{request}/certificat")).await;
        assert!(text_of(&partner.bytes).contains("Informer les usagers"));
    }

    async fn the_letter_of_a_refusal_is_read_by_both_sides_and_proves_itself(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "/refuser")).await;
        browser.fill("motif", "Le service ne relève d'aucun cas prévu.").fill("texte", "Article 2 de l'arrêté").press("Continuer").await;
        let shown = browser.visible_text();
        assert!(shown.contains("Objet : Demande D-2026-") && shown.contains("Voies et délais de recours"), "{shown}");
        browser.press("Aperçu de la lettre").await;
        assert!(text_of(&browser.bytes).contains("n'a pas de valeur"));
        assert_eq!(desk.status(request), Status::InReview, "a preview decides nothing");
        browser.visit(&page(request, "/refuser")).await;
        browser.fill("motif", "Le service ne relève d'aucun cas prévu.").fill("texte", "Article 2 de l'arrêté").press("Continuer").await;
        browser.press("Confirmer le refus").await;
        let desks = letter_in(&mut browser).await;
        let mut partner = desk.app.signed_in(desk.applicant);
        partner.visit(&format!("/demandes/{request}")).await;
        let letter = letter_in(&mut partner).await;
        assert_eq!(letter, desks);
        for told in ["Décision de refus", "ne relève d'aucun cas prévu", "Article 2 de l'arrêté", "recours gracieux", "telerecours", "Pour la DINUM"] {
            assert!(letter.contains(told), "{told}: {letter}");
        }
        let code = letter.split("Code : ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        assert!(code.starts_with("L-2026-"), "{code}");
        let mut visitor = desk.app.browser();
        visitor.visit(&format!("/verifier/{code}")).await;
        let shown = visitor.visible_text();
        assert!(shown.contains("Cette décision a bien été prise") && shown.contains("Refusée"), "{shown}");
        assert!(!shown.contains("aucun cas prévu"), "the reason is not told");
        desk.app.beside().sql(&format!("UPDATE request_decisions SET reason = 'Autre' WHERE request_id = '{request}'")).unwrap();
        assert_eq!(visitor.open(&format!("/verifier/{code}")).await.status, 404, "an altered decision is not proven");
        let mut stranger = desk.app.signed_in(desk.app.person("zoe@exemple.fr", &[]));
        let address = desk.text(&format!("SELECT CAST(id AS TEXT) AS value FROM request_decisions WHERE request_id = '{request}'"));
        assert_eq!(stranger.open(&format!("/demandes/{request}/decisions/{address}/lettre")).await.status, 404);
        desk.app.deliver();
    }

    async fn a_template_fills_the_reason_and_keeps_what_was_written(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "/refuser")).await;
        let id = desk.text("SELECT CAST(id AS TEXT) AS value FROM reason_templates WHERE name = 'Fondement inapplicable'");
        browser.fill("motif", "Après examen :").fill("modele", &id).press("Reprendre ce modèle").await;
        let motif = browser.value("motif");
        assert!(motif.starts_with("Après examen :") && motif.contains("déposée par Ville de Rennes") && !motif.contains('{'), "{motif}");
        assert!(browser.value("texte").contains("8 novembre 2018"));
        browser.press("Continuer").await;
        browser.press("Modifier").await;
        browser.press("Continuer").await;
        browser.press("Confirmer le refus").await;
        assert_eq!(desk.status(request), Status::Refused);
        assert!(browser.visible_text().contains("Fondement inapplicable (version 1)"));
        desk.app.deliver();
    }

    async fn a_decision_of_two_keeps_the_version_of_the_template_of_its_first_signature(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut other = desk.app.signed_in(desk.second);
        other.visit("/instruction/reglages").await;
        other.fill_all("quatre_yeux", &["oui"]).press("Enregistrer").await;
        let id = desk.text("SELECT CAST(id AS TEXT) AS value FROM reason_templates WHERE name = 'Fondement inapplicable'");
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "/refuser")).await;
        let unknown = format!("{}:9 {id}:7 rien", uuid::Uuid::nil());
        browser.fill("modele", &id).fill("modeles", &unknown).press("Reprendre ce modèle").await;
        browser.press("Continuer").await;
        browser.press("Confirmer le refus").await;
        assert_eq!(desk.count("template_uses WHERE decision_id IS NULL AND version = 1"), 1);
        assert_eq!(desk.count("template_uses"), 1, "versions that never were are not kept");
        other.visit(&format!("/instruction/modeles/{id}")).await;
        other.fill("nom", "Fondement qui ne convient pas").press("Enregistrer").await;
        other.visit(&page(request, "/proposition")).await;
        other.press("Signer la décision").await;
        assert_eq!(desk.status(request), Status::Refused);
        assert!(other.visible_text().contains("Fondement inapplicable (version 1)"), "{}", other.visible_text());
        desk.app.deliver();
    }

    async fn supervisors_keep_the_templates_and_unknown_variables_are_refused(desk: Desk) {
        let mut browser = desk.app.signed_in(desk.second);
        browser.visit("/instruction/modeles").await;
        browser.follow("Écrire un modèle").await;
        browser.fill("etape", "refuser").fill("nom", "Doublon").fill("motif", "La demande {nom} de {organisation} fait double emploi.").press("Enregistrer").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(browser.visible_text().contains("Ces variables n'existent pas : {nom}"), "{}", browser.visible_text());
        assert_eq!(browser.value("nom"), "Doublon");
        browser.fill("motif", "La demande {numero} de {organisation} fait double emploi.").press("Enregistrer").await;
        assert!(browser.visible_text().contains("La demande D-2026-000123 de Ville d'Exemple fait double emploi."));
        let address = browser.address.clone();
        let mut other = desk.app.signed_in(desk.second);
        other.visit(&address).await;
        browser.fill("nom", "Doublon avéré").press("Enregistrer").await;
        assert!(browser.visible_text().contains("Version 2"));
        other.fill("nom", "Trop tard").press("Enregistrer").await;
        assert_eq!(other.status, StatusCode::CONFLICT);
        browser.press("Ranger ce modèle").await;
        let request = desk.taken(LegalBasis::Administration);
        let mut reviewer = desk.app.signed_in(desk.reviewer);
        reviewer.visit(&page(request, "/refuser")).await;
        assert!(!reviewer.visible_text().contains("Doublon"), "a template put away is not offered");
        reviewer.visit("/instruction/modeles").await;
        assert!(!reviewer.visible_text().contains("Écrire un modèle"));
        assert_eq!(desk.count("journal_entries WHERE action LIKE 'review.template%'"), 3);
        desk.app.deliver();
    }

    async fn a_revocation_shows_what_it_stops_before_it_is_confirmed(desk: Desk) {
        let request = desk.granted();
        let service = desk.text("SELECT CAST(id AS TEXT) AS value FROM services");
        let opened = Opened { service: service.parse().unwrap(), owner: desk.applicant, officer: desk.second };
        desk.app.client(opened, Environment::Sandbox, &client_draft("Application mobile"));
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "/revoquer")).await;
        let shown = browser.visible_text();
        assert!(shown.contains("Le service « Mes démarches »") && shown.contains("1 client du bac à sable s'arrête"), "{shown}");
        browser.fill("motif", "Usage hors habilitation constaté.").fill("texte", "Article L. 242-1").press("Continuer").await;
        assert!(browser.visible_text().contains("1 client du bac à sable s'arrête"));
        assert_eq!(desk.status(request), Status::Granted);
        browser.press("Confirmer la révocation").await;
        assert_eq!(desk.status(request), Status::Revoked);
        assert_eq!(desk.count("services WHERE status = 'closed'"), 1);
        desk.app.deliver();
    }

    async fn staff_end_an_habilitation_without_blame_with_a_reason_and_a_letter(desk: Desk) {
        let request = desk.granted();
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "")).await;
        browser.follow("Mettre fin à l'habilitation").await;
        browser.fill("motif", "L'organisme l'a demandé par courrier.").press("Continuer").await;
        browser.press("Confirmer la fin de l'habilitation").await;
        assert_eq!(desk.status(request), Status::Ended);
        assert_eq!(desk.count("services WHERE status = 'closed'"), 1);
        let letter = letter_in(&mut browser).await;
        assert!(letter.contains("Fin d'habilitation") && letter.contains("Pour la DINUM"), "{letter}");
        desk.app.deliver();
    }

    async fn a_partner_gives_its_habilitation_up_after_reading_what_stops(desk: Desk) {
        desk.experiment(1);
        let request = desk.candidate(1);
        desk.app.granted(request, desk.reviewer, desk.applicant);
        desk.app.deliver();
        let mut partner = desk.app.signed_in(desk.applicant);
        partner.visit(&format!("/demandes/{request}")).await;
        partner.follow("Renoncer à l'habilitation").await;
        assert!(partner.visible_text().contains("est fermé"), "{}", partner.visible_text());
        let mut late = desk.app.signed_in(desk.applicant);
        late.visit(&format!("/demandes/{request}/renoncer")).await;
        partner.press("Renoncer à l'habilitation").await;
        assert_eq!(partner.status, StatusCode::UNPROCESSABLE_ENTITY, "the box is not ticked");
        assert_eq!(desk.status(request), Status::Granted);
        partner.fill_all("confirme", &["oui"]).press("Renoncer à l'habilitation").await;
        assert_eq!(desk.status(request), Status::Ended);
        assert_eq!(desk.count("services WHERE status = 'closed'"), 1);
        late.fill_all("confirme", &["oui"]).press("Renoncer à l'habilitation").await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        let shown: i64 = desk.count(&format!("notifications WHERE account_id = '{}' AND title LIKE '%renonce%'", desk.reviewer));
        assert_eq!(shown, 1);
        let mut colleague = desk.app.signed_in(desk.app.person("zoe@exemple.fr", &[]));
        assert_eq!(colleague.open(&format!("/demandes/{request}/renoncer")).await.status, 404);
        let decree: Outcome<_> = desk.app.db().read_now(|c| {
            let found = requests::request(c, request)?.unwrap();
            Ok(experiment::decree(c, &found)?)
        });
        assert!(!decree.unwrap().is_empty());
        desk.app.deliver();
    }

    async fn a_confirmation_on_a_request_that_moved_is_a_lost_race(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "/accorder")).await;
        let mut other = desk.app.signed_in(desk.second);
        other.visit(&page(request, "/corrections")).await;
        other.fill("motif", "Précisez la durée de conservation.").press("Continuer").await;
        other.press("Envoyer au demandeur").await;
        browser.press("Continuer").await;
        assert_eq!(browser.status, StatusCode::CONFLICT, "not even a confirmation is shown");
        assert!(browser.visible_text().contains("Corrections demandées"));
        desk.app.deliver();
    }
}
