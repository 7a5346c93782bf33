//! The pages of a request, walked as a person would, with every mistake the forms must survive.

use guichet::requests::{DocumentKind, LegalBasis};

use crate::support::TestApp;

const SIRET: &str = "73282932000074";

/// The address of the request shown, whatever its sub-page.
fn request_url(address: &str) -> String {
    address.split('/').take(3).collect::<Vec<_>>().join("/")
}

both_databases! {
    async fn a_visitor_learns_whether_they_are_eligible(app: TestApp) {
        let mut browser = app.browser();
        browser.visit("/eligibilite").await;
        browser.fill("profil", "entreprise").press("Continuer").await;
        browser.fill("objet", "experimentation").press("Continuer").await;
        browser.fill("morale", "oui").press("Continuer").await;
        browser.fill("secteur", "education").press("Continuer").await;
        browser.fill("france", "oui").press("Continuer").await;
        browser.fill("anciennete", "oui").press("Continuer").await;
        browser.fill("electronique", "oui").press("Continuer").await;
        assert!(browser.visible_text().contains("participer à l'expérimentation"));
        let link = browser.attr("main a.fr-btn[href^='/demandes/nouvelle']", "href").unwrap();
        assert_eq!(link, "/demandes/nouvelle?fondement=experiment&sector=education");
    }

    async fn a_link_opens_a_prefilled_form_but_never_names_people(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        app.organisation(lea, SIRET, "Société d'Exemple", "5710");
        let mut browser = app.signed_in(lea);
        browser.visit("/demandes/nouvelle?fondement=administration&service_name=Mes+%3Cd%C3%A9marches%3E&donnees=email,given_name&technical_email=pirate@exemple.fr").await;
        browser.press("Commencer la demande").await;
        let url = request_url(&browser.address);
        browser.visit(&format!("{url}/sections/service")).await;
        assert_eq!(browser.value("service_name"), "Mes <démarches>");
        browser.visit(&format!("{url}/sections/contacts")).await;
        assert_eq!(browser.value("technical_email"), "");
        browser.visit(&format!("{url}/sections/fondement")).await;
        assert!(browser.value("text_reference").contains("8 novembre 2018"));
    }

    async fn a_dossier_is_written_section_by_section_and_filed(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let organisation = app.organisation(lea, SIRET, "Société d'Exemple", "5710");
        let id = app.complete_draft(lea, organisation, LegalBasis::OtherText);
        let mut browser = app.signed_in(lea);
        browser.visit("/demandes").await;
        browser.follow("D-2026-").await;
        assert!(browser.visible_text().contains("Brouillon"));
        browser.visit(&format!("/demandes/{id}/sections/service")).await;
        browser.fill("service_name", "Le guichet 🙂 مرحبا <script>").press("Enregistrer et continuer").await;
        assert!(browser.address.ends_with("/sections/niveau"), "{}", browser.address);
        browser.press("Enregistrer et continuer").await;
        assert!(browser.address.ends_with("/sections/donnees"));
        browser.fill_all("claims", &["family_name", "email"]).fill("justification_email", "Écrire à l'usager.");
        browser.press("Enregistrer et continuer").await;
        assert!(browser.address.ends_with("/sections/rgpd"), "{}", browser.visible_text());
        browser.visit(&format!("/demandes/{id}/soumettre")).await;
        assert!(browser.visible_text().contains("Le dossier est complet"), "{}", browser.visible_text());
        browser.press("Déposer la demande").await;
        assert!(browser.visible_text().contains("La demande est déposée"));
        assert!(browser.visible_text().contains("Le guichet 🙂 مرحبا <script>"));
        browser.follow("Version 1").await;
        assert!(browser.visible_text().contains("Empreinte SHA-256"));
        browser.open(&format!("/demandes/{id}/sections/service")).await;
        assert_eq!(browser.address, format!("/demandes/{id}"), "a filed dossier is read, not edited");
        app.deliver();
        assert!(app.mails_to("lea@exemple.fr")[0].subject.contains("accusé de réception"));
    }

    async fn an_empty_dossier_lists_all_that_is_missing(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        app.organisation(lea, SIRET, "Société d'Exemple", "5710");
        let mut browser = app.signed_in(lea);
        browser.visit("/demandes/nouvelle?fondement=experiment").await;
        browser.press("Commencer la demande").await;
        let url = request_url(&browser.address);
        browser.visit(&format!("{url}/soumettre")).await;
        browser.press("Déposer la demande").await;
        assert_eq!(browser.status, 422);
        let links = browser.texts("main li a");
        assert!(links.len() > 30, "{links:?}");
        assert!(links.iter().any(|text| text.starts_with("Nom public du service : ")));
        let mut target = browser.attr("main li a[href*='service_name']", "href").unwrap();
        let anchor = target.split_off(target.find('#').unwrap());
        browser.visit(&target).await;
        assert!(browser.has(&anchor), "the link leads to the field");
    }

    async fn a_mistake_keeps_what_was_typed_and_names_its_field(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let organisation = app.organisation(lea, SIRET, "Société d'Exemple", "5710");
        let vendor = app.complete_draft(lea, organisation, LegalBasis::VendorForAdministration);
        let mut browser = app.signed_in(lea);
        for (section, field, value, said) in [
            ("organisation", "client_siret", "73282932000075", "n'existe pas"),
            ("organisation", "client_siret", "35600000049838", "n'existe pas"),
            ("organisation", "client_legal_category", "abc", "quatre chiffres"),
            ("contacts", "technical_phone", "01 44 00 00 00", "mobile français"),
            ("rgpd", "retention_months", "37", "au-delà de 36 mois"),
            ("rgpd", "retention_months", "beaucoup", "nombre entier"),
            ("service", "service_url", "http://exemple.fr", "https://"),
            ("service", "launch_on", "2020-01-01", "est passée"),
            ("service", "description", &"a".repeat(1_000_000), "trop long"),
            ("service", "service_name", "a\0b", "interdit"),
        ] {
            browser.visit(&format!("/demandes/{vendor}/sections/{section}")).await;
            browser.fill(field, value).press("Enregistrer et continuer").await;
            assert_eq!(browser.status, 422, "{field} {said}");
            let summary = browser.text(".g-errors");
            assert!(summary.contains(said), "{field}: {summary}");
            let field = if field == "retention_months" && value == "37" { "retention_reason" } else { field };
            assert!(browser.has(&format!(".g-errors a[href='#{field}']")), "{field}");
            assert!(browser.has(&format!("#{field}-error")), "{field}");
            if value.len() < 100 && !value.contains('\0') && field != "retention_reason" {
                assert_eq!(browser.value(field), value);
            }
        }
        browser.visit(&format!("/demandes/{vendor}/sections/organisation")).await;
        assert_eq!(browser.value("client_legal_category"), "abc", "what was typed is kept, mistakes included");
        browser.fill("client_siret", "356 000 000 49837").fill("client_legal_category", "7210").press("Enregistrer et continuer").await;
        assert!(browser.address.ends_with("/sections/fondement"), "La Poste has its own key");
        app.deliver();
    }

    async fn a_file_is_judged_by_its_bytes(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let organisation = app.organisation(lea, SIRET, "Société d'Exemple", "5710");
        app.organisation(lea, "21350238800019", "Ville de Rennes", "7210");
        let mut browser = app.signed_in(lea);
        browser.visit("/demandes/nouvelle?fondement=other_text").await;
        browser.fill("organisation", &organisation.to_string()).press("Commencer la demande").await;
        let url = request_url(&browser.address);
        let section = format!("{url}/sections/service");
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR rest";
        for (name, bytes, said) in [
            ("maquette.pdf", b"<html><script>alert(1)</script>".as_slice(), "n'est pas au format attendu"),
            ("vide.pdf", b"".as_slice(), "vide"),
            ("lourd.pdf", &[b"%PDF-1.7 ".as_slice(), &vec![0; 11 * 1024 * 1024]].concat(), "trop lourd"),
        ] {
            browser.visit(&section).await;
            browser.attach(DocumentKind::Mockup.as_str(), name, bytes).press("Joindre").await;
            assert_eq!(browser.status, 422, "{name}");
            assert!(browser.text(".g-errors").contains(said), "{name}: {}", browser.text(".g-errors"));
        }
        browser.visit(&section).await;
        browser.attach("mockup", "../<b>maquette</b>.exe", png).press("Joindre").await;
        assert!(browser.visible_text().contains("Le fichier est joint"));
        let file = browser.attr("main a[href*='/documents/']", "href").unwrap();
        browser.open(&file).await;
        let header = |name: &str| browser.headers.get(name).unwrap().to_str().unwrap().to_owned();
        assert!(header("content-disposition").starts_with("attachment"));
        assert_eq!((header("content-type").as_str(), header("x-content-type-options").as_str()), ("image/png", "nosniff"));

        let stranger = app.person("sam@ailleurs.example", &[]);
        let mut other = app.signed_in(stranger);
        assert_eq!(other.open(&file).await.status, 404);
        assert_eq!(other.open(&url).await.status, 404);
        assert_eq!(other.open(&section).await.status, 404);
        assert!(app.browser().open(&file).await.address.starts_with("/connexion"));

        browser.visit(&section).await;
        browser.press("Retirer ").await;
        assert!(browser.visible_text().contains("Aucun fichier joint"), "{}", browser.visible_text());
        assert_eq!(browser.open(&file).await.status, 404);
        app.deliver();
    }

    async fn changing_the_legal_basis_asks_its_own_questions(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        app.organisation(lea, SIRET, "Société d'Exemple", "5710");
        let mut browser = app.signed_in(lea);
        browser.visit("/demandes/nouvelle?fondement=other_text").await;
        browser.press("Commencer la demande").await;
        let section = format!("{}/sections/fondement", request_url(&browser.address));
        browser.visit(&section).await;
        assert!(!browser.has("[name=sector]"));
        browser.fill("basis", "experiment").press("Enregistrer et continuer").await;
        assert_eq!(browser.address, section);
        assert!(browser.has("[name=sector]"));
        browser.visit(&section.replace("fondement", "engagements")).await;
        assert!(browser.has("[name=commitment_monthly_figures]"));
    }

    async fn a_draft_is_deleted_and_a_request_withdrawn_after_a_question(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let organisation = app.organisation(lea, SIRET, "Société d'Exemple", "5710");
        let draft = app.complete_draft(lea, organisation, LegalBasis::OtherText);
        let filed = app.filed(lea, organisation, LegalBasis::OtherText);
        let mut browser = app.signed_in(lea);
        browser.visit(&format!("/demandes/{draft}")).await;
        browser.follow("Supprimer le brouillon").await;
        browser.press("Supprimer le brouillon").await;
        assert!(browser.visible_text().contains("Le brouillon est supprimé"));
        browser.visit(&format!("/demandes/{filed}")).await;
        browser.follow("Retirer la demande").await;
        browser.press("Retirer la demande").await;
        assert_eq!(browser.status, 422, "a reason is asked");
        browser.fill("raison", "mistake").press("Retirer la demande").await;
        assert!(browser.visible_text().contains("Retirée"));
        browser.press("Copier dans une nouvelle demande").await;
        assert!(browser.address.ends_with("/sections/organisation"));
        app.deliver();
    }
}
