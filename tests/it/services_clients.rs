//! The rules of client configurations, for the sandbox and for production.

use guichet::services::{
    ClientAuth, ClientConfig, ClientDraft, Environment, Frame, Keys, ScopeSet, between, check,
};

use crate::support::services::client_draft;

fn frame(environment: Environment) -> Frame {
    let allowed = ScopeSet::granted_by(["family_name", "birthplace", "birthcountry", "dgfip_rfr"]);
    Frame {
        environment,
        allowed,
    }
}

fn judge(
    environment: Environment,
    change: impl FnOnce(&mut ClientDraft),
) -> Result<ClientConfig, Vec<(&'static str, String)>> {
    let mut draft = client_draft("Recette");
    change(&mut draft);
    check(&draft, &frame(environment)).map_err(|errors| {
        errors
            .into_iter()
            .map(|error| (error.field, error.message))
            .collect()
    })
}

fn sandbox(change: impl FnOnce(&mut ClientDraft)) -> Vec<&'static str> {
    fields(judge(Environment::Sandbox, change))
}

fn production(change: impl FnOnce(&mut ClientDraft)) -> Vec<&'static str> {
    fields(judge(Environment::Production, change))
}

fn fields(judged: Result<ClientConfig, Vec<(&'static str, String)>>) -> Vec<&'static str> {
    judged
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|(field, _)| field)
        .collect()
}

fn one(address: &str) -> Vec<String> {
    vec![address.to_owned()]
}

#[test]
fn an_empty_draft_names_every_field_that_must_be_given() {
    let errors = check(&ClientDraft::default(), &frame(Environment::Sandbox)).unwrap_err();
    let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
    assert_eq!(
        fields,
        [
            "name",
            "redirect_uris",
            "post_logout_redirect_uris",
            "signing_alg",
            "auth_method"
        ]
    );
    assert!(
        errors
            .iter()
            .all(|error| error.message.ends_with('.') && !error.message.contains("  "))
    );
}

#[test]
fn names_fit_in_256_characters_on_one_line() {
    assert_eq!(
        sandbox(|draft| draft.name = "é".repeat(256)),
        Vec::<&str>::new()
    );
    assert_eq!(sandbox(|draft| draft.name = "é".repeat(257)), ["name"]);
    assert_eq!(sandbox(|draft| draft.name = "a\tb".to_owned()), ["name"]);
    assert!(sandbox(|draft| draft.name = "🎉 שלום <script>".to_owned()).is_empty());
}

#[test]
fn the_sandbox_accepts_http_and_localhost_and_production_does_not() {
    for address in [
        "http://localhost:3000/retour",
        "http://127.0.0.1/retour",
        "https://recette/retour",
        "https://a.test/x",
    ] {
        assert!(
            sandbox(|draft| draft.redirect_uris = one(address)).is_empty(),
            "{address}"
        );
        assert_eq!(
            production(|draft| draft.redirect_uris = one(address)),
            ["redirect_uris"],
            "{address}"
        );
    }
    assert!(production(|draft| draft.redirect_uris = one("https://xn--caf-dma.fr/x")).is_empty());
    assert_eq!(
        production(|draft| draft.post_logout_redirect_uris = one("http://a.fr/x")),
        ["post_logout_redirect_uris"]
    );
}

#[test]
fn addresses_are_whole_exact_and_without_secrets() {
    for address in [
        "demarches.exemple.fr",
        "/retour",
        "ftp://a.fr/x",
        "javascript:alert(1)",
        "https:a.fr",
        "https://a.fr/x y",
        "https://",
        "https://moi:secret@a.fr/",
        "https://a.fr/#ici",
        "https://*.a.fr/",
        "https://a.fr\\b",
    ] {
        assert_eq!(
            sandbox(|draft| draft.redirect_uris = one(address)),
            ["redirect_uris"],
            "{address}"
        );
    }
    let long = format!("https://a.fr/{}", "x".repeat(1_024));
    assert_eq!(
        sandbox(|draft| draft.redirect_uris = one(&long)),
        ["redirect_uris"]
    );
}

#[test]
fn sites_are_public_pages_in_every_environment() {
    assert!(sandbox(|draft| draft.sites = Vec::new()).is_empty());
    for address in [
        "http://a.fr/",
        "https://localhost/",
        "https://192.0.2.1/",
        "https://intranet/",
    ] {
        assert_eq!(
            sandbox(|draft| draft.sites = one(address)),
            ["sites"],
            "{address}"
        );
    }
}

#[test]
fn redirects_share_one_host_unless_a_sector_document_lists_them() {
    let two = vec![
        "https://a.exemple.fr/r".to_owned(),
        "http://localhost/r".to_owned(),
    ];
    let judged = judge(Environment::Sandbox, |draft| {
        draft.redirect_uris.clone_from(&two);
    });
    let (field, message) = judged.unwrap_err().remove(0);
    assert_eq!(field, "redirect_uris");
    assert!(message.contains("même hôte"), "{message}");
    let with_document = sandbox(|draft| {
        draft.redirect_uris = two;
        draft.sector_identifier_uri = "https://a.exemple.fr/secteur.json".to_owned();
    });
    assert!(with_document.is_empty());
    let http = sandbox(|draft| {
        draft.sector_identifier_uri = "http://a.exemple.fr/secteur.json".to_owned();
    });
    assert_eq!(http, ["sector_identifier_uri"]);
    let elsewhere = sandbox(|draft| draft.post_logout_redirect_uris = one("https://b.fr/fin"));
    assert!(
        elsewhere.is_empty(),
        "no rule of the same host for sign-out"
    );
}

#[test]
fn servers_are_named_by_address_or_range() {
    let good = ["192.0.2.10", "192.0.2.0/24", "2001:db8::1", "2001:db8::/32"].map(str::to_owned);
    assert!(sandbox(|draft| draft.ip_ranges = good.to_vec()).is_empty());
    for bad in ["192.0.2", "192.0.2.0/33", "serveur.fr", "256.1.1.1"] {
        assert_eq!(
            sandbox(|draft| draft.ip_ranges = one(bad)),
            ["ip_ranges"],
            "{bad}"
        );
    }
}

#[test]
fn keys_are_public_signing_keys_given_in_one_way() {
    let with = |uri: &str, set: &str| {
        sandbox(|draft| {
            draft.auth_method = "private_key_jwt".to_owned();
            draft.jwks_uri = uri.to_owned();
            draft.jwks = set.to_owned();
        })
    };
    let coordinate = "A".repeat(43);
    let ec = format!(r#"{{"kty":"EC","crv":"P-256","x":"{coordinate}","y":"{coordinate}"}}"#);
    let set = |key: &str| format!(r#"{{"keys":[{key}]}}"#);
    assert!(with("https://a.fr/cles.json", "").is_empty());
    assert!(with("", &set(&ec)).is_empty());
    assert_eq!(with("", ""), ["jwks_uri"]);
    assert_eq!(with("https://a.fr/cles.json", &set(&ec)), ["jwks"]);
    assert_eq!(with("http://a.fr/cles.json", ""), ["jwks_uri"]);
    let private = ec.replace(r#""kty""#, r#""d":"AAAA","kty""#);
    for bad in [
        "pas du json",
        "{}",
        r#"{"keys":[]}"#,
        &set(&private),
        &set(r#"{"kty":"oct","k":"AAAA"}"#),
        &set(r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#),
        &set(&ec.replace("P-256", "P-384")),
        &set(&ec.replace(r#""kty""#, r#""use":"enc","kty""#)),
    ] {
        assert_eq!(with("", bad), ["jwks"], "{bad}");
    }
}

#[test]
fn a_kept_identifier_is_that_of_an_older_client() {
    assert!(sandbox(|draft| draft.entity_id = "a-1".repeat(11)).is_empty());
    for bad in [
        "a".repeat(31),
        "a".repeat(65),
        "é".repeat(32),
        "_".repeat(40),
    ] {
        assert_eq!(
            sandbox(|draft| draft.entity_id.clone_from(&bad)),
            ["entity_id"],
            "{bad}"
        );
    }
}

#[test]
fn scopes_never_exceed_the_habilitation() {
    let ask = |scopes: &[&str]| {
        judge(Environment::Sandbox, |draft| {
            draft.scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        })
    };
    let granted = ask(&["family_name", "birth", "dgfip_rfr"]).unwrap();
    let scopes: Vec<_> = granted.scopes().iter().map(String::as_str).collect();
    assert_eq!(scopes, ["birth", "dgfip_rfr", "family_name", "openid"]);
    for beyond in ["email", "profile", "identite_pivot", "dgfip_decl", "*"] {
        let (field, message) = ask(&[beyond]).unwrap_err().remove(0);
        assert_eq!(field, "scopes");
        assert!(message.contains(beyond), "{message}");
    }
}

#[test]
fn a_composite_scope_needs_every_claim_behind_it() {
    let pivot = [
        "given_name",
        "family_name",
        "birthdate",
        "gender",
        "birthplace",
        "birthcountry",
    ];
    assert!(ScopeSet::granted_by(pivot).allows("identite_pivot"));
    assert!(ScopeSet::granted_by(pivot).allows("birth"));
    assert!(!ScopeSet::granted_by(pivot).allows("profile"));
    for missing in pivot {
        let rest = pivot.into_iter().filter(|claim| *claim != missing);
        assert!(!ScopeSet::granted_by(rest).allows("identite_pivot"));
    }
    assert!(ScopeSet::granted_by([]).allows("openid"));
}

#[test]
fn differences_are_told_field_by_field() {
    let before = judge(Environment::Sandbox, |_| {}).unwrap();
    let after = judge(Environment::Sandbox, |draft| {
        draft.redirect_uris = one("https://demarches.exemple.fr/nouveau");
        draft.auth_method = "private_key_jwt".to_owned();
        draft.jwks_uri = "https://demarches.exemple.fr/cles".to_owned();
    })
    .unwrap();
    let fields: Vec<_> = between(&before, &after)
        .into_iter()
        .map(|one| one.field)
        .collect();
    assert_eq!(fields, ["redirect_uris", "auth_method", "jwks"]);
    assert!(between(&before, &before).is_empty());
    let keys = Keys::Uri("https://demarches.exemple.fr/cles".to_owned());
    assert_eq!(after.auth(), &ClientAuth::PrivateKeyJwt { keys });
}
