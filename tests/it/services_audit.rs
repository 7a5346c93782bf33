//! An auditor reads the whole partner space, changes nothing of it, and leaves a trace.

use diesel::prelude::*;
use guichet::identity::Role;
use guichet::kernel::error::Outcome;
use guichet::schema::journal_entries;

use crate::support::TestApp;

fn audited(app: &TestApp) -> i64 {
    let count: Outcome<i64> = app.db().read_now(|c| {
        Ok(journal_entries::table
            .filter(journal_entries::action.eq("service.audited"))
            .count()
            .get_result(c)?)
    });
    count.unwrap()
}

both_databases! {
    async fn an_auditor_reads_every_service_and_changes_none(app: TestApp) {
        let owner = app.person("lea@exemple.fr", &[]);
        let reviewer = app.person("anne@exemple.fr", &[Role::Reviewer]);
        let auditor = app.person("alix@exemple.fr", &[Role::Auditor]);
        let town = app.organisation(owner, "21350238800019", "Ville de Rennes", "7210");
        let service = app.open_service(owner, town, reviewer);
        let mut alix = app.signed_in(auditor);
        alix.visit("/espace").await;
        assert!(alix.text("main").contains("Ville de Rennes"));
        for page in ["", "/habilitation", "/equipe", "/clients", "/qualification", "/qualification/criteres/1", "/production"] {
            alix.visit(&format!("/espace/services/{service}{page}")).await;
            assert!(!alix.has("main form[method=post]"), "{page} offers to change something");
        }
        assert_eq!(audited(&app), 7, "each page read is written down");
        for change in ["/equipe/inviter", "/qualification/demander", "/production/identifiants"] {
            alix.post(&format!("/espace/services/{service}{change}"), &[("courriel", "a@exemple.fr"), ("role", "reader")]).await;
            assert!(alix.status == 404 || alix.status == 303, "{change}: {}", alix.status);
        }
        alix.open(&format!("/espace/services/{service}/clients/nouveau")).await;
        assert_eq!(alix.status, 404);

        // The team's own reading is nobody's business; other members of the staff see nothing.
        let mut lea = app.signed_in(owner);
        lea.visit(&format!("/espace/services/{service}")).await;
        let mut anne = app.signed_in(reviewer);
        anne.open(&format!("/espace/services/{service}")).await;
        assert_eq!(anne.status, 404);
        anne.visit("/espace").await;
        assert!(!anne.text("main").contains("Ville de Rennes"));
        assert_eq!(audited(&app), 7);
        app.deliver();
    }
}
