//! The identity provider is told of production clients: signed, without any secret, until it takes it.

use chrono::Duration;
use guichet::credentials::{self, CredentialId, Issue};
use guichet::kernel::db::Backend;
use guichet::kernel::secret::sha256_hex;
use guichet::services::{self, ClientCommand, ClientKey, Command, Environment};
use serde_json::json;

use crate::support::TestApp;
use crate::support::provider::Provider;
use crate::support::services::{Opened, client_draft};

/// A qualified service whose production client is declared, on a site that tells a provider.
struct Told {
    app: TestApp,
    provider: Provider,
    opened: Opened,
    client: ClientKey,
}

impl Told {
    fn start(backend: Backend) -> Self {
        let provider = Provider::start();
        let app = TestApp::with(backend, &provider.settings());
        let opened = app.qualified();
        let draft = client_draft("Production");
        let (client, _, _) = app.client(opened, Environment::Production, &draft);
        app.deliver();
        Self {
            app,
            provider,
            opened,
            client,
        }
    }

    fn issue(&self) -> CredentialId {
        let cmd = Issue {
            service: self.opened.service,
            replaces: None,
        };
        self.app.act(self.opened.owner, |tx, ctx| {
            credentials::issue(tx, ctx, self.opened.owner, cmd)
        })
    }

    /// Puts credentials in service; gives the client's identifier and the secret.
    fn in_service(&self) -> (CredentialId, String, String) {
        let id = self.issue();
        let revealed = self.app.act(self.opened.owner, |tx, ctx| {
            credentials::reveal(tx, ctx, self.opened.owner, (self.opened.service, id))
        });
        self.app.deliver();
        (id, revealed.client_id, revealed.secret.reveal_hex())
    }

    fn advance(&self, command: &Command) {
        self.app.act(self.opened.officer, |tx, ctx| {
            services::advance(tx, ctx, self.opened.service, command)
        });
        self.app.deliver();
    }

    fn is_active(&self) -> bool {
        let clients = self.provider.clients();
        assert_eq!(clients.len(), 1);
        clients[0]["active"] == json!(true)
    }
}

both_databases! {
    fn a_client_is_told_with_the_hash_of_its_secret_once_it_is_shown(told: Told) {
        let id = told.issue();
        told.app.deliver();
        assert!(told.provider.told().is_empty(), "there is nothing to tell before the reveal");
        let revealed = told.app.act(told.opened.owner, |tx, ctx| {
            credentials::reveal(tx, ctx, told.opened.owner, (told.opened.service, id))
        });
        told.app.deliver();
        let secret = revealed.secret.reveal_hex();
        let end = told.app.clock.now().plus(Duration::days(360)).utc().timestamp();
        assert_eq!(told.provider.clients(), [json!({
            "client_id": revealed.client_id,
            "active": true,
            "client_name": "Production",
            "redirect_uris": ["https://demarches.exemple.fr/retour"],
            "post_logout_redirect_uris": ["https://demarches.exemple.fr/au-revoir"],
            "token_endpoint_auth_method": "client_secret_post",
            "id_token_signed_response_alg": "ES256",
            "userinfo_signed_response_alg": "ES256",
            "scope": "family_name openid",
            "client_secret_expires_at": end,
            "client_secret_sha256": sha256_hex(secret.as_bytes()),
        })]);
        for message in told.provider.told() {
            assert!(message.is_signed());
            assert_eq!(message.json()["data"]["service"], json!(told.opened.service));
            assert_eq!(message.json()["timestamp"], json!(told.app.clock.now().rfc3339()));
            assert!(!message.text.contains(&secret));
        }
    }

    fn revocation_suspension_and_closing_are_told(told: Told) {
        let (id, client_id, _) = told.in_service();
        told.advance(&Command::Suspend { reason: "Incident.".to_owned() });
        assert!(!told.is_active());
        told.advance(&Command::Resume);
        assert!(told.is_active());
        told.app.act(told.opened.owner, |tx, ctx| {
            credentials::revoke_as_team(tx, ctx, told.opened.owner, (told.opened.service, id), "Fuite.")
        });
        told.app.deliver();
        let over = json!({ "client_id": client_id, "active": false });
        assert_eq!(told.provider.clients(), std::slice::from_ref(&over), "nothing else is told of it");
        told.in_service();
        assert!(told.is_active());
        told.advance(&Command::Close { reason: "Fin.".to_owned() });
        assert_eq!(told.provider.clients(), [over]);
    }

    fn a_change_of_the_production_client_is_told_and_none_of_the_sandbox(told: Told) {
        told.in_service();
        let before = told.provider.told().len();
        let (sandbox, _, _) = told.app.client(told.opened, Environment::Sandbox, &client_draft("Recette"));
        let mut draft = client_draft("Démarches");
        "https://demarches.exemple.fr/rappel".clone_into(&mut draft.redirect_uris[0]);
        for (client, expected) in [(sandbox, 0), (told.client, 1)] {
            let command = ClientCommand { service: told.opened.service, client, seen: 1, draft: draft.clone() };
            told.app.act(told.opened.owner, |tx, ctx| services::edit_client(tx, ctx, told.opened.owner, &command));
            told.app.deliver();
            assert_eq!(told.provider.told().len() - before, expected);
        }
        assert_eq!(told.provider.clients()[0]["redirect_uris"], json!(["https://demarches.exemple.fr/rappel"]));
        told.app.act(told.opened.owner, |tx, ctx| {
            services::disable_client(tx, ctx, told.opened.owner, (told.opened.service, told.client))
        });
        told.app.deliver();
        assert!(!told.is_active());
    }

    fn what_is_refused_is_told_again_under_the_same_name(told: Told) {
        told.in_service();
        told.provider.refuses(true);
        let before = told.provider.told().len();
        let opened = told.opened;
        told.app.act(opened.officer, |tx, ctx| {
            services::advance(tx, ctx, opened.service, &Command::Suspend { reason: "Incident.".to_owned() })
        });
        let drained = guichet::kernel::outbox::drain(&told.app.state.tools).unwrap();
        let [(_, kind, error)] = drained.failed.as_slice() else { panic!("{:?}", drained.failed) };
        assert_eq!(kind, "services.production_changed");
        assert!(format!("{error:?}").contains("the receiver answered 503"), "{error:?}");
        told.provider.refuses(false);
        told.app.clock.advance(Duration::hours(1));
        told.app.deliver();
        let sent = told.provider.told().split_off(before);
        assert_eq!(sent.len(), 2);
        assert_eq!(sent[0].id, sent[1].id);
        assert!(sent[0].seconds < sent[1].seconds && sent[1].is_signed());
        assert!(!told.is_active());
    }
}
