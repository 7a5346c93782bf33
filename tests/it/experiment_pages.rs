//! The experiment in a browser: the public page, the panel, the settings.

use actix_web::http::StatusCode;
use guichet::identity::Role;

use crate::support::desk::Desk;

both_databases! {
    async fn anybody_reads_where_the_experiment_stands(desk: Desk) {
        let mut browser = desk.app.browser();
        browser.visit("/experimentation").await;
        assert!(browser.visible_text().contains("Aucune expérimentation n'est ouverte"));
        desk.experiment(2);
        let request = desk.candidate(1);
        let mut reviewer = desk.app.signed_in(desk.reviewer);
        reviewer.visit(&format!("/instruction/{request}/accorder")).await;
        reviewer.press("Continuer").await;
        reviewer.press("Confirmer l'accord").await;
        browser.visit("/experimentation").await;
        assert_eq!(browser.texts(".g-figure__value"), ["1", "1", "0"]);
        assert!(browser.visible_text().contains("1er mars 2026"));
        desk.app.deliver();
    }

    async fn a_supervisor_sets_the_experiment_up_with_a_reason(desk: Desk) {
        let mut browser = desk.app.signed_in(desk.second);
        browser.visit("/instruction/experimentation").await;
        browser.follow("Régler l'expérimentation").await;
        browser.fill("decret", "Arrêté du 2 février 2026").fill("ouverture", "2026-03-01").fill("cloture", "2027-04-01").fill("plafond", "101");
        for sector in ["health_social", "education", "school_sport_culture", "passenger_transport", "professional_certification", "housing_vehicle_rental"] {
            browser.fill(&format!("repere_{sector}"), "10");
        }
        browser.press("Enregistrer les réglages").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(browser.has("a[href='#motif']"));
        browser.fill("motif", "Ouverture de l'expérimentation").press("Enregistrer les réglages").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(browser.has("a[href='#cloture']") && browser.has("a[href='#plafond']"));
        browser.fill("cloture", "2027-03-01").fill("plafond", "100").press("Enregistrer les réglages").await;
        assert_eq!(browser.status, StatusCode::OK);
        assert!(browser.visible_text().contains("100 personnes morales"));
        browser.visit("/instruction/experimentation/reglages").await;
        assert!(browser.visible_text().contains("Ouverture de l'expérimentation"));
        assert_eq!(desk.count("journal_entries WHERE action = 'experiment.configured'"), 1);
    }

    async fn a_cap_below_the_taken_seats_is_refused_with_the_reason(desk: Desk) {
        desk.experiment(3);
        let mut browser = desk.app.signed_in(desk.second);
        for n in [1, 2] {
            let request = desk.candidate(n);
            browser.visit(&format!("/instruction/{request}/accorder")).await;
            browser.press("Continuer").await;
            browser.press("Confirmer l'accord").await;
        }
        browser.visit("/instruction/experimentation/reglages").await;
        browser.fill("plafond", "1").fill("motif", "Moins de places").press("Enregistrer les réglages").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(browser.visible_text().contains("jusqu'au numéro 2"), "{}", browser.visible_text());
        desk.app.deliver();
    }

    async fn two_supervisors_do_not_overwrite_each_other(desk: Desk) {
        desk.experiment(3);
        let other = desk.app.person("autre@exemple.fr", &[Role::Supervisor]);
        let (mut one, mut late) = (desk.app.signed_in(desk.second), desk.app.signed_in(other));
        for browser in [&mut one, &mut late] {
            browser.visit("/instruction/experimentation/reglages").await;
            browser.fill("motif", "Changement").fill("plafond", "5");
        }
        one.press("Enregistrer les réglages").await;
        late.press("Enregistrer les réglages").await;
        assert_eq!((one.status, late.status), (StatusCode::OK, StatusCode::CONFLICT));
    }
}
