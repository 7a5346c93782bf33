//! A small world with one of each: an organisation and its people, requests, a service, and the staff.

use guichet::credentials::{self, CredentialId, Issue};
use guichet::identity::{AccountId, Role};
use guichet::kernel::db::Backend;
use guichet::qualification::{self, Verdict};
use guichet::requests::{LegalBasis, RequestId};
use guichet::services::{ClientKey, Environment, ServiceId};
use uuid::Uuid;

use super::app::TestApp;
use super::browser::Browser;
use super::services::{Opened, client_draft};

/// A valid number that no organisation of the world has.
const FREE_SIRET: &str = "35600000000048";
const OWN_SIRET: &str = "21350238800019";
const OTHER_SIRET: &str = "73282932000074";
/// A well-formed id that names nothing: what an address with an unknown object answers.
const NOTHING: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);

/// The world and the names of what is in it.
pub struct World {
    /// The running site.
    pub app: TestApp,
    pristine: TestApp,
    people: Vec<(&'static str, AccountId)>,
    organisation: Uuid,
    draft: RequestId,
    filed: RequestId,
    taken: RequestId,
    /// In integration, with a sandbox client.
    service: ServiceId,
    client: ClientKey,
    /// In production, with credentials to retrieve.
    live: ServiceId,
    credential: CredentialId,
}

impl World {
    /// Makes the world by the use cases of the site.
    pub fn build(backend: Backend) -> Self {
        let app = TestApp::start(backend);
        let owner = app.person("owner@exemple.fr", &[]);
        let stranger = app.person("stranger@exemple.fr", &[]);
        let mut people = vec![("owner", owner), ("stranger", stranger)];
        people.push(("member", app.person("member@exemple.fr", &[])));
        for role in Role::ALL {
            people.push((
                role.as_str(),
                app.person(&format!("{role}@exemple.fr"), &[*role]),
            ));
        }
        let organisation = app.organisation(owner, OWN_SIRET, "Ville de Rennes", "7210");
        app.organisation(stranger, OTHER_SIRET, "Exemple SAS", "5710");
        app.join((owner, organisation, OWN_SIRET), people[2].1);
        let reviewer = holder(&people, "reviewer");
        let draft = app.complete_draft(owner, organisation, LegalBasis::Administration);
        let filed = app.filed(owner, organisation, LegalBasis::Administration);
        let taken = app.filed(owner, organisation, LegalBasis::Administration);
        app.taken(taken, reviewer);
        let granted = app.filed(owner, organisation, LegalBasis::Administration);
        app.taken(granted, reviewer);
        let service = app.granted(granted, reviewer, owner);
        let opened = |service| Opened {
            service,
            owner,
            officer: holder(&people, "officer"),
        };
        let (client, ..) = app.client(
            opened(service),
            Environment::Sandbox,
            &client_draft("Recette"),
        );
        let live = app.open_service(owner, organisation, reviewer);
        let credential = go_live(&app, opened(live));
        app.deliver();
        Self {
            app: app.copy(),
            pristine: app,
            people,
            organisation: organisation.into(),
            draft,
            filed,
            taken,
            service,
            client,
            live,
            credential,
        }
    }

    /// Puts everything back as it was built.
    pub fn restore(&mut self) {
        self.app.deliver();
        self.app = self.pristine.copy();
    }

    /// The account of an actor.
    pub fn account(&self, actor: &str) -> Option<AccountId> {
        self.people
            .iter()
            .find(|(name, _)| *name == actor)
            .map(|(_, account)| *account)
    }

    /// The browser of an actor: signed in, second factor shown if they have one.
    pub fn browser(&self, actor: &str) -> Browser<'_> {
        match self.account(actor) {
            Some(account) => self.app.signed_in(account),
            None => self.app.browser(),
        }
    }

    /// A concrete address for a route's pattern; nothing when a parameter is unknown here.
    pub fn address(&self, pattern: &str) -> Option<String> {
        let mut address = String::new();
        for segment in pattern.split('/').skip(1) {
            address.push('/');
            match segment
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
            {
                Some(name) => address.push_str(&self.parameter(pattern, name)?),
                None => address.push_str(segment),
            }
        }
        Some(address)
    }

    fn parameter(&self, pattern: &str, name: &str) -> Option<String> {
        let at = |prefix: &str| pattern.starts_with(prefix);
        let value = match name {
            "id" if at("/organisations/") => self.organisation,
            "id" if at("/demandes/{id}/versions") || at("/demandes/{id}/comparer") => self.filed.0,
            "id" if at("/demandes/{id}/corrections") => self.taken.0,
            "id" if at("/demandes/{id}/messages") => self.taken.0,
            "id" if at("/demandes/") => self.draft.0,
            "id" if at("/instruction/") => self.taken.0,
            "id" if at("/administration/comptes/") => self.account("member")?.0,
            "id" | "credential" if pattern.contains("{credential}") => match name {
                "id" => self.live.0,
                _ => self.credential.0,
            },
            "id" if at("/espace/services/") || at("/qualification/") => self.service.0,
            "client" => self.client.0,
            "compte" | "account" | "member" => self.account("member")?.0,
            // The first of the templates that come with the house.
            "modele" => Uuid::from_u128(0x0d00_0000_0000_7000_8000_0000_0000_0001),
            "experience" | "decision" | "trace" | "correction" | "file" | "id" | "adhesion"
            | "document" | "invitation" | "import" | "cliente" | "membre" | "avis" | "absence"
            | "uid" | "experiment" | "procedure" | "report" => NOTHING,
            "siren" => return Some("732829320".to_owned()),
            "mois" => return Some("2026-03".to_owned()),
            "kind" => return Some("ods".to_owned()),
            "part" => return Some("whole".to_owned()),
            "rest:.*" => return Some("inconnue".to_owned()),
            "code" => return Some("H-2026-000001-AAAA-AAAA-AAAA".to_owned()),
            "fondement" => return Some("administration".to_owned()),
            "siret" if at("/organisations/rejoindre") => return Some(OWN_SIRET.to_owned()),
            "siret" => return Some(FREE_SIRET.to_owned()),
            "identite" => return Some("test".to_owned()),
            "annee" => return Some("2025".to_owned()),
            "role" => return Some("dpo".to_owned()),
            "change" => return Some("oublier".to_owned()),
            "library" => return Some("node".to_owned()),
            "article" => return Some("pieces-jointes".to_owned()),
            "section" => return Some("service".to_owned()),
            "n" | "number" | "version" | "criterion" | "critere" | "numero" => {
                return Some("1".to_owned());
            }
            "token" | "jeton" => return Some("A".repeat(43)),
            _ => return None,
        };
        Some(value.to_string())
    }
}

fn holder(people: &[(&'static str, AccountId)], name: &str) -> AccountId {
    people.iter().find(|(known, _)| *known == name).unwrap().1
}

/// Takes a service to production; its credentials wait to be retrieved.
fn go_live(app: &TestApp, opened: Opened) -> CredentialId {
    app.asked(opened);
    app.judge(opened, &app.criteria(opened.service), Verdict::Accepted);
    app.act(opened.officer, |tx, ctx| {
        qualification::qualify(tx, ctx, opened.officer, opened.service)
    });
    app.client(opened, Environment::Production, &client_draft("Production"));
    let cmd = Issue {
        service: opened.service,
        replaces: None,
    };
    app.act(opened.owner, |tx, ctx| {
        credentials::issue(tx, ctx, opened.owner, cmd)
    })
}
