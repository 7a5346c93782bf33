//! A base with one service and the sandbox clients of its team, made by the use cases.

use guichet::kernel::db::{self, DbUrl};
use guichet::kernel::error::Never;
use guichet::requests::{self, Actor, Grant, GrantTerms, Move, Reasons};
use guichet::services::{
    self, ClientCommand, ClientDraft, ClientKey, Environment, OpenService, ServiceId,
};
use guichet::shell::{AccountId, Role};

use crate::fill::Done;
use crate::maker::{Maker, told};

/// Where the sandbox sends browsers back. Nobody listens there: the code is read from the address.
pub const REDIRECT: &str = "http://127.0.0.1:9/retour";
/// The same after a logout.
pub const FAREWELL: &str = "http://127.0.0.1:9/au-revoir";
/// Clients of the service: one for each browser that signs in at the same time.
pub const CLIENTS: usize = 8;

/// A client that signs people in.
pub struct Known {
    pub client_id: String,
    pub secret: String,
    /// What it asks for.
    pub scope: String,
}

/// Makes the schema, a service and its clients.
pub fn fill(url: &DbUrl, key: &[u8; 32]) -> Done<Vec<Known>> {
    db::migrate(url)?;
    let mut maker = Maker::open(url, key)?;
    let owner = maker.account("demandeur@exemple.fr")?;
    let service = service(&mut maker, owner)?;
    (0..CLIENTS)
        .map(|number| client(&maker, owner, service, number))
        .collect()
}

fn service(maker: &mut Maker, owner: AccountId) -> Done<ServiceId> {
    let reviewer = maker.reviewer("juriste@exemple.fr")?;
    let organisation = maker.organisations(owner)?;
    let request = maker.in_review(owner, organisation, reviewer)?;
    let actor = Actor {
        account: reviewer,
        staff: vec![Role::Reviewer],
    };
    let seen = maker.version_of(request)?;
    let yes = Move {
        actor,
        request,
        seen,
    };
    let right = Grant {
        number: "H-2024-000001".to_owned(),
        reasons: Reasons {
            reason: String::new(),
            legal_reference: "Arrêté du 8 novembre 2018".to_owned(),
            seconded_by: None,
        },
        terms: GrantTerms::default(),
    };
    let ctx = maker.ctx(reviewer);
    let habilitation = told(
        maker
            .db
            .write_now(|tx| requests::grant(tx, &ctx, &yes, &right)),
    )?;
    let opening = OpenService {
        habilitation,
        request,
        organisation,
        name: "Mes démarches".to_owned(),
        owner,
        technical_lead: "technique@exemple.fr".to_owned(),
    };
    told(maker.db.write_now(|tx| services::open(tx, &ctx, &opening)))
}

fn client(maker: &Maker, owner: AccountId, service: ServiceId, number: usize) -> Done<Known> {
    let ctx = maker.ctx(owner);
    let scopes = scopes(maker, service)?;
    let command = ClientCommand {
        service,
        client: ctx.new_id::<ClientKey>(),
        seen: 0,
        draft: ClientDraft {
            name: format!("Client {number}"),
            redirect_uris: vec![REDIRECT.to_owned()],
            post_logout_redirect_uris: vec![FAREWELL.to_owned()],
            signing_alg: "ES256".to_owned(),
            auth_method: "client_secret_post".to_owned(),
            scopes: scopes.clone(),
            ..ClientDraft::default()
        },
    };
    let made =
        told(maker.db.write_now(|tx| {
            services::create_client(tx, &ctx, owner, Environment::Sandbox, &command)
        }))?;
    let secret = made.secret.ok_or("the client has no secret")?;
    Ok(Known {
        client_id: made.client_id,
        secret: secret.reveal_hex(),
        scope: scopes.join(" "),
    })
}

/// Every scope of the right behind the service.
fn scopes(maker: &Maker, service: ServiceId) -> Done<Vec<String>> {
    let allowed = told(maker.db.read_now::<_, Never>(|c| {
        let right = services::find(c, service)?.map(|service| service.habilitation);
        Ok(match right {
            Some(right) => services::habilitation(c, right)?.scopes().choices(),
            None => Vec::new(),
        })
    }))?;
    Ok(allowed.into_iter().map(|choice| choice.value).collect())
}
