//! Random commands by random actors, against a naive model, the state machine and the database.
//!
//! After each command the request stands where the model says, or nothing at all was written; in the end the journal
//! has one entry for each change of state, by its author, and every letter was mailed once. A failing case is shrunk
//! and told with its seed: `GUICHET_TEST_SEED=... cargo test --test it workflow_model` runs it again.

mod naive;
mod settled;

use std::collections::BTreeMap;

use chrono::Duration;
use guichet::identity::{AccountId, Role};
use guichet::kernel::ctx::Ctx;
use guichet::kernel::db::{Backend, Conn};
use guichet::kernel::error::{Failure, Outcome, Refusal};
use guichet::requests::{
    self as req, Actor, GrantTerms, LegalBasis, Move, RequestId, Status, WithdrawalReason, Withheld,
};
use guichet::review::{
    self, Against, ConfigureDesk, End, GiveUp, GrantCommand, Grounds, ProposalId, Second,
    Unfavourable,
};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use self::naive::{Do, SIREN, Who, World};
use self::settled::settled;
use crate::support::desk::{Desk, prove};

/// Cases of one run, and commands of one case at most.
const CASES: u32 = 10;
const COMMANDS: usize = 40;
const SEED: &str = "GUICHET_TEST_SEED";

/// A command, from which version of the request it is given, and whether it is given twice.
#[derive(Debug, Clone, Copy)]
struct Step {
    who: Who,
    act: Do,
    on: usize,
    stale: bool,
    twice: bool,
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![
        5 => Just(Who::Applicant),
        5 => Just(Who::Reviewer),
        4 => Just(Who::Second),
        2 => Just(Who::Insider),
        1 => Just(Who::Stranger),
        1 => Just(Who::Auditor),
    ]
}

fn act() -> impl Strategy<Value = Do> {
    prop_oneof![
        6 => Just(Do::Submit),
        1 => Just(Do::Withdraw),
        1 => Just(Do::Delete),
        6 => Just(Do::Take),
        1 => select(&[Who::Reviewer, Who::Second][..]).prop_map(Do::HandOver),
        2 => Just(Do::AskChanges),
        4 => Just(Do::Grant),
        1 => Just(Do::GrantPart),
        1 => Just(Do::End),
        1 => Just(Do::GiveUp),
        4 => select(&[Unfavourable::Refuse, Unfavourable::Discard, Unfavourable::Revoke][..]).prop_map(Do::Against),
        3 => Just(Do::Sign),
        1 => Just(Do::Drop),
        2 => Just(Do::FourEyes),
        1 => Just(Do::Wait),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let flags = (prop::bool::weighted(0.08), prop::bool::weighted(0.15));
    (who(), act(), 0..SIREN.len(), flags).prop_map(|(who, act, on, (stale, twice))| Step {
        who,
        act,
        on,
        stale,
        twice,
    })
}

/// The real desk under the commands.
struct Real {
    desk: Desk,
    people: BTreeMap<Who, AccountId>,
    requests: Vec<RequestId>,
}

impl Real {
    fn new(backend: Backend) -> Self {
        let desk = Desk::start(backend);
        desk.experiment(i32::try_from(naive::CAP).unwrap());
        let insider = desk.app.person("interne@exemple.fr", &[Role::Reviewer]);
        desk.app
            .join((desk.applicant, desk.town, "21350238800019"), insider);
        let people = BTreeMap::from([
            (Who::Applicant, desk.applicant),
            (Who::Stranger, desk.app.person("ailleurs@exemple.fr", &[])),
            (Who::Reviewer, desk.reviewer),
            (Who::Second, desk.second),
            (Who::Insider, insider),
            (
                Who::Auditor,
                desk.app.person("auditrice@exemple.fr", &[Role::Auditor]),
            ),
        ]);
        let requests = SIREN.map(|company| match company {
            0 => desk
                .app
                .complete_draft(desk.applicant, desk.town, LegalBasis::Administration),
            n => {
                let company = desk.company(u64::try_from(n).unwrap());
                desk.app
                    .complete_draft(desk.applicant, company, LegalBasis::Experiment)
            }
        });
        desk.app.deliver();
        Self {
            desk,
            people,
            requests: requests.to_vec(),
        }
    }

    fn actor(&self, who: Who) -> Actor {
        let staff = match who {
            Who::Applicant | Who::Stranger => vec![],
            Who::Reviewer | Who::Insider => vec![Role::Reviewer],
            Who::Second => vec![Role::Reviewer, Role::Supervisor],
            Who::Auditor => vec![Role::Auditor],
        };
        Actor {
            account: self.people[&who],
            staff,
        }
    }

    /// The version of a request, its state and who holds it; nothing when it was thrown away.
    fn row(&self, on: usize) -> Option<(i32, Status)> {
        let id = self.requests[on];
        let found: Outcome<_> = self.desk.app.db().read_now(|c| Ok(req::request(c, id)?));
        found
            .unwrap()
            .map(|request| (request.version, request.status()))
    }

    /// Runs a use case: whether it was done. A fault is a failure of the test.
    fn run<T, R: Refusal>(
        &self,
        who: Who,
        mut case: impl FnMut(&mut Conn, &Ctx) -> Outcome<T, R>,
    ) -> bool {
        let ctx = self.desk.app.ctx(self.people[&who].0);
        match self.desk.app.db().write_now(|tx| case(tx, &ctx)) {
            Ok(_) => true,
            Err(Failure::Refused(_)) => false,
            Err(Failure::Fault(fault)) => panic!("{fault:?}"),
        }
    }

    fn proposal(&self, on: usize) -> Option<ProposalId> {
        let id = self.requests[on];
        let open = self.desk.lines(&format!(
            "SELECT CAST(id AS TEXT) AS value FROM decision_proposals WHERE request_id = '{id}' AND settled_at IS NULL"
        ));
        assert!(open.len() <= 1);
        open.first().map(|id| id.parse().unwrap())
    }

    /// Gives the command; `seen` is the version of the request that its author saw.
    fn give(&self, step: Step, seen: i32, world: &World) -> bool {
        let cmd = Move {
            actor: self.actor(step.who),
            request: self.requests[step.on],
            seen,
        };
        let who = step.who;
        match step.act {
            Do::Submit => self.run(who, |tx, ctx| req::submit(tx, ctx, &cmd)),
            Do::Withdraw => {
                let why = (WithdrawalReason::Mistake, "");
                self.run(who, |tx, ctx| req::withdraw(tx, ctx, &cmd, why))
            }
            Do::Delete => self.run(who, |tx, ctx| req::delete_draft(tx, ctx, &cmd)),
            Do::Take => self.run(who, |tx, ctx| review::take(tx, ctx, &cmd)),
            Do::HandOver(to) => {
                let to = self.people[&to];
                self.run(who, |tx, ctx| req::hand_over(tx, ctx, &cmd, to))
            }
            Do::AskChanges => self.run(who, |tx, ctx| {
                review::ask_changes(tx, ctx, &cmd, "Précisez la durée de conservation.")
            }),
            Do::Grant | Do::GrantPart => {
                let part = step.act == Do::GrantPart;
                self.grant(
                    who,
                    cmd,
                    if part {
                        in_part()
                    } else {
                        GrantTerms::default()
                    },
                )
            }
            Do::Against(kind) => {
                let grounds = Grounds::new("Le service ne relève d'aucun cas.", "Article 2");
                let cmd = Against {
                    on: cmd,
                    kind,
                    grounds: grounds.unwrap(),
                };
                self.run(who, |tx, ctx| review::decide_against(tx, ctx, &cmd))
            }
            Do::Sign | Do::Drop => self.settle(step, cmd),
            Do::End | Do::GiveUp => self.finish(step, cmd),
            Do::FourEyes => {
                let cmd = ConfigureDesk {
                    seen: world.settings,
                    four_eyes: !world.four_eyes,
                    assigns: false,
                };
                self.run(Who::Second, |tx, ctx| review::configure(tx, ctx, cmd))
            }
            Do::Wait => {
                self.desk.app.clock.advance(Duration::days(1));
                true
            }
        }
    }

    /// Ends the right, or gives it up.
    fn finish(&self, step: Step, on: Move) -> bool {
        if step.act == Do::End {
            let grounds = Grounds::new("Le service est fermé.", "Article 2").unwrap();
            let cmd = End { on, grounds };
            return self.run(step.who, |tx, ctx| review::end(tx, ctx, &cmd));
        }
        let reason = String::new();
        let cmd = GiveUp { on, reason };
        self.run(step.who, |tx, ctx| review::give_up(tx, ctx, &cmd))
    }

    fn grant(&self, who: Who, on: Move, terms: GrantTerms) -> bool {
        let cmd = GrantCommand {
            on,
            number: self.desk.next_number(),
            departure: Some("Secteur peu représenté dans le panel.".to_owned()),
            terms,
        };
        self.run(who, |tx, ctx| {
            prove(tx, ctx, (&cmd.on.actor, cmd.on.request))?;
            review::grant(tx, ctx, &cmd)
        })
    }

    /// Signs or drops what waits for a second signature.
    fn settle(&self, step: Step, on: Move) -> bool {
        let nothing = ProposalId(uuid::Uuid::nil());
        let cmd = Second {
            on,
            proposal: self.proposal(step.on).unwrap_or(nothing),
        };
        if step.act == Do::Sign {
            self.run(step.who, |tx, ctx| review::second(tx, ctx, &cmd))
        } else {
            self.run(step.who, |tx, ctx| review::drop_proposal(tx, ctx, &cmd))
        }
    }

    /// How many rows tell of anything that happened.
    fn traces(&self) -> Vec<i64> {
        let tables = [
            "journal_entries",
            "outbox_jobs",
            "notifications",
            "request_decisions",
            "request_versions",
            "habilitations",
            "seats",
        ];
        tables.iter().map(|table| self.desk.count(table)).collect()
    }
}

/// Less than was asked, under a condition.
fn in_part() -> GrantTerms {
    let scope = "birthdate".to_owned();
    let withheld = Withheld {
        scope: scope.clone(),
        reason: "Le service n'a pas besoin de l'âge.".to_owned(),
    };
    let terms = GrantTerms::new(&[scope], vec![withheld], "Publier la notice d'information.");
    terms.unwrap()
}

/// Plays the commands on both and compares them after each.
fn play(backend: Backend, steps: &[Step]) {
    let (real, mut world) = (Real::new(backend), World::new());
    for step in steps {
        let Some((version, _)) = real.row(step.on) else {
            continue;
        };
        let seen = version - i32::from(step.stale);
        once(&real, &mut world, (*step, seen));
        // What changed nothing of the request may be done again; everything else is stale or already done.
        let again = !matches!(
            step.act,
            Do::Wait | Do::FourEyes | Do::Against(_) | Do::Sign | Do::Drop
        );
        if step.twice && again && real.row(step.on).is_some_and(|(now, _)| now != seen) {
            let stale = Step {
                stale: true,
                ..*step
            };
            once(&real, &mut world, (stale, seen));
        }
    }
    settled(&real, &world);
}

fn once(real: &Real, world: &mut World, (step, seen): (Step, i32)) {
    let (before, row) = (real.traces(), real.row(step.on));
    // A proposal is dropped whatever became of the request; settings and time have no version of a request.
    let judged = !step.stale || matches!(step.act, Do::Drop | Do::FourEyes | Do::Wait);
    let mut next = world.clone();
    let expected = judged && next.apply(step.who, step.act, step.on);
    let done = real.give(step, seen, world);
    assert_eq!(done, expected, "{step:?} on {row:?}");
    if done {
        if step.act == Do::FourEyes {
            next.four_eyes = !next.four_eyes;
            next.settings += 1;
        }
        *world = next;
    } else {
        assert_eq!(
            real.traces(),
            before,
            "{step:?} was refused and left a trace"
        );
        assert_eq!(
            real.row(step.on),
            row,
            "{step:?} was refused and changed the request"
        );
    }
    let stands = real.row(step.on).map(|(_, status)| status);
    assert_eq!(stands, world.requests[step.on].status, "after {step:?}");
    let proposed = real.proposal(step.on).is_some();
    let waits = world.requests[step.on].proposal.is_some() && stands.is_some();
    assert_eq!(proposed, waits, "after {step:?}");
}

fn explore(backend: Backend) {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seed = match std::env::var(SEED) {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => now.unwrap().as_secs(),
    };
    let mut runner = TestRunner::new(Config {
        cases: std::env::var("GUICHET_TEST_CASES").map_or(CASES, |cases| cases.parse().unwrap()),
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 300,
        ..Config::default()
    });
    let commands = proptest::collection::vec(step(), 1..COMMANDS);
    let done = runner.run(&commands, |steps| {
        play(backend, &steps);
        Ok(())
    });
    if let Err(error) = done {
        panic!("{SEED}={seed}\n{error}");
    }
}

#[test]
fn random_commands_by_random_actors_find_no_illegal_state_on_sqlite() {
    explore(Backend::Sqlite);
}

#[test]
fn random_commands_by_random_actors_find_no_illegal_state_on_postgres() {
    explore(Backend::Postgres);
}
