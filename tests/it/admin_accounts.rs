//! Administration: who may change accounts, and what is never left undone.

use guichet::admin::account_by_email;
use guichet::admin::demonstration::SECRET;
use guichet::identity::TotpSecret;
use guichet::schema::journal_entries;
use guichet::shell::Role;

use diesel::prelude::*;
use guichet::kernel::error::Outcome;

use crate::support::{Browser, TestApp};

const PAUL: &str = "paul@guichet.example";
const ROSE: &str = "rose@guichet.example";
const LEA: &str = "lea@exemple.fr";

fn journal(app: &TestApp) -> Vec<String> {
    let actions: Outcome<_> = app.db().read_now(|c| {
        let recorded = journal_entries::table.order((journal_entries::at, journal_entries::id));
        Ok(recorded.select(journal_entries::action).load(c)?)
    });
    actions.unwrap()
}

/// A browser in which somebody signed in.
fn enter<'a>(app: &'a TestApp, email: &str) -> Browser<'a> {
    let account: Outcome<_> = app.db().read_now(|c| account_by_email(c, email));
    app.signed_in(account.unwrap().unwrap())
}

both_databases! {
    async fn an_administrator_gives_roles_and_the_person_is_told(app: TestApp) {
        app.person(PAUL, &[Role::Administrator]);
        let lea = app.person(LEA, &[]);
        let mut paul = enter(&app, PAUL);
        paul.visit("/administration").await.follow("Comptes").await;
        paul.fill("recherche", "LÉA").press("Rechercher").await;
        assert_eq!(paul.texts("tbody tr").len(), 1);
        paul.follow("lea").await;
        assert!(journal(&app).contains(&"account.read".to_owned()), "reading an account is journalled");
        paul.fill_all("roles", &["reviewer", "officer"]).press("Enregistrer les rôles").await;
        assert!(paul.visible_text().contains("Juriste instructeur"), "{}", paul.visible_text());
        assert_eq!(app.mails_to(LEA)[0].subject, "Vos rôles ont changé");
        assert!(journal(&app).contains(&"account.roles_changed".to_owned()));
        let page = format!("/administration/comptes/{lea}");
        paul.visit(&page).await.press("Désactiver le compte").await;
        assert!(paul.visible_text().contains("Désactivé"));
        paul.press("Réactiver le compte").await;
        assert!(paul.visible_text().contains("Actif"));
        app.deliver();
    }

    async fn an_auditor_reads_and_changes_nothing(app: TestApp) {
        app.person(ROSE, &[Role::Auditor]);
        let lea = app.person(LEA, &[]);
        let mut rose = enter(&app, ROSE);
        let page = format!("/administration/comptes/{lea}");
        rose.visit(&page).await;
        assert!(!rose.has("main form"));
        for action in ["roles", "desactiver", "reactiver", "second-facteur"] {
            let fields = [("version", "1"), ("roles", "administrator")];
            rose.visit(&page).await;
            assert_eq!(rose.post(&format!("{page}/{action}"), &fields).await.status, 403, "{action}");
        }
    }

    async fn a_partner_finds_no_administration(app: TestApp) {
        app.person(LEA, &[]);
        let mut lea = enter(&app, LEA);
        for page in ["/administration", "/administration/comptes", "/administration/envois"] {
            assert_eq!(lea.open(page).await.status, 404, "{page}");
        }
    }

    async fn the_house_keeps_an_administrator(app: TestApp) {
        let paul_id = app.person(PAUL, &[Role::Administrator]);
        let mut paul = enter(&app, PAUL);
        paul.visit(&format!("/administration/comptes/{paul_id}")).await;
        paul.fill_all("roles", &["reviewer"]).press("Enregistrer les rôles").await;
        assert_eq!(paul.status, 409);
        assert!(paul.visible_text().contains("au moins un administrateur"));
    }

    async fn a_page_read_before_somebody_else_changed_the_account_changes_nothing(app: TestApp) {
        app.person(PAUL, &[Role::Administrator]);
        app.person(ROSE, &[Role::Administrator]);
        let lea = app.person(LEA, &[]);
        let page = format!("/administration/comptes/{lea}");
        let (mut paul, mut rose) = (enter(&app, PAUL), enter(&app, ROSE));
        paul.visit(&page).await;
        rose.visit(&page).await.fill_all("roles", &["auditor"]).press("Enregistrer").await;
        paul.fill_all("roles", &["reviewer"]).press("Enregistrer").await;
        assert_eq!(paul.status, 409);
        paul.visit(&page).await;
        assert!(paul.visible_text().contains("Auditeur"));
        app.deliver();
    }

    async fn the_demonstration_accounts_are_shown_in_development(app: TestApp) {
        let mut anyone = app.browser();
        anyone.visit("/demonstration").await;
        assert!(anyone.visible_text().contains("claire.morel@valmont.example"));
        let code = TotpSecret::from_base32(SECRET).unwrap().code_at(app.system().now);
        assert_eq!(anyone.text("#code"), code);
    }
}
