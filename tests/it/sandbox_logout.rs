//! The logout: reference/franceconnect.md 2.7, one refusal a code.

use actix_web::http::Method;
use chrono::Duration;
use diesel::prelude::*;
use guichet::schema::traces;

use crate::support::TestApp;
use crate::support::sandbox::{BASE, STATE, code_shown, get, location, part};
use crate::support::services::client_draft;

both_databases! {
    async fn a_logout_goes_through_the_browser_and_ends_the_session(app: TestApp) {
        let rp = app.rp();
        let mut browser = app.browser();
        let tokens = rp.tokens(&mut browser, "test").await;
        // An id_token that is over still says who asks.
        app.clock.advance(Duration::minutes(5));
        get(&mut browser, &rp.logout(&tokens.id)).await;
        assert_eq!(browser.status, 200, "{}", browser.visible_text());
        let policy = browser.headers.get("content-security-policy").unwrap().to_str().unwrap().to_owned();
        assert!(policy.contains("form-action 'self' https: http:"), "{policy}");
        let fields: Vec<(String, String)> = browser
            .attrs("main form input", "name")
            .into_iter()
            .zip(browser.attrs("main form input", "value"))
            .collect();
        let action = browser.attr("main form[method=post]", "action").unwrap();
        let body = serde_urlencoded::to_string(&fields).unwrap().into_bytes();
        let kind = "application/x-www-form-urlencoded".to_owned();
        browser.send(Method::POST, &action, Some((kind, body))).await;
        assert_eq!(browser.status, 303);
        let back = location(&browser);
        assert!(back.starts_with(&rp.post_logout), "{back}");
        assert_eq!(part(&back, "state").as_deref(), Some(STATE));
        assert!(browser.cookie("fc_session_id").is_none());
        get(&mut browser, &rp.authorize(&[])).await;
        assert!(!location(&browser).ends_with("/consent"), "single sign-on is over");
        get(&mut browser, &rp.logout(&tokens.id)).await;
        assert_eq!(browser.status, 200, "a new session may be left too");
    }

    async fn each_refusal_of_the_logout_has_its_code(app: TestApp) {
        let rp = app.rp();
        let other = app.rp_of(rp.opened, &client_draft("Autre"));
        let mut browser = app.browser();
        let tokens = rp.tokens(&mut browser, "test").await;
        let ask = |pairs: &[(&str, &str)]| {
            format!("{BASE}/session/end?{}", serde_urlencoded::to_string(pairs).unwrap())
        };
        let hint = ("id_token_hint", tokens.id.as_str());
        let mut forged: Vec<String> = tokens.id.split('.').map(str::to_owned).collect();
        forged[2] = "A".repeat(86);
        let forged = forged.join(".");
        for (code, address) in [
            ("Y030007", ask(&[("state", STATE)])),
            ("Y030007", ask(&[hint, ("inconnu", "1")])),
            ("Y030007", ask(&[hint, hint])),
            ("Y04FEDB9", ask(&[("id_token_hint", "abc")])),
            ("Y04FEDB9", ask(&[("id_token_hint", "a.b.c")])),
            ("Y045AFAE", ask(&[("id_token_hint", &forged)])),
            ("Y0467882", ask(&[hint, ("client_id", &other.id)])),
            ("Y04CFAEF", ask(&[hint, ("post_logout_redirect_uri", "https://mechant.exemple.fr/")])),
        ] {
            get(&mut browser, &address).await;
            assert_eq!((browser.status.as_u16(), code_shown(&browser).as_str()), (400, code), "{address}");
            assert!(!browser.html.contains("mechant"));
        }
        let told = ["Y030007", "Y030007", "Y030007", "Y04FEDB9", "Y04FEDB9", "Y045AFAE", "Y0467882", "Y04CFAEF"];
        assert_eq!(app.refusals_traced(), told, "beside the flow that this browser came from");
        let count: guichet::kernel::error::Outcome<i64> = app.db().read_now(|c| Ok(traces::table.count().get_result(c)?));
        assert_eq!(count.unwrap(), 1);
        // A browser that went through two clients could leave either.
        other.sign_in(&mut browser, "test").await;
        get(&mut browser, &ask(&[("state", STATE)])).await;
        assert_eq!(app.refusals_traced().len(), told.len());
        let mut elsewhere = app.browser();
        get(&mut elsewhere, &rp.logout(&tokens.id)).await;
        assert_eq!((elsewhere.status.as_u16(), code_shown(&elsewhere).as_str()), (400, "Y100019"));
        app.act(rp.opened.owner, |tx, ctx| {
            guichet::services::disable_client(tx, ctx, rp.opened.owner, (rp.opened.service, rp.key))
        });
        get(&mut browser, &rp.logout(&tokens.id)).await;
        assert_eq!(code_shown(&browser), "Y0429C91");
    }
}
