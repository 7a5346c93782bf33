//! The registry of companies over the network: what it says, and what happens when it says nothing.

use chrono::Duration;
use diesel::prelude::*;
use guichet::kernel::db::Backend;
use guichet::kernel::error::Outcome;
use guichet::organisations::{
    Finding, Lookup, Organisation, OrganisationId, Registry, RegistryState, Siret, organisation,
};
use guichet::requests::LegalBasis;
use guichet::schema::{outbox_jobs, registry_answers};

use crate::support::{Browser, Mood, RegistryServer, TestApp, restricted_person, unit};

const TOWN: &str = "21350238800019";
const COMPANY: &str = "73282932000074";
const LEA: &str = "lea@exemple.fr";

/// A site that asks a registry, which knows a town.
struct House {
    app: TestApp,
    registry: RegistryServer,
}

impl House {
    fn start(backend: Backend) -> Self {
        let registry = RegistryServer::start();
        registry.knows(unit(TOWN, "COMMUNE DE VAL", "7210"));
        let settings = [
            ("GUICHET_REGISTRY_URL", registry.url.as_str()),
            ("GUICHET_REGISTRY_TIMEOUT_MS", "700"),
        ];
        let app = TestApp::with(backend, &settings);
        Self { app, registry }
    }

    fn find(&self, siret: &str) -> Lookup {
        let plug = self.app.state.site.plugs.get::<Registry>().unwrap();
        let ctx = self.app.system();
        plug.find(self.app.db(), &ctx, Siret::parse(siret).unwrap())
            .unwrap()
    }

    fn lea(&self) -> Browser<'_> {
        let account = self.app.person(LEA, &[]);
        self.app.signed_in(account)
    }

    fn organisation(&self, address: &str) -> Organisation {
        let id: OrganisationId = address.rsplit('/').next().unwrap().parse().unwrap();
        let found: Outcome<_> = self.app.db().read_now(|c| Ok(organisation(c, id)?));
        found.unwrap().unwrap()
    }

    fn kept(&self) -> String {
        let rows: Outcome<
            Vec<(
                String,
                Option<guichet::kernel::db::types::Json<serde_json::Value>>,
            )>,
        > = self.app.db().read_now(|c| {
            Ok(registry_answers::table
                .select((registry_answers::siret, registry_answers::found))
                .load(c)?)
        });
        format!("{:?}", rows.unwrap())
    }
}

async fn type_siret(browser: &mut Browser<'_>, siret: &str) {
    browser.visit("/organisations/nouvelle").await;
    browser.fill("siret", siret).press("Continuer").await;
}

fn describe(browser: &mut Browser<'_>) {
    browser
        .fill("nom", "Commune de Val")
        .fill("categorie_juridique", "7210")
        .fill("activite", "8411z")
        .fill("voie", "1 place de la Mairie")
        .fill("code_postal", "35000")
        .fill("commune", "Val")
        .fill("date_creation", "1998-07-14")
        .fill("etat", "open");
}

both_databases! {
    async fn a_known_organisation_needs_no_typing(house: House) {
        let mut lea = house.lea();
        type_siret(&mut lea, "213 502 388 00019").await;
        let shown = lea.visible_text();
        for told in ["COMMUNE DE VAL", "Commune et commune nouvelle (7210)", "1 PLACE DE LA MAIRIE", "14 juillet 1998"] {
            assert!(shown.contains(told), "{told}: {shown}");
        }
        lea.press("Rattacher l'organisation").await;
        assert_eq!(lea.text("h1"), "COMMUNE DE VAL", "{}", lea.visible_text());
        assert!(lea.visible_text().contains("Vérifié au répertoire"));
        let town = house.organisation(&lea.address);
        assert!(town.is_verified() && town.is_public());
        assert_eq!(town.finding, Some(Finding::Confirmed));
        assert_eq!(town.details.founded_on.to_string(), "1998-07-14");
        assert_eq!(house.registry.calls().len(), 1, "kept for a day: {:?}", house.registry.calls());
        assert!(house.registry.calls()[0].starts_with("/search?q=21350238800019&"));
        assert!(!house.kept().contains("DURAND"), "the people at the head are not kept: {}", house.kept());
    }

    async fn what_the_registry_tells_cannot_be_typed_over(house: House) {
        let mut lea = house.lea();
        lea.visit("/organisations").await;
        lea.post(&format!("/organisations/nouvelle/{TOWN}"), &[("nom", "Ministère"), ("categorie_juridique", "7120")]).await;
        assert_eq!(house.organisation(&lea.address).details.name, "COMMUNE DE VAL");
    }

    async fn a_number_nobody_knows_is_told_and_may_go_on(house: House) {
        let mut lea = house.lea();
        type_siret(&mut lea, COMPANY).await;
        assert!(lea.visible_text().contains("Le répertoire ne connaît pas ce numéro"));
        describe(&mut lea);
        lea.press("Rattacher l'organisation").await;
        assert!(lea.visible_text().contains("Numéro inconnu du répertoire"), "{}", lea.visible_text());
        let company = house.organisation(&lea.address);
        assert_eq!((company.is_verified(), company.finding), (false, Some(Finding::Unknown)));
    }

    async fn a_neighbour_with_the_same_siren_is_not_the_establishment(house: House) {
        house.registry.knows(unit(COMPANY, "EXEMPLE", "5710"));
        assert_eq!(house.find("73282932000017"), Lookup::Unknown);
    }

    async fn a_closed_organisation_is_not_attached(house: House) {
        let mut closed = unit(TOWN, "COMMUNE DE VAL", "7210");
        closed["etat_administratif"] = "C".into();
        house.registry.knows(closed);
        let mut lea = house.lea();
        type_siret(&mut lea, TOWN).await;
        assert_eq!(lea.text("h1"), "Établissement fermé");
        assert!(!lea.has("main form"), "nothing to press");
        lea.post(&format!("/organisations/nouvelle/{TOWN}"), &[("etat", "open")]).await;
        lea.visit("/organisations").await;
        assert!(!lea.visible_text().contains("COMMUNE DE VAL"));
    }

    async fn a_closed_establishment_leads_to_the_head_office(house: House) {
        let mut company = unit(COMPANY, "EXEMPLE", "5710");
        let mut branch = company["siege"].clone();
        branch["siret"] = "73282932000017".into();
        branch["etat_administratif"] = "F".into();
        company["matching_etablissements"] = serde_json::json!([branch]);
        house.registry.knows(company);
        let mut lea = house.lea();
        type_siret(&mut lea, "73282932000017").await;
        assert_eq!(lea.text("h1"), "Établissement fermé");
        lea.follow("Choisir le siège").await;
        assert_eq!(lea.text("h1"), "Vérifier l'organisation");
    }

    async fn a_restricted_person_types_name_and_address_only(house: House) {
        house.registry.knows(restricted_person(COMPANY));
        let mut lea = house.lea();
        type_siret(&mut lea, COMPANY).await;
        let shown = lea.visible_text();
        assert!(shown.contains("Le répertoire ne diffuse pas tout"), "{shown}");
        assert!(shown.contains("Entrepreneur individuel (1000)"));
        assert!(!shown.contains("MARTIN") && !shown.contains("NON-DIFFUSIBLE"), "{shown}");
        assert!(lea.has("[name=nom]") && !lea.has("[name=etat]") && !lea.has("[name=categorie_juridique]"));
        lea.fill("nom", "").press("Rattacher l'organisation").await;
        assert_eq!(lea.status, 422);
        lea.fill("nom", "Lucie Martin").fill("voie", "3 rue des Lilas").fill("code_postal", "35000").fill("commune", "Val");
        lea.press("Rattacher l'organisation").await;
        assert!(lea.visible_text().contains("diffusion restreinte"), "{}", lea.visible_text());
        let person = house.organisation(&lea.address);
        assert_eq!((person.is_verified(), person.finding), (false, Some(Finding::Partial)));
        assert_eq!(person.details.activity.to_string(), "62.01Z", "the registry's word");
        assert!(!house.kept().contains("MARTIN"), "what is withheld is not kept: {}", house.kept());
    }

    async fn a_silent_registry_stops_nobody_and_verifies_later(house: House) {
        for mood in [Mood::Slow, Mood::Broken, Mood::Garbled, Mood::Cut] {
            house.registry.feels(mood.clone());
            assert_eq!(house.find(TOWN), Lookup::Unavailable, "{mood:?}");
            house.app.clock.advance(Duration::minutes(2));
        }
        let mut lea = house.lea();
        type_siret(&mut lea, TOWN).await;
        assert!(lea.visible_text().contains("Le répertoire des entreprises ne répond pas"));
        describe(&mut lea);
        lea.fill("nom", "Mairie").press("Rattacher l'organisation").await;
        assert!(lea.visible_text().contains("Non vérifié"), "{}", lea.visible_text());
        let address = lea.address.clone();
        let town = house.organisation(&address);
        assert_eq!((town.is_verified(), town.finding, town.details.name.as_str()), (false, None, "Mairie"));
        house.registry.feels(Mood::Well);
        house.app.clock.advance(Duration::minutes(2));
        house.app.deliver();
        let town = house.organisation(&address);
        assert_eq!((town.is_verified(), town.details.name.as_str()), (true, "COMMUNE DE VAL"));
    }

    async fn a_registry_that_fails_is_left_in_peace_then_tried(house: House) {
        house.registry.feels(Mood::Broken);
        for _ in 0..10 {
            assert_eq!(house.find(TOWN), Lookup::Unavailable);
        }
        let asked = house.registry.calls().len();
        assert!(asked <= 9, "three questions of at most three tries: {asked}");
        house.app.clock.advance(Duration::seconds(61));
        house.registry.feels(Mood::Well);
        assert!(house.find(TOWN).found().is_some());
        assert_eq!(house.registry.calls().len(), asked + 1);
    }

    async fn a_tired_registry_is_given_the_rest_it_asks_for(house: House) {
        house.registry.feels(Mood::Tired { callers: 1, seconds: 0 });
        assert!(house.find(TOWN).found().is_some(), "tried again at once");
        assert_eq!(house.registry.calls().len(), 2);
        house.app.clock.advance(Duration::hours(25));
        house.registry.feels(Mood::Tired { callers: 1, seconds: 30 });
        assert!(house.find(TOWN).found().is_some(), "the old answer serves meanwhile");
        assert_eq!(house.registry.calls().len(), 3);
        assert!(house.find(TOWN).found().is_some());
        assert_eq!(house.registry.calls().len(), 3, "left in peace for 30 seconds");
        house.app.clock.advance(Duration::seconds(31));
        assert!(house.find(TOWN).found().is_some());
        assert_eq!(house.registry.calls().len(), 4);
    }

    async fn an_answer_is_asked_again_after_a_day(house: House) {
        house.find(TOWN);
        house.app.clock.advance(Duration::hours(23));
        house.find(TOWN);
        assert_eq!(house.registry.calls().len(), 1);
        let mut renamed = unit(TOWN, "VILLE DE VAL", "7210");
        renamed["statut_diffusion"] = "O".into();
        house.registry.knows(renamed);
        house.app.clock.advance(Duration::hours(2));
        assert_eq!(house.find(TOWN).found().unwrap().name.as_deref(), Some("VILLE DE VAL"));
        assert_eq!(house.registry.calls().len(), 2);
    }

    async fn an_organisation_that_closed_since_cannot_file(house: House) {
        let mut lea = house.lea();
        type_siret(&mut lea, TOWN).await;
        lea.press("Rattacher l'organisation").await;
        let town = house.organisation(&lea.address);
        let request = house.app.complete_draft(member(&house), town.id, LegalBasis::Administration);
        let mut closed = unit(TOWN, "COMMUNE DE VAL", "7210");
        closed["siege"]["etat_administratif"] = "F".into();
        house.registry.knows(closed);
        house.app.clock.advance(Duration::hours(25));
        let mut lea = house.app.signed_in(member(&house));
        lea.visit(&format!("/demandes/{request}/soumettre")).await;
        lea.press("Déposer").await;
        assert_ne!(lea.status, 303);
        assert!(lea.visible_text().contains("établissement fermé"), "{}", lea.visible_text());
        assert_eq!(house.organisation(&town.id.to_string()).details.state, RegistryState::Closed);
    }

    async fn the_client_of_a_vendor_is_known_by_its_number(house: House) {
        let lea = house.app.person(LEA, &[]);
        let vendor = house.app.organisation(lea, COMPANY, "Éditions d'Exemple", "5710");
        let request = house.app.complete_draft(lea, vendor, LegalBasis::VendorForAdministration);
        let section = format!("/demandes/{request}/sections/organisation");
        let mut browser = house.app.signed_in(lea);
        browser.visit(&section).await;
        browser.fill("client_siret", "213 502 388 00019").fill("client_name", "").fill("client_created_on", "");
        browser.press("Enregistrer").await;
        browser.visit(&section).await;
        assert_eq!(browser.value("client_name"), "COMMUNE DE VAL");
        assert_eq!(browser.value("client_created_on"), "1998-07-14");
        assert_eq!(browser.value("client_address"), "1 PLACE DE LA MAIRIE, 35000 VAL");
    }

    async fn without_a_registry_nothing_is_asked_nor_promised(app: TestApp) {
        let account = app.person(LEA, &[]);
        let mut lea = app.signed_in(account);
        type_siret(&mut lea, TOWN).await;
        assert!(lea.visible_text().contains("saisies à la main"));
        describe(&mut lea);
        lea.press("Rattacher l'organisation").await;
        assert!(lea.visible_text().contains("Non vérifié"));
        let jobs: Outcome<i64> = app.db().read_now(|c| Ok(outbox_jobs::table.count().get_result(c)?));
        assert_eq!(jobs.unwrap(), 0);
    }
}

fn member(house: &House) -> guichet::identity::AccountId {
    let account: Outcome<_> = house
        .app
        .db()
        .read_now(|c| guichet::admin::account_by_email(c, LEA));
    account.unwrap().unwrap()
}
