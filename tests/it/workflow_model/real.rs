//! The real site under the commands: its people, its requests, and what each command does to it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use guichet::identity::{AccountId, Role};
use guichet::kernel::ctx::Ctx;
use guichet::kernel::db::{Backend, Conn};
use guichet::kernel::error::{Failure, Outcome, Refusal};
use guichet::requests::{
    self as req, Actor, Amend, Commitment, DraftError, GrantTerms, LegalBasis, LiftRecusal, Move,
    Recuse, RequestId, SaveSection, Section, Status, TERMS_VERSION, Tie, WithdrawalReason,
    Withheld,
};
use guichet::review::{
    self, Against, ConfigureDesk, End, GiveUp, GrantCommand, Grounds, ProposalId, Second,
};

use super::Step;
use super::naive::{self, Do, SIREN, Who, World};
use crate::support::desk::{Desk, prove};

/// The real desk under the commands.
pub struct Real {
    /// The desk.
    pub desk: Desk,
    /// Who acts.
    pub people: BTreeMap<Who, AccountId>,
    requests: RefCell<Vec<RequestId>>,
}

impl Real {
    pub fn new(backend: Backend) -> Self {
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
            requests: RefCell::new(requests.to_vec()),
        }
    }

    /// A request, in the order of the model.
    pub fn id(&self, on: usize) -> RequestId {
        self.requests.borrow()[on]
    }

    /// Every request.
    pub fn ids(&self) -> Vec<RequestId> {
        self.requests.borrow().clone()
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
    pub fn row(&self, on: usize) -> Option<(i32, Status)> {
        let id = self.id(on);
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

    pub fn proposal(&self, on: usize) -> Option<ProposalId> {
        let id = self.id(on);
        let open = self.desk.lines(&format!(
            "SELECT CAST(id AS TEXT) AS value FROM decision_proposals WHERE request_id = '{id}' AND settled_at IS NULL"
        ));
        assert!(open.len() <= 1);
        open.first().map(|id| id.parse().unwrap())
    }

    /// Gives the command; `seen` is the version of the request that its author saw.
    pub fn give(&self, step: Step, seen: i32, world: &World) -> bool {
        let cmd = Move {
            actor: self.actor(step.who),
            request: self.id(step.on),
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
            Do::Amend => self.amend(step, cmd),
            Do::FourEyes => {
                let cmd = ConfigureDesk {
                    seen: world.settings,
                    four_eyes: !world.four_eyes,
                    assigns: false,
                };
                self.run(Who::Second, |tx, ctx| review::configure(tx, ctx, cmd))
            }
            Do::Release => self.run(who, |tx, ctx| req::release(tx, ctx, &cmd)),
            Do::Recuse | Do::Lift(_) => self.tie(step, cmd),
            Do::Wait(days) => self.pass(days),
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

    /// Begins an amendment, changes what it says of the service, and renews the commitments.
    fn amend(&self, step: Step, on: Move) -> bool {
        let cmd = Amend {
            actor: on.actor.clone(),
            from: on.request,
            number: req::request_number(2026, 900 + i64::try_from(self.ids().len()).unwrap()),
        };
        let mut begun = None;
        let done = self.run(step.who, |tx, ctx| {
            let id = req::amend(tx, ctx, &cmd)?;
            begun = Some(id);
            Ok::<_, Failure<DraftError>>(())
        });
        if let Some(id) = begun.filter(|_| done) {
            self.requests.borrow_mut().push(id);
            self.change(step.who, (on.actor, id));
        }
        done
    }

    fn change(&self, who: Who, (actor, request): (Actor, RequestId)) {
        let read: Outcome<_> = self
            .desk
            .app
            .db()
            .read_now(|c| Ok(req::dossier(c, request)?));
        let mut answers = read.unwrap();
        answers.description = format!("Un service qui change, avenant {}.", self.ids().len());
        let experiment = answers.basis == LegalBasis::Experiment.as_str();
        let all = Commitment::ALL.iter().copied();
        answers.commitments = all.filter(|c| experiment || !c.only_experiment()).collect();
        TERMS_VERSION.clone_into(&mut answers.terms_version);
        "Anne Martin".clone_into(&mut answers.signatory_name);
        "Directrice".clone_into(&mut answers.signatory_job);
        for section in [Section::Service, Section::Commitments] {
            let cmd = SaveSection {
                actor: actor.clone(),
                request,
                section,
                edition: 0,
                base: None,
                page: String::new(),
                choices: BTreeMap::new(),
                answers: answers.clone(),
            };
            assert!(self.run(who, |tx, ctx| req::save_section(tx, ctx, &cmd)));
        }
    }

    /// States a conflict of interest, or takes one back.
    fn tie(&self, step: Step, on: Move) -> bool {
        let (actor, request) = (on.actor, on.request);
        let reason = "Je connais son maire.".to_owned();
        if let Do::Lift(of) = step.act {
            let of = self.people[&of];
            let on = LiftRecusal { actor, request, of };
            let cmd = review::Lift { on, reason };
            return self.run(step.who, |tx, ctx| review::lift(tx, ctx, &cmd));
        }
        let cmd = Recuse {
            actor,
            request,
            tie: Tie::Family,
            reason,
        };
        self.run(step.who, |tx, ctx| review::recuse(tx, ctx, &cmd))
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
    pub fn traces(&self) -> Vec<i64> {
        let tables = [
            "journal_entries",
            "outbox_jobs",
            "notifications",
            "request_decisions",
            "request_versions",
            "habilitations",
            "seats",
            "request_recusals",
            "request_notes",
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
