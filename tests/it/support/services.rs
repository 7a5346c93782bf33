//! Factories of the partner space: services opened by a grant, attested, qualified, with production clients.

use guichet::identity::{self, Role, TotpSecret};
use guichet::kernel::db::Conn;
use guichet::kernel::error::Outcome;
use guichet::qualification::{self, Attest, Judgement, Verdict};
use guichet::requests::{self, Actor, Grant, GrantTerms, LegalBasis, Reasons, habilitation_number};
use guichet::services::{
    self, ClientCommand, ClientDraft, ClientKey, Environment, OpenService, ServiceId,
};
use guichet::shell::AccountId;

use super::app::TestApp;
use super::people::{TOTP, TestRefusal};

/// A service and the people around it.
#[derive(Debug, Clone, Copy)]
pub struct Opened {
    /// The service.
    pub service: ServiceId,
    /// The applicant, who owns it and has a second factor.
    pub owner: AccountId,
    /// A qualification officer.
    pub officer: AccountId,
}

/// A configuration that both environments accept.
pub fn client_draft(name: &str) -> ClientDraft {
    ClientDraft {
        name: name.to_owned(),
        sites: vec!["https://demarches.exemple.fr/connexion".to_owned()],
        redirect_uris: vec!["https://demarches.exemple.fr/retour".to_owned()],
        post_logout_redirect_uris: vec!["https://demarches.exemple.fr/au-revoir".to_owned()],
        signing_alg: "ES256".to_owned(),
        auth_method: "client_secret_post".to_owned(),
        scopes: vec!["openid".to_owned(), "family_name".to_owned()],
        ..ClientDraft::default()
    }
}

impl TestApp {
    /// Runs a use case by this person; it must succeed.
    pub fn act<T, R: std::fmt::Debug>(
        &self,
        by: AccountId,
        f: impl Fn(&mut Conn, &guichet::kernel::ctx::Ctx) -> Outcome<T, R>,
    ) -> T {
        self.attempt(by, f).unwrap()
    }

    /// Runs a use case by this person.
    pub fn attempt<T, R: std::fmt::Debug>(
        &self,
        by: AccountId,
        f: impl Fn(&mut Conn, &guichet::kernel::ctx::Ctx) -> Outcome<T, R>,
    ) -> Outcome<T, R> {
        let ctx = self.ctx(by.0);
        self.db().write_now(|tx| f(tx, &ctx))
    }

    /// Gives a person the second factor of tests.
    pub fn with_second_factor(&self, account: AccountId) {
        self.act::<_, TestRefusal>(account, |tx, ctx| {
            let secret = TotpSecret::from_base32(TOTP).unwrap();
            identity::enrol(tx, ctx, account, &secret)
                .map_err(|failure| failure.map_refusal(|_| TestRefusal))
        });
    }

    /// A service that a grant just opened; the technical lead of the dossier is `theo@exemple.fr`.
    pub fn opened(&self) -> Opened {
        let owner = self.person("claire@ville.fr", &[]);
        self.with_second_factor(owner);
        let reviewer = self.person("rene@dinum.fr", &[Role::Reviewer]);
        let officer = self.person("nadia@dinum.fr", &[Role::Officer]);
        let organisation = self.organisation(owner, "21350238800019", "Ville de Rennes", "7210");
        let service = self.open_service(owner, organisation, reviewer);
        Opened {
            service,
            owner,
            officer,
        }
    }

    /// A service of that organisation, opened by a grant.
    pub fn open_service(
        &self,
        owner: AccountId,
        organisation: guichet::organisations::OrganisationId,
        reviewer: AccountId,
    ) -> ServiceId {
        let request = self.filed(owner, organisation, LegalBasis::Administration);
        self.taken(request, reviewer);
        let actor = Actor {
            account: reviewer,
            staff: vec![Role::Reviewer],
        };
        let cmd = self.move_by(actor, request);
        let numbers = &self.state.site.numbers;
        let with = Grant {
            number: habilitation_number(2026, numbers.next_now("habilitation", 2026).unwrap()),
            reasons: Reasons {
                reason: String::new(),
                legal_reference: "Arrêté du 8 novembre 2018".to_owned(),
                seconded_by: None,
            },
            terms: GrantTerms::default(),
        };
        self.act::<_, TestRefusal>(reviewer, |tx, ctx| {
            let granted = requests::grant(tx, ctx, &cmd, &with)
                .map_err(|failure| failure.map_refusal(|_| TestRefusal))?;
            let opened = OpenService {
                habilitation: granted,
                request,
                organisation,
                name: "Mes démarches".to_owned(),
                owner,
                technical_lead: "theo@exemple.fr".to_owned(),
            };
            services::open(tx, ctx, &opened).map_err(|failure| failure.into_fault().into())
        })
    }

    /// A client of the service; gives its key, its identifier and its sandbox secret.
    pub fn client(
        &self,
        opened: Opened,
        environment: Environment,
        draft: &ClientDraft,
    ) -> (ClientKey, String, Option<String>) {
        let key = self.system().new_id::<ClientKey>();
        let command = ClientCommand {
            service: opened.service,
            client: key,
            seen: 0,
            draft: draft.clone(),
        };
        let new = self.act(opened.owner, |tx, ctx| {
            services::create_client(tx, ctx, opened.owner, environment, &command)
        });
        (
            key,
            new.client_id,
            new.secret.map(|secret| secret.reveal_hex()),
        )
    }

    /// The numbers of the criteria that apply to a service.
    pub fn criteria(&self, service: ServiceId) -> Vec<i32> {
        let now = self.clock.now();
        let board: Outcome<_> = self.db().read_now(|c| {
            let service = services::find(c, service)?.unwrap();
            qualification::board(c, service, now)
        });
        let standings = board.unwrap().standings();
        standings
            .into_iter()
            .map(|(criterion, _)| criterion.number)
            .collect()
    }

    /// Attests every criterion.
    pub fn attest_all(&self, opened: Opened) {
        for criterion in self.criteria(opened.service) {
            let seen = self.seen(opened.service, criterion);
            let cmd = Attest {
                service: opened.service,
                criterion,
                seen,
                words: format!("Fait pour le critère {criterion}."),
                files: Vec::new(),
            };
            self.act(opened.owner, |tx, ctx| {
                qualification::attest(tx, ctx, opened.owner, &cmd)
            });
        }
    }

    /// The version of a criterion as kept.
    pub fn seen(&self, service: ServiceId, criterion: i32) -> i32 {
        let now = self.clock.now();
        let board: Outcome<_> = self.db().read_now(|c| {
            let service = services::find(c, service)?.unwrap();
            qualification::board(c, service, now)
        });
        board.unwrap().seen(criterion)
    }

    /// Attests everything, asks, and lets the officer take the service.
    pub fn asked(&self, opened: Opened) {
        self.client(opened, Environment::Sandbox, &client_draft("Recette"));
        self.attest_all(opened);
        self.act(opened.owner, |tx, ctx| {
            qualification::ask(tx, ctx, opened.owner, opened.service)
        });
        self.act(opened.officer, |tx, ctx| {
            qualification::take(tx, ctx, opened.officer, opened.service)
        });
    }

    /// Gives the same verdict on these criteria.
    pub fn judge(&self, opened: Opened, criteria: &[i32], verdict: Verdict) {
        let judgements: Vec<Judgement> = criteria
            .iter()
            .map(|criterion| Judgement {
                criterion: *criterion,
                seen: self.seen(opened.service, *criterion),
                verdict,
                comment: "Vu.".to_owned(),
            })
            .collect();
        self.act(opened.officer, |tx, ctx| {
            qualification::judge(tx, ctx, opened.officer, opened.service, &judgements)
        });
    }

    /// A service that an officer just qualified.
    pub fn qualified(&self) -> Opened {
        let opened = self.opened();
        self.asked(opened);
        self.judge(opened, &self.criteria(opened.service), Verdict::Accepted);
        self.act(opened.officer, |tx, ctx| {
            qualification::qualify(tx, ctx, opened.officer, opened.service)
        });
        opened
    }
}
