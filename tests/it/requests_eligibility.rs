//! The eligibility check as a visitor sees it: by questions, by SIRET, and a page for each legal basis.

use guichet::kernel::db::Backend;
use guichet::requests::GUIDES;

use crate::support::{Mood, RegistryServer, TestApp, unit};

const TOWN: &str = "21350238800019";
const COMPANY: &str = "73282932000074";

struct House {
    app: TestApp,
    registry: RegistryServer,
}

impl House {
    fn start(backend: Backend) -> Self {
        let registry = RegistryServer::start();
        registry.knows(unit(TOWN, "COMMUNE DE VAL", "7210"));
        registry.knows(unit(COMPANY, "EXEMPLE", "5710"));
        let settings = [
            ("GUICHET_REGISTRY_URL", registry.url.as_str()),
            ("GUICHET_REGISTRY_TIMEOUT_MS", "700"),
        ];
        let app = TestApp::with(backend, &settings);
        Self { app, registry }
    }
}

both_databases! {
    async fn a_public_body_is_answered_by_its_siret_alone(house: House) {
        let mut visitor = house.app.browser();
        visitor.visit("/eligibilite").await;
        visitor.fill("siret", "213 502 388 00019").press("Vérifier ce numéro").await;
        let shown = visitor.visible_text();
        assert!(shown.contains("Oui, vous pouvez demander"), "{shown}");
        assert!(shown.contains("COMMUNE DE VAL") && shown.contains("5 jours ouvrés"), "{shown}");
        assert!(!visitor.has("[name=profil]"), "nothing is left to ask");
        let form = format!("a[href='/demandes/nouvelle?fondement=administration&siret={TOWN}']");
        assert!(visitor.has(&form), "{}", visitor.html);
        visitor.follow("Lire la fiche de ce fondement").await;
        assert_eq!(visitor.text("h1"), "Administration ou délégataire");
    }

    async fn a_company_is_asked_only_what_the_registry_does_not_know(house: House) {
        let mut visitor = house.app.browser();
        visitor.visit(&format!("/eligibilite?siret={COMPANY}")).await;
        assert!(!visitor.has("[name=profil][value=administration]"), "its category is private");
        visitor.fill("profil", "entreprise").press("Continuer").await;
        visitor.fill("objet", "experimentation").press("Continuer").await;
        assert!(!visitor.has("[name=morale]") && !visitor.has("[name=france]"));
        visitor.fill("secteur", "education").press("Continuer").await;
        assert!(!visitor.has("[name=anciennete]"), "created in 1998");
        visitor.fill("electronique", "oui").press("Continuer").await;
        let form = format!("a[href='/demandes/nouvelle?fondement=experiment&sector=education&siret={COMPANY}']");
        assert!(visitor.has(&form), "{}", visitor.visible_text());
    }

    async fn a_young_or_closed_company_is_told_so(house: House) {
        let mut young = unit(COMPANY, "EXEMPLE", "5710");
        young["date_creation"] = "2024-01-01".into();
        house.registry.knows(young.clone());
        let mut visitor = house.app.browser();
        visitor.visit(&format!("/eligibilite?siret={COMPANY}&profil=entreprise&objet=experimentation&secteur=education")).await;
        assert!(visitor.visible_text().contains("plus de trois ans"), "{}", visitor.visible_text());
        young["etat_administratif"] = "C".into();
        house.registry.knows(young);
        house.app.clock.advance(chrono::Duration::hours(25));
        visitor.visit(&format!("/eligibilite?siret={COMPANY}")).await;
        assert!(visitor.visible_text().contains("cet établissement est fermé"), "{}", visitor.visible_text());
        assert!(!visitor.has("[name=profil]"));
    }

    async fn a_silent_registry_leaves_the_questions(house: House) {
        house.registry.feels(Mood::Broken);
        let mut visitor = house.app.browser();
        visitor.visit(&format!("/eligibilite?siret={TOWN}")).await;
        assert!(visitor.visible_text().contains("ne répond pas"));
        assert!(visitor.has("[name=profil]"));
        visitor.open("/eligibilite?siret=123").await;
        assert_eq!(visitor.status, 422);
        assert!(visitor.text("#siret-error").contains("14 chiffres"));
        assert_eq!(visitor.value("siret"), "123");
    }

    async fn nobody_empties_the_registry_from_outside(house: House) {
        let mut visitor = house.app.browser();
        for _ in 0..30 {
            assert_eq!(visitor.open(&format!("/eligibilite?siret={TOWN}")).await.status, 200);
        }
        assert_eq!(visitor.open(&format!("/eligibilite?siret={TOWN}")).await.status, 429);
        assert_eq!(visitor.open("/eligibilite").await.status, 200);
        assert_eq!(house.registry.calls().len(), 1);
    }

    async fn each_legal_basis_has_a_page_of_its_own(app: TestApp) {
        let mut visitor = app.browser();
        for guide in GUIDES {
            visitor.visit(&format!("/eligibilite/{}", guide.slug)).await;
            assert_eq!(visitor.text("h1"), guide.basis.label());
            let form = format!("a[href='/demandes/nouvelle?fondement={}']", guide.basis);
            assert!(visitor.has(&form));
        }
        assert_eq!(visitor.open("/eligibilite/ailleurs").await.status, 404);
    }

    async fn the_form_opens_on_the_organisation_of_the_link(house: House) {
        let lea = house.app.person("lea@exemple.fr", &[]);
        let mut browser = house.app.signed_in(lea);
        browser.visit(&format!("/demandes/nouvelle?fondement=administration&siret={TOWN}")).await;
        browser.follow("Rattacher une organisation").await;
        assert_eq!(browser.value("siret").replace(' ', ""), TOWN);
        house.app.organisation(lea, COMPANY, "Exemple", "5710");
        let town = house.app.organisation(lea, TOWN, "Commune", "7210");
        browser.visit(&format!("/demandes/nouvelle?fondement=administration&siret={TOWN}")).await;
        assert_eq!(browser.value("organisation"), town.to_string());
        assert_eq!(browser.value("fondement"), "administration");
    }
}
