//! The authorize request: one row per rule of reference/franceconnect.md 2.3, named by its code.

use actix_web::http::Method;
use guichet::services::ClientDraft;

use crate::support::TestApp;
use crate::support::sandbox::{BASE, ISSUER, STATE, choose, code_shown, form, get, location, part};
use crate::support::services::client_draft;

type Change<'a> = &'a [(&'a str, Option<&'a str>)];

/// Refused by a page: the code, the status, what is changed in a request that holds.
const PAGES: &[(&str, u16, Change<'_>)] = &[
    ("Y030007", 400, &[("code_challenge", Some("abc"))]),
    ("Y030007", 400, &[("code_challenge_method", Some("S256"))]),
    ("Y030007", 400, &[("login_hint", Some("a"))]),
    ("Y030007", 400, &[("max_age", Some("1"))]),
    ("Y030007", 400, &[("display", Some("page"))]),
    ("Y030007", 400, &[("response_mode", Some("query"))]),
    ("Y030007", 400, &[("id_token_hint", Some("a.b.c"))]),
    ("Y030007", 400, &[("request", Some("a.b.c"))]),
    ("Y030007", 400, &[("n'importe quoi", Some(""))]),
    ("Y030007", 400, &[("client_id", None)]),
    ("Y030007", 400, &[("client_id", Some(""))]),
    ("Y030007", 400, &[("response_type", None)]),
    ("Y030007", 400, &[("scope", None)]),
    ("Y030007", 400, &[("redirect_uri", None)]),
    ("Y030007", 400, &[("redirect_uri", Some(""))]),
    ("Y030007", 400, &[("redirect_uri", Some("retour"))]),
    (
        "Y030007",
        400,
        &[("redirect_uri", Some("javascript:alert(1)"))],
    ),
    ("Y030007", 400, &[("acr_values", None)]),
    ("Y030007", 400, &[("acr_values", Some(""))]),
    ("Y030007", 400, &[("nonce", None)]),
    ("Y030007", 400, &[("nonce", Some("123456789012345678901"))]),
    ("Y030007", 400, &[("state", None)]),
    ("Y030007", 400, &[("prompt", Some(""))]),
    ("Y030007", 400, &[("prompt", Some("none"))]),
    ("Y030007", 400, &[("prompt", Some("select_account"))]),
    ("Y030028", 400, &[("claims", Some("amr"))]),
    ("Y030028", 400, &[("claims", Some("[]"))]),
    (
        "Y100009",
        400,
        &[("claims", Some("{\"id_token\":{\"email\":null}}"))],
    ),
    ("Y04EA6EF", 400, &[("client_id", Some("inconnu"))]),
    (
        "Y04C013C",
        400,
        &[("redirect_uri", Some("https://demarches.exemple.fr/retour/"))],
    ),
    (
        "Y04C013C",
        400,
        &[("redirect_uri", Some("http://demarches.exemple.fr/retour"))],
    ),
    (
        "Y04C013C",
        400,
        &[("redirect_uri", Some("https://demarches.exemple.fr/RETOUR"))],
    ),
    (
        "Y04C013C",
        400,
        &[("redirect_uri", Some("https://mechant.exemple.fr/"))],
    ),
    (
        "Y040001",
        400,
        &[
            ("redirect_uri", Some("https://mechant.exemple.fr/")),
            ("scope", Some("openid email")),
        ],
    ),
];

/// Refused by a redirection: the code in its trace, the error, its description, what is changed.
const REDIRECTIONS: &[(&str, &str, &str, Change<'_>)] = &[
    (
        "Y040001",
        "invalid_request",
        "openid scope must be requested when using the acr_values parameter",
        &[("scope", Some("family_name"))],
    ),
    (
        "Y040001",
        "invalid_request",
        "openid scope must be requested when using the acr_values parameter",
        &[("scope", Some(""))],
    ),
    (
        "Y040001",
        "invalid_request",
        "missing required parameter 'response_type'",
        &[("response_type", Some(""))],
    ),
    (
        "Y040001",
        "unsupported_response_type",
        "unsupported response_type requested",
        &[("response_type", Some("code id_token"))],
    ),
    (
        "Y040001",
        "unsupported_response_type",
        "unsupported response_type requested",
        &[("response_type", Some("none"))],
    ),
    (
        "Y040001",
        "invalid_scope",
        "requested scope is not allowed",
        &[("scope", Some("openid email"))],
    ),
    (
        "Y040001",
        "invalid_scope",
        "requested scope is not allowed",
        &[("scope", Some("openid dgfip_rfr"))],
    ),
    (
        "Y100002",
        "invalid_acr",
        "acr_value is not valid, should be equal one of these values, expected eidas1, got eidas2",
        &[("acr_values", Some("eidas3 eidas2"))],
    ),
    (
        "Y030032",
        "invalid_idp_hint",
        "An idp_hint was provided but is not allowed",
        &[("idp_hint", Some("inconnu"))],
    ),
    (
        "Y030032",
        "invalid_idp_hint",
        "An idp_hint was provided but is not allowed",
        &[("idp_hint", Some("fip3-low"))],
    ),
];

/// Accepted, though it may look odd.
const ACCEPTED: &[Change<'_>] = &[
    &[],
    &[("nonce", Some("1234567890123456789012"))],
    &[("state", Some("x"))],
    &[("scope", Some("openid inconnu rnipp_profile"))],
    &[("acr_values", Some("eidas2 eidas1"))],
    &[("acr_values", Some("loa3"))],
    &[("prompt", Some("login"))],
    &[("prompt", Some("consent login"))],
    &[("ui_locales", Some("fr en"))],
    &[("idp_hint", Some("fip2-low"))],
    &[(
        "claims",
        Some("{\"id_token\":{\"amr\":{\"essential\":true}}}"),
    )],
];

both_databases! {
    async fn each_refusal_has_its_code_and_its_form(app: TestApp) {
        let rp = app.rp();
        for (code, status, change) in PAGES {
            let mut browser = app.browser();
            get(&mut browser, &rp.authorize(change)).await;
            assert_eq!(browser.status, *status, "{change:?}");
            assert_eq!(code_shown(&browser), *code, "{change:?}");
            assert!(browser.headers.get("location").is_none());
            assert!(!browser.html.contains("mechant"), "an address of nobody is shown");
        }
        assert_eq!(app.refusals_traced().iter().filter(|code| **code == "Y030007").count(), 23, "those that name the client");
        for (code, error, description, change) in REDIRECTIONS {
            let mut browser = app.browser();
            get(&mut browser, &rp.authorize(change)).await;
            assert_eq!(browser.status, 303, "{change:?}");
            let back = location(&browser);
            assert!(back.starts_with(&rp.redirect), "{back}");
            assert_eq!(part(&back, "error").as_deref(), Some(*error), "{change:?}");
            assert_eq!(part(&back, "error_description").as_deref(), Some(*description));
            assert_eq!(part(&back, "state").as_deref(), Some(STATE));
            assert_eq!(part(&back, "iss").as_deref(), Some(ISSUER));
            assert_eq!(app.refusals_traced().last().map(String::as_str), Some(*code), "{change:?}");
            let in_fragment = change.iter().any(|(_, value)| *value == Some("code id_token"));
            assert_eq!(back.contains('#'), in_fragment, "{back}");
        }
        for change in ACCEPTED {
            let mut browser = app.browser();
            get(&mut browser, &rp.authorize(change)).await;
            assert_eq!(browser.status, 303, "{change:?}: {}", browser.visible_text());
            assert!(location(&browser).starts_with(&format!("{BASE}/interaction/")), "{change:?}");
        }
    }

    async fn y030007_a_parameter_sent_twice_or_too_long_is_refused(app: TestApp) {
        let rp = app.rp();
        let mut browser = app.browser();
        get(&mut browser, &format!("{}&state=autre", rp.authorize(&[]))).await;
        assert_eq!((browser.status.as_u16(), code_shown(&browser).as_str()), (400, "Y030007"));
        for (name, length) in [("acr_values", 65), ("prompt", 65), ("state", 2_001), ("client_id", 9_000), ("claims", 2_001)] {
            let long = "a".repeat(length);
            get(&mut browser, &rp.authorize(&[(name, Some(&long))])).await;
            assert_eq!((browser.status.as_u16(), code_shown(&browser).as_str()), (400, "Y030007"), "{name}");
        }
        get(&mut browser, &rp.authorize(&[("state", Some("a\0b"))])).await;
        assert_eq!((browser.status.as_u16(), code_shown(&browser).as_str()), (400, "Y030007"));
    }

    async fn authorize_takes_a_form_as_well(app: TestApp) {
        let rp = app.rp();
        let mut browser = app.browser();
        let params = rp.params();
        let pairs: Vec<(&str, &str)> = params.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        browser.send(Method::POST, &format!("{BASE}/authorize"), Some(form(&pairs))).await;
        assert_eq!(browser.status, 303, "{}", browser.visible_text());
        assert!(location(&browser).starts_with(&format!("{BASE}/interaction/")));
        let huge = "a".repeat(70_000);
        browser.send(Method::POST, &format!("{BASE}/authorize"), Some(form(&[("state", &huge)]))).await;
        assert_eq!((browser.status.as_u16(), code_shown(&browser).as_str()), (400, "Y030007"));
    }

    async fn a_disabled_client_is_unknown_at_once(app: TestApp) {
        let rp = app.rp();
        app.act(rp.opened.owner, |tx, ctx| {
            guichet::services::disable_client(tx, ctx, rp.opened.owner, (rp.opened.service, rp.key))
        });
        let mut browser = app.browser();
        get(&mut browser, &rp.authorize(&[])).await;
        assert_eq!(code_shown(&browser), "Y04EA6EF");
    }

    async fn an_idp_hint_skips_the_choice_and_the_way_back_aborts(app: TestApp) {
        let rp = app.rp();
        let mut browser = app.browser();
        get(&mut browser, &rp.authorize(&[("idp_hint", Some("fip2-low"))])).await;
        let interaction = location(&browser);
        get(&mut browser, &interaction).await;
        assert_eq!(location(&browser), format!("{interaction}/identites?fi=fip2-low"));
        get(&mut browser, &rp.authorize(&[])).await;
        let interaction = location(&browser);
        browser.visit(&interaction).await;
        let abort = browser.attrs("main a", "href").into_iter().find(|href| href.contains("with-error")).unwrap();
        get(&mut browser, &abort).await;
        assert_eq!(browser.status, 302);
        let back = location(&browser);
        assert!(back.starts_with(&rp.redirect));
        assert_eq!(part(&back, "error").as_deref(), Some("access_denied"));
        assert_eq!(part(&back, "error_description").as_deref(), Some("user authentication aborted"));
        assert_eq!(app.refusals_traced(), ["Y030030"]);
    }

    async fn pages_out_of_order_lost_sessions_and_strangers_are_refused(app: TestApp) {
        let rp = app.rp();
        let mut browser = app.browser();
        get(&mut browser, &rp.authorize(&[])).await;
        let interaction = location(&browser);
        get(&mut browser, &format!("{interaction}/consent")).await;
        assert_eq!(code_shown(&browser), "Y100004");
        let mut stranger = app.browser();
        get(&mut stranger, &interaction).await;
        assert_eq!((stranger.status.as_u16(), code_shown(&stranger).as_str()), (401, "Y190001"));
        get(&mut stranger, &rp.authorize(&[])).await;
        get(&mut stranger, &interaction).await;
        assert_eq!(code_shown(&stranger), "Y030025");
        rp.sign_in(&mut browser, "test").await;
        get(&mut browser, &rp.authorize(&[])).await;
        let second = location(&browser);
        assert!(second.ends_with("/consent"), "single sign-on: {second}");
        get(&mut browser, second.trim_end_matches("/consent")).await;
        assert_eq!(code_shown(&browser), "Y420001");
        app.clock.advance(chrono::Duration::minutes(31));
        get(&mut browser, &second).await;
        assert_eq!(code_shown(&browser), "Y190001");
    }

    async fn unknown_addresses_and_identity_providers_are_refused(app: TestApp) {
        let rp = app.rp();
        let mut browser = app.browser();
        get(&mut browser, &format!("{BASE}/introspect")).await;
        assert_eq!((browser.status.as_u16(), code_shown(&browser).as_str()), (404, "Y000404"));
        get(&mut browser, &rp.authorize(&[])).await;
        let interaction = location(&browser);
        for (fi, code) in [("inconnu", "Y020019"), ("fip3-low", "Y020017")] {
            get(&mut browser, &format!("{interaction}/identites?fi={fi}")).await;
            assert_eq!(code_shown(&browser), code);
        }
        get(&mut browser, &format!("{interaction}/identites?fi=fip1-low")).await;
        choose(&mut browser, &interaction, ("fip1-low", "personne")).await;
        assert_eq!(code_shown(&browser), "Y020025");
        let back = browser.attrs("main a", "href").into_iter().find(|href| href.starts_with("https://")).unwrap();
        assert!(back.starts_with(&rp.redirect) && back.contains("error=server_error"), "{back}");
    }
}

/// A client with addresses on two hosts.
fn on_two_hosts(document: &str) -> ClientDraft {
    ClientDraft {
        redirect_uris: vec![
            "https://a.exemple.fr/retour".to_owned(),
            "https://b.exemple.fr/retour".to_owned(),
        ],
        sector_identifier_uri: document.to_owned(),
        ..client_draft("Deux hôtes")
    }
}

both_databases! {
    async fn a_sector_is_not_checked_from_a_network_without_a_way_out(app: TestApp) {
        let rp = app.rp_of(app.opened(), &on_two_hosts("https://a.exemple.fr/secteur.json"));
        let mut browser = app.browser();
        get(&mut browser, &rp.authorize(&[])).await;
        assert_eq!(browser.status, 303);
    }
}
