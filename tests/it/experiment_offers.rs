//! Free seats are offered in order, answered in ten working days, and explained; criteria are judged before a grant.

use actix_web::http::StatusCode;
use chrono::Duration;
use guichet::experiment::{self, Configure, ConfigureError, ExperimentId, RawTerms, Terms};
use guichet::identity::Role;
use guichet::kernel::clock::Day;
use guichet::kernel::error::{Failure, Outcome};
use guichet::kernel::lease::Look;
use guichet::requests::{self, LegalBasis, RequestId, Status, SubmitError};
use guichet::review::{self, Against, GrantCommand, Granted, Grounds, Unfavourable};

use crate::support::desk::Desk;

const APPLICANT: &str = "demandeur@exemple.fr";

fn terms(opens_on: &str, closes_on: &str, cap: i32) -> Terms {
    Terms::new(&RawTerms {
        decree: "Arrêté du 2 février 2026".to_owned(),
        opens_on: Day::parse(opens_on).unwrap(),
        closes_on: Day::parse(closes_on).unwrap(),
        cap,
        seats_reusable: true,
        report_day: experiment::REPORT_DAY,
        guides: vec![],
    })
    .unwrap()
}

fn set(
    desk: &Desk,
    seen: Option<(ExperimentId, i32)>,
    terms: Terms,
) -> Outcome<ExperimentId, ConfigureError> {
    let (ctx, reason) = (desk.app.ctx(desk.second.0), "Essai".to_owned());
    let command = Configure {
        seen,
        terms,
        reason,
    };
    desk.app
        .db()
        .write_now(|tx| experiment::configure(tx, &ctx, &command))
}

fn open(desk: &Desk, cap: i32) -> ExperimentId {
    set(desk, None, terms("2026-03-01", "2027-03-01", cap)).unwrap()
}

fn grant(desk: &Desk, request: RequestId) -> Granted {
    let ctx = desk.app.ctx(desk.reviewer.0);
    let cmd = GrantCommand {
        on: desk.app.move_by(desk.actor(desk.reviewer), request),
        number: desk.next_number(),
        departure: None,
        terms: requests::GrantTerms::default(),
    };
    desk.app
        .db()
        .write_now(|tx| review::grant(tx, &ctx, &cmd))
        .unwrap()
}

fn against(desk: &Desk, request: RequestId, kind: Unfavourable) {
    let ctx = desk.app.ctx(desk.reviewer.0);
    let cmd = Against {
        on: desk.app.move_by(desk.actor(desk.reviewer), request),
        kind,
        grounds: Grounds::new("Les engagements ne sont pas tenus.", "Article 3").unwrap(),
    };
    desk.app
        .db()
        .write_now(|tx| review::decide_against(tx, &ctx, &cmd))
        .unwrap();
}

fn look(desk: &Desk) -> Look {
    (experiment::SEATS.look)(desk.app.db(), desk.app.sources(), "node").unwrap()
}

fn offered(desk: &Desk) -> Vec<String> {
    desk.lines("SELECT CAST(request_id AS TEXT) AS value FROM seat_offers WHERE closed_at IS NULL ORDER BY number")
}

/// One seat, its holder, and two that wait; then the holder leaves.
fn freed(desk: &Desk) -> (RequestId, RequestId, RequestId) {
    open(desk, 1);
    let (first, second, third) = (desk.candidate(1), desk.candidate(2), desk.candidate(3));
    for request in [first, second, third] {
        grant(desk, request);
    }
    desk.app.deliver();
    assert_eq!(offered(desk), Vec::<String>::new());
    against(desk, first, Unfavourable::Revoke);
    (first, second, third)
}

both_databases! {
    async fn a_freed_seat_is_offered_to_the_best_rank_who_accepts_it(desk: Desk) {
        let (_, second, third) = freed(&desk);
        assert_eq!(offered(&desk), [second.to_string()]);
        let mails = desk.app.mails_to(APPLICANT);
        let mail = mails.iter().find(|mail| mail.template == "experiment/offered").unwrap();
        assert!(mail.text.contains("16 mars 2026"), "ten working days: {}", mail.text);
        let mut browser = desk.app.signed_in(desk.applicant);
        browser.visit(&format!("/demandes/{third}/place")).await;
        assert!(browser.visible_text().contains("Vous êtes au rang 2"), "{}", browser.visible_text());
        browser.visit(&format!("/demandes/{second}")).await;
        browser.follow("Votre place dans l'expérimentation").await;
        assert!(browser.visible_text().contains("Une place vous est proposée"));
        browser.press("Accepter la place").await;
        assert!(browser.visible_text().contains("Votre place est réservée"), "{}", browser.visible_text());
        assert_eq!(desk.status(second), Status::Waitlisted);
        assert_eq!(desk.count(&format!("notifications WHERE account_id = '{}' AND title LIKE '%est acceptée%'", desk.reviewer)), 1);
        assert!(matches!(grant(&desk, second), Granted::Granted { .. }));
        assert_eq!(desk.count("seats WHERE released_at IS NULL AND reserved_until IS NULL"), 1);
        assert_eq!(desk.count("seat_tenures"), 2);
        browser.visit(&format!("/demandes/{second}/place")).await;
        assert!(browser.visible_text().contains("la place n° 1"));
        desk.app.deliver();
    }

    async fn a_declined_seat_goes_to_the_next_at_once(desk: Desk) {
        let (_, second, third) = freed(&desk);
        let mut browser = desk.app.signed_in(desk.applicant);
        browser.visit(&format!("/demandes/{second}/place")).await;
        browser.press("Refuser la place et retirer la demande").await;
        assert_eq!(desk.status(second), Status::Withdrawn);
        assert_eq!(offered(&desk), [third.to_string()]);
        desk.app.deliver();
    }

    async fn an_answer_that_comes_too_late_is_told_so(desk: Desk) {
        let (_, second, _) = freed(&desk);
        desk.app.clock.advance(Duration::hours(14 * 24 + 12));
        let mut browser = desk.app.signed_in(desk.applicant);
        browser.visit(&format!("/demandes/{second}/place")).await;
        desk.app.clock.advance(Duration::hours(4));
        browser.press("Accepter la place").await;
        assert_eq!(browser.status, StatusCode::CONFLICT);
        assert_eq!(desk.count("seats WHERE reserved_until IS NOT NULL"), 1);
        desk.app.deliver();
    }

    async fn experiments_follow_each_other_and_those_that_are_over_stay_as_they_were(desk: Desk) {
        let first = set(&desk, None, terms("2026-03-01", "2026-04-01", 1)).unwrap();
        let request = desk.candidate(1);
        grant(&desk, request);
        let crossing = set(&desk, None, terms("2026-03-31", "2026-05-01", 1));
        assert!(matches!(crossing, Err(Failure::Refused(ConfigureError::Overlaps { .. }))), "{crossing:?}");
        let moved = set(&desk, Some((first, 1)), terms("2026-03-02", "2026-04-01", 1));
        assert!(matches!(moved, Err(Failure::Refused(ConfigureError::Opened))), "{moved:?}");
        let second = set(&desk, None, terms("2026-04-01", "2027-04-01", 5)).unwrap();
        desk.app.clock.advance(Duration::days(31));
        let rewritten = set(&desk, Some((first, 1)), terms("2026-03-01", "2026-03-20", 1));
        assert!(matches!(rewritten, Err(Failure::Refused(ConfigureError::Over | ConfigureError::Overlaps { .. }))), "{rewritten:?}");
        let mut browser = desk.app.browser();
        browser.visit("/experimentation").await;
        assert_eq!(browser.texts(".g-figure__value"), ["5", "0", "0"]);
        browser.follow("Du 1er mars 2026 au 1er avril 2026").await;
        assert_eq!(browser.texts(".g-figure__value"), ["0", "1", "0"]);
        let mut staff = desk.app.signed_in(desk.second);
        staff.visit(&format!("/instruction/experimentations/{first}")).await;
        assert!(staff.visible_text().contains("1 places occupées") || staff.texts(".g-figure__value")[0] == "1");
        staff.visit(&format!("/instruction/experimentations/{second}")).await;
        assert_eq!(staff.texts(".g-figure__value")[0], "0");
        let shown = staff.open(&format!("/instruction/experimentations/{request}")).await.status;
        assert_eq!(shown, StatusCode::NOT_FOUND);
        desk.app.deliver();
    }

    async fn a_request_is_granted_once_its_five_criteria_are_found_met(desk: Desk) {
        desk.experiment(2);
        let company = desk.company(1);
        let request = desk.app.filed(desk.applicant, company, LegalBasis::Experiment);
        desk.app.taken(request, desk.reviewer);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&format!("/instruction/{request}/accorder")).await;
        browser.press("Continuer").await;
        browser.press("Confirmer l'accord").await;
        assert_eq!(browser.status, StatusCode::CONFLICT);
        browser.follow("Examiner les critères").await;
        assert!(browser.visible_text().contains("2001-01-01"), "{}", browser.visible_text());
        assert!(browser.visible_text().contains("Claire Martin, Présidente"));
        for criterion in ["in_france", "three_years", "electronic", "exchange"] {
            browser.fill(&format!("verdict_{criterion}"), "met");
        }
        browser.fill("verdict_sector", "not_met").press("Enregistrer les verdicts").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(browser.has("a[href='#commentaire_sector']"));
        browser.fill("commentaire_sector", "Une boutique").press("Enregistrer les verdicts").await;
        assert!(browser.visible_text().contains("Non rempli, par"), "{}", browser.visible_text());
        browser.fill("verdict_sector", "met").fill("commentaire_sector", "Une école").press("Enregistrer les verdicts").await;
        assert_eq!(desk.count("criterion_verdicts"), 6);
        browser.visit(&format!("/instruction/{request}/accorder")).await;
        browser.press("Continuer").await;
        browser.press("Confirmer l'accord").await;
        assert_eq!(desk.status(request), Status::Granted);
        let mut applicant = desk.app.signed_in(desk.applicant);
        let shown = applicant.open(&format!("/instruction/{request}/criteres")).await.status;
        assert_eq!(shown, StatusCode::NOT_FOUND);
        desk.app.deliver();
    }

    async fn the_panel_is_simulated_before_anything_is_granted(desk: Desk) {
        open(&desk, 1);
        let (first, second) = (desk.candidate(1), desk.candidate(2));
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit("/instruction/experimentation").await;
        assert_eq!(browser.texts(".g-seat").len(), 1);
        browser.follow("Simuler le panel").await;
        let number = |request: RequestId| desk.text(&format!("SELECT number AS value FROM requests WHERE id = '{request}'"));
        let url = format!("/instruction/experimentation/simulation?demande={}&demande={}", number(second), number(first));
        browser.visit(&url).await;
        let text = browser.visible_text();
        assert!(text.contains("place 1") && text.contains("liste d'attente"), "{text}");
        browser.visit(&format!("/instruction/experimentation/simulation?demande={}", number(second))).await;
        assert!(browser.visible_text().contains("avant 1 organisation de meilleur rang"));
        assert_eq!(desk.count("seats"), 0);
        desk.app.deliver();
    }

    async fn a_supervisor_lets_a_request_pass_with_a_reason(desk: Desk) {
        let experiment = open(&desk, 1);
        let (first, second, third) = (desk.candidate(1), desk.candidate(2), desk.candidate(3));
        for request in [first, second, third] {
            grant(&desk, request);
        }
        let mut reviewer = desk.app.signed_in(desk.reviewer);
        let shown = reviewer.open(&format!("/instruction/{third}/passage")).await.status;
        assert_eq!(shown, StatusCode::FORBIDDEN);
        let mut browser = desk.app.signed_in(desk.second);
        browser.visit(&format!("/instruction/{third}/passage")).await;
        browser.press("Faire passer cette demande").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        browser.fill("motif", "Secteur peu représenté").press("Faire passer cette demande").await;
        assert!(browser.visible_text().contains("Passe avant, par décision"), "{}", browser.visible_text());
        set(&desk, Some((experiment, 1)), terms("2026-03-01", "2027-03-01", 2)).unwrap();
        assert_eq!(offered(&desk), [third.to_string()]);
        assert_eq!(desk.text("SELECT departure_reason AS value FROM seats WHERE number = 2"), "Secteur peu représenté");
        desk.app.deliver();
    }

    async fn nobody_else_answers_an_offer(desk: Desk) {
        let (_, second, _) = freed(&desk);
        let stranger = desk.app.person("ailleurs@exemple.fr", &[]);
        for account in [stranger, desk.app.person("agente@exemple.fr", &[Role::Officer])] {
            let mut browser = desk.app.signed_in(account);
            browser.open(&format!("/demandes/{second}/place")).await;
            assert!(browser.status == StatusCode::NOT_FOUND || !browser.visible_text().contains("Accepter la place"));
        }
        desk.app.deliver();
    }
}

both_databases! {
    fn an_offer_without_answer_goes_to_the_next_and_takes_the_last_rank(desk: Desk) {
        let (_, second, third) = freed(&desk);
        desk.app.clock.advance(Duration::days(14));
        look(&desk);
        assert_eq!(offered(&desk), [second.to_string()], "the tenth working day is not over");
        desk.app.clock.advance(Duration::days(1));
        assert!(matches!(look(&desk), Look::Done { .. }));
        assert_eq!(look(&desk), Look::Nothing, "once");
        assert_eq!(offered(&desk), [third.to_string()]);
        let late = desk.text(&format!("SELECT CAST(count(*) AS TEXT) AS value FROM requests a, requests b WHERE a.id = '{second}' AND b.id = '{third}' AND a.rank_at > b.rank_at"));
        assert_eq!(late, "1");
        assert!(desk.app.mails_to(APPLICANT).iter().any(|mail| mail.template == "experiment/offer_expired"));
        assert_eq!(desk.count("journal_entries WHERE action = 'experiment.offer_expired'"), 1);
    }

    fn an_offer_is_recalled_once_three_working_days_before_its_end(desk: Desk) {
        let (_, second, _) = freed(&desk);
        let recalled = || desk.app.mails_to(APPLICANT).into_iter().filter(|mail| mail.template == "experiment/offer_recalled").collect::<Vec<_>>();
        desk.app.clock.advance(Duration::days(9));
        assert_eq!(look(&desk), Look::Nothing, "too early");
        desk.app.clock.advance(Duration::days(1));
        assert!(matches!(look(&desk), Look::Done { count: 1, .. }));
        assert_eq!(look(&desk), Look::Nothing, "once");
        let mails = recalled();
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains("16 mars 2026"), "{}", mails[0].text);
        assert_eq!(desk.count(&format!("journal_entries WHERE action = 'experiment.offer_recalled' AND request_id = '{second}'")), 1);
        desk.app.clock.advance(Duration::days(1));
        assert_eq!(look(&desk), Look::Nothing);
        assert_eq!(recalled().len(), 1);
    }

    fn a_request_that_leaves_the_list_gives_its_offer_and_its_seat_back(desk: Desk) {
        let (_, second, third) = freed(&desk);
        against(&desk, second, Unfavourable::Discard);
        assert_eq!(offered(&desk), [third.to_string()]);
        let (ctx, cmd) = (desk.app.ctx(desk.applicant.0), desk.app.move_by(requests::Actor::applicant(desk.applicant), third));
        let done: Outcome<(), requests::MoveError> = desk.app.db().write_now(|tx| {
            requests::withdraw(tx, &ctx, &cmd, (requests::WithdrawalReason::Mistake, ""))
        });
        done.unwrap();
        assert!(matches!(look(&desk), Look::Done { .. }));
        assert_eq!(offered(&desk), Vec::<String>::new());
        assert_eq!(desk.count("seats WHERE released_at IS NULL"), 0);
        desk.app.deliver();
    }

    fn seats_added_by_a_higher_cap_are_offered_too(desk: Desk) {
        let experiment = open(&desk, 1);
        let (first, second) = (desk.candidate(1), desk.candidate(2));
        grant(&desk, first);
        grant(&desk, second);
        set(&desk, Some((experiment, 1)), terms("2026-03-01", "2027-03-01", 2)).unwrap();
        assert_eq!(offered(&desk), [second.to_string()]);
        let lower = set(&desk, Some((experiment, 2)), terms("2026-03-01", "2027-03-01", 1));
        assert!(matches!(lower, Err(Failure::Refused(ConfigureError::CapBelowSeats { highest: 2 }))), "{lower:?}");
        desk.app.deliver();
    }

    fn offers_lapse_when_the_experiment_closes(desk: Desk) {
        let experiment = open(&desk, 1);
        let (first, second) = (desk.candidate(1), desk.candidate(2));
        grant(&desk, first);
        grant(&desk, second);
        desk.app.clock.advance(Duration::days(30));
        against(&desk, first, Unfavourable::Revoke);
        assert_eq!(offered(&desk), [second.to_string()]);
        set(&desk, Some((experiment, 1)), terms("2026-03-01", "2026-04-05", 1)).unwrap();
        desk.app.clock.advance(Duration::days(7));
        assert!(matches!(look(&desk), Look::Done { .. }));
        assert_eq!(look(&desk), Look::Nothing);
        assert_eq!(desk.count("seat_offers WHERE outcome = 'lapsed'"), 1);
        desk.app.deliver();
    }

    fn nobody_files_for_the_experiment_while_none_runs(desk: Desk) {
        let company = desk.company(1);
        let draft = desk.app.complete_draft(desk.applicant, company, LegalBasis::Experiment);
        let submit = || -> Outcome<i32, SubmitError> {
            let (ctx, cmd) = (desk.app.ctx(desk.applicant.0), desk.app.move_by(requests::Actor::applicant(desk.applicant), draft));
            desk.app.db().write_now(|tx| requests::submit(tx, &ctx, &cmd))
        };
        let told = |done: Outcome<i32, SubmitError>| match done {
            Err(Failure::Refused(SubmitError::Incomplete(problems))) => problems.iter().map(|problem| problem.rule).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(told(submit()), ["experiment_runs"]);
        set(&desk, None, terms("2026-03-03", "2026-04-01", 1)).unwrap();
        assert_eq!(told(submit()), ["experiment_runs"], "it opens tomorrow");
        desk.app.clock.advance(Duration::days(1));
        submit().unwrap();
        desk.app.deliver();
    }

    fn the_database_refuses_an_offer_beside_a_seat_and_two_offers_of_one_seat(desk: Desk) {
        let (_, second, third) = freed(&desk);
        let by_hand = |number: i32, of: RequestId| {
            desk.app.beside().sql(&format!(
                "INSERT INTO seats (experiment_id, number, cap, siren, sector, request_id, taken_at, reserved_until)
                 SELECT experiment_id, {number}, cap, (SELECT siren FROM requests WHERE id = '{of}'), sector, '{of}', taken_at, taken_at FROM seats"
            ))
        };
        assert!(by_hand(1, third).is_err(), "a number offered twice");
        assert!(by_hand(2, third).is_err(), "an offer above the cap");
        desk.app.beside().sql("UPDATE experiments SET cap = 2").unwrap();
        assert!(by_hand(2, second).is_err(), "a legal person with two offers");
        by_hand(2, third).unwrap();
        assert!(desk.app.beside().sql("UPDATE seats SET released_at = taken_at WHERE number = 2").is_err(), "freed and reserved");
        desk.app.deliver();
    }
}
