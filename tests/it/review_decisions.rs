//! Decisions of the desk, as the slices carry them out: everything at once or nothing, once whatever races.

use std::sync::atomic::{AtomicUsize, Ordering};

use guichet::experiment::{self, Depart, DepartError};
use guichet::identity::{AccountId, Role};
use guichet::kernel::ctx::Ctx;
use guichet::kernel::db::Conn;
use guichet::kernel::error::{Failure, Fault, Outcome};
use guichet::requests::{GrantTerms, LegalBasis, Move, MoveError, RequestId, Status};
use guichet::review::{
    self, Against, ConfigureDesk, Decided, DeskError, GrantCommand, Granted, Grounds, ProposalId,
    Second, Unfavourable,
};

use crate::support::desk::Desk;

fn grounds() -> Grounds {
    Grounds::new(
        "Le service ne relève d'aucun cas prévu.",
        "Article 2 de l'arrêté du 8 novembre 2018",
    )
    .unwrap()
}

impl Desk {
    fn on(&self, who: AccountId, request: RequestId) -> Move {
        self.app.move_by(self.actor(who), request)
    }

    fn grant(&self, who: AccountId, request: RequestId) -> Outcome<Granted, DeskError> {
        self.grant_with(who, request, None)
    }

    fn grant_with(
        &self,
        who: AccountId,
        request: RequestId,
        departure: Option<&str>,
    ) -> Outcome<Granted, DeskError> {
        let cmd = GrantCommand {
            on: self.on(who, request),
            number: self.next_number(),
            departure: departure.map(str::to_owned),
            terms: GrantTerms::default(),
        };
        let ctx = self.app.ctx(who.0);
        self.app.db().write_now(|tx| review::grant(tx, &ctx, &cmd))
    }

    fn against(
        &self,
        who: AccountId,
        request: RequestId,
        kind: Unfavourable,
    ) -> Outcome<Decided, DeskError> {
        let cmd = Against {
            on: self.on(who, request),
            kind,
            grounds: grounds(),
        };
        let ctx = self.app.ctx(who.0);
        self.app
            .db()
            .write_now(|tx| review::decide_against(tx, &ctx, &cmd))
    }

    /// A decision ready to be taken on another thread.
    fn as_whoever<F>(&self, who: AccountId, decide: F) -> impl FnOnce() -> bool + Send
    where
        F: Fn(&mut Conn, &Ctx) -> Outcome<(), DeskError> + Send,
    {
        let (db, ctx) = (self.app.db().clone(), self.app.ctx(who.0));
        move || db.write_now(|tx| decide(tx, &ctx)).is_ok()
    }

    fn four_eyes(&self) {
        let ctx = self.app.ctx(self.second.0);
        let set: Outcome<(), _> = self.app.db().write_now(|tx| {
            review::configure(
                tx,
                &ctx,
                ConfigureDesk {
                    seen: 0,
                    four_eyes: true,
                    assigns: false,
                },
            )
        });
        set.unwrap();
    }

    fn proposal(&self, request: RequestId) -> ProposalId {
        let id = self.text(&format!("SELECT CAST(id AS TEXT) AS value FROM decision_proposals WHERE request_id = '{request}' AND settled_at IS NULL"));
        id.parse().unwrap()
    }

    fn sign(
        &self,
        who: AccountId,
        request: RequestId,
        proposal: ProposalId,
    ) -> Outcome<Unfavourable, DeskError> {
        let cmd = Second {
            on: self.on(who, request),
            proposal,
        };
        let ctx = self.app.ctx(who.0);
        self.app.db().write_now(|tx| review::second(tx, &ctx, &cmd))
    }
}

both_databases! {
    fn a_grant_opens_the_right_and_the_service_and_tells_everybody_once(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        assert!(matches!(desk.grant(desk.reviewer, request), Ok(Granted::Granted { .. })));
        assert_eq!(desk.status(request), Status::Granted);
        assert_eq!(desk.count("habilitations WHERE ended_at IS NULL"), 1);
        assert_eq!(desk.count("services WHERE status = 'integration'"), 1);
        assert_eq!(desk.journal(request), ["request.granted", "service.opened"]);
        for (email, word) in [("demandeur@exemple.fr", "accordée"), ("theo@exemple.fr", ""), ("claire@exemple.fr", ""), ("denis@exemple.fr", "")] {
            let mails = desk.app.mails_to(email);
            assert!(mails.iter().any(|mail| mail.text.contains(word)), "{email} got {mails:?}");
        }
        let again = desk.app.mails_to("demandeur@exemple.fr").iter().filter(|mail| mail.text.contains("est accordée")).count();
        assert_eq!(again, 1);
    }

    fn a_grant_asked_twice_is_done_once(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let cmd = GrantCommand { on: desk.on(desk.reviewer, request), number: desk.next_number(), departure: None, terms: GrantTerms::default() };
        let ctx = desk.app.ctx(desk.reviewer.0);
        let first: Outcome<Granted, DeskError> = desk.app.db().write_now(|tx| review::grant(tx, &ctx, &cmd));
        first.unwrap();
        let second: Outcome<Granted, DeskError> = desk.app.db().write_now(|tx| review::grant(tx, &ctx, &cmd));
        assert!(matches!(second, Err(Failure::Refused(DeskError::Move(MoveError::Stale(Status::Granted))))), "{second:?}");
        assert_eq!(desk.count("habilitations"), 1);
        desk.app.deliver();
    }

    fn two_reviewers_who_decide_at_once_take_one_decision(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let (grant, against) = (
            GrantCommand { on: desk.on(desk.reviewer, request), number: desk.next_number(), departure: None, terms: GrantTerms::default() },
            Against { on: desk.on(desk.second, request), kind: Unfavourable::Refuse, grounds: grounds() },
        );
        let (yes, no) = at_once(
            desk.as_whoever(desk.reviewer, move |tx, ctx| review::grant(tx, ctx, &grant).map(drop)),
            desk.as_whoever(desk.second, move |tx, ctx| review::decide_against(tx, ctx, &against).map(drop)),
        );
        assert!(yes != no, "one of them decides, not both nor none");
        assert_eq!(desk.count("request_decisions"), 1);
        assert_eq!(desk.count("habilitations"), i64::from(yes));
        assert_eq!(desk.status(request), if yes { Status::Granted } else { Status::Refused });
        let told = desk.app.mails_to("demandeur@exemple.fr");
        let decisions = told.iter().filter(|mail| mail.text.contains("est accordée") || mail.text.contains("est refusée")).count();
        assert_eq!(decisions, 1);
    }

    fn a_refusal_gives_its_reasons_and_the_routes_of_appeal(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        assert_eq!(desk.against(desk.reviewer, request, Unfavourable::Refuse).unwrap(), Decided::Taken);
        assert_eq!(desk.status(request), Status::Refused);
        assert_eq!(desk.journal(request), ["request.refused"]);
        let mail = desk.app.mails_to("demandeur@exemple.fr").remove(0);
        for part in ["Le service ne relève d'aucun cas prévu.", "Article 2 de l'arrêté", "tribunal administratif"] {
            assert!(mail.text.contains(part), "{part} is not in {}", mail.text);
        }
    }

    fn only_a_request_under_the_experiment_is_discarded(desk: Desk) {
        desk.experiment(1);
        let other = desk.taken(LegalBasis::Administration);
        let refused = desk.against(desk.reviewer, other, Unfavourable::Discard);
        assert!(matches!(refused, Err(Failure::Refused(DeskError::Move(MoveError::Refused(_))))), "{refused:?}");
        let request = desk.candidate(1);
        desk.against(desk.reviewer, request, Unfavourable::Discard).unwrap();
        assert_eq!(desk.status(request), Status::Discarded);
        desk.app.deliver();
    }

    fn corrections_go_back_to_the_applicant(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let (ctx, cmd) = (desk.app.ctx(desk.reviewer.0), desk.on(desk.reviewer, request));
        let asked: Outcome<(), DeskError> = desk.app.db().write_now(|tx| review::ask_changes(tx, &ctx, &cmd, "Précisez la durée de conservation."));
        asked.unwrap();
        assert_eq!(desk.status(request), Status::ChangesRequested);
        assert!(desk.app.mails_to("demandeur@exemple.fr")[0].text.contains("Précisez la durée de conservation."));
        assert!(matches!(desk.grant(desk.reviewer, request), Err(Failure::Refused(DeskError::Move(MoveError::Refused(_))))));
    }

    fn a_revocation_closes_the_service_and_frees_the_seat(desk: Desk) {
        desk.experiment(1);
        let request = desk.candidate(1);
        desk.grant(desk.reviewer, request).unwrap();
        desk.against(desk.second, request, Unfavourable::Revoke).unwrap();
        assert_eq!(desk.status(request), Status::Revoked);
        assert_eq!(desk.count("services WHERE status = 'closed'"), 1);
        assert_eq!(desk.count("habilitations WHERE ended_at IS NOT NULL"), 1);
        assert_eq!(desk.count("seats WHERE released_at IS NOT NULL"), 1);
        desk.app.deliver();
    }

    fn a_seat_stays_while_another_service_of_the_legal_person_is_entitled(desk: Desk) {
        desk.experiment(1);
        let (first, second) = (desk.candidate(1), desk.candidate(1));
        desk.grant(desk.reviewer, first).unwrap();
        assert!(matches!(desk.grant(desk.reviewer, second), Ok(Granted::Granted { .. })), "the same seat serves both");
        desk.against(desk.reviewer, first, Unfavourable::Revoke).unwrap();
        assert_eq!(desk.count("seats WHERE released_at IS NULL"), 1);
        desk.against(desk.reviewer, second, Unfavourable::Revoke).unwrap();
        assert_eq!(desk.count("seats WHERE released_at IS NULL"), 0);
        desk.app.deliver();
    }

    fn a_full_experiment_waitlists_then_grants_when_a_seat_appears(desk: Desk) {
        let experiment = desk.experiment(1);
        let (first, second, third) = (desk.candidate(1), desk.candidate(2), desk.candidate(3));
        desk.grant(desk.reviewer, first).unwrap();
        assert_eq!(desk.grant(desk.reviewer, second).unwrap(), Granted::Waitlisted { place: 1 });
        assert_eq!(desk.grant(desk.reviewer, third).unwrap(), Granted::Waitlisted { place: 2 });
        assert!(matches!(desk.grant(desk.reviewer, second), Err(Failure::Refused(DeskError::StillFull { place: 1 }))));
        desk.set_cap(experiment, 2);
        let early = desk.grant(desk.reviewer, third);
        assert!(matches!(early, Err(Failure::Refused(DeskError::StillFull { place: 2 }))), "the seat is offered to the better rank: {early:?}");
        assert!(matches!(desk.grant(desk.reviewer, second), Ok(Granted::Granted { .. })));
        assert_eq!(desk.status(third), Status::Waitlisted);
        desk.app.deliver();
    }

    fn a_departure_from_the_order_is_reasoned_and_kept(desk: Desk) {
        let experiment = desk.experiment(1);
        let (first, second, third) = (desk.candidate(1), desk.candidate(2), desk.candidate(3));
        for request in [first, second, third] {
            desk.grant(desk.reviewer, request).unwrap();
        }
        let (ctx, actor) = (desk.app.ctx(desk.second.0), desk.actor(desk.second));
        let depart = |reason: &str| -> Outcome<(), DepartError> {
            let cmd = Depart { actor: actor.clone(), request: third, reason: reason.to_owned() };
            desk.app.db().write_now(|tx| experiment::depart(tx, &ctx, &cmd))
        };
        assert!(matches!(depart(" "), Err(Failure::Refused(DepartError::NoReason))));
        depart("Secteur peu représenté au panel").unwrap();
        desk.set_cap(experiment, 2);
        assert!(matches!(desk.grant(desk.reviewer, third), Ok(Granted::Granted { .. })));
        assert_eq!(desk.count("journal_entries WHERE action = 'experiment.departure'"), 1);
        assert_eq!(desk.text("SELECT departure_reason AS value FROM seats WHERE number = 2"), "Secteur peu représenté au panel");
        assert_eq!(desk.status(second), Status::Waitlisted);
        desk.app.deliver();
    }

    fn two_hundred_decisions_on_one_free_seat_grant_one_and_lose_none(desk: Desk) {
        desk.experiment(1);
        let requests = desk.two_hundred_candidates();
        let (granted, waitlisted) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let barrier = std::sync::Barrier::new(requests.len());
        let (db, ctx, actor) = (desk.app.db().clone(), desk.app.ctx(desk.reviewer.0), desk.actor(desk.reviewer));
        std::thread::scope(|scope| {
            for (n, (request, seen)) in requests.iter().copied().enumerate() {
                let (db, ctx, barrier, granted, waitlisted) = (&db, &ctx, &barrier, &granted, &waitlisted);
                let on = Move { actor: actor.clone(), request, seen };
                let cmd = GrantCommand { on, number: format!("H-2026-{n:06}"), departure: None, terms: GrantTerms::default() };
                scope.spawn(move || {
                    barrier.wait();
                    match decided(|| db.write_now(|tx| review::grant(tx, ctx, &cmd))) {
                        Granted::Granted { .. } => granted.fetch_add(1, Ordering::Relaxed),
                        Granted::Waitlisted { .. } => waitlisted.fetch_add(1, Ordering::Relaxed),
                    };
                });
            }
        });
        assert_eq!((granted.into_inner(), waitlisted.into_inner()), (1, 199));
        assert_eq!(desk.count("requests WHERE status = 'granted'"), 1);
        assert_eq!(desk.count("requests WHERE status = 'waitlisted'"), 199);
        assert_eq!(desk.count("seats"), 1);
        assert_eq!(desk.count("habilitations"), 1);
        assert_eq!(desk.count("services"), 1);
        assert_eq!(desk.count("request_decisions"), 200);
        desk.app.deliver();
    }

    fn with_four_eyes_a_refusal_waits_for_a_second_signature(desk: Desk) {
        desk.four_eyes();
        let request = desk.taken(LegalBasis::Administration);
        assert_eq!(desk.against(desk.reviewer, request, Unfavourable::Refuse).unwrap(), Decided::Proposed);
        assert_eq!(desk.status(request), Status::InReview);
        assert_eq!(desk.count("request_decisions"), 0);
        let proposal = desk.proposal(request);
        let alone = desk.sign(desk.reviewer, request, proposal);
        assert!(matches!(alone, Err(Failure::Refused(DeskError::SamePerson))));
        let another = desk.against(desk.second, request, Unfavourable::Refuse);
        assert!(matches!(another, Err(Failure::Refused(DeskError::AlreadyProposed))));
        assert_eq!(desk.sign(desk.second, request, proposal).unwrap(), Unfavourable::Refuse);
        assert_eq!(desk.status(request), Status::Refused);
        assert_eq!(desk.count("request_decisions WHERE seconded_by IS NOT NULL"), 1);
        assert_eq!(desk.journal(request), ["request.refused", "review.decision_proposed"]);
        let again = desk.sign(desk.second, request, proposal);
        assert!(matches!(again, Err(Failure::Refused(DeskError::ProposalGone))));
        desk.app.deliver();
    }

    fn a_dropped_proposal_decides_nothing(desk: Desk) {
        desk.four_eyes();
        let request = desk.taken(LegalBasis::Administration);
        desk.against(desk.reviewer, request, Unfavourable::Refuse).unwrap();
        let cmd = Second { on: desk.on(desk.reviewer, request), proposal: desk.proposal(request) };
        let ctx = desk.app.ctx(desk.reviewer.0);
        let dropped: Outcome<(), DeskError> = desk.app.db().write_now(|tx| review::drop_proposal(tx, &ctx, &cmd));
        dropped.unwrap();
        assert_eq!(desk.status(request), Status::InReview);
        assert_eq!(desk.against(desk.reviewer, request, Unfavourable::Refuse).unwrap(), Decided::Proposed);
        desk.app.deliver();
    }

    fn a_grant_makes_the_proposal_fall(desk: Desk) {
        desk.four_eyes();
        let request = desk.taken(LegalBasis::Administration);
        desk.against(desk.reviewer, request, Unfavourable::Refuse).unwrap();
        let proposal = desk.proposal(request);
        desk.grant(desk.second, request).unwrap();
        let late = desk.sign(desk.second, request, proposal);
        assert!(matches!(late, Err(Failure::Refused(DeskError::ProposalGone))));
        desk.app.deliver();
    }

    fn nobody_instructs_a_request_of_their_own_organisation(desk: Desk) {
        let member = desk.app.person("membre@exemple.fr", &[Role::Reviewer]);
        let organisation = desk.app.organisation(member, "35600000000048", "La Poste", "5510");
        let request = desk.app.filed(member, organisation, LegalBasis::AddressChange);
        let (ctx, cmd) = (desk.app.ctx(member.0), desk.on(member, request));
        let taken: Outcome<(), DeskError> = desk.app.db().write_now(|tx| review::take(tx, &ctx, &cmd));
        assert!(matches!(taken, Err(Failure::Refused(DeskError::Move(MoveError::Forbidden)))), "{taken:?}");
        desk.app.deliver();
    }
}

/// The answer of a decision. Two hundred people at once may be told to try again in a minute: they do.
fn decided(decide: impl Fn() -> Outcome<Granted, DeskError>) -> Granted {
    loop {
        match decide() {
            Ok(done) => return done,
            Err(Failure::Fault(Fault::Busy)) => {}
            Err(failure) => panic!("{failure:?}"),
        }
    }
}

/// Runs both at the same instant; tells which succeeded.
fn at_once(one: impl FnOnce() -> bool + Send, other: impl FnOnce() -> bool + Send) -> (bool, bool) {
    let barrier = std::sync::Barrier::new(2);
    std::thread::scope(|scope| {
        let first = scope.spawn(|| {
            barrier.wait();
            one()
        });
        let second = scope.spawn(|| {
            barrier.wait();
            other()
        });
        (first.join().unwrap(), second.join().unwrap())
    })
}
