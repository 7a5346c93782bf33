//! The partner space: opened by a grant, worked on by a team, with clients whose secrets are shown once.

use actix_web::http::StatusCode;
use chrono::Duration;
use diesel::prelude::*;
use guichet::kernel::db::types::Json;
use guichet::kernel::error::{Failure, Outcome};
use guichet::kernel::secret::TokenHash;
use guichet::schema::{
    client_versions, clients, journal_entries, service_invitations, services as table,
};
use guichet::services::{
    self, ClientCommand, ClientConfig, ClientError, Command, Denied, Environment, Overlap, Status,
    TeamError, TeamRole,
};

use crate::support::TestApp;
use crate::support::services::{Opened, client_draft};

fn journal(app: &TestApp) -> Vec<String> {
    let actions: Outcome<_> = app.db().read_now(|c| {
        Ok(journal_entries::table
            .order((journal_entries::at, journal_entries::id))
            .select(journal_entries::action)
            .load(c)?)
    });
    actions.unwrap()
}

fn recorded(app: &TestApp, action: &str) -> usize {
    journal(app).iter().filter(|known| *known == action).count()
}

fn status(app: &TestApp, opened: Opened) -> Status {
    let found: Outcome<_> = app.db().read_now(|c| services::find(c, opened.service));
    found.unwrap().unwrap().state.status()
}

fn link_in(text: &str) -> String {
    let start = text.find("/espace/invitation?jeton=").expect("a link");
    text[start..].split_whitespace().next().unwrap().to_owned()
}

fn url(opened: Opened, tail: &str) -> String {
    format!("/espace/services/{}{tail}", opened.service)
}

both_databases! {
    async fn a_grant_opens_a_space_and_tells_both_people(app: TestApp) {
        let opened = app.opened();
        let told = app.mails_to("claire@ville.fr");
        assert!(told.iter().any(|mail| mail.subject == "Votre espace partenaire est ouvert pour « Mes démarches »"));
        let invited = app.mails_to("theo@exemple.fr");
        let invitation = invited.iter().find(|mail| mail.template == "services/invitation").unwrap();
        assert!(invitation.text.contains("Rôle proposé : Responsable technique."));
        assert_eq!((recorded(&app, "service.opened"), recorded(&app, "service.member_invited")), (1, 1));
        let mut browser = app.signed_in(opened.owner);
        browser.visit("/espace").await;
        assert!(browser.visible_text().contains("Mes démarches"));
        browser.follow("Mes démarches").await;
        assert_eq!(browser.status, StatusCode::OK);
        assert!(browser.texts(".g-timeline__item--done").iter().any(|step| step.contains("Habilitation accordée")));
        assert!(browser.text(".g-timeline__item--current").contains("À qui d'agir : Votre équipe"));
        assert!(browser.texts(".g-timeline__item--todo").iter().any(|step| step.contains("Mise en production")));
        browser.visit(&url(opened, "/habilitation")).await;
        assert!(browser.visible_text().contains("family_name") && browser.visible_text().contains("H-2026-"));
    }

    async fn opening_twice_gives_the_same_space_and_tells_nobody_again(app: TestApp) {
        let opened = app.opened();
        let (request, habilitation, organisation): (_, _, _) = {
            let row: Outcome<_> = app.db().read_now(|c| services::find(c, opened.service));
            let service = row.unwrap().unwrap();
            (service.request, service.habilitation, service.organisation)
        };
        let again = services::OpenService {
            habilitation,
            request,
            organisation,
            name: "Autre".to_owned(),
            owner: opened.owner,
            technical_lead: "theo@exemple.fr".to_owned(),
        };
        let id = app.act::<_, guichet::kernel::error::Never>(opened.owner, |tx, ctx| services::open(tx, ctx, &again));
        assert_eq!(id, opened.service);
        assert_eq!(recorded(&app, "service.opened"), 1);
        app.deliver();
    }

    async fn an_invitation_is_accepted_with_an_account_and_only_once(app: TestApp) {
        let opened = app.opened();
        let link = link_in(&app.mails_to("theo@exemple.fr")[0].text);
        let mut visitor = app.browser();
        visitor.send(actix_web::http::Method::GET, &link, None).await;
        assert_eq!(visitor.status, StatusCode::SEE_OTHER);
        assert!(visitor.headers.get("location").unwrap().to_str().unwrap().starts_with("/connexion?suite=%2Fespace%2Finvitation%3Fjeton"));
        let theo = app.person("theo.leroy@ville.fr", &[]);
        let mut browser = app.signed_in(theo);
        browser.visit(&link).await;
        assert!(browser.visible_text().contains("Responsable technique"));
        browser.press("Accepter l'invitation").await;
        assert_eq!((browser.status, browser.address.as_str()), (StatusCode::OK, url(opened, "").as_str()));
        browser.visit(&link).await;
        assert!(browser.visible_text().contains("déjà été acceptée"));
        let token = link.rsplit_once('=').unwrap().1.to_owned();
        browser.visit("/espace/invitation?jeton=inconnu").await;
        assert!(browser.visible_text().contains("plus valable"));
        browser.visit(&url(opened, "/clients/nouveau")).await;
        browser.post("/espace/invitation", &[("jeton", &token)]).await;
        assert_eq!(browser.status, StatusCode::CONFLICT);
        assert_eq!(recorded(&app, "service.member_joined"), 1);
        let kept: Outcome<Option<String>> = app.db().read_now(|c| {
            Ok(service_invitations::table.select(service_invitations::token_hash).first(c)?)
        });
        assert_eq!(kept.unwrap(), Some(TokenHash::of(&token).0), "only the hash of the link is kept");
    }

    async fn a_link_dies_after_seven_days_and_when_another_is_sent(app: TestApp) {
        let opened = app.opened();
        let first = link_in(&app.mails_to("theo@exemple.fr")[0].text);
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened, "/equipe")).await;
        owner.press("Renvoyer à theo@exemple.fr").await;
        assert_eq!(owner.status, StatusCode::OK);
        let mails = app.mails_to("theo@exemple.fr");
        assert_eq!(mails.iter().filter(|mail| mail.template == "services/invitation").count(), 2);
        let links: Vec<String> = mails.iter().filter(|mail| mail.template == "services/invitation")
            .map(|mail| link_in(&mail.text)).collect();
        let second = links.iter().find(|link| **link != first).unwrap().clone();
        let theo = app.person("theo@exemple.fr", &[]);
        let mut browser = app.signed_in(theo);
        browser.visit(&first).await;
        assert!(browser.visible_text().contains("plus valable"));
        app.clock.advance(Duration::days(7));
        let mut browser = app.signed_in(theo);
        browser.visit(&second).await;
        assert!(browser.visible_text().contains("a expiré"));
    }

    async fn another_organisations_space_does_not_exist(app: TestApp) {
        let opened = app.opened();
        let (key, _, _) = app.client(opened, Environment::Sandbox, &client_draft("Recette"));
        let stranger = app.person("etranger@ailleurs.fr", &[]);
        let mut browser = app.signed_in(stranger);
        let pages = ["", "/habilitation", "/equipe", "/clients", "/clients/nouveau", "/qualification", "/qualification/criteres/1",
            "/qualification/rapport", "/production", "/production/client", &format!("/clients/{key}"), &format!("/clients/{key}/modifier")];
        for tail in pages {
            browser.open(&url(opened, tail)).await;
            assert_eq!(browser.status, StatusCode::NOT_FOUND, "{tail}");
        }
        browser.visit("/espace").await;
        assert!(!browser.visible_text().contains("Mes démarches"));
        browser.visit("/organisations").await;
        for tail in ["/equipe/inviter", "/clients/nouveau", &format!("/clients/{key}/secret"), &format!("/clients/{key}/desactiver"),
            "/qualification/demander", "/production/identifiants"] {
            browser.visit("/organisations/nouvelle").await;
            let fields = [("email", "a@b.fr"), ("role", "owner"), ("key", "00000000-0000-7000-8000-000000000001")];
            browser.post(&url(opened, tail), &fields).await;
            assert_eq!(browser.status, StatusCode::NOT_FOUND, "{tail}");
        }
        app.deliver();
    }

    async fn readers_read_and_change_nothing(app: TestApp) {
        let opened = app.opened();
        let reader = app.person("lea@ville.fr", &[]);
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened, "/equipe")).await;
        owner.fill("email", "lea@ville.fr").fill("role", "reader").press("Envoyer l'invitation").await;
        assert_eq!(owner.status, StatusCode::OK);
        let link = link_in(&app.mails_to("lea@ville.fr")[0].text);
        let mut browser = app.signed_in(reader);
        browser.visit(&link).await;
        browser.press("Accepter").await;
        for tail in ["", "/equipe", "/clients", "/qualification", "/production"] {
            browser.visit(&url(opened, tail)).await;
        }
        for tail in ["/clients/nouveau", "/production/client"] {
            browser.open(&url(opened, tail)).await;
            assert_eq!(browser.status, StatusCode::FORBIDDEN, "{tail}");
        }
        assert!(!browser.has("form[action$='/equipe/inviter']"));
        let denied = app.attempt(reader, |tx, ctx| {
            let invite = services::Invite { service: opened.service, email: "x@y.fr".to_owned(), role: TeamRole::Owner };
            services::invite(tx, ctx, reader, &invite)
        });
        assert!(matches!(denied, Err(Failure::Refused(TeamError::Denied(Denied::Forbidden)))));
    }

    async fn a_service_keeps_an_owner(app: TestApp) {
        let opened = app.opened();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened, "/equipe")).await;
        owner.press("Quitter l'équipe").await;
        assert_eq!(owner.status, StatusCode::CONFLICT);
        owner.visit(&url(opened, "/equipe")).await;
        owner.fill("role", "reader").press("Changer le rôle de").await;
        assert_eq!(owner.status, StatusCode::CONFLICT);
        let theo = app.person("theo@exemple.fr", &[]);
        let link = link_in(&app.mails_to("theo@exemple.fr")[0].text);
        let mut browser = app.signed_in(theo);
        browser.visit(&link).await;
        browser.press("Accepter").await;
        app.act(opened.owner, |tx, ctx| services::change_role(tx, ctx, opened.owner, (opened.service, theo), TeamRole::Owner));
        owner.visit(&url(opened, "/equipe")).await;
        owner.press("Quitter l'équipe").await;
        assert_eq!((owner.status, owner.address.as_str()), (StatusCode::OK, "/espace"));
        owner.open(&url(opened, "")).await;
        assert_eq!(owner.status, StatusCode::NOT_FOUND);
        assert_eq!((recorded(&app, "service.member_role_changed"), recorded(&app, "service.member_removed")), (1, 1));
    }

    async fn mistakes_in_an_invitation_are_told_beside_their_field(app: TestApp) {
        let opened = app.opened();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened, "/equipe")).await;
        owner.fill("email", "pas une adresse").press("Envoyer l'invitation").await;
        assert_eq!(owner.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(owner.value("email"), "pas une adresse");
        assert!(owner.text("#email-error").contains("n'est pas valable"));
        owner.fill("email", "claire@ville.fr").press("Envoyer l'invitation").await;
        assert!(owner.text("#email-error").contains("déjà dans l'équipe"));
        app.deliver();
    }

    async fn a_sandbox_secret_is_shown_once_and_kept_as_a_hash(app: TestApp) {
        let opened = app.opened();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened, "/clients/nouveau")).await;
        let key = owner.value("key");
        let filled = [
            ("name", "Recette"),
            ("redirect_uris", "http://localhost:3000/retour\r\nhttp://localhost:3001/retour"),
            ("post_logout_redirect_uris", "http://localhost:3000/fin"),
        ];
        for (field, value) in filled {
            owner.fill(field, value);
        }
        owner.press("Enregistrer").await;
        assert_eq!(owner.status, StatusCode::OK);
        assert_eq!(owner.headers.get("cache-control").unwrap(), "no-store");
        let (client_id, secret) = (owner.text("#client-id"), owner.text("#client-secret"));
        assert_eq!((client_id.len(), secret.len()), (64, 64));
        assert!(!owner.address.contains(&secret));
        let kept: Outcome<Option<String>> = app.db().read_now(|c| Ok(clients::table.select(clients::secret_hash).first(c)?));
        assert_eq!(kept.unwrap(), Some(TokenHash::of(&secret).0));
        owner.visit(&url(opened, &format!("/clients/{key}"))).await;
        assert!(!owner.html.contains(&secret) && owner.html.contains(&client_id));
        owner.post(&url(opened, "/clients/nouveau"), &[("key", &key), ("name", "Recette")]).await;
        assert_eq!(owner.status, StatusCode::CONFLICT, "a form sent twice makes one client");
        owner.visit(&url(opened, &format!("/clients/{key}"))).await;
        owner.press("Créer un nouveau secret").await;
        let second = owner.text("#client-secret");
        assert_ne!(second, secret);
        assert_eq!((recorded(&app, "client.created"), recorded(&app, "client.secret_rotated")), (1, 1));
        app.deliver();
    }

    async fn a_client_in_error_keeps_what_was_typed(app: TestApp) {
        let opened = app.opened();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened, "/clients/nouveau")).await;
        let key = owner.value("key");
        owner.fill("name", "<script>alert(1)</script>").fill("redirect_uris", "http://a.fr/x\nhttp://b.fr/x").fill("ip_ranges", "ici");
        owner.press("Enregistrer").await;
        assert_eq!(owner.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((owner.value("name"), owner.value("key")), ("<script>alert(1)</script>".to_owned(), key));
        assert_eq!(owner.texts("#erreurs li").len(), 3);
        for field in ["redirect_uris", "post_logout_redirect_uris", "ip_ranges"] {
            assert!(owner.has(&format!("#{field}-error")), "{field}");
        }
        assert!(!owner.html.contains("<script>alert"));
        app.deliver();
    }

    async fn a_configuration_is_versioned_and_a_late_edit_is_refused(app: TestApp) {
        let opened = app.opened();
        let (key, _, _) = app.client(opened, Environment::Sandbox, &client_draft("Recette"));
        let (mut one, mut two) = (app.signed_in(opened.owner), app.signed_in(opened.owner));
        let edit = url(opened, &format!("/clients/{key}/modifier"));
        one.visit(&edit).await;
        two.visit(&edit).await;
        one.fill("redirect_uris", "https://demarches.exemple.fr/nouveau").press("Enregistrer").await;
        assert_eq!(one.status, StatusCode::OK);
        assert!(one.visible_text().contains("Version 2"));
        assert_eq!(one.text("del"), "https://demarches.exemple.fr/retour");
        assert_eq!(one.text("ins"), "https://demarches.exemple.fr/nouveau");
        two.fill("name", "Autre nom").press("Enregistrer").await;
        assert_eq!(two.status, StatusCode::CONFLICT);
        let kept: Outcome<Vec<(i32, Json<ClientConfig>)>> = app.db().read_now(|c| {
            Ok(client_versions::table.order(client_versions::ordinal)
                .select((client_versions::ordinal, client_versions::configuration)).load(c)?)
        });
        let names: Vec<_> = kept.unwrap().into_iter().map(|(ordinal, config)| (ordinal, config.0.name().to_owned())).collect();
        assert_eq!(names, [(1, "Recette".to_owned()), (2, "Recette".to_owned())]);
        assert_eq!(recorded(&app, "client.configured"), 1);
        app.deliver();
    }

    async fn a_service_has_one_production_client_and_a_disabled_one_stays_so(app: TestApp) {
        let opened = app.opened();
        let (key, _, secret) = app.client(opened, Environment::Production, &client_draft("Production"));
        assert_eq!(secret, None, "a production client has no secret here");
        let command = ClientCommand {
            service: opened.service,
            client: app.system().new_id(),
            seen: 0,
            draft: client_draft("Seconde"),
        };
        let create = |environment| app.attempt(opened.owner, |tx, ctx| {
            services::create_client(tx, ctx, opened.owner, environment, &command)
        });
        assert!(matches!(create(Environment::Production), Err(Failure::Refused(ClientError::Second))));
        app.act(opened.owner, |tx, ctx| services::disable_client(tx, ctx, opened.owner, (opened.service, key)));
        let again = app.attempt(opened.owner, |tx, ctx| services::disable_client(tx, ctx, opened.owner, (opened.service, key)));
        assert!(matches!(again, Err(Failure::Refused(ClientError::Disabled))));
        assert!(create(Environment::Production).is_ok());
        let rotate = app.attempt(opened.owner, |tx, ctx| services::rotate_secret(tx, ctx, opened.owner, (opened.service, command.client), Overlap::Day));
        assert!(matches!(rotate, Err(Failure::Refused(ClientError::NoSecret))));
        app.deliver();
    }

    async fn the_database_itself_refuses_a_second_production_client(app: TestApp) {
        let opened = app.opened();
        app.client(opened, Environment::Production, &client_draft("Production"));
        let intruder = app.beside().sql(
            "INSERT INTO clients (id, service_id, environment, name, client_id, configuration, version, created_at)
             SELECT '00000000-0000-7000-8000-0000000000ff', service_id, environment, name,
             'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', configuration, 1, created_at FROM clients",
        );
        assert!(intruder.is_err());
        app.deliver();
    }

    async fn the_end_of_the_right_closes_the_service_and_tells_the_team(app: TestApp) {
        let opened = app.opened();
        let request: Outcome<_> = app.db().read_now(|c| Ok(table::table.select(table::request_id).first(c)?));
        let request = request.unwrap();
        let close = || app.act::<_, guichet::kernel::error::Never>(opened.owner, |tx, ctx| {
            services::close(tx, ctx, request, "Habilitation révoquée.")
        });
        close();
        close();
        assert_eq!(status(&app, opened), Status::Closed);
        let mails = app.mails_to("claire@ville.fr");
        let closed: Vec<_> = mails.iter().filter(|mail| mail.template == "services/closed").collect();
        assert_eq!(closed.len(), 1);
        assert!(closed[0].text.contains("Motif : Habilitation révoquée."));
        let refused = app.attempt(opened.owner, |tx, ctx| services::advance(tx, ctx, opened.service, &Command::AskQualification));
        assert!(refused.is_err());
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened, "")).await;
        assert!(owner.visible_text().contains("Habilitation révoquée."));
    }
}
