//! Who holds a request: handed over, shared out by load and absences, closed to whoever states a conflict of interest.

use actix_web::http::StatusCode;
use guichet::identity::{AccountId, Role};
use guichet::kernel::error::Failure;
use guichet::requests::{self, HandOverError, LegalBasis, RequestId, RequestState, Status};
use guichet::review::{self, Assign, Given, To};

use crate::support::desk::Desk;

fn page(request: RequestId, step: &str) -> String {
    format!("/instruction/{request}{step}")
}

fn holder(desk: &Desk, request: RequestId) -> Option<AccountId> {
    let found = desk
        .app
        .db()
        .read_now::<_, guichet::kernel::error::Never>(|c| Ok(requests::request(c, request)?));
    found.unwrap().unwrap().state.reviewer().map(AccountId)
}

fn notices(desk: &Desk, to: AccountId) -> Vec<String> {
    desk.lines(&format!(
        "SELECT title AS value FROM notifications WHERE account_id = '{to}' ORDER BY id"
    ))
}

fn filed(desk: &Desk) -> RequestId {
    desk.app
        .filed(desk.applicant, desk.town, LegalBasis::Administration)
}

async fn away(desk: &Desk, who: AccountId, from: &str, until: &str) {
    let mut browser = desk.app.signed_in(who);
    browser.visit("/instruction/equipe").await;
    browser
        .fill("du", from)
        .fill("au", until)
        .press("Déclarer l'absence")
        .await;
    assert_eq!(browser.status, StatusCode::OK, "{}", browser.visible_text());
}

fn given(desk: &Desk, requests: Vec<RequestId>, to: To) -> Vec<Given> {
    let cmd = Assign {
        by: Some(desk.actor(desk.second)),
        requests,
        to,
    };
    let ctx = desk.app.ctx(desk.second.0);
    let told = desk
        .app
        .db()
        .write_now::<_, guichet::kernel::error::Never>(|tx| Ok(review::assign(tx, &ctx, &cmd)?));
    told.unwrap().into_iter().map(|(_, given)| given).collect()
}

both_databases! {
    async fn a_request_is_handed_over_with_a_note(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "")).await;
        browser.follow("Confier à un collègue").await;
        browser.press("Confier la demande").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        browser
            .fill("collegue", &desk.second.to_string())
            .fill("note", "Le maire a rappelé ce matin.")
            .press("Confier la demande")
            .await;
        assert_eq!(browser.status, StatusCode::OK);
        assert_eq!(holder(&desk, request), Some(desk.second));
        assert!(browser.visible_text().contains("Le maire a rappelé ce matin."));
        assert!(notices(&desk, desk.second).last().unwrap().contains("vous est confiée"));
        assert_eq!(desk.journal(request), ["request.handed_over", "request.read", "review.note_written"]);
        desk.app.deliver();
    }

    async fn a_request_is_not_handed_over_to_who_has_a_part_in_it(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let insider = desk.app.person("interne@exemple.fr", &[Role::Reviewer]);
        desk.app.join((desk.applicant, desk.town, "21350238800019"), insider);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "/confier")).await;
        let offered = browser.texts("#collegue option");
        assert!(!offered.iter().any(|name| name.contains("interne")), "{offered:?}");
        let seen = browser.attr("input[name=vu]", "value").unwrap();
        for who in [insider, desk.applicant] {
            let fields = [("collegue", who.to_string()), ("vu", seen.clone())];
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.post(&page(request, "/confier"), &fields).await;
            assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(holder(&desk, request), Some(desk.reviewer));
        desk.app.deliver();
    }

    async fn a_hand_over_on_an_old_page_is_a_lost_race(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let third = desk.app.person("tierce@exemple.fr", &[Role::Reviewer]);
        let (mut one, mut other) = (desk.app.signed_in(desk.reviewer), desk.app.signed_in(desk.second));
        one.visit(&page(request, "/confier")).await;
        other.visit(&page(request, "/confier")).await;
        one.fill("collegue", &desk.second.to_string()).press("Confier la demande").await;
        other.fill("collegue", &third.to_string()).press("Confier la demande").await;
        assert_eq!(other.status, StatusCode::CONFLICT);
        assert_eq!(holder(&desk, request), Some(desk.second));
        desk.app.deliver();
    }

    async fn what_waits_is_shared_out_among_those_who_are_there(desk: Desk) {
        let absent = desk.app.person("absente@exemple.fr", &[Role::Reviewer]);
        let today = desk.app.clock.now().paris_day();
        away(&desk, absent, &today.to_string(), &today.plus_days(20).to_string()).await;
        let waiting: Vec<RequestId> = (0..5).map(|_| filed(&desk)).collect();
        let mut supervisor = desk.app.signed_in(desk.second);
        supervisor.visit("/instruction/equipe").await;
        assert!(supervisor.visible_text().contains("En congé ou absent"));
        supervisor.press("Répartir les demandes en attente").await;
        assert!(supervisor.visible_text().contains("5 demandes confiées"), "{}", supervisor.visible_text());
        let held = |who| waiting.iter().filter(|request| holder(&desk, **request) == Some(who)).count();
        assert_eq!(held(absent), 0);
        assert_eq!(held(desk.reviewer) + held(desk.second), 5);
        assert!(held(desk.reviewer).abs_diff(held(desk.second)) <= 1);
        assert!(waiting.iter().all(|request| desk.status(*request) == Status::InReview));
        supervisor.press("Répartir les demandes en attente").await;
        assert!(supervisor.visible_text().contains("Aucune demande n'attend"));
        desk.app.deliver();
    }

    async fn nobody_there_leaves_what_waits_in_the_pool(desk: Desk) {
        let today = desk.app.clock.now().paris_day();
        for who in [desk.reviewer, desk.second] {
            away(&desk, who, &today.to_string(), &today.plus_days(3).to_string()).await;
        }
        let request = filed(&desk);
        assert_eq!(given(&desk, vec![request], To::Balanced), [Given::Nobody]);
        assert_eq!(desk.status(request), Status::Submitted);
        assert_eq!(given(&desk, vec![request], To::One(desk.reviewer)), [Given::To(desk.reviewer)]);
        desk.app.deliver();
    }

    async fn several_are_given_at_once_each_by_itself(desk: Desk) {
        let (first, second) = (filed(&desk), filed(&desk));
        let draft = desk.app.complete_draft(desk.applicant, desk.town, LegalBasis::Administration);
        let told = given(&desk, vec![first, draft, second], To::One(desk.reviewer));
        assert_eq!(told[0], Given::To(desk.reviewer));
        assert!(matches!(told[1], Given::Refused(_)), "{told:?}");
        assert_eq!(told[2], Given::To(desk.reviewer));
        assert_eq!(desk.status(draft), Status::Draft);
        assert_eq!(given(&desk, vec![first], To::Balanced), [Given::NotWaiting]);
        let twice = given(&desk, vec![first], To::One(desk.reviewer));
        assert!(matches!(twice[0], Given::Refused(HandOverError::Move(_))), "{twice:?}");
        desk.app.deliver();
    }

    async fn a_request_is_given_as_soon_as_it_is_filed_when_the_desk_is_set_so(desk: Desk) {
        let unset = filed(&desk);
        desk.app.deliver();
        assert_eq!(desk.status(unset), Status::Submitted);
        let mut supervisor = desk.app.signed_in(desk.second);
        supervisor.visit("/instruction/reglages").await;
        supervisor.fill_all("attribution", &["oui"]).press("Enregistrer").await;
        let request = filed(&desk);
        assert_eq!(desk.status(request), Status::Submitted);
        desk.app.deliver();
        assert_eq!(desk.status(request), Status::InReview);
        assert!(holder(&desk, request).is_some());
        assert_eq!(desk.status(unset), Status::Submitted);
    }

    async fn an_answered_correction_returns_to_who_asked_for_it(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        desk.app.taken(filed(&desk), desk.reviewer);
        let (ctx, cmd) = (desk.app.ctx(desk.reviewer.0), desk.app.move_by(desk.actor(desk.reviewer), request));
        desk.app.db().write_now(|tx| review::ask_changes(tx, &ctx, &cmd, "Précisez le volume.")).unwrap();
        let (ctx, cmd) = (desk.app.ctx(desk.applicant.0), desk.app.move_by(requests::Actor::applicant(desk.applicant), request));
        desk.app.db().write_now(|tx| requests::submit(tx, &ctx, &cmd)).unwrap();
        assert_eq!(given(&desk, vec![request], To::Balanced), [Given::To(desk.reviewer)]);
        desk.app.deliver();
    }

    async fn a_conflict_of_interest_closes_the_file_and_gives_it_back(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "")).await;
        browser.follow("Déclarer un conflit d'intérêts").await;
        browser.press("Déclarer le conflit d'intérêts").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        browser.fill("lien", "employment").fill("motif", "J'ai travaillé pour cette ville.");
        browser.press("Déclarer le conflit d'intérêts").await;
        assert_eq!(browser.status, StatusCode::OK);
        assert_eq!(desk.status(request), Status::Submitted);
        assert_eq!(holder(&desk, request), None);
        for step in ["", "/notes", "/precedents", "/journal", "/confier", "/accorder", "/corrections"] {
            browser.open(&page(request, step)).await;
            assert_eq!(browser.status, StatusCode::FORBIDDEN, "{step}");
        }
        browser.open(&format!("/demandes/{request}/versions/1")).await;
        assert_ne!(browser.status, StatusCode::OK);
        browser.visit("/instruction").await;
        browser.post(&page(request, "/prendre"), &[("vu", "0")]).await;
        assert_eq!(browser.status, StatusCode::FORBIDDEN);
        assert!(notices(&desk, desk.second).last().unwrap().contains("conflit d'intérêts"));
        assert!(desk.journal(request).contains(&"request.conflict_stated".to_owned()));
        assert_eq!(given(&desk, vec![request], To::One(desk.reviewer)), [Given::Refused(HandOverError::NotTheirs)]);
        assert_eq!(given(&desk, vec![request], To::Balanced), [Given::To(desk.second)]);
        let mut supervisor = desk.app.signed_in(desk.second);
        supervisor.visit(&page(request, "/notes")).await;
        assert!(supervisor.visible_text().contains("J'ai travaillé pour cette ville."));
        desk.app.deliver();
    }

    async fn a_conflict_while_the_applicant_corrects_is_handed_over_without_moving_the_clocks(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let (ctx, cmd) = (desk.app.ctx(desk.reviewer.0), desk.app.move_by(desk.actor(desk.reviewer), request));
        desk.app.db().write_now(|tx| review::ask_changes(tx, &ctx, &cmd, "Précisez le volume.")).unwrap();
        let since = |desk: &Desk| {
            let found = desk.app.db().read_now::<_, guichet::kernel::error::Never>(|c| Ok(requests::request(c, request)?));
            match found.unwrap().unwrap().state {
                RequestState::ChangesRequested { since, .. } => since,
                other => panic!("{other:?}"),
            }
        };
        let asked = since(&desk);
        desk.app.clock.advance(chrono::Duration::days(3));
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&page(request, "/conflit")).await;
        browser.fill("lien", "family").fill("motif", "Ma sœur dirige ce service.");
        browser.press("Déclarer le conflit d'intérêts").await;
        assert!(browser.visible_text().contains("ils la confieront à quelqu'un d'autre"));
        assert_eq!(desk.status(request), Status::ChangesRequested);
        let mut supervisor = desk.app.signed_in(desk.second);
        supervisor.visit(&page(request, "/confier")).await;
        supervisor.fill("collegue", &desk.second.to_string()).press("Confier la demande").await;
        assert_eq!(supervisor.status, StatusCode::OK, "{}", supervisor.visible_text());
        assert_eq!(holder(&desk, request), Some(desk.second));
        assert_eq!(since(&desk), asked);
        desk.app.deliver();
    }

    async fn a_decision_proposed_by_who_states_a_conflict_falls(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut supervisor = desk.app.signed_in(desk.second);
        supervisor.visit("/instruction/reglages").await;
        supervisor.fill_all("quatre_yeux", &["oui"]).press("Enregistrer").await;
        let grounds = review::Grounds::new("Le service ne relève d'aucun cas.", "Article 2").unwrap();
        let against = review::Against {
            on: desk.app.move_by(desk.actor(desk.reviewer), request),
            kind: review::Unfavourable::Refuse,
            grounds,
        };
        let ctx = desk.app.ctx(desk.reviewer.0);
        desk.app.db().write_now(|tx| review::decide_against(tx, &ctx, &against)).unwrap();
        let recuse = requests::Recuse {
            actor: desk.actor(desk.reviewer),
            request,
            tie: requests::Tie::Interest,
            reason: "Je détiens des parts.".to_owned(),
        };
        desk.app.db().write_now(|tx| review::recuse(tx, &ctx, &recuse)).unwrap();
        assert_eq!(desk.count("decision_proposals WHERE outcome = 'dropped'"), 1);
        let again = desk.app.db().write_now(|tx| review::recuse(tx, &ctx, &recuse));
        assert!(matches!(again, Err(Failure::Refused(requests::MoveError::Forbidden))), "{again:?}");
        desk.app.deliver();
    }

    async fn absences_are_declared_and_taken_back_by_their_owner(desk: Desk) {
        let today = desk.app.clock.now().paris_day();
        let mut browser = desk.app.signed_in(desk.reviewer);
        for (from, until) in [(5, 4), (-9, -5), (1, 900)] {
            browser.visit("/instruction/equipe").await;
            browser
                .fill("du", &today.plus_days(from).to_string())
                .fill("au", &today.plus_days(until).to_string())
                .press("Déclarer l'absence")
                .await;
            assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY, "{from} to {until}");
        }
        assert_eq!(desk.count("reviewer_absences"), 0);
        away(&desk, desk.reviewer, &today.plus_days(7).to_string(), &today.plus_days(9).to_string()).await;
        browser.visit("/instruction/equipe").await;
        let remove = browser.attr("form[action$='/supprimer']", "action").unwrap();
        let mut other = desk.app.signed_in(desk.app.person("autre@exemple.fr", &[Role::Reviewer]));
        other.visit("/instruction/equipe").await;
        assert!(!other.has("form[action$='/supprimer']"));
        other.post(&remove, &[]).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
        browser.press("Supprimer").await;
        assert_eq!(desk.count("reviewer_absences"), 0);
        let mut supervisor = desk.app.signed_in(desk.second);
        supervisor.visit("/instruction/equipe").await;
        supervisor
            .fill("qui", &desk.reviewer.to_string())
            .fill("du", &today.to_string())
            .fill("au", &today.to_string())
            .press("Déclarer l'absence")
            .await;
        assert_eq!(desk.count(&format!("reviewer_absences WHERE account_id = '{}'", desk.reviewer)), 1);
        desk.app.deliver();
    }
}
