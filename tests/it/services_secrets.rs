//! Sandbox clients over time: secrets that overlap, a number of clients that is bounded, versions that can be taken again.

use actix_web::http::StatusCode;
use chrono::Duration;
use diesel::prelude::*;
use guichet::kernel::error::{Failure, Outcome};
use guichet::schema::{clients, journal_entries};
use guichet::services::{
    self, ClientCommand, ClientError, ClientKey, Environment, MOST_CLIENTS, Overlap,
};

use crate::support::TestApp;
use crate::support::services::{Opened, client_draft};

fn url(opened: Opened, key: ClientKey, tail: &str) -> String {
    format!("/espace/services/{}/clients/{key}{tail}", opened.service)
}

/// Whether the sandbox would accept each of these secrets now.
fn accepted(app: &TestApp, client_id: &str, secrets: &[&str]) -> Vec<bool> {
    let now = app.clock.now();
    let found: Outcome<_> = app
        .db()
        .read_now(|c| Ok(services::sandbox_client(c, client_id)?));
    let client = found.unwrap().expect("the client may be used");
    secrets
        .iter()
        .map(|secret| client.accepts(secret, now))
        .collect()
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

both_databases! {
    async fn two_secrets_are_valid_for_the_time_of_an_overlap(app: TestApp) {
        let opened = app.opened();
        let (key, client_id, first) = app.client(opened, Environment::Sandbox, &client_draft("Recette"));
        let first = first.unwrap();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened, key, "")).await;
        owner.fill("delai", "heure").press("Créer un nouveau secret").await;
        assert_eq!(owner.status, StatusCode::OK);
        let second = owner.text("#client-secret");
        assert!(owner.visible_text().contains("L'ancien secret reste accepté jusqu'au"));
        assert_eq!(accepted(&app, &client_id, &[&first, &second, "autre", ""]), [true, true, false, false]);
        owner.visit(&url(opened, key, "")).await;
        assert!(owner.visible_text().contains("L'ancien secret reste accepté"));
        app.clock.advance(Duration::minutes(59));
        assert_eq!(accepted(&app, &client_id, &[&first, &second]), [true, true]);
        app.clock.advance(Duration::minutes(1));
        assert_eq!(accepted(&app, &client_id, &[&first, &second]), [false, true]);
        owner.visit(&url(opened, key, "")).await;
        assert!(!owner.visible_text().contains("L'ancien secret reste accepté"));
        assert_eq!(recorded(&app, "client.secret_rotated"), 1);
        app.deliver();
    }

    async fn a_secret_that_leaked_ends_at_once_and_a_third_one_ends_the_first(app: TestApp) {
        let opened = app.opened();
        let (key, client_id, first) = app.client(opened, Environment::Sandbox, &client_draft("Recette"));
        let first = first.unwrap();
        let rotate = |overlap| app.act(opened.owner, |tx, ctx| {
            services::rotate_secret(tx, ctx, opened.owner, (opened.service, key), overlap)
        });
        let second = rotate(Overlap::Week).secret.unwrap().reveal_hex();
        let third = rotate(Overlap::Week);
        assert_eq!(third.former_until, Some(app.clock.now().plus(Duration::weeks(1))));
        let third = third.secret.unwrap().reveal_hex();
        assert_eq!(accepted(&app, &client_id, &[&first, &second, &third]), [false, true, true]);
        let fourth = rotate(Overlap::AtOnce);
        assert_eq!(fourth.former_until, None);
        let fourth = fourth.secret.unwrap().reveal_hex();
        assert_eq!(accepted(&app, &client_id, &[&second, &third, &fourth]), [false, false, true]);
        app.deliver();
    }

    async fn a_former_secret_is_withdrawn_before_its_time_once(app: TestApp) {
        let opened = app.opened();
        let (key, client_id, first) = app.client(opened, Environment::Sandbox, &client_draft("Recette"));
        let first = first.unwrap();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened, key, "")).await;
        assert!(!owner.visible_text().contains("Retirer l'ancien secret"));
        owner.press("Créer un nouveau secret").await;
        let second = owner.text("#client-secret");
        owner.visit(&url(opened, key, "")).await;
        owner.press("Retirer l'ancien secret maintenant").await;
        assert_eq!(owner.status, StatusCode::OK);
        assert_eq!(accepted(&app, &client_id, &[&first, &second]), [false, true]);
        owner.post(&url(opened, key, "/secret/ancien"), &[]).await;
        assert_eq!(owner.status, StatusCode::CONFLICT);
        assert_eq!(recorded(&app, "client.former_secret_withdrawn"), 1);
        owner.visit(&url(opened, key, "")).await;
        owner.post(&url(opened, key, "/secret"), &[("delai", "toujours")]).await;
        assert_eq!(owner.status, StatusCode::BAD_REQUEST);
        app.deliver();
    }

    async fn a_client_that_goes_over_to_its_key_loses_both_secrets(app: TestApp) {
        let opened = app.opened();
        let (key, client_id, first) = app.client(opened, Environment::Sandbox, &client_draft("Recette"));
        app.act(opened.owner, |tx, ctx| {
            services::rotate_secret(tx, ctx, opened.owner, (opened.service, key), Overlap::Week)
        });
        let mut draft = client_draft("Recette");
        draft.auth_method = "private_key_jwt".into();
        draft.jwks_uri = "https://demarches.exemple.fr/cles".into();
        let command = ClientCommand { service: opened.service, client: key, seen: 1, draft };
        app.act(opened.owner, |tx, ctx| services::edit_client(tx, ctx, opened.owner, &command));
        assert_eq!(accepted(&app, &client_id, &[&first.unwrap()]), [false]);
        let kept: Outcome<(Option<String>, Option<String>)> = app.db().read_now(|c| {
            Ok(clients::table.select((clients::secret_hash, clients::former_secret_hash)).first(c)?)
        });
        assert_eq!(kept.unwrap(), (None, None));
        app.deliver();
    }

    async fn a_service_has_twenty_sandbox_clients_in_use_at_most(app: TestApp) {
        let opened = app.opened();
        let mut keys = Vec::new();
        for number in 0..MOST_CLIENTS {
            let draft = client_draft(&format!("Essai {number}"));
            keys.push(app.client(opened, Environment::Sandbox, &draft).0);
        }
        let create = || {
            let command = ClientCommand {
                service: opened.service,
                client: app.system().new_id(),
                seen: 0,
                draft: client_draft("Un de trop"),
            };
            app.attempt(opened.owner, |tx, ctx| {
                services::create_client(tx, ctx, opened.owner, Environment::Sandbox, &command)
            })
        };
        assert!(matches!(create(), Err(Failure::Refused(ClientError::TooMany))));
        let mut owner = app.signed_in(opened.owner);
        let list = format!("/espace/services/{}/clients", opened.service);
        owner.visit(&list).await;
        assert!(!owner.visible_text().contains("Créer un client"));
        assert!(owner.visible_text().contains("20 sur 20 au plus"));
        app.act(opened.owner, |tx, ctx| services::disable_client(tx, ctx, opened.owner, (opened.service, keys[0])));
        owner.visit(&list).await;
        assert!(owner.visible_text().contains("Créer un client"));
        assert_eq!(owner.texts("#desactives li").len(), 1);
        assert!(create().is_ok());
        app.deliver();
    }

    async fn a_former_version_can_be_taken_again(app: TestApp) {
        let opened = app.opened();
        let (key, _, _) = app.client(opened, Environment::Sandbox, &client_draft("Recette"));
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened, key, "/modifier")).await;
        owner.fill("redirect_uris", "https://demarches.exemple.fr/autre").press("Enregistrer").await;
        owner.follow("Repartir de la version 1").await;
        assert_eq!(owner.value("redirect_uris"), "https://demarches.exemple.fr/retour");
        assert_eq!(owner.value("seen"), "2", "the version in force is the one that is replaced");
        owner.press("Enregistrer").await;
        assert_eq!(owner.status, StatusCode::OK);
        assert!(owner.visible_text().contains("Version 3"));
        assert_eq!(owner.text("ins"), "https://demarches.exemple.fr/retour");
        app.deliver();
    }

    async fn a_long_history_is_read_by_pages(app: TestApp) {
        let opened = app.opened();
        let (key, _, _) = app.client(opened, Environment::Sandbox, &client_draft("Nom 1"));
        for version in 1..=24 {
            let draft = client_draft(&format!("Nom {}", version + 1));
            let command = ClientCommand { service: opened.service, client: key, seen: version, draft };
            app.act(opened.owner, |tx, ctx| services::edit_client(tx, ctx, opened.owner, &command));
        }
        let mut owner = app.signed_in(opened.owner);
        let before = app.db().queries();
        owner.visit(&url(opened, key, "")).await;
        assert!(app.db().queries() - before <= 20);
        let versions = |page: &str| page.matches("Version ").count();
        let text = owner.visible_text();
        assert_eq!(versions(&text), 20, "{text}");
        assert!(text.contains("Version 25") && !text.contains("Version 5 ") && !text.contains("Première configuration"));
        owner.follow("Versions plus anciennes").await;
        let text = owner.visible_text();
        assert_eq!(versions(&text), 5, "{text}");
        assert!(text.contains("Première configuration"));
        app.deliver();
    }
}
