//! The end of the experiment: what is announced, requests that nobody decided, what stays readable afterwards.

use guichet::experiment::{self, Configure, ConfigureError, ExperimentId, RawTerms, Terms};
use guichet::kernel::clock::Day;
use guichet::kernel::error::Outcome;
use guichet::participation::{self, CLOSING, NotePart, ROUND, WriteNote};
use guichet::requests::{LegalBasis, RequestId, Status};
use guichet::review;

use crate::participation::{Panel, figures};
use crate::support::desk::Desk;

const APPLICANT: &str = "demandeur@exemple.fr";

/// One request that waits for a reviewer, one that is instructed, one that is to be corrected.
fn undecided(desk: &Desk) -> [RequestId; 3] {
    let filed = desk
        .app
        .filed(desk.applicant, desk.company(2), LegalBasis::Experiment);
    let (taken, asked) = (desk.candidate(3), desk.candidate(4));
    let cmd = desk.app.move_by(desk.actor(desk.reviewer), asked);
    desk.app.act(desk.reviewer, |tx, ctx| {
        review::ask_changes(tx, ctx, &cmd, "Précisez la durée.")
    });
    [filed, taken, asked]
}

/// Another experiment, set up for the year after.
fn next_one(desk: &Desk) -> ExperimentId {
    let terms = Terms::new(&RawTerms {
        decree: "Arrêté du 4 janvier 2027".to_owned(),
        opens_on: Day::parse("2027-06-01").unwrap(),
        closes_on: Day::parse("2028-06-01").unwrap(),
        cap: 50,
        seats_reusable: false,
        report_day: 5,
        guides: vec![],
    });
    let command = Configure {
        seen: None,
        terms: terms.unwrap(),
        reason: "Deuxième année".to_owned(),
    };
    let ctx = desk.app.ctx(desk.second.0);
    let set: Outcome<ExperimentId, ConfigureError> = desk
        .app
        .db()
        .write_now(|tx| experiment::configure(tx, &ctx, &command));
    set.unwrap()
}

fn warned(desk: &Desk) -> usize {
    let mails = desk.app.mails_to(APPLICANT).into_iter();
    let near = mails.filter(|mail| {
        mail.subject.starts_with("Demande D-")
            && mail.subject.contains("se termine le 1er mars 2027")
    });
    near.count()
}

both_databases! {
    async fn who_is_not_decided_is_warned_then_set_aside_at_the_closing(panel: Panel) {
        let desk = &panel.desk;
        let requests = undecided(desk);
        desk.app.deliver();
        for (day, expected) in [("2026-11-30", 0), ("2026-12-01", 3), ("2026-12-02", 3), ("2027-01-30", 6), ("2027-02-22", 9), ("2027-02-23", 9)] {
            panel.go(day);
            panel.look(&ROUND);
            assert_eq!(warned(desk), expected, "{day}");
        }
        let mut staff = desk.app.signed_in(desk.second);
        staff.visit("/instruction/experimentation/participants").await;
        let calendar = staff.text("#calendrier");
        assert!(calendar.contains("Fait : 1 participant, 3 demandes"), "{calendar}");
        assert!(calendar.contains("À venir (3 demandes non décidées)"), "{calendar}");

        panel.go("2027-03-01");
        panel.look(&CLOSING);
        for request in requests {
            assert_eq!(desk.status(request), Status::Discarded);
        }
        assert_eq!(desk.status(panel.request), Status::Ended);
        assert_eq!(desk.count("experiment_closings"), 1);
        assert_eq!(desk.count("journal_entries WHERE action = 'request.discarded' AND actor_kind = 'system'"), 3);
        let told = desk.app.mails_to(APPLICANT).into_iter().filter(|mail| mail.template == "requests/discarded");
        let told: Vec<String> = told.map(|mail| mail.text).collect();
        assert_eq!(told.len(), 3);
        assert!(told.iter().all(|text| text.contains("avant que votre demande soit décidée")), "{told:?}");
        let mut applicant = desk.app.signed_in(desk.applicant);
        let mut reviewer = desk.app.signed_in(desk.reviewer);
        for request in requests {
            applicant.visit(&format!("/demandes/{request}")).await;
            assert!(applicant.visible_text().contains("Écartée"), "{}", applicant.visible_text());
            reviewer.visit(&format!("/instruction/{request}")).await;
            assert!(reviewer.visible_text().contains("Écartée"));
        }
        let mut staff = desk.app.signed_in(desk.second);
        staff.visit("/instruction/experimentation/participants").await;
        assert!(staff.text("#calendrier").contains("0 signées sur 1"), "{}", staff.text("#calendrier"));
        desk.app.deliver();
    }

    async fn a_closed_experiment_stays_readable_beside_the_next(panel: Panel) {
        let (desk, experiment, second) = (&panel.desk, panel.experiment, panel.desk.second);
        panel.go("2026-05-02");
        let report = panel.send("2026-03", figures(10, 40));
        desk.app.act(second, |tx, ctx| participation::accept(tx, ctx, report));
        next_one(desk);
        let mut staff = desk.app.signed_in(second);
        for page in ["participants", "releves", "bilan"] {
            staff.visit(&format!("/instruction/experimentation/{page}")).await;
            assert!(!staff.visible_text().contains("4 janvier 2027"), "{page} is of the experiment that runs");
        }
        let words = "L'usage progresse dans tous les secteurs.".to_owned();
        let note = WriteNote { by: second, experiment, part: NotePart::Whole, words, seen: 0 };
        desk.app.act(second, |tx, ctx| participation::write_note(tx, ctx, &note));
        panel.go("2027-03-02");
        panel.look(&CLOSING);
        let body = desk.app.db().read_now(|c| participation::rebuild(c, Some(experiment), desk.app.clock.now().paris_day())).unwrap().body;
        let hash = guichet::kernel::secret::sha256_hex(body.as_bytes());
        let mut visitor = desk.app.browser();
        visitor.visit("/experimentation").await;
        assert!(!visitor.has("#resultats"), "nothing is published yet");
        desk.app.act(second, |tx, ctx| participation::publish(tx, ctx, second, (experiment, &hash)));

        panel.go("2027-06-02");
        visitor.visit("/experimentation").await;
        assert!(!visitor.has("#resultats"), "the next experiment has no results");
        visitor.visit(&format!("/experimentations/{experiment}")).await;
        let results = visitor.text("#resultats");
        assert!(results.contains("L'usage progresse") && results.contains("25,0"), "{results}");
        visitor.follow("Lire le bilan, par secteur").await;
        assert_eq!(visitor.status, 200);
        let mut staff = desk.app.signed_in(second);
        staff.visit(&format!("/instruction/experimentations/{experiment}")).await;
        assert!(staff.visible_text().contains("Essai"), "why it was set up so stays");
        staff.follow("Participants").await;
        assert!(staff.visible_text().contains("Société 1"));
        desk.app.deliver();
    }
}
