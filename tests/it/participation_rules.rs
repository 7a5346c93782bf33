//! The rules of participation, by its use cases: delays, reminders, months, the closing, the assessment.

use guichet::identity::AccountId;
use guichet::kernel::clock::{Day, Instant};
use guichet::kernel::error::Failure;
use guichet::participation::{
    self, CLOSING, Decide, ExclusionError, Ground, NotePart, NoticeExclusion, ROUND, SendError,
    SendReport, Source, WriteNote,
};
use guichet::requests::Status;

use crate::participation::{Panel, figures};
use crate::support::desk::siren;

both_databases! {
    fn a_silent_participant_may_be_excluded_once_its_delay_is_over(panel: Panel) {
        let desk = &panel.desk;
        panel.go("2026-06-02");
        let id = panel.noticed(desk.reviewer);
        let decide = |by: AccountId, excludes| {
            let cmd = Decide { by, id, excludes, reason: "Sans réponse.".to_owned() };
            desk.app.attempt(by, |tx, ctx| participation::decide_exclusion(tx, ctx, &cmd))
        };
        let again = NoticeExclusion { by: desk.second, against: (panel.experiment, siren(1)), ground: Ground::Promotion, facts: "x".to_owned() };
        let open = desk.app.attempt(desk.second, |tx, ctx| participation::notice_exclusion(tx, ctx, &again));
        assert!(matches!(open, Err(Failure::Refused(ExclusionError::Open(found))) if found == id));
        panel.go("2026-06-17");
        assert!(matches!(decide(desk.second, true), Err(Failure::Refused(ExclusionError::Refused(_)))));
        panel.go("2026-06-18");
        decide(desk.second, true).unwrap();
        assert_eq!(desk.status(panel.request), Status::Revoked);
        let late = desk.app.attempt(desk.second, |tx, ctx| participation::notice_exclusion(tx, ctx, &again));
        assert!(matches!(late, Err(Failure::Refused(ExclusionError::Gone))));
        desk.app.deliver();
    }

    fn reports_are_recalled_before_and_after_their_day_and_told_to_supervisors(panel: Panel) {
        let desk = &panel.desk;
        let told = |email: &str| desk.app.mails_to(email).into_iter().filter(|mail| mail.template == "participation/notice").map(|mail| mail.subject).collect::<Vec<_>>();
        for (day, expected) in [("2026-04-04", 0), ("2026-04-05", 1), ("2026-04-06", 0), ("2026-04-11", 1), ("2026-04-20", 1), ("2026-04-21", 0)] {
            panel.go(day);
            assert_eq!(panel.look(&ROUND), expected, "{day}");
        }
        let mine = told("demandeur@exemple.fr");
        assert_eq!(mine.len(), 3, "{mine:?}");
        assert!(mine.iter().any(|subject| subject.contains("attendu le 10 avril 2026")));
        assert_eq!(told("responsable@exemple.fr").len(), 1, "supervisors are told once");
        assert!(told("instructrice@exemple.fr").is_empty());
        // A server that slept tells where things stand, not what it missed.
        panel.send("2026-03", figures(5, 100));
        panel.go("2026-07-01");
        assert_eq!(panel.look(&ROUND), 2, "April and May are both very late or late");
        desk.app.deliver();
    }

    fn a_month_is_sent_neither_too_early_nor_by_who_does_not_owe_it(panel: Panel) {
        let desk = &panel.desk;
        let cmd = |month: &str, comment: &str| SendReport {
            by: desk.applicant,
            to: (panel.experiment, siren(1)),
            month: guichet::figures::Month::parse(month).unwrap(),
            figures: figures(1, 10),
            feedback: String::new(),
            comment: comment.to_owned(),
            source: Source::Service,
            seen: None,
        };
        let send = |month: &str, comment: &str| {
            let cmd = cmd(month, comment);
            desk.app.attempt(desk.applicant, |tx, ctx| participation::send(tx, ctx, &cmd))
        };
        assert!(matches!(send("2026-03", ""), Err(Failure::Refused(SendError::TooEarly(_)))));
        assert!(matches!(send("2026-02", ""), Err(Failure::Refused(SendError::NotOwed))));
        assert!(matches!(send("2027-03", ""), Err(Failure::Refused(SendError::NotOwed))));
        panel.go("2026-05-02");
        assert!(matches!(send("2026-04", ""), Err(Failure::Refused(SendError::NeedsComment(_)))), "March is missing");
        let (one, two) = (send("2026-04", "Mars suit.").unwrap(), send("2026-04", "Mars suit.").unwrap());
        assert_eq!(one, two, "the same report twice is one");
        desk.app.deliver();
    }

    fn the_closing_is_carried_out_once_whatever_the_number_of_nodes(panel: Panel) {
        let desk = &panel.desk;
        let end: Instant = Day::parse("2027-03-01").unwrap().start();
        desk.app.clock.advance(end.since(desk.app.clock.now()).checked_sub(&chrono::Duration::microseconds(1)).unwrap());
        assert_eq!(panel.look(&CLOSING), 0, "not before its second");
        desk.app.clock.advance(chrono::Duration::microseconds(1));
        let (db, sources) = (desk.app.db(), desk.app.sources());
        std::thread::scope(|scope| {
            for node in ["a", "b", "c"] {
                scope.spawn(move || {
                    for _ in 0..6 {
                        (CLOSING.look)(db, sources, node).unwrap();
                    }
                });
            }
        });
        assert_eq!(desk.status(panel.request), Status::Ended);
        assert_eq!(panel.said("experiment.closed"), 1);
        assert_eq!(panel.said("request.ended"), 1);
        assert_eq!(desk.count("destruction_attestations"), 1);
        desk.app.deliver();
    }

    fn an_assessment_that_the_events_contradict_is_not_drawn_again(panel: Panel) {
        let (desk, experiment, second) = (&panel.desk, panel.experiment, panel.desk.second);
        let note = WriteNote { by: second, experiment, part: NotePart::Education, words: "Usage régulier.".to_owned(), seen: 0 };
        desk.app.act(second, |tx, ctx| participation::write_note(tx, ctx, &note));
        panel.go("2026-05-02");
        let rebuild = || desk.app.db().read_now(|c| participation::rebuild(c, None, desk.app.clock.now().paris_day()));
        let hash = guichet::kernel::secret::sha256_hex(rebuild().unwrap().body.as_bytes());
        desk.app.act(second, |tx, ctx| participation::publish(tx, ctx, second, (experiment, &hash)));
        assert!(rebuild().unwrap().is_faithful());
        desk.app.beside().sql("UPDATE assessment_notes SET words = 'Tout autre chose.'").unwrap();
        assert!(matches!(rebuild(), Err(Failure::Fault(_))), "words that are not those of the event");
        desk.app.deliver();
    }
}
