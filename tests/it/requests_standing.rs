//! Beginning well (prefilled links, frequent cases, one's own name) and knowing where one stands (delays, queue, calendar).

use chrono::Duration;
use guichet::identity::Role;
use guichet::kernel::error::Outcome;
use guichet::requests::{
    self as req, Actor, Dossier, Grant, GrantTerms, LegalBasis, Reasons, RequestId,
    habilitation_number,
};
use guichet::shell::AccountId;

use crate::support::TestApp;

const SIRET: &str = "21350238800019";

fn stored(app: &TestApp, address: &str) -> Dossier {
    let id: RequestId = address.split('/').nth(2).unwrap().parse().unwrap();
    let found: Outcome<_> = app.db().read_now(|c| Ok(req::dossier(c, id)?));
    found.unwrap()
}

fn grant(app: &TestApp, id: RequestId, reviewer: AccountId, rank: i64) {
    let actor = Actor {
        account: reviewer,
        staff: vec![Role::Reviewer],
    };
    let (ctx, cmd) = (app.ctx(reviewer.0), app.move_by(actor, id));
    let with = Grant {
        number: habilitation_number(2026, rank),
        reasons: Reasons {
            reason: "Complet.".to_owned(),
            legal_reference: "Arrêté".to_owned(),
            seconded_by: None,
        },
        terms: GrantTerms::default(),
    };
    app.db()
        .write_now(|tx| req::grant(tx, &ctx, &cmd, &with))
        .unwrap();
}

both_databases! {
    async fn a_link_says_what_it_does_not_fill(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        app.organisation(lea, SIRET, "Ville de Rennes", "7210");
        let mut browser = app.signed_in(lea);
        browser.visit("/demandes/nouvelle?fondement=administration&service_name=Portail&dpo_email=pirate@exemple.fr&couleur=%3Cb%3E").await;
        let said = browser.visible_text();
        assert!(said.contains("dpo_email, couleur") && said.contains("jamais par un lien"), "{said}");
        browser.press("Commencer la demande").await;
        let dossier = stored(&app, &browser.address);
        assert_eq!((dossier.service_name.as_str(), dossier.dpo.email.as_str()), ("Portail", ""));
        let mut anyone = app.browser();
        anyone.visit("/liens-preremplis").await;
        let names = anyone.texts("main td code");
        assert!(names.iter().any(|n| n == "service_name") && names.iter().any(|n| n == "modele"));
        assert!(!names.iter().any(|n| n.contains("email") || n.contains("siret")), "{names:?}");
    }

    async fn a_frequent_case_fills_what_it_knows(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        app.organisation(lea, SIRET, "Ville de Rennes", "7210");
        let mut browser = app.signed_in(lea);
        browser.visit("/demandes/nouvelle").await;
        browser.follow("Portail d'une collectivité").await;
        assert!(browser.visible_text().contains("(choisi)"));
        browser.press("Commencer la demande").await;
        let dossier = stored(&app, &browser.address);
        assert_eq!((dossier.level.as_str(), dossier.retention_months.as_str(), dossier.claims.len()), ("eidas1", "24", 3));
        browser.visit("/demandes/nouvelle?modele=collectivite&retention_months=12&fondement=administration").await;
        browser.press("Commencer la demande").await;
        assert_eq!(stored(&app, &browser.address).retention_months, "12", "the link wins over the case");
    }

    async fn it_is_me_writes_my_name_and_keeps_the_rest(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let town = app.organisation(lea, SIRET, "Ville de Rennes", "7210");
        let id = app.complete_draft(lea, town, LegalBasis::Administration);
        let section = format!("/demandes/{id}/sections/contacts");
        let mut browser = app.signed_in(lea);
        browser.visit(&section).await;
        browser.fill("dpo_job", "Délégué depuis hier").press("technical").await;
        assert_eq!(browser.status, 200, "{}", browser.visible_text());
        assert_eq!(browser.value("technical_email"), "lea@exemple.fr");
        assert_eq!(browser.value("technical_given_name"), "lea");
        assert_eq!(browser.value("technical_phone"), "06 12 34 56 78");
        assert_eq!(browser.value("dpo_job"), "Délégué depuis hier", "what was typed is saved too");
        assert_eq!(browser.value("dpo_email"), "denis@exemple.fr");
        browser.post(&section, &[("moi", "filer"), ("edition", "9")]).await;
        assert_ne!(browser.status, 500);
    }

    async fn an_applicant_knows_where_they_stand(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let town = app.organisation(lea, SIRET, "Ville de Rennes", "7210");
        let rosa = app.person("rosa@dinum.example", &[Role::Reviewer]);
        for rank in 1..=3 {
            let id = app.filed(lea, town, LegalBasis::Administration);
            app.taken(id, rosa);
            app.clock.advance(Duration::days(rank));
            grant(&app, id, rosa, rank);
        }
        app.clock.advance(Duration::minutes(1));
        let first = app.filed(lea, town, LegalBasis::Administration);
        app.clock.advance(Duration::minutes(1));
        let second = app.filed(lea, town, LegalBasis::Administration);
        let mut browser = app.signed_in(lea);
        browser.visit(&format!("/demandes/{first}")).await;
        assert!(browser.visible_text().contains("n° 1 parmi"));
        browser.visit(&format!("/demandes/{second}")).await;
        let said = browser.visible_text();
        assert!(said.contains("n° 2 parmi"), "{said}");
        assert!(said.contains("la moitié des demandes ont reçu une réponse en 2 jours ou moins, et neuf sur dix en 2 jours"), "{said}");
        assert!(said.contains("13 mars 2026 : réponse annoncée"), "{said}");
        app.taken(first, rosa);
        assert!(app.mails_to("lea@exemple.fr").iter().any(|mail| mail.subject.contains("prise en charge")));

        browser.visit("/demandes/echeances").await;
        assert_eq!(browser.texts("tbody tr").len(), 4, "two deadlines for each of the two requests");
        browser.visit("/demandes/echeances.ics").await;
        assert!(browser.headers.get("content-type").unwrap().to_str().unwrap().starts_with("text/calendar"));
        assert_eq!(browser.html.matches("BEGIN:VEVENT").count(), 4);
        assert!(browser.html.contains("DTSTART;VALUE=DATE:20260313\r\n") && browser.html.ends_with("END:VCALENDAR\r\n"));
        let sam = app.person("sam@ailleurs.example", &[]);
        let mut stranger = app.signed_in(sam);
        stranger.visit("/demandes/echeances.ics").await;
        assert!(!stranger.html.contains("VEVENT"), "other organisations' requests are not told");
        app.deliver();
    }
}
