//! An experiment with its requests, and the use cases that actors call on them, on any database.

use std::fmt::Write;

use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Text};
use guichet::experiment::{self, AnswerOffer, Depart, ExperimentId, OfferId};
use guichet::kernel::clock::Clock;
use guichet::kernel::ctx::{ActorRef, Ctx, Sources};
use guichet::kernel::db::types::SqlInstant;
use guichet::kernel::db::{Conn, Db};
use guichet::kernel::error::{Failure, Outcome, Refusal};
use guichet::kernel::numbers::Numbers;
use guichet::participation::{self, Decide, ExclusionId, Ground, NoticeExclusion};
use guichet::requests::{
    self as req, Actor, LegalBasis, Move, RequestId, Status, WithdrawalReason, habilitation_number,
};
use guichet::review::{self, Against, GrantCommand, Grounds, Unfavourable};
use guichet::shell::{AccountId, Role};
use uuid::Uuid;

use super::acts::Do;
use super::log;
use crate::support::desk::{Desk, prove, siren};

/// The first id of the requests: they follow in order.
const FIRST: u128 = 0x0190_5eed_0000_7000_8000_0000_0000_0000;
const ON: u128 = 1;

/// The id of the `on`-th request.
pub fn request(on: usize) -> RequestId {
    RequestId(Uuid::from_u128(FIRST + ON + u128::try_from(on).unwrap()))
}

/// The SIREN of the `n`-th legal person.
pub fn person(n: usize) -> String {
    siren(u64::try_from(n).unwrap())
}

/// One process that serves the experiment.
pub struct House {
    pub db: Db,
    pub clock: Clock,
    sources: Sources,
    numbers: Numbers,
    applicant: AccountId,
    reviewer: AccountId,
    second: AccountId,
}

/// What became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Done,
    Refused,
    /// The database was too busy: nothing happened.
    Busy,
    /// There was nothing to answer.
    Nothing,
}

/// A seat as it is stored: number, legal person, how it is taken, the request that brought it.
#[derive(QueryableByName, Debug, Clone, PartialEq, Eq)]
pub struct SeatRow {
    #[diesel(sql_type = Integer)]
    pub number: i32,
    #[diesel(sql_type = Text)]
    pub siren: String,
    #[diesel(sql_type = Text)]
    pub hold: String,
    #[diesel(sql_type = Text)]
    pub request: String,
}

#[derive(QueryableByName)]
struct CaseRow {
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Nullable<SqlInstant>)]
    rank: Option<guichet::kernel::clock::Instant>,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = Text)]
    id: String,
}

/// Copies one complete draft of the desk for every legal person named in `sirens`.
pub fn drafts(desk: &Desk, sirens: &[usize]) {
    let company = desk.company(1);
    let model = desk
        .app
        .complete_draft(desk.applicant, company, LegalBasis::Experiment);
    let mut sql = String::new();
    for (on, n) in sirens.iter().enumerate() {
        let (id, number, of) = (request(on), format!("D-2026-8{on:05}"), person(*n));
        let columns = "organisation_id, created_by, legal_basis, sector, status, version, title, dossier, state_since, suspended_seconds, created_at, updated_at";
        let file = Uuid::from_u128(FIRST + 0x1_0000_0000 + u128::try_from(on).unwrap() * 16);
        write!(
            sql,
            "INSERT INTO requests (id, number, siren, {columns}) SELECT '{id}', '{number}', '{of}', {columns} FROM requests WHERE id = '{model}';"
        )
        .unwrap();
        let columns = "file_name, media_type, size, sha256, storage_key, uploaded_by, uploaded_at";
        write!(
            sql,
            "INSERT INTO documents (id, request_id, kind, {columns}) SELECT '{file}', '{id}', kind, {columns} FROM documents WHERE request_id = '{model}' AND kind = 'mockup';"
        )
        .unwrap();
    }
    desk.app.beside().sql(&sql).unwrap();
}

impl House {
    /// This process, with a clock of its own.
    pub fn new(db: Db, clock: Clock, [applicant, reviewer, second]: [AccountId; 3]) -> Self {
        let sources = Sources {
            clock: clock.clone(),
            ..Sources::system(&[7; 32])
        };
        Self {
            numbers: Numbers::new(&db),
            db,
            clock,
            sources,
            applicant,
            reviewer,
            second,
        }
    }

    fn applicant(&self) -> Actor {
        Actor::applicant(self.applicant)
    }

    fn staff(&self) -> Actor {
        Actor {
            account: self.reviewer,
            staff: vec![Role::Reviewer],
        }
    }

    /// Does it and logs it, in one transaction.
    fn run<T, R: Refusal + std::fmt::Debug>(
        &self,
        (who, act, on): (AccountId, Do, usize),
        mut case: impl FnMut(&mut Conn, &Ctx) -> Outcome<T, R>,
    ) -> Fate {
        let told = Uuid::now_v7().to_string();
        let ctx = self.sources.ctx(ActorRef::Account(who.0), None, &told);
        let done = self.db.write_now(|tx| {
            let done = case(tx, &ctx)?;
            log::note(tx, &ctx, (act, on))?;
            Ok(done)
        });
        match done {
            Ok(_) => Fate::Done,
            Err(Failure::Refused(_)) => Fate::Refused,
            Err(Failure::Fault(fault)) if fault.is_transient() => Fate::Busy,
            Err(Failure::Fault(fault)) => panic!("{fault:?}"),
        }
    }

    /// The command of somebody on a request as it now stands.
    fn on(&self, actor: Actor, on: usize) -> Move {
        let id = request(on);
        let found: Outcome<_> = self.db.read_now(|c| Ok(req::request(c, id)?));
        Move {
            actor,
            request: id,
            seen: found.unwrap().unwrap().version,
        }
    }

    pub fn rows<T: QueryableByName<guichet::kernel::db::MultiBackend> + 'static>(
        &self,
        sql: &str,
    ) -> Vec<T> {
        let found: Outcome<Vec<T>> = self
            .db
            .read_now(|c| Ok(diesel::sql_query(sql).load::<T>(c)?));
        found.unwrap()
    }

    fn offer(&self, on: usize) -> Option<OfferId> {
        let id = request(on);
        let rows: Vec<Id> = self.rows(&format!(
            "SELECT CAST(id AS TEXT) AS id FROM seat_offers WHERE request_id = '{id}' AND closed_at IS NULL"
        ));
        rows.first().map(|row| row.id.parse().unwrap())
    }

    /// The procedure open against the legal person of a request.
    fn procedure(&self, on: usize) -> Option<ExclusionId> {
        let id = request(on);
        let rows: Vec<Id> = self.rows(&format!(
            "SELECT CAST(e.id AS TEXT) AS id FROM exclusions e JOIN requests r ON r.siren = e.siren
              WHERE r.id = '{id}' AND e.status IN ('noticed', 'replied')"
        ));
        rows.first().map(|row| row.id.parse().unwrap())
    }

    /// The seats given or offered, by number.
    pub fn seats(&self) -> Vec<SeatRow> {
        self.rows(
            "SELECT number, siren, CASE WHEN reserved_until IS NULL THEN 'held' ELSE 'offered' END AS hold,
                CAST(request_id AS TEXT) AS request FROM seats WHERE released_at IS NULL ORDER BY number",
        )
    }

    /// Where every request stands, in order.
    pub fn cases(&self) -> Vec<(Status, Option<guichet::kernel::clock::Instant>)> {
        let (first, last) = (request(0), request(100_000));
        let rows: Vec<CaseRow> = self.rows(&format!(
            "SELECT status, rank_at AS rank FROM requests WHERE id >= '{first}' AND id < '{last}' ORDER BY id"
        ));
        rows.into_iter()
            .map(|row| (row.status.parse().unwrap(), row.rank))
            .collect()
    }

    /// How many rows a table, with its condition, holds.
    pub fn count(&self, table: &str) -> i32 {
        #[derive(QueryableByName)]
        struct Count {
            #[diesel(sql_type = Integer)]
            value: i32,
        }
        let rows: Vec<Count> = self.rows(&format!(
            "SELECT CAST(count(*) AS integer) AS value FROM {table}"
        ));
        rows[0].value
    }

    /// Gives a command.
    pub fn give(&self, act: Do, on: usize) -> Fate {
        let (asks, instructs) = ((self.applicant, act, on), (self.reviewer, act, on));
        match act {
            Do::Pass(hours) => {
                self.clock.advance(chrono::Duration::hours(hours));
                Fate::Done
            }
            Do::Settle => self.run(instructs, |tx, ctx| {
                Ok::<_, Failure<guichet::kernel::error::Never>>(experiment::settle(tx, ctx)?)
            }),
            Do::Submit => {
                let cmd = self.on(self.applicant(), on);
                self.run(asks, |tx, ctx| req::submit(tx, ctx, &cmd))
            }
            Do::Withdraw => {
                let cmd = self.on(self.applicant(), on);
                let why = (WithdrawalReason::Mistake, "");
                self.run(asks, |tx, ctx| req::withdraw(tx, ctx, &cmd, why))
            }
            Do::Accept | Do::Decline => self.answer(act, on),
            Do::Take => {
                let cmd = self.on(self.staff(), on);
                self.run(instructs, |tx, ctx| review::take(tx, ctx, &cmd))
            }
            Do::AskChanges => {
                let cmd = self.on(self.staff(), on);
                self.run(instructs, |tx, ctx| {
                    review::ask_changes(tx, ctx, &cmd, "Précisez la durée de conservation.")
                })
            }
            Do::Grant { .. } => self.grant(act, on),
            Do::Discard | Do::Revoke => self.against(act, on),
            Do::Depart => {
                let (actor, request) = (self.staff(), request(on));
                let reason = "Secteur peu représenté dans le panel.".to_owned();
                let cmd = Depart {
                    actor,
                    request,
                    reason,
                };
                self.run(instructs, |tx, ctx| experiment::depart(tx, ctx, &cmd))
            }
            Do::Notice | Do::Reply | Do::Exclude => self.proceed(act, on),
        }
    }

    fn answer(&self, act: Do, on: usize) -> Fate {
        let Some(offer) = self.offer(on) else {
            return Fate::Nothing;
        };
        let cmd = AnswerOffer {
            actor: self.applicant(),
            request: request(on),
            offer,
        };
        let whose = (self.applicant, act, on);
        if act == Do::Accept {
            self.run(whose, |tx, ctx| experiment::accept(tx, ctx, &cmd))
        } else {
            self.run(whose, |tx, ctx| experiment::decline(tx, ctx, &cmd))
        }
    }

    /// A procedure of exclusion: opened by one person, answered, decided by another.
    fn proceed(&self, act: Do, on: usize) -> Fate {
        if act == Do::Notice {
            let cmd = NoticeExclusion {
                by: self.reviewer,
                against: (self.experiment(), self.siren(on)),
                ground: Ground::MissingReports,
                facts: "Trois relevés manquent.".to_owned(),
            };
            return self.run((self.reviewer, act, on), |tx, ctx| {
                participation::notice_exclusion(tx, ctx, &cmd)
            });
        }
        let Some(id) = self.procedure(on) else {
            return Fate::Nothing;
        };
        if act == Do::Reply {
            let whose = (self.applicant, act, on);
            return self.run(whose, |tx, ctx| {
                participation::reply_to_exclusion(tx, ctx, (whose.0, id), "Ils arrivent.")
            });
        }
        let cmd = Decide {
            by: self.second,
            id,
            excludes: true,
            reason: "Aucun relevé n'est venu.".to_owned(),
        };
        self.run((self.second, act, on), |tx, ctx| {
            participation::decide_exclusion(tx, ctx, &cmd)
        })
    }

    fn experiment(&self) -> ExperimentId {
        let rows: Vec<Id> = self.rows("SELECT CAST(id AS TEXT) AS id FROM experiments");
        rows[0].id.parse().unwrap()
    }

    fn siren(&self, on: usize) -> String {
        let id = request(on);
        let rows: Vec<Id> = self.rows(&format!(
            "SELECT siren AS id FROM requests WHERE id = '{id}'"
        ));
        rows[0].id.clone()
    }

    fn grant(&self, act: Do, on: usize) -> Fate {
        let reason = || "Secteur peu représenté dans le panel.".to_owned();
        let rank = self.numbers.next_now("habilitation", 2026).unwrap();
        let reasoned = act == Do::Grant { reasoned: true };
        let cmd = GrantCommand {
            on: self.on(self.staff(), on),
            number: habilitation_number(2026, rank),
            departure: reasoned.then(reason),
            terms: req::GrantTerms::default(),
        };
        self.run((self.reviewer, act, on), |tx, ctx| {
            prove(tx, ctx, (&cmd.on.actor, cmd.on.request))?;
            review::grant(tx, ctx, &cmd)
        })
    }

    fn against(&self, act: Do, on: usize) -> Fate {
        let grounds = Grounds::new("Les critères ne sont pas remplis.", "Article 2").unwrap();
        let cmd = Against {
            on: self.on(self.staff(), on),
            kind: if act == Do::Revoke {
                Unfavourable::Revoke
            } else {
                Unfavourable::Discard
            },
            grounds,
        };
        self.run((self.reviewer, act, on), |tx, ctx| {
            review::decide_against(tx, ctx, &cmd)
        })
    }
}
