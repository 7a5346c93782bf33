//! Makes people, organisations and the specimens, through the use cases.

use diesel::prelude::*;
use guichet::kernel::clock::{Day, Instant};
use guichet::kernel::ctx::{ActorRef, Ctx, Sources};
use guichet::kernel::db::{self, Db, DbUrl};
use guichet::kernel::error::{Failure, Never, Outcome};
use guichet::kernel::secret::SecretToken;
use guichet::organisations::OrganisationId;
use guichet::requests::{
    self, Actor, DocumentId, Grant, GrantTerms, LegalBasis, Move, NewDraft, Reasons, RequestId,
    Submit, WithdrawalReason,
};
use guichet::schema;
use guichet::shell::{AccountId, Role, SessionId};

use crate::dossier::complete_dossier;
use crate::fill::{Done, ORGANISATIONS};

/// One request in each state that is copied.
pub struct Specimens {
    pub in_review: RequestId,
    pub changes_requested: RequestId,
    pub withdrawn: RequestId,
    pub refused: RequestId,
    pub granted: RequestId,
}

/// Whoever fills the base.
pub struct Maker {
    pub db: Db,
    sources: Sources,
    made: usize,
}

impl Maker {
    /// A maker over an empty base.
    pub fn open(url: &DbUrl, key: &[u8; 32]) -> Done<Self> {
        Ok(Self {
            db: Db::open(url)?,
            sources: Sources::system(key),
            made: 0,
        })
    }

    pub fn ctx(&self, account: AccountId) -> Ctx {
        self.sources.ctx(ActorRef::Account(account.0), None, "load")
    }

    /// Now.
    pub fn now(&self) -> Instant {
        self.sources.clock.now()
    }

    fn write<T>(&self, act: impl FnMut(&mut db::Conn) -> Outcome<T>) -> Done<T> {
        Ok(self
            .db
            .write_now::<T, Never>(act)
            .map_err(Failure::into_fault)?)
    }

    pub fn account(&self, email: &str) -> Done<AccountId> {
        use schema::accounts;
        let (id, now) = (AccountId(self.sources.ids.next()), self.now());
        self.write(|tx| {
            diesel::insert_into(accounts::table)
                .values((
                    accounts::id.eq(id),
                    accounts::email.eq(email),
                    accounts::email_key.eq(email),
                    accounts::given_name.eq("Camille"),
                    accounts::family_name.eq("Durand"),
                    accounts::search_key.eq("camille durand"),
                    accounts::email_confirmed_at.eq(Some(now)),
                    accounts::totp_sealed.eq(Some("sealed")),
                    accounts::totp_confirmed_at.eq(Some(now)),
                    accounts::created_at.eq(now),
                    accounts::version.eq(1_i32),
                ))
                .execute(tx)?;
            Ok(())
        })?;
        Ok(id)
    }

    pub fn reviewer(&self, email: &str) -> Done<AccountId> {
        use schema::account_roles;
        let (id, now) = (self.account(email)?, self.now());
        self.write(|tx| {
            diesel::insert_into(account_roles::table)
                .values((
                    account_roles::account_id.eq(id),
                    account_roles::role.eq(Role::Reviewer.as_str()),
                    account_roles::given_at.eq(now),
                ))
                .execute(tx)?;
            Ok(())
        })?;
        Ok(id)
    }

    pub fn session(&self, account: AccountId) -> Done<SecretToken> {
        use schema::sessions;
        let (token, now) = (self.sources.random.token()?, self.now());
        let id = SessionId(self.sources.ids.next());
        self.write(|tx| {
            diesel::insert_into(sessions::table)
                .values((
                    sessions::id.eq(id),
                    sessions::token_hash.eq(token.hash().0),
                    sessions::account_id.eq(account),
                    sessions::created_at.eq(now),
                    sessions::last_seen_at.eq(now),
                    sessions::expires_at.eq(now.plus(chrono::Duration::hours(11))),
                    sessions::second_factor_at.eq(Some(now)),
                    sessions::device.eq("load"),
                ))
                .execute(tx)?;
            Ok(())
        })?;
        Ok(token)
    }

    /// The organisations, the first one the applicant's.
    pub fn organisations(&self, member: AccountId) -> Done<OrganisationId> {
        use schema::{memberships, organisations};
        let now = self.now();
        let mut first = None;
        let rows: Vec<(OrganisationId, usize)> = (0..ORGANISATIONS)
            .map(|n| (OrganisationId(self.sources.ids.next()), n))
            .collect();
        self.write(|tx| {
            for (id, n) in &rows {
                let (company, establishment) = numbers(*n);
                let key = format!("ville n {n}");
                diesel::insert_into(organisations::table)
                    .values((
                        (
                            organisations::id.eq(id),
                            organisations::siret.eq(establishment),
                            organisations::siren.eq(company),
                            organisations::name.eq(format!("Ville n° {n}")),
                            organisations::search_key.eq(&key),
                            organisations::sort_key.eq(&key),
                            organisations::legal_category.eq("7210"),
                            organisations::activity_code.eq("84.11Z"),
                        ),
                        (
                            organisations::street.eq("1 place de la Mairie"),
                            organisations::postal_code.eq("35000"),
                            organisations::city.eq("Rennes"),
                            organisations::founded_on
                                .eq(Day(now.utc().date_naive()).plus_days(-9_000)),
                            organisations::registry_state.eq("open"),
                            organisations::provenance.eq("unverified"),
                            organisations::created_at.eq(now),
                            organisations::updated_at.eq(now),
                            organisations::version.eq(1_i32),
                        ),
                    ))
                    .execute(tx)?;
                first.get_or_insert(*id);
            }
            Ok(())
        })?;
        let first = first.ok_or("no organisation")?;
        self.write(|tx| {
            diesel::insert_into(memberships::table)
                .values((
                    memberships::organisation_id.eq(first),
                    memberships::account_id.eq(member),
                    memberships::role.eq("administrator"),
                    memberships::joined_at.eq(now),
                ))
                .execute(tx)?;
            Ok(())
        })?;
        Ok(first)
    }

    /// A draft without a mistake, its mock-up joined.
    pub fn draft(&mut self, author: AccountId, organisation: OrganisationId) -> Done<RequestId> {
        use schema::documents;
        self.made += 1;
        let ctx = self.ctx(author);
        let cmd = NewDraft {
            actor: Actor::applicant(author),
            organisation,
            number: format!("D-2024-{:06}", self.made),
            dossier: complete_dossier(LegalBasis::Administration),
        };
        let id = told(self.db.write_now(|tx| requests::start(tx, &ctx, &cmd)))?;
        let document = self.sources.ids.next();
        self.write(|tx| {
            diesel::insert_into(documents::table)
                .values((
                    documents::id.eq(DocumentId(document)),
                    documents::request_id.eq(Some(id)),
                    documents::kind.eq("mockup"),
                    documents::file_name.eq("maquette.png"),
                    documents::media_type.eq("image/png"),
                    documents::size.eq(1_000_i64),
                    documents::sha256.eq("0".repeat(64)),
                    documents::storage_key.eq(document.to_string()),
                    documents::uploaded_by.eq(author),
                    documents::uploaded_at.eq(ctx.now),
                ))
                .execute(tx)?;
            Ok(())
        })?;
        Ok(id)
    }

    pub fn submitted(
        &mut self,
        author: AccountId,
        organisation: OrganisationId,
    ) -> Done<RequestId> {
        let id = self.draft(author, organisation)?;
        let (ctx, actor) = (self.ctx(author), Actor::applicant(author));
        let seen = self.version_of(id)?;
        let cmd: Submit = Move {
            actor,
            request: id,
            seen,
        };
        told(self.db.write_now(|tx| requests::submit(tx, &ctx, &cmd)))?;
        Ok(id)
    }

    pub fn in_review(
        &mut self,
        author: AccountId,
        organisation: OrganisationId,
        reviewer: AccountId,
    ) -> Done<RequestId> {
        let id = self.submitted(author, organisation)?;
        let (ctx, seen) = (self.ctx(reviewer), self.version_of(id)?);
        let actor = Actor {
            account: reviewer,
            staff: vec![Role::Reviewer],
        };
        let cmd = Move {
            actor,
            request: id,
            seen,
        };
        told(self.db.write_now(|tx| requests::take(tx, &ctx, &cmd)))?;
        Ok(id)
    }

    pub fn specimens(
        &mut self,
        author: AccountId,
        organisation: OrganisationId,
        reviewer: AccountId,
    ) -> Done<Specimens> {
        let ctx = self.ctx(reviewer);
        let reasons = Reasons {
            reason: "La finalité n'est pas assez précise.".to_owned(),
            legal_reference: "Arrêté du 8 novembre 2018, article 4".to_owned(),
            seconded_by: None,
        };
        let mut held = || self.in_review(author, organisation, reviewer);
        let specimens = Specimens {
            in_review: held()?,
            changes_requested: held()?,
            refused: held()?,
            granted: held()?,
            withdrawn: self.submitted(author, organisation)?,
        };
        let by = |request: RequestId, actor: Actor| -> Done<Move> {
            Ok(Move {
                actor,
                request,
                seen: self.version_of(request)?,
            })
        };
        let instructs = || Actor {
            account: reviewer,
            staff: vec![Role::Reviewer],
        };
        let changes = by(specimens.changes_requested, instructs())?;
        told(
            self.db
                .write_now(|tx| requests::request_changes(tx, &ctx, &changes, &reasons)),
        )?;
        let no = by(specimens.refused, instructs())?;
        told(
            self.db
                .write_now(|tx| requests::refuse(tx, &ctx, &no, &reasons)),
        )?;
        let yes = by(specimens.granted, instructs())?;
        let right = Grant {
            number: "H-2024-000001".to_owned(),
            reasons: reasons.clone(),
            terms: GrantTerms::default(),
        };
        told(
            self.db
                .write_now(|tx| requests::grant(tx, &ctx, &yes, &right)),
        )?;
        let back = by(specimens.withdrawn, Actor::applicant(author))?;
        let author = self.ctx(author);
        let why = (WithdrawalReason::Abandoned, "");
        told(
            self.db
                .write_now(|tx| requests::withdraw(tx, &author, &back, why)),
        )?;
        Ok(specimens)
    }

    pub fn version_of(&self, id: RequestId) -> Done<i32> {
        use schema::requests;
        let read = self.db.read_now::<i32, Never>(|c| {
            Ok(requests::table
                .find(id)
                .select(requests::version)
                .first(c)?)
        });
        Ok(read.map_err(Failure::into_fault)?)
    }
}

/// A refusal has no words of its own here.
pub fn told<T, R: std::fmt::Debug>(outcome: Outcome<T, R>) -> Done<T> {
    outcome.map_err(|failure| format!("{failure:?}").into())
}

/// A SIREN and its first SIRET, both with their check digit.
fn numbers(n: usize) -> (String, String) {
    let company = with_check_digit(&format!("{:08}", 20_000_000 + n));
    let establishment = with_check_digit(&format!("{company}0001"));
    (company, establishment)
}

fn with_check_digit(digits: &str) -> String {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(place, digit)| match place % 2 {
            0 if digit > 4 => digit * 2 - 9,
            0 => digit * 2,
            _ => digit,
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}
