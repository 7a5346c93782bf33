//! Real flows through the sandbox: what their traces hold, what data providers answer on their tokens.

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use diesel::prelude::*;
use guichet::kernel::db::types::Json;
use guichet::kernel::error::Outcome;
use guichet::sandbox::trace::Stage;
use guichet::schema::{trace_steps, traces};
use guichet::services::ClientDraft;
use serde_json::Value;

use crate::support::TestApp;
use crate::support::flows::SECRET;
use crate::support::sandbox::{BASE, Rp, get, json, location};
use crate::support::services::client_draft;

const CNAM: &str = "/bac-a-sable/donnees/cnam/droits";
const DGFIP: &str =
    "/bac-a-sable/donnees/dgfip/impotparticulier/1.0/situations/ir/assiettes/annrev/2025";

/// A client that may ask for data.
fn client(app: &TestApp) -> Rp {
    let opened = app.opened();
    let scopes = [
        "dgfip_rfr",
        "dgfip_annee_n_moins_1",
        "droits_assurance_maladie",
    ];
    let apis = serde_json::to_string(&scopes).unwrap();
    app.beside()
        .sql(&format!("UPDATE habilitations SET data_apis = '{apis}'"))
        .unwrap();
    let mut draft: ClientDraft = client_draft("Recette");
    draft.scopes.extend(scopes.map(str::to_owned));
    app.rp_of(opened, &draft)
}

async fn data(app: &TestApp, path: &str, token: &str) -> (u16, serde_json::Map<String, Value>) {
    let mut request = TestRequest::get().uri(path);
    if !token.is_empty() {
        request = request.insert_header(("authorization", format!("Bearer {token}")));
    }
    let answer = app.call(request).await;
    assert!(answer.cookies.is_empty(), "no cookie for a program");
    (answer.status.as_u16(), json(&answer))
}

fn told(app: &TestApp) -> Vec<(Stage, i32, Option<String>, Value)> {
    type Row = (Stage, i32, Option<String>, Json<Value>);
    app.flush_traces();
    let told: Outcome<Vec<Row>> = app.db().read_now(|c| {
        Ok(trace_steps::table
            .order((trace_steps::at, trace_steps::id))
            .select((
                trace_steps::stage,
                trace_steps::status,
                trace_steps::fault,
                trace_steps::content,
            ))
            .load(c)?)
    });
    let plain = |(stage, status, fault, Json(content))| (stage, status, fault, content);
    told.unwrap().into_iter().map(plain).collect()
}

both_databases! {
    async fn a_whole_flow_is_one_trace_without_a_secret(app: TestApp) {
        let rp = client(&app);
        let mut browser = app.browser();
        let code = rp.sign_in(&mut browser, "test").await;
        let mut wrong = rp.exchange_fields(&code);
        wrong.retain(|(name, _)| *name != "client_secret");
        wrong.push(("client_secret", SECRET));
        assert_eq!(app.post_form("/token", &wrong).await.status, 401);
        let tokens = rp.redeemed(&app, &code).await;
        let signed = String::from_utf8(app.userinfo(&tokens.access).await.body).unwrap();
        data(&app, CNAM, &tokens.access).await;
        get(&mut browser, &rp.logout(&tokens.id)).await;
        let told = told(&app);
        let stages: Vec<Stage> = told.iter().map(|(stage, ..)| *stage).collect();
        for stage in [Stage::Authorize, Stage::Choice, Stage::Identity, Stage::Consent, Stage::Notice, Stage::Token, Stage::Userinfo, Stage::Data, Stage::Logout] {
            assert!(stages.contains(&stage), "{stage} in {stages:?}");
        }
        let count: Outcome<(i64, Option<String>, String)> = app.db().read_now(|c| {
            let count = traces::table.count().get_result(c)?;
            let (identity, status) = traces::table.select((traces::identity, traces::status)).first(c)?;
            Ok((count, identity, status))
        });
        assert_eq!(count.unwrap(), (1, Some("test".to_owned()), "refused".to_owned()));
        let kept = serde_json::to_string(&told.iter().map(|(.., content)| content).collect::<Vec<_>>()).unwrap();
        let signature = |token: &str| token.rsplit('.').next().unwrap().to_owned();
        for secret in [&rp.secret, &code, &tokens.access, &signature(&tokens.id), &signature(&signed)] {
            assert!(!kept.contains(secret.as_str()), "{secret} is kept");
        }
        assert!(kept.contains("angela.dubois@exemple.fr") && kept.contains("une connexion au service"), "the mail is written");
        assert!(kept.contains("id_token : nonce"), "the claims of the token can be compared");
        assert!(app.mails_to("angela.dubois@exemple.fr").is_empty(), "and never sent");
        let mut owner = app.signed_in(rp.opened.owner);
        owner.visit(&format!("/espace/services/{}/traces", rp.opened.service)).await;
        assert!(owner.text("main tbody tr").contains("Y0434A7B"), "the mistake is told in the flow it was made in");
        let href = owner.attr("main tbody a", "href").unwrap();
        owner.visit(&href).await;
        assert!(owner.html.len() < 60_000, "{} bytes", owner.html.len());
        app.deliver();
    }

    async fn data_are_those_of_the_person_behind_the_token(app: TestApp) {
        let rp = client(&app);
        let tokens = rp.tokens(&mut app.browser(), "test").await;
        let (status, rights) = data(&app, CNAM, &tokens.access).await;
        assert_eq!((status, rights["droits"]["statut"].as_str()), (200, Some("ouvert")));
        let (status, first) = data(&app, DGFIP, &tokens.access).await;
        assert_eq!((status, first.keys().cloned().collect::<Vec<_>>()), (200, vec!["rfr".to_owned()]));
        let other = rp.tokens(&mut app.browser(), "corse_2a").await;
        let (_, second) = data(&app, DGFIP, &other.access).await;
        assert_ne!(first, second);
        let last_year = DGFIP.replace("2025", "2024");
        let (status, refused) = data(&app, &last_year, &other.access).await;
        assert_eq!((status, refused["error"].as_str()), (403, Some("insufficient_scope")));
        assert_eq!(app.refusals_traced(), ["FD403"]);
        assert_eq!(told(&app).iter().filter(|(stage, ..)| *stage == Stage::Data).count(), 4);
        app.deliver();
    }

    async fn data_providers_refuse_and_fail_as_they_do(app: TestApp) {
        let rp = client(&app);
        assert_eq!(data(&app, CNAM, "").await.0, 401);
        assert_eq!(data(&app, CNAM, &"A".repeat(43)).await.0, 401);
        for (login, path, expected) in [
            ("cnam_inconnu", CNAM, 404),
            ("cnam_indisponible", CNAM, 503),
            ("cnam_indisponible", DGFIP, 200),
            ("dgfip_inconnu", DGFIP, 404),
            ("dgfip_indisponible", DGFIP, 503),
        ] {
            let tokens = rp.tokens(&mut app.browser(), login).await;
            assert_eq!(data(&app, path, &tokens.access).await.0, expected, "{login}");
        }
        let late = rp.tokens(&mut app.browser(), "test").await;
        app.clock.advance(chrono::Duration::seconds(61));
        assert_eq!(data(&app, CNAM, &late.access).await.0, 401);
        let faults: Vec<_> = told(&app).into_iter().filter_map(|(stage, status, fault, _)| (stage == Stage::Data).then_some((status, fault))).collect();
        assert!(faults.contains(&(404, Some("FD404".to_owned()))) && faults.contains(&(503, Some("FD503".to_owned()))), "{faults:?}");
        app.deliver();
    }

    async fn a_person_of_ones_own_signs_in(app: TestApp) {
        let rp = client(&app);
        let mut browser = app.browser();
        get(&mut browser, &rp.authorize(&[])).await;
        let interaction = location(&browser);
        browser.visit(&format!("{interaction}/identites?fi=fip1-low")).await;
        browser.follow("Saisir une autre identité").await;
        browser.fill("prenoms", "Ada Marie").fill("naissance", "hier").press("Se connecter").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(browser.value("prenoms"), "Ada Marie");
        browser
            .fill("nom", "Lovelace")
            .fill("naissance", "1985-00-00")
            .fill("pays", "99132")
            .fill("courriel", "ada@exemple.fr")
            .press("Se connecter")
            .await;
        assert!(browser.address.starts_with(BASE) && browser.address.ends_with("/consent"), "{}", browser.address);
        assert!(browser.visible_text().contains("LOVELACE"));
        let code = rp.go_on(&mut browser).await;
        let tokens = rp.redeemed(&app, &code).await;
        let signed = app.userinfo(&tokens.access).await;
        let (_, claims) = app.verified(std::str::from_utf8(&signed.body).unwrap()).await;
        assert_eq!(claims["family_name"], "LOVELACE");
        app.flush_traces();
        app.deliver();
    }
}
