//! Traces: told step by step, found again, redacted, seen by one team, forgotten in time, never in the way.

use actix_web::http::StatusCode;
use diesel::prelude::*;
use guichet::kernel::db::types::Json;
use guichet::kernel::error::Outcome;
use guichet::kernel::lease::Look;
use guichet::sandbox::fault::Fault;
use guichet::sandbox::trace::{FORGETTING, KEPT_DAYS, Stage, Verdict};
use guichet::schema::{journal_entries, trace_steps, traces};
use guichet::services::{Environment, ServiceId};
use serde_json::Value;

use crate::support::TestApp;
use crate::support::flows::{Flow, SECRET, STATE};
use crate::support::services::{Opened, client_draft};

fn count(app: &TestApp) -> i64 {
    let count: Outcome<i64> = app
        .db()
        .read_now(|c| Ok(traces::table.count().get_result(c)?));
    count.unwrap()
}

fn steps(app: &TestApp) -> Vec<Value> {
    let kept: Outcome<Vec<Json<Value>>> = app.db().read_now(|c| {
        Ok(trace_steps::table
            .order((trace_steps::at, trace_steps::id))
            .select(trace_steps::content)
            .load(c)?)
    });
    kept.unwrap()
        .into_iter()
        .map(|Json(content)| content)
        .collect()
}

fn url(service: ServiceId, tail: &str) -> String {
    format!("/espace/services/{service}/traces{tail}")
}

fn client(app: &TestApp, opened: Opened) -> String {
    app.client(opened, Environment::Sandbox, &client_draft("Recette"))
        .1
}

both_databases! {
    async fn a_flow_is_told_step_by_step_with_its_cause_and_remedy(app: TestApp) {
        let opened = app.opened();
        let client = client(&app, opened);
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened.service, "")).await;
        assert!(owner.visible_text().contains("Aucune trace"));
        let flow = Flow::of(&app, &client);
        flow.begin(SECRET).refuse_token(SECRET);
        app.flush_traces();
        owner.visit(&url(opened.service, "")).await;
        assert_eq!(owner.texts("main tbody tr").len(), 1);
        let line = owner.text("main tbody tr");
        for word in ["Recette", "test", "Échange du code (4)", "Refus", "Y0434A7B"] {
            assert!(line.contains(word), "{word} in {line}");
        }
        let address = url(opened.service, &format!("/{}", flow.trace));
        owner.visit(&address).await;
        let text = owner.visible_text();
        assert_eq!(owner.texts("main h2").len(), 4);
        for word in ["Demande d'autorisation", "Refusé : Y0434A7B", "Le secret n'est pas celui du client.", "Remède", "secret du client …cdef"] {
            assert!(text.contains(word), "{word} in {text}");
        }
        assert!(!owner.html.contains(SECRET), "a secret is shown");
        assert!(owner.has(&format!("a[href='/espace/services/{}/qualification/criteres/18']", opened.service)));
        let proves = owner.attrs("main a[href*='/qualification/criteres/']", "href");
        assert_eq!(proves.len(), 7, "five for the request, one for the person, one for the refusal: {proves:?}");
        owner.follow("critère 18").await;
        assert_eq!(owner.status, StatusCode::OK);
        app.deliver();
    }

    async fn traces_are_found_by_time_client_outcome_and_state(app: TestApp) {
        let opened = app.opened();
        let (first, second) = (client(&app, opened), client(&app, opened));
        Flow::of(&app, &first).begin(SECRET).refuse_token(SECRET);
        app.clock.advance(chrono::Duration::days(1));
        Flow::of(&app, &second).begin(SECRET).finish();
        app.clock.advance(chrono::Duration::days(1));
        let open = Flow::of(&app, &second);
        open.tell(open.facts(Stage::Authorize, &[("state", "un autre etat & des signes")], &[]));
        app.flush_traces();
        let mut owner = app.signed_in(opened.owner);
        for (query, expected) in [
            ("", 3),
            ("?issue=refused", 1),
            ("?issue=complete", 1),
            ("?issue=open", 1),
            ("?client=", 3),
            (&format!("?client={second}"), 2),
            (&format!("?client={second}&issue=refused"), 0),
            (&format!("?etat={STATE}"), 2),
            ("?etat=un+autre+etat+%26+des+signes", 1),
            ("?etat=etat", 0),
            ("?du=2026-03-03", 2),
            ("?au=2026-03-02", 1),
            ("?du=2026-03-03&au=2026-03-03", 1),
            ("?du=hier&issue=nulle", 3),
        ] {
            owner.visit(&url(opened.service, query)).await;
            assert_eq!(owner.texts("main tbody tr").len(), expected, "{query}");
        }
        owner.visit(&url(opened.service, "")).await;
        owner.fill("issue", "refused").press("Rechercher").await;
        assert_eq!(owner.texts("main tbody tr").len(), 1);
        app.deliver();
    }

    async fn the_list_goes_on_page_after_page(app: TestApp) {
        let opened = app.opened();
        let client = client(&app, opened);
        for _ in 0..60 {
            let flow = Flow::of(&app, &client);
            flow.tell(flow.facts(Stage::Authorize, &[], &[]));
        }
        app.flush_traces();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened.service, "")).await;
        let mut seen = owner.attrs("main tbody a", "href");
        assert_eq!(seen.len(), 25);
        for rest in [25, 10] {
            owner.follow("Traces plus anciennes").await;
            let more = owner.attrs("main tbody a", "href");
            assert_eq!(more.len(), rest);
            seen.extend(more);
        }
        assert!(!owner.visible_text().contains("Traces plus anciennes"));
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 60, "each trace once");
        app.deliver();
    }

    async fn nobody_else_sees_a_trace(app: TestApp) {
        let opened = app.opened();
        let client = client(&app, opened);
        let flow = Flow::of(&app, &client);
        flow.begin(SECRET).finish();
        let other = app.person("autre@exemple.fr", &[]);
        let organisation = app.organisation(other, "73282932000074", "Ville de Rouen", "7210");
        let reviewer = app.person("rose@dinum.fr", &[guichet::identity::Role::Reviewer]);
        let theirs = app.open_service(other, organisation, reviewer);
        app.flush_traces();
        let mut stranger = app.signed_in(other);
        for tail in ["", "/direct", "/export"] {
            let address = url(opened.service, &format!("/{}{tail}", flow.trace));
            stranger.open(&address).await;
            assert_eq!(stranger.status, StatusCode::NOT_FOUND, "{address}");
            // Nor through their own service.
            stranger.open(&url(theirs, &format!("/{}{tail}", flow.trace))).await;
            assert_eq!(stranger.status, StatusCode::NOT_FOUND);
            stranger.open(&url(opened.service, tail)).await;
            assert_eq!(stranger.status, StatusCode::NOT_FOUND);
        }
        stranger.visit(&url(theirs, &format!("?client={client}&etat={STATE}"))).await;
        assert!(stranger.texts("main tbody tr").is_empty());
        stranger.visit(&url(theirs, "/export")).await;
        assert!(!stranger.html.contains(&client));
        app.deliver();
    }

    async fn who_presents_anothers_code_is_not_named_to_them(app: TestApp) {
        let opened = app.opened();
        let mine = client(&app, opened);
        let other = app.person("autre@exemple.fr", &[]);
        let organisation = app.organisation(other, "73282932000074", "Ville de Rouen", "7210");
        let reviewer = app.person("rose@dinum.fr", &[guichet::identity::Role::Reviewer]);
        let thief = Opened { service: app.open_service(other, organisation, reviewer), owner: other, ..opened };
        let theirs = client(&app, thief);
        let flow = Flow::of(&app, &mine);
        flow.begin(SECRET);
        let mut stolen = Flow::of(&app, &theirs);
        stolen.trace = flow.trace;
        let mut facts = stolen.facts(Stage::Token, &[("client_id", &theirs), ("code", SECRET)], &[]);
        facts.verdict = Verdict::Refused(Fault::CodeOtherClient.into());
        stolen.tell(facts);
        app.flush_traces();
        let told = serde_json::to_string(&steps(&app)).unwrap();
        assert!(told.contains(&mine) && !told.contains(&theirs), "{told}");
        assert!(told.contains("identifiant d'un autre service"));
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened.service, &format!("/{}", flow.trace))).await;
        assert!(owner.visible_text().contains("Y047A2EA"));
        let mut thief = app.signed_in(other);
        thief.open(&url(opened.service, &format!("/{}", flow.trace))).await;
        assert_eq!(thief.status, StatusCode::NOT_FOUND);
        app.deliver();
    }

    async fn no_secret_reaches_the_database(app: TestApp) {
        let opened = app.opened();
        let client = client(&app, opened);
        Flow::of(&app, &client).begin(SECRET).refuse_token(SECRET);
        app.flush_traces();
        let told = serde_json::to_string(&steps(&app)).unwrap();
        assert!(!told.contains(SECRET) && !told.contains(&SECRET[SECRET.len() - 5..]), "{told}");
        assert!(told.contains("code …cdef") && told.contains(STATE));
        app.deliver();
    }

    async fn steps_of_nobody_are_left_out_and_a_loop_costs_little(app: TestApp) {
        let opened = app.opened();
        let client = client(&app, opened);
        let unknown = Flow::of(&app, &"0".repeat(64));
        unknown.begin(SECRET);
        app.flush_traces();
        assert_eq!((count(&app), steps(&app).len()), (0, 0));
        let flow = Flow::of(&app, &client);
        flow.begin(SECRET);
        for _ in 0..700 {
            flow.refuse_token(SECRET);
        }
        app.flush_traces();
        assert_eq!((count(&app), steps(&app).len()), (1, 300));
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened.service, &format!("/{}", flow.trace))).await;
        assert!(owner.html.len() < 60_000 && owner.visible_text().contains("703"));
        app.deliver();
    }

    async fn an_export_holds_every_step(app: TestApp) {
        let opened = app.opened();
        let client = client(&app, opened);
        let flow = Flow::of(&app, &client);
        flow.begin(SECRET).refuse_token(SECRET);
        app.flush_traces();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&url(opened.service, &format!("/{}/export", flow.trace))).await;
        let one: Value = serde_json::from_slice(&owner.bytes).unwrap();
        assert_eq!(one["format"], "guichet-trace-1");
        assert_eq!((&one["status"], &one["fault"], &one["identity"]), (&"refused".into(), &"Y0434A7B".into(), &"test".into()));
        let stages: Vec<_> = one["steps"].as_array().unwrap().iter().map(|step| step["stage"].as_str().unwrap()).collect();
        assert_eq!(stages, ["authorize", "identity", "consent", "token"]);
        assert_eq!(one["steps"][3]["refusal"]["code"], "Y0434A7B");
        owner.visit(&url(opened.service, "/export?issue=refused")).await;
        let all: Value = serde_json::from_slice(&owner.bytes).unwrap();
        assert_eq!(all["traces"][0]["steps"].as_array().unwrap().len(), 4);
        owner.visit(&url(opened.service, "/export?issue=open")).await;
        let none: Value = serde_json::from_slice(&owner.bytes).unwrap();
        assert_eq!(none["traces"], Value::Array(vec![]));
        app.deliver();
    }

    async fn a_trace_is_forgotten_after_ninety_days(app: TestApp) {
        let opened = app.opened();
        let client = client(&app, opened);
        Flow::of(&app, &client).begin(SECRET);
        app.clock.advance(chrono::Duration::days(1));
        Flow::of(&app, &client).begin(SECRET);
        app.flush_traces();
        let look = || (FORGETTING.look)(app.db(), app.sources(), "here").unwrap();
        assert_eq!(look(), Look::Nothing);
        app.clock.advance(chrono::Duration::days(KEPT_DAYS - 1));
        assert_eq!(look(), Look::Done { count: 1, more: false });
        assert_eq!((count(&app), steps(&app).len()), (1, 3));
        assert_eq!(look(), Look::Nothing);
        let told: Outcome<i64> = app.db().read_now(|c| {
            Ok(journal_entries::table.filter(journal_entries::action.eq("sandbox.traces_forgotten")).count().get_result(c)?)
        });
        assert_eq!(told.unwrap(), 1);
        app.deliver();
    }
}
