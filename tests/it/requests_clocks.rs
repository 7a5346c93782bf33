//! What time alone does: reminders, alerts, closings, each once whatever the nodes, and caught up with after a stop.

use std::fmt::Write;

use chrono::Duration;
use guichet::kernel::ctx::Sources;
use guichet::kernel::db::Db;
use guichet::kernel::error::Outcome;
use guichet::kernel::lease::Look;
use guichet::requests::{self, CLOCKS, LegalBasis, Reasons, RequestId, Status};
use guichet::review::MORNING;

use crate::support::desk::Desk;

const APPLICANT: &str = "demandeur@exemple.fr";
const REVIEWER: &str = "instructrice@exemple.fr";
const SUPERVISOR: &str = "responsable@exemple.fr";

fn look(db: &Db, sources: &Sources, node: &str) -> usize {
    let mut reached = 0;
    loop {
        match (CLOCKS.look)(db, sources, node).unwrap() {
            Look::Done { count, more } => {
                reached += count;
                if !more {
                    return reached;
                }
            }
            Look::Nothing | Look::NotOurs => return reached,
        }
    }
}

impl Desk {
    /// A node looks at the clocks until nothing is left; how many milestones it reached.
    fn look(&self, node: &str) -> usize {
        look(self.app.db(), self.app.sources(), node)
    }

    fn after(&self, days: i64) -> &Self {
        self.app.clock.advance(Duration::days(days));
        self
    }

    fn to_correct(&self) -> RequestId {
        let request = self.taken(LegalBasis::Administration);
        let (ctx, cmd) = (
            self.app.ctx(self.reviewer.0),
            self.app.move_by(self.actor(self.reviewer), request),
        );
        let why = Reasons {
            reason: "Précisez la durée de conservation.".to_owned(),
            legal_reference: String::new(),
            seconded_by: None,
        };
        let asked: Outcome<(), _> = self
            .app
            .db()
            .write_now(|tx| requests::request_changes(tx, &ctx, &cmd, &why));
        asked.unwrap();
        self.app.deliver();
        request
    }

    fn mails(&self, to: &str, template: &str) -> usize {
        let mails = self.app.mails_to(to);
        mails
            .iter()
            .filter(|mail| mail.template == template)
            .count()
    }

    fn told(&self, request: RequestId, event: &str) -> i64 {
        self.count(&format!(
            "journal_entries WHERE action = '{event}' AND request_id = '{request}'"
        ))
    }
}

both_databases! {
    fn unanswered_corrections_are_recalled_twice_then_closed(desk: Desk) {
        let request = desk.to_correct();
        assert_eq!(desk.after(14).look("one"), 0);
        assert_eq!(desk.after(1).look("one"), 1);
        assert_eq!(desk.look("two"), 0, "once for all nodes");
        assert_eq!(desk.mails(APPLICANT, "requests/corrections_recalled"), 1);
        assert_eq!(desk.after(15).look("two"), 1);
        let mail = desk.app.mails_to(APPLICANT).remove(0);
        assert!(mail.text.contains("Précisez la durée de conservation."), "{}", mail.text);
        assert!(mail.text.contains("sera close le 31 mai 2026"), "{}", mail.text);
        assert_eq!(desk.after(59).look("one"), 0);
        assert_eq!(desk.status(request), Status::ChangesRequested);
        assert_eq!(desk.after(1).look("one"), 1);
        assert_eq!(desk.status(request), Status::Withdrawn);
        assert_eq!(desk.text("SELECT reason AS value FROM request_withdrawals"), "unanswered");
        assert_eq!(desk.mails(APPLICANT, "requests/lapsed"), 1);
        assert_eq!(desk.told(request, "request.corrections_recalled"), 2);
        assert_eq!(desk.told(request, "request.withdrawn"), 1);
        assert_eq!(desk.after(400).look("one"), 0, "nothing runs any more");
    }

    fn a_long_stop_is_caught_up_with_by_the_latest_milestone_only(desk: Desk) {
        let request = desk.to_correct();
        assert_eq!(desk.after(200).look("one"), 1);
        assert_eq!(desk.status(request), Status::Withdrawn);
        assert_eq!(desk.mails(APPLICANT, "requests/corrections_recalled"), 0, "nobody is reminded of what is over");
        assert_eq!(desk.look("two"), 0);
    }

    fn corrections_that_are_answered_stop_the_reminders(desk: Desk) {
        let request = desk.to_correct();
        assert_eq!(desk.after(15).look("one"), 1);
        let (ctx, cmd) = (desk.app.ctx(desk.applicant.0), desk.app.move_by(requests::Actor::applicant(desk.applicant), request));
        let filed: Outcome<i32, _> = desk.app.db().write_now(|tx| requests::submit(tx, &ctx, &cmd));
        filed.unwrap();
        desk.app.deliver();
        // The announced delay starts again: five working days are left after Tuesday 17 March.
        assert_eq!(desk.after(7).look("one"), 0);
        assert_eq!(desk.after(1).look("one"), 1);
        assert_eq!(desk.told(request, "request.overdue"), 1);
        assert_eq!(desk.told(request, "request.corrections_recalled"), 1);
        desk.app.deliver();
    }

    fn an_idle_draft_is_recalled_then_deleted_with_its_files(desk: Desk) {
        let draft = desk.app.complete_draft(desk.applicant, desk.town, LegalBasis::Administration);
        assert_eq!(desk.after(29).look("one"), 0);
        assert_eq!(desk.after(1).look("one"), 1);
        let mail = desk.app.mails_to(APPLICANT).remove(0);
        assert_eq!(mail.template, "requests/draft_recalled");
        assert!(mail.text.contains("supprimé le 29 août 2026"), "{}", mail.text);
        assert_eq!(desk.after(149).look("one"), 0);
        assert_eq!(desk.count("requests"), 1);
        assert_eq!(desk.after(1).look("two"), 1);
        assert_eq!((desk.count("requests"), desk.count("documents")), (0, 0));
        assert_eq!(desk.count(&format!("journal_entries WHERE action = 'request.draft_deleted' AND request_id = '{draft}'")), 1);
        assert_eq!(desk.count(&format!("notifications WHERE account_id = '{}' AND title LIKE '%supprimé%'", desk.applicant)), 1);
        desk.app.deliver();
    }

    fn a_late_answer_then_a_near_silence_alert_the_desk_and_tell_the_applicant(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        desk.app.deliver();
        // Filed on Monday 2 March 2026: answer announced for the 9th, silence on 2 May.
        assert_eq!(desk.after(7).look("one"), 0, "the last day is in time");
        assert_eq!(desk.after(1).look("one"), 1);
        assert_eq!((desk.mails(REVIEWER, "requests/overdue"), desk.mails(SUPERVISOR, "requests/overdue")), (1, 1));
        assert_eq!(desk.after(42).look("one"), 0, "21 April");
        assert_eq!(desk.after(1).look("one"), 1, "22 April: ten days before");
        let mail = desk.app.mails_to(SUPERVISOR).remove(0);
        assert!(mail.text.contains("2 mai 2026") && mail.text.contains("/instruction/"), "{}", mail.text);
        assert_eq!(desk.count(&format!("notifications WHERE account_id = '{}' AND title LIKE '%dans 10 jours%'", desk.applicant)), 1);
        assert_eq!(desk.after(10).look("one"), 0, "2 May is in time");
        assert_eq!(desk.after(1).look("one"), 1);
        assert_eq!(desk.mails(APPLICANT, "requests/silent"), 1);
        assert_eq!(desk.status(request), Status::InReview, "it may still be granted");
        for event in ["request.overdue", "request.silence_near", "request.silence_reached"] {
            assert_eq!(desk.told(request, event), 1, "{event}");
        }
    }

    fn nodes_that_look_at_the_same_instant_reach_each_milestone_once(desk: Desk) {
        let requests: Vec<RequestId> = (0..6).map(|_| desk.to_correct()).collect();
        let before = desk.app.mails_to(APPLICANT).len();
        desk.after(15);
        // The same holder: the lease lets all of them work, and only the guard of each row stands between them.
        let (db, sources) = (desk.app.db(), desk.app.sources());
        let reached: usize = std::thread::scope(|scope| {
            let nodes: Vec<_> = (0..4).map(|_| scope.spawn(|| look(db, sources, "split brain"))).collect();
            nodes.into_iter().map(|node| node.join().unwrap()).sum()
        });
        assert_eq!(reached, requests.len());
        for request in requests {
            assert_eq!(desk.told(request, "request.corrections_recalled"), 1);
        }
        assert_eq!(desk.app.mails_to(APPLICANT).len() - before, 6);
    }

    fn a_node_that_died_with_the_lease_is_taken_over(desk: Desk) {
        let first = desk.to_correct();
        assert_eq!(desk.after(15).look("dead"), 1);
        let second = desk.to_correct();
        desk.after(15);
        assert_eq!(desk.look("alive"), 2, "the lease of the dead is over");
        assert_eq!(desk.told(first, "request.corrections_recalled"), 2);
        assert_eq!(desk.told(second, "request.corrections_recalled"), 1);
        desk.app.deliver();
    }

    fn one_look_takes_a_bounded_batch_and_the_next_ones_the_rest(desk: Desk) {
        let draft = desk.app.complete_draft(desk.applicant, desk.town, LegalBasis::Administration);
        let mut sql = String::new();
        for n in 0..120_u128 {
            let id = uuid::Uuid::from_u128(0x9000_0000 + n);
            write!(sql, "INSERT INTO requests (id, number, organisation_id, siren, created_by, legal_basis, status, version, title, dossier, state_since, suspended_seconds, created_at, updated_at, clock_at)
                SELECT '{id}', 'D-2026-8{n:05}', organisation_id, siren, created_by, legal_basis, status, version, title, dossier, state_since, suspended_seconds, created_at, updated_at, clock_at FROM requests WHERE id = '{draft}';").unwrap();
        }
        desk.app.beside().sql(&sql).unwrap();
        desk.after(30);
        let mut looks = Vec::new();
        while let Look::Done { count, .. } = (CLOCKS.look)(desk.app.db(), desk.app.sources(), "one").unwrap() {
            looks.push(count);
        }
        assert_eq!(looks, [50, 50, 21]);
        desk.app.deliver();
    }

    fn the_desk_is_told_each_working_morning_what_waits(desk: Desk) {
        let morning = |node: &str| (MORNING.look)(desk.app.db(), desk.app.sources(), node).unwrap();
        let request = desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        assert!(matches!(morning("one"), Look::Done { count: 2, .. }), "Monday, nine o'clock");
        assert_eq!(morning("two"), Look::Nothing);
        let mail = desk.app.mails_to(REVIEWER).remove(0);
        assert_eq!(mail.subject, "Instruction : 1 à prendre, 0 en retard, 0 près du silence");
        desk.app.clock.advance(Duration::hours(22));
        assert_eq!(morning("one"), Look::Nothing, "seven in the morning is too early");
        desk.app.taken(request, desk.reviewer);
        desk.after(4);
        desk.app.clock.advance(Duration::hours(2));
        assert_eq!(morning("one"), Look::Nothing, "not on a Saturday");
        desk.after(3);
        assert!(matches!(morning("two"), Look::Done { count: 2, .. }), "days without a node are not told afterwards");
        let mail = desk.app.mails_to(SUPERVISOR).remove(0);
        assert!(mail.subject.contains("1 en retard"), "{}", mail.subject);
        assert!(mail.text.contains("9 mars 2026") && mail.unsubscribe.contains("http"), "{}", mail.text);
    }
}
