//! Corrections anchored on a field: noted on the desk, told with the request for changes, answered beside the field.

use guichet::requests::{LegalBasis, RequestId, Status};

use crate::support::Browser;
use crate::support::desk::Desk;

async fn note(browser: &mut Browser<'_>, request: RequestId, field: &str, text: &str) {
    browser
        .visit(&format!("/demandes/{request}/corrections"))
        .await;
    browser
        .fill("champ", field)
        .fill("texte", text)
        .press("Noter la correction")
        .await;
}

async fn ask(browser: &mut Browser<'_>, request: RequestId) {
    browser
        .visit(&format!("/instruction/{request}/corrections"))
        .await;
    browser
        .fill("motif", "Deux points à revoir.")
        .press("Continuer")
        .await;
    browser.press("Envoyer au demandeur").await;
}

both_databases! {
    async fn what_is_asked_is_read_as_the_applicant_will_before_it_leaves(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut reviewer = desk.app.signed_in(desk.reviewer);
        note(&mut reviewer, request, "service_name", "Le nom que verront les usagers.").await;
        reviewer.visit(&format!("/instruction/{request}/corrections")).await;
        reviewer.fill("motif", "Deux points à revoir.").press("Continuer").await;
        assert_eq!(desk.status(request), Status::InReview);
        let shown = reviewer.text("#message");
        for part in ["Deux points à revoir.", "- Nom public du service : Le nom que verront les usagers.", "L. 114-5"] {
            assert!(shown.contains(part), "{part} is missing from {shown}");
        }
        assert!(reviewer.visible_text().contains("1 correction notée sur un champ"));
        assert!(!reviewer.has("#lettre"), "corrections have no letter");
        reviewer.press("Modifier").await;
        assert_eq!(reviewer.value("motif"), "Deux points à revoir.");
        reviewer.press("Continuer").await;
        reviewer.press("Envoyer au demandeur").await;
        assert_eq!(desk.status(request), Status::ChangesRequested);
        assert!(reviewer.visible_text().contains("il restera 5 jours ouvrés pour décider et 61 jours avant le rejet implicite"), "{}", reviewer.visible_text());
        desk.app.deliver();
        let mail = desk.app.mails_to("demandeur@exemple.fr").remove(0);
        assert!(mail.text.contains("- Nom public du service : Le nom que verront les usagers.") && mail.text.contains("L. 114-5"));
    }

    async fn a_correction_is_read_and_answered_beside_its_field(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut reviewer = desk.app.signed_in(desk.reviewer);
        reviewer.visit(&format!("/instruction/{request}")).await;
        reviewer.follow("Noter une correction").await;
        note(&mut reviewer, request, "service_name", "Le nom que <verront> les usagers.").await;
        note(&mut reviewer, request, "mockup", "La maquette est illisible.").await;
        let mut hers = desk.app.signed_in(desk.applicant);
        hers.visit(&format!("/demandes/{request}")).await;
        assert!(!hers.visible_text().contains("les usagers."), "what is noted is not told yet");
        ask(&mut reviewer, request).await;
        assert_eq!(desk.status(request), Status::ChangesRequested);
        let mail = desk.app.mails_to("demandeur@exemple.fr").remove(0);
        assert!(mail.text.contains("- Nom public du service : Le nom que <verront> les usagers."), "{}", mail.text);
        hers.visit(&format!("/demandes/{request}")).await;
        assert_eq!(hers.texts("#corrections .g-correction").len(), 2);
        hers.follow("Corriger ou répondre : Nom public du service").await;
        assert!(hers.address.ends_with("/sections/service"));
        let name = hers.attr("textarea[name^='reponse_']", "name").unwrap();
        assert!(hers.has(&format!("label[for='{name}']")));
        hers.fill("service_name", "Mon service").fill(&name, "C'est le nom affiché.").press("Enregistrer et continuer").await;
        hers.visit(&format!("/demandes/{request}/soumettre")).await;
        hers.press("Déposer").await;
        assert_eq!(desk.status(request), Status::Submitted);
        reviewer.visit(&format!("/instruction/{request}")).await;
        let shown = reviewer.text("#corrections");
        for part in ["Mes démarches", "Mon service", "C'est le nom affiché.", "Champ modifié"] {
            assert!(shown.contains(part), "{part} is missing from {shown}");
        }
        desk.app.deliver();
    }

    async fn an_answer_survives_a_mistake_elsewhere_in_the_section(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut reviewer = desk.app.signed_in(desk.reviewer);
        note(&mut reviewer, request, "yearly_volume", "Ce volume étonne.").await;
        ask(&mut reviewer, request).await;
        let mut hers = desk.app.signed_in(desk.applicant);
        hers.visit(&format!("/demandes/{request}/sections/service")).await;
        let name = hers.attr("textarea[name^='reponse_']", "name").unwrap();
        hers.fill("yearly_volume", "beaucoup").fill(&name, "C'est une estimation.").press("Enregistrer").await;
        assert_eq!(hers.status, 422);
        assert_eq!(hers.value(&name), "C'est une estimation.");
        hers.visit(&format!("/demandes/{request}/sections/service")).await;
        assert_eq!(hers.value(&name), "C'est une estimation.");
        hers.fill(&name, &"é".repeat(2_001)).press("Enregistrer").await;
        assert_eq!(hers.status, 422);
        assert!(hers.visible_text().contains("2 000 caractères au plus"));
        desk.app.deliver();
    }

    async fn a_correction_is_taken_back_until_it_is_told(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut reviewer = desk.app.signed_in(desk.reviewer);
        note(&mut reviewer, request, "audience", "À préciser.").await;
        let take_back = reviewer.attr("form[action$='/reprendre']", "action").unwrap();
        reviewer.press("Retirer la correction").await;
        assert!(!reviewer.has(".g-correction"));
        note(&mut reviewer, request, "audience", "À préciser encore.").await;
        reviewer.fill("champ", "audience").fill("texte", " ").press("Noter la correction").await;
        assert_eq!(reviewer.status, 422);
        reviewer.post(&format!("/demandes/{request}/corrections"), &[("champ", "inconnu"), ("texte", "Quoi ?")]).await;
        assert_eq!(reviewer.status, 422);
        assert!(reviewer.visible_text().contains("Choisissez un champ de la liste"));
        ask(&mut reviewer, request).await;
        reviewer.open(&format!("/demandes/{request}/corrections")).await;
        assert_eq!(reviewer.status, 409, "told: nothing is noted any more");
        reviewer.visit("/instruction").await;
        reviewer.post(&take_back, &[]).await;
        assert_eq!(reviewer.status, 409);
        let mut hers = desk.app.signed_in(desk.applicant);
        hers.open(&format!("/demandes/{request}/corrections")).await;
        assert_eq!(hers.status, 403);
        desk.app.deliver();
    }
}
