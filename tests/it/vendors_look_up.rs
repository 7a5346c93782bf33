//! A client of a vendor is looked up in the registry, whose word is taken over what is typed.

use guichet::identity::AccountId;
use guichet::kernel::db::Backend;
use guichet::kernel::error::Outcome;
use guichet::organisations::OrganisationId;
use guichet::vendors;

use crate::support::{Browser, Mood, RegistryServer, TestApp, unit};

const TOWN: &str = "21350238800019";

/// A vendor, and a registry that knows a town.
struct Vendor {
    app: TestApp,
    registry: RegistryServer,
    vera: AccountId,
    id: OrganisationId,
}

impl Vendor {
    fn start(backend: Backend) -> Self {
        let registry = RegistryServer::start();
        registry.knows(unit(TOWN, "COMMUNE DE VAL", "7210"));
        let settings = [
            ("GUICHET_REGISTRY_URL", registry.url.as_str()),
            ("GUICHET_REGISTRY_TIMEOUT_MS", "700"),
        ];
        let app = TestApp::with(backend, &settings);
        let vera = app.person("vera@editeur.example", &[]);
        let id = app.organisation(vera, "73282932000074", "Éditeur d'Exemple", "5710");
        Self {
            app,
            registry,
            vera,
            id,
        }
    }

    async fn looks_up(&self, siret: &str) -> Browser<'_> {
        let mut vera = self.app.signed_in(self.vera);
        let add = format!("/organisations/{}/clientes/ajouter", self.id);
        vera.visit(&add).await;
        vera.fill("siret", siret).press("Chercher").await;
        vera
    }
}

both_databases! {
    async fn the_registry_fills_the_form_and_its_word_is_kept(vendor: Vendor) {
        let mut vera = vendor.looks_up(TOWN).await;
        assert!(vera.text(".fr-alert").contains("est au répertoire"), "{}", vera.visible_text());
        for (name, value) in [("nom", "COMMUNE DE VAL"), ("categorie_juridique", "7210"), ("code_naf", "84.11Z"), ("date_creation", "1998-07-14")] {
            assert_eq!(vera.value(name), value);
        }
        vera.fill("nom", "Autre chose").fill("fin_mandat", "31/12/2028").fill("courriel_accord", "mairie@val.example").press("Ajouter").await;
        assert!(vera.text("h1").contains("COMMUNE DE VAL"), "{}", vera.visible_text());
        let page = vera.address.clone();
        vera.follow("Commencer une demande").await;
        vera.press("Commencer la demande").await;
        assert_eq!(vera.status, 200, "{}", vera.visible_text());
        let request = vera.address.split('/').nth(2).unwrap().parse().unwrap();
        let now = vendor.app.clock.now();
        let card: Outcome<_> = vendor.app.db().read_now(|c| Ok(vendors::consent_card(c, request, now)?));
        let card = card.unwrap().unwrap();
        assert_eq!((card.client.as_str(), card.consent, card.mandate), ("COMMUNE DE VAL", "Non demandé", "En vigueur"));
        vera.visit(&page).await;
        vera.press("Demander l'accord").await;
        let card: Outcome<_> = vendor.app.db().read_now(|c| Ok(vendors::consent_card(c, request, now)?));
        assert_eq!(card.unwrap().unwrap().consent, "Demandé");
        vendor.app.deliver();
    }

    async fn an_unknown_number_or_a_silent_registry_leave_the_form_to_be_typed(vendor: Vendor) {
        let vera = vendor.looks_up("35600000000048").await;
        assert_eq!(vera.status, 200);
        assert!(vera.text(".fr-alert").contains("ne connaît pas ce numéro"));
        assert_eq!(vera.value("siret"), "35600000000048");
        vendor.registry.feels(Mood::Broken);
        let vera = vendor.looks_up(TOWN).await;
        assert!(vera.text(".fr-alert").contains("ne répond pas"));
        let wrong = vendor.looks_up("123").await;
        assert_eq!(wrong.status, 422);
        assert_eq!(wrong.value("siret"), "123");
    }

    async fn a_closed_administration_is_not_added(vendor: Vendor) {
        let mut town = unit(TOWN, "COMMUNE DE VAL", "7210");
        town["etat_administratif"] = "C".into();
        vendor.registry.knows(town);
        let mut vera = vendor.looks_up(TOWN).await;
        assert!(vera.text(".fr-alert").contains("fermé"));
        vera.fill("fin_mandat", "31/12/2028").fill("courriel_accord", "mairie@val.example").press("Ajouter").await;
        assert_eq!(vera.status, 422);
        assert!(vera.text(".fr-alert").contains("fermé"));
    }
}
