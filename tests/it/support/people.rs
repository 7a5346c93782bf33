//! Factories: people, organisations and requests, made by the same use cases as the pages call.

use guichet::config::PasswordCost;
use guichet::identity::{
    self, AccountId, CreateAccount, Email, NewPassword, PersonName, Role, TotpSecret,
};
use guichet::kernel::clock::Day;
use guichet::kernel::error::Outcome;
use guichet::organisations::{
    self, ActivityCode, Address, Answer, AnswerJoin, Details, LegalCategory, OrganisationId,
    RegistryState, Siret,
};
use guichet::requests::{
    self, Actor, AddDocument, DocumentKind, Grant, GrantTerms, LegalBasis, MediaType, Move,
    NewDraft, Reasons, RequestId, habilitation_number, request_number,
};
use guichet::services::{self, OpenService, ServiceId};
use guichet::shell::session;
use uuid::Uuid;

use super::app::TestApp;
use super::browser::Browser;
use super::requests::complete_dossier;

/// The password of everybody.
pub const PASSWORD: &str = "cheval-agrafe-batterie-7";
/// The second factor of staff, in base 32.
pub const TOTP: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

fn done<T, R: std::fmt::Debug>(outcome: Outcome<T, R>) -> T {
    outcome.unwrap_or_else(|failure| panic!("{failure:?}"))
}

impl TestApp {
    /// A confirmed account named after the beginning of its address; staff have a second factor.
    pub fn person(&self, email: &str, roles: &[Role]) -> AccountId {
        let (ctx, name) = (self.system(), email.split('@').next().unwrap());
        let password = NewPassword::judge(PASSWORD, &[]).unwrap();
        let new = CreateAccount {
            email: Email::parse(email).unwrap(),
            name: PersonName::new(name, "Exemple").unwrap(),
            roles: roles.to_vec(),
            password: Some(
                password
                    .hash(PasswordCost::Test, &self.sources().random)
                    .unwrap(),
            ),
        };
        done(self.db().write_now(|tx| {
            let account = identity::create_account(tx, &ctx, &new)
                .map_err(|failure| failure.map_refusal(|_| TestRefusal))?;
            if !roles.is_empty() {
                let secret = TotpSecret::from_base32(TOTP).unwrap();
                identity::enrol(tx, &ctx, account, &secret)
                    .map_err(|failure| failure.map_refusal(|_| TestRefusal))?;
            }
            Ok(account)
        }))
    }

    /// A browser in which this person signed in and, if they have one, showed their second factor.
    pub fn signed_in(&self, account: AccountId) -> Browser<'_> {
        let ctx = self.ctx(account.0);
        let token = done::<_, TestRefusal>(self.db().write_now(|tx| {
            let person = identity::person(tx, account)?.unwrap();
            let token = session::open(tx, &ctx, &person, "Firefox, Linux")?;
            let sessions = session::list(tx, ctx.now, &person)?;
            let newest = sessions.iter().max_by_key(|session| session.id).unwrap();
            Ok(if person.has_second_factor {
                session::strengthen(tx, &ctx, newest.id)?
            } else {
                token
            })
        }));
        let mut browser = self.browser();
        browser.set_cookie("guichet-session", &token.reveal());
        browser
    }

    /// An organisation whose administrator is this person: a town hall, or a company.
    pub fn organisation(
        &self,
        by: AccountId,
        siret: &str,
        name: &str,
        category: &str,
    ) -> OrganisationId {
        let ctx = self.ctx(by.0);
        let details = Details {
            name: name.to_owned(),
            legal_category: LegalCategory::parse(category).unwrap(),
            activity: ActivityCode::parse("84.11Z").unwrap(),
            address: Address {
                street: "1 place de la Mairie".to_owned(),
                postal_code: "35000".to_owned(),
                city: "Rennes".to_owned(),
            },
            founded_on: Day::parse("2001-01-01").unwrap(),
            state: RegistryState::Open,
        };
        let siret = Siret::parse(siret).unwrap();
        done(
            self.db()
                .write_now(|tx| organisations::attach(tx, &ctx, (by, siret), &details)),
        )
    }

    /// Lets this person into the organisation of `by`, as a member.
    pub fn join(
        &self,
        (by, organisation, siret): (AccountId, OrganisationId, &str),
        person: AccountId,
    ) {
        let siret = Siret::parse(siret).unwrap();
        let ctx = self.ctx(person.0);
        let join = done(
            self.db()
                .write_now(|tx| organisations::ask_to_join(tx, &ctx, person, siret)),
        );
        let ctx = self.ctx(by.0);
        let answer = || AnswerJoin {
            actor: by,
            organisation,
            join,
            answer: Answer::Accept(organisations::Role::Member),
        };
        done(
            self.db()
                .write_now(|tx| organisations::answer_join(tx, &ctx, answer())),
        );
    }

    /// A draft that misses nothing.
    pub fn complete_draft(
        &self,
        by: AccountId,
        organisation: OrganisationId,
        basis: LegalBasis,
    ) -> RequestId {
        let ctx = self.ctx(by.0);
        let year = 2026;
        let rank = self.state.site.numbers.next_now("request", year).unwrap();
        let new = NewDraft {
            actor: Actor::applicant(by),
            organisation,
            number: request_number(year, rank),
            dossier: complete_dossier(basis),
        };
        let request = done(self.db().write_now(|tx| requests::start(tx, &ctx, &new)));
        for kind in DocumentKind::ALL {
            self.document(by, request, *kind);
        }
        request
    }

    /// A small PDF joined to a request.
    pub fn document(&self, by: AccountId, request: RequestId, kind: DocumentKind) {
        let ctx = self.ctx(by.0);
        let new = AddDocument {
            actor: Actor::applicant(by),
            request,
            id: ctx.new_id(),
            kind,
            file_name: format!("{}.pdf", kind.as_str()),
            media_type: MediaType::Pdf,
            size: 5,
            sha256: guichet::kernel::secret::sha256_hex(b"%PDF-"),
            storage_key: ctx.new_id::<Uuid>().to_string(),
        };
        done(
            self.db()
                .write_now(|tx| requests::add_document(tx, &ctx, &new)),
        );
    }

    /// The move of this person on a request as it stands.
    pub fn move_by(&self, actor: Actor, request: RequestId) -> Move {
        let found =
            done::<_, TestRefusal>(self.db().read_now(|c| Ok(requests::request(c, request)?)));
        Move {
            actor,
            request,
            seen: found.unwrap().version,
        }
    }

    /// A request just filed.
    pub fn filed(
        &self,
        by: AccountId,
        organisation: OrganisationId,
        basis: LegalBasis,
    ) -> RequestId {
        let request = self.complete_draft(by, organisation, basis);
        if basis == LegalBasis::Experiment {
            self.any_experiment();
        }
        let (ctx, cmd) = (self.ctx(by.0), self.move_by(Actor::applicant(by), request));
        done(self.db().write_now(|tx| requests::submit(tx, &ctx, &cmd)));
        request
    }

    /// An experiment with a hundred seats, unless one is there already: nobody files for it while none runs.
    pub fn any_experiment(&self) {
        let id = Uuid::from_u128(0x0190_0e00_0000_7000_8000_0000_0000_0001);
        self.beside()
            .sql(&format!(
                "INSERT INTO experiments (id, decree, opens_on, closes_on, cap, reuse_seats, version, created_at)
                 SELECT '{id}', 'Arrêté du 2 février 2026', '2026-03-01', '2027-03-01', 100, false, 1, '2026-03-01T00:00:00.000000Z'
                 WHERE NOT EXISTS (SELECT 1 FROM experiments)"
            ))
            .unwrap();
    }

    /// A request that this reviewer took.
    pub fn taken(&self, request: RequestId, reviewer: AccountId) {
        let actor = Actor {
            account: reviewer,
            staff: vec![Role::Reviewer],
        };
        let (ctx, cmd) = (self.ctx(reviewer.0), self.move_by(actor, request));
        done(self.db().write_now(|tx| requests::take(tx, &ctx, &cmd)));
    }

    /// The service that this reviewer's grant opens, owned by `owner`.
    pub fn granted(&self, request: RequestId, reviewer: AccountId, owner: AccountId) -> ServiceId {
        let rank = self
            .state
            .site
            .numbers
            .next_now("habilitation", 2026)
            .unwrap();
        let with = Grant {
            number: habilitation_number(2026, rank),
            reasons: Reasons {
                reason: "Le dossier est complet.".to_owned(),
                legal_reference: "Arrêté du 8 novembre 2018".to_owned(),
                seconded_by: None,
            },
            terms: GrantTerms::default(),
        };
        let actor = Actor {
            account: reviewer,
            staff: vec![Role::Reviewer],
        };
        let (ctx, cmd) = (self.ctx(reviewer.0), self.move_by(actor, request));
        done(self.db().write_now(|tx| {
            let habilitation = requests::grant(tx, &ctx, &cmd, &with)
                .map_err(|failure| failure.map_refusal(|_| TestRefusal))?;
            let found = requests::request(tx, request)?.unwrap();
            let open = OpenService {
                habilitation,
                request,
                organisation: found.organisation,
                name: found.title.clone(),
                owner,
                technical_lead: "technique@exemple.fr".to_owned(),
            };
            services::open(tx, &ctx, &open)
                .map_err(|failure| failure.map_refusal(|never| match never {}))
        }))
    }
}

/// Stands for any refusal where a factory expects none.
#[derive(Debug)]
pub struct TestRefusal;
impl guichet::kernel::error::Refusal for TestRefusal {}
