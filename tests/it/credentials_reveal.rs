//! Production credentials: issued by the gate, shown once, revoked at once; the secret is nowhere else.

use std::sync::{Barrier, Mutex};

use actix_web::http::StatusCode;
use chrono::Duration;
use diesel::prelude::*;
use guichet::credentials::{
    self, CredentialId, Issue, IssueError, Refused, RevealError, RevokeError,
};
use guichet::identity::Role;
use guichet::kernel::error::{Failure, Outcome};
use guichet::schema::{credentials as table, journal_entries};
use guichet::services::{self, Command, Denied, Environment, Status};

use crate::support::TestApp;
use crate::support::leaks::{contains, whole_database, whole_folder};
use crate::support::services::{Opened, client_draft};

fn issue(
    app: &TestApp,
    opened: Opened,
    replaces: Option<CredentialId>,
) -> Outcome<CredentialId, IssueError> {
    let cmd = Issue {
        service: opened.service,
        replaces,
    };
    app.attempt(opened.owner, |tx, ctx| {
        credentials::issue(tx, ctx, opened.owner, cmd)
    })
}

fn reveal(
    app: &TestApp,
    opened: Opened,
    id: CredentialId,
) -> Outcome<(String, String), RevealError> {
    let revealed = app.attempt(opened.owner, |tx, ctx| {
        credentials::reveal(tx, ctx, opened.owner, (opened.service, id))
    })?;
    Ok((revealed.client_id, revealed.secret.reveal_hex()))
}

fn accepted(app: &TestApp, client_id: &str, secret: &str) -> bool {
    let now = app.clock.now();
    let answer: Outcome<bool> = app
        .db()
        .read_now(|c| credentials::verify(c, now, client_id, secret));
    answer.unwrap()
}

fn status(app: &TestApp, opened: Opened) -> Status {
    let found: Outcome<_> = app.db().read_now(|c| services::find(c, opened.service));
    found.unwrap().unwrap().state.status()
}

fn recorded(app: &TestApp, action: &str) -> i64 {
    let count: Outcome<i64> = app.db().read_now(|c| {
        Ok(journal_entries::table
            .filter(journal_entries::action.eq(action))
            .count()
            .get_result(c)?)
    });
    count.unwrap()
}

fn production(opened: Opened, tail: &str) -> String {
    format!("/espace/services/{}/production{tail}", opened.service)
}

/// A qualified service whose production client is declared.
fn ready(app: &TestApp) -> Opened {
    let opened = app.qualified();
    app.client(opened, Environment::Production, &client_draft("Production"));
    opened
}

both_databases! {
    async fn credentials_go_from_the_issue_to_a_live_service(app: TestApp) {
        let opened = ready(&app);
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&production(opened, "")).await;
        owner.press("Demander les identifiants").await;
        assert_eq!(owner.status, StatusCode::OK);
        let mails = app.mails_to("claire@ville.fr");
        let issued = mails.iter().find(|mail| mail.template == "credentials/issued").unwrap();
        let link = issued.text.split_whitespace().find(|word| word.contains("/production/identifiants/")).unwrap();
        let path = link.split_once("8080").map_or(link, |(_, path)| path).to_owned();
        owner.visit(&path).await;
        assert!(owner.visible_text().contains("ne sera montré qu'une fois"));
        owner.press("Montrer le secret").await;
        assert_eq!(owner.status, StatusCode::OK);
        assert_eq!(owner.headers.get("cache-control").unwrap(), "no-store");
        let (client_id, secret) = (owner.text("#client-id"), owner.text("#client-secret"));
        assert_eq!(secret.len(), 64);
        assert!(accepted(&app, &client_id, &secret));
        assert!(!accepted(&app, &client_id, &client_id));
        assert_eq!(status(&app, opened), Status::Live);
        owner.visit(&path).await;
        assert!(!owner.html.contains(&secret));
        assert!(owner.visible_text().contains("pas de secret à retirer"));
        owner.post(&format!("{path}/reveler"), &[]).await;
        assert_eq!(owner.status, StatusCode::CONFLICT);
        assert!(owner.visible_text().contains("déjà été montré"));
        let told: Vec<String> = app.mails_to("claire@ville.fr").into_iter().map(|mail| mail.template).collect();
        for template in ["credentials/issued", "credentials/revealed", "services/live"] {
            assert_eq!(told.iter().filter(|known| *known == template).count(), 1, "{template}");
        }
        for action in ["credential.issued", "credential.revealed", "service.live"] {
            assert_eq!(recorded(&app, action), 1, "{action}");
        }
    }

    async fn a_second_factor_shown_lately_is_demanded(app: TestApp) {
        let opened = ready(&app);
        let mut owner = app.signed_in(opened.owner);
        let id = issue(&app, opened, None).unwrap();
        let path = production(opened, &format!("/identifiants/{id}"));
        owner.visit(&path).await;
        app.clock.advance(Duration::seconds(301));
        owner.post(&format!("{path}/reveler"), &[]).await;
        assert!(owner.address.starts_with("/connexion/second-facteur"), "{}", owner.address);
        owner.open(&path).await;
        assert!(owner.address.starts_with("/connexion/second-facteur?suite="), "{}", owner.address);
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&path).await;
        app.clock.advance(Duration::seconds(299));
        owner.press("Montrer le secret").await;
        assert_eq!(owner.status, StatusCode::OK);
        assert!(owner.has("#client-secret"));
        app.deliver();
    }

    async fn of_fifty_people_who_reveal_at_once_one_sees_the_secret(app: TestApp) {
        let opened = ready(&app);
        let id = issue(&app, opened, None).unwrap();
        let (shown, refused) = (Mutex::new(Vec::new()), Mutex::new(0));
        let (start, db, ctx) = (Barrier::new(50), app.db().clone(), app.ctx(opened.owner.0));
        std::thread::scope(|scope| {
            for _ in 0..50 {
                scope.spawn(|| {
                    start.wait();
                    let answer = db.write_now(|tx| credentials::reveal(tx, &ctx, opened.owner, (opened.service, id)));
                    match answer {
                        Ok(revealed) => shown.lock().unwrap().push(revealed),
                        Err(Failure::Refused(RevealError::Refused(Refused::AlreadyRevealed))) => *refused.lock().unwrap() += 1,
                        Err(other) => panic!("{other:?}"),
                    }
                });
            }
        });
        let shown = shown.into_inner().unwrap();
        assert_eq!((shown.len(), refused.into_inner().unwrap()), (1, 49));
        assert!(accepted(&app, &shown[0].client_id, &shown[0].secret.reveal_hex()), "the one shown is the one in force");
        assert_eq!(recorded(&app, "credential.revealed"), 1);
        let mails = app.mails_to("claire@ville.fr");
        assert_eq!(mails.iter().filter(|mail| mail.template == "credentials/revealed").count(), 1);
    }

    async fn the_secret_is_nowhere_after_it_was_shown(app: TestApp) {
        let opened = ready(&app);
        let (_, _, sandbox) = app.client(opened, Environment::Sandbox, &client_draft("Autre"));
        let id = issue(&app, opened, None).unwrap();
        let revealed = app.act(opened.owner, |tx, ctx| credentials::reveal(tx, ctx, opened.owner, (opened.service, id)));
        app.deliver();
        let hash: Outcome<Option<String>> = app.db().read_now(|c| Ok(table::table.select(table::secret_hash).first(c)?));
        let dump = whole_database(&app);
        assert!(dump.contains(&hash.unwrap().unwrap()), "the search does see every column");
        let folder = whole_folder(app.beside().folder.path());
        assert!(contains(&folder, b"credentials/revealed"), "the search does see the mails");
        for secret in [revealed.secret.reveal_hex(), revealed.secret.reveal(), sandbox.unwrap()] {
            assert!(!dump.contains(&secret), "a secret is in the database");
            assert!(!contains(&folder, secret.as_bytes()), "a secret is in a file");
        }
        assert!(!format!("{revealed:?}").contains(&revealed.secret.reveal_hex()), "a log would not show it");
    }

    async fn before_the_reveal_there_is_nothing_to_steal(app: TestApp) {
        let opened = ready(&app);
        issue(&app, opened, None).unwrap();
        let hash: Outcome<Option<String>> = app.db().read_now(|c| Ok(table::table.select(table::secret_hash).first(c)?));
        assert_eq!(hash.unwrap(), None);
        let planted = "UPDATE credentials SET secret_hash = 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'";
        assert!(app.beside().sql(planted).is_err(), "the database itself refuses a hash before the reveal");
        app.deliver();
    }

    async fn only_a_qualified_service_with_a_client_gets_credentials(app: TestApp) {
        let opened = app.opened();
        app.client(opened, Environment::Production, &client_draft("Production"));
        assert!(matches!(issue(&app, opened, None), Err(Failure::Refused(IssueError::NotQualified(Status::Integration)))));
        app.deliver();
    }

    async fn a_service_without_a_production_client_gets_none(app: TestApp) {
        let opened = app.qualified();
        assert!(matches!(issue(&app, opened, None), Err(Failure::Refused(IssueError::NoClient))));
        app.deliver();
    }

    async fn evidence_older_than_ninety_days_closes_the_gate(app: TestApp) {
        let opened = ready(&app);
        app.clock.advance(Duration::days(91));
        assert!(matches!(issue(&app, opened, None), Err(Failure::Refused(IssueError::GateClosed(open))) if open.len() == 38));
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&production(opened, "")).await;
        assert!(owner.visible_text().contains("plus de 90 jours"));
        app.deliver();
    }

    async fn a_retrieval_past_seven_days_is_refused_and_new_ones_are_issued(app: TestApp) {
        let opened = ready(&app);
        let id = issue(&app, opened, None).unwrap();
        assert!(matches!(issue(&app, opened, None), Err(Failure::Refused(IssueError::InForce(known))) if known == id));
        app.clock.advance(Duration::days(7));
        assert!(matches!(reveal(&app, opened, id), Err(Failure::Refused(RevealError::Refused(Refused::TooLate)))));
        let second = issue(&app, opened, None).unwrap();
        assert!(reveal(&app, opened, second).is_ok());
        assert_eq!(recorded(&app, "credential.expired"), 1);
        app.deliver();
    }

    async fn a_lost_secret_is_replaced_and_the_former_one_stops_at_once(app: TestApp) {
        let opened = ready(&app);
        let first = issue(&app, opened, None).unwrap();
        let (client_id, lost) = reveal(&app, opened, first).unwrap();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&production(opened, "")).await;
        owner.press("Remplacer les identifiants").await;
        assert_eq!(owner.status, StatusCode::OK);
        assert!(!accepted(&app, &client_id, &lost));
        owner.follow("Retirer le secret").await;
        owner.press("Montrer le secret").await;
        let new = owner.text("#client-secret");
        assert!(new != lost && accepted(&app, &client_id, &new));
        assert_eq!((recorded(&app, "credential.revoked"), recorded(&app, "credential.issued")), (1, 2));
        app.deliver();
    }

    async fn revocation_by_the_team_is_effective_at_once(app: TestApp) {
        let opened = ready(&app);
        let id = issue(&app, opened, None).unwrap();
        let (client_id, secret) = reveal(&app, opened, id).unwrap();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&production(opened, "")).await;
        owner.press("Révoquer ces identifiants").await;
        assert_eq!(owner.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(owner.has("#motif-error"));
        owner.fill("motif", "Le secret a fui.").press("Révoquer ces identifiants").await;
        assert_eq!(owner.status, StatusCode::OK);
        assert!(!accepted(&app, &client_id, &secret));
        let again = app.attempt(opened.owner, |tx, ctx| {
            credentials::revoke_as_team(tx, ctx, opened.owner, (opened.service, id), "Encore.")
        });
        assert!(matches!(again, Err(Failure::Refused(RevokeError::Refused(Refused::Over)))));
        let mails = app.mails_to("claire@ville.fr");
        let revoked: Vec<_> = mails.iter().filter(|mail| mail.template == "credentials/revoked").collect();
        assert_eq!(revoked.len(), 1);
        assert!(revoked[0].text.contains("Le secret a fui."));
    }

    async fn staff_revoke_in_an_emergency(app: TestApp) {
        let opened = ready(&app);
        let id = issue(&app, opened, None).unwrap();
        let (client_id, secret) = reveal(&app, opened, id).unwrap();
        let mut auditor = app.signed_in(app.person("auditrice@dinum.fr", &[Role::Auditor]));
        auditor.visit("/identifiants").await;
        assert!(!auditor.has("a[href$='/revoquer']"));
        let mut officer = app.signed_in(opened.officer);
        officer.visit("/identifiants").await;
        officer.follow("Révoquer ceux de Mes démarches").await;
        officer.fill("motif", "Incident.").press("Révoquer").await;
        assert_eq!((officer.status, officer.address.as_str()), (StatusCode::OK, "/identifiants"));
        assert!(!accepted(&app, &client_id, &secret));
        let mut owner = app.signed_in(opened.owner);
        owner.open("/identifiants").await;
        assert_eq!(owner.status, StatusCode::NOT_FOUND);
        app.deliver();
    }

    async fn a_suspended_or_closed_service_has_no_valid_credentials(app: TestApp) {
        let opened = ready(&app);
        let id = issue(&app, opened, None).unwrap();
        let (client_id, secret) = reveal(&app, opened, id).unwrap();
        let advance = |command: Command| app.act(opened.officer, |tx, ctx| services::advance(tx, ctx, opened.service, &command));
        advance(Command::Suspend { reason: "Incident.".to_owned() });
        assert!(!accepted(&app, &client_id, &secret));
        advance(Command::Resume);
        assert!(accepted(&app, &client_id, &secret));
        advance(Command::Close { reason: "Fin.".to_owned() });
        assert!(!accepted(&app, &client_id, &secret));
        app.deliver();
    }

    async fn credentials_end_after_360_days(app: TestApp) {
        let opened = ready(&app);
        let id = issue(&app, opened, None).unwrap();
        let (client_id, secret) = reveal(&app, opened, id).unwrap();
        app.clock.advance(Duration::days(360) - Duration::seconds(1));
        assert!(accepted(&app, &client_id, &secret));
        app.clock.advance(Duration::seconds(1));
        assert!(!accepted(&app, &client_id, &secret));
        app.deliver();
    }

    async fn a_client_with_its_own_key_never_has_a_secret(app: TestApp) {
        let opened = app.qualified();
        let mut draft = client_draft("Production");
        "private_key_jwt".clone_into(&mut draft.auth_method);
        "https://demarches.exemple.fr/cles.json".clone_into(&mut draft.jwks_uri);
        app.client(opened, Environment::Production, &draft);
        let id = issue(&app, opened, None).unwrap();
        assert_eq!(status(&app, opened), Status::Live);
        assert!(matches!(reveal(&app, opened, id), Err(Failure::Refused(RevealError::Refused(Refused::NoSecret)))));
        let mails = app.mails_to("claire@ville.fr");
        assert!(mails.iter().any(|mail| mail.template == "credentials/key_registered"));
        assert!(!mails.iter().any(|mail| mail.template == "credentials/issued"));
    }

    async fn anothers_credentials_do_not_exist(app: TestApp) {
        let opened = ready(&app);
        let id = issue(&app, opened, None).unwrap();
        let stranger = app.person("etranger@ailleurs.fr", &[]);
        app.with_second_factor(stranger);
        let mut browser = app.signed_in(stranger);
        let path = production(opened, &format!("/identifiants/{id}"));
        browser.open(&path).await;
        assert_eq!(browser.status, StatusCode::NOT_FOUND);
        for tail in ["/reveler", "/revoquer"] {
            browser.visit("/organisations/nouvelle").await;
            browser.post(&format!("{path}{tail}"), &[("motif", "x")]).await;
            assert_eq!(browser.status, StatusCode::NOT_FOUND, "{tail}");
        }
        let denied = app.attempt(stranger, |tx, ctx| credentials::reveal(tx, ctx, stranger, (opened.service, id)));
        assert!(matches!(denied, Err(Failure::Refused(RevealError::Denied(Denied::Unknown)))));
        app.deliver();
    }
}
