//! What a trace may keep of a request or an answer: never a secret, a code or a token, only its kind and its last four
//! characters. Signed tokens are read, so that their claims can be compared; their signature is not kept.
//!
//! A value under a name that nobody knows is kept only when it can't be a secret: a partner who sends a secret in the
//! wrong field must not find it here either. Texts are cut, so that a huge parameter costs a small trace.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use url::Url;

/// Longest value kept, in characters.
const LONGEST: usize = 600;
/// Longest name kept, in characters.
const LONGEST_NAME: usize = 60;
/// Most pairs kept of one request or answer.
const MOST: usize = 40;
/// Characters of a secret that are shown.
const SHOWN: usize = 4;
/// Secrets shorter than this show none.
const TOO_SHORT: usize = 12;
/// A word of that length in the alphabet of keys and tokens may be a secret.
const SUSPECT: usize = 24;

/// Names whose values are secret, with what they are, in alphabetical order.
const SECRETS: &[(&str, &str)] = &[
    ("access_token", "jeton d'accès"),
    ("authorization", "en-tête d'authentification"),
    ("client_assertion", "assertion du client"),
    ("client_secret", "secret du client"),
    ("code", "code"),
    ("code_verifier", "vérificateur PKCE"),
    ("cookie", "cookie"),
    ("id_token", "jeton d'identité"),
    ("id_token_hint", "jeton d'identité"),
    ("password", "mot de passe"),
    ("refresh_token", "jeton"),
    ("request", "demande signée"),
    ("set-cookie", "cookie"),
    ("token", "jeton"),
    ("userinfo", "identité signée"),
];

/// Names whose values are public, whatever they look like, in alphabetical order.
const PUBLIC: &[&str] = &[
    "acr_values",
    "amr",
    "aud",
    "claims",
    "client_assertion_type",
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "content-type",
    "display",
    "email",
    "error",
    "error_description",
    "expires_in",
    "fi",
    "grant_type",
    "identity",
    "idp_hint",
    "idp_id",
    "iss",
    "kid",
    "login_hint",
    "message",
    "nonce",
    "prompt",
    "response_mode",
    "response_type",
    "scope",
    "state",
    "sub",
    "token_type",
    "token_type_hint",
    "ui_locales",
    "user-agent",
];

/// Names and values as a trace keeps them.
pub(super) type Pairs = Vec<(String, String)>;

/// Redacts pairs.
pub(super) fn pairs(raw: Vec<(String, String)>) -> Pairs {
    let total = raw.len();
    let mut kept = Pairs::with_capacity(raw.len().min(MOST));
    for (name, value) in raw.into_iter().take(MOST) {
        let name = cut(&name, LONGEST_NAME);
        let claims = claims_behind(&name, &value);
        let value = redacted(&name, &value);
        kept.push((name, value));
        kept.extend(claims);
    }
    if total > MOST {
        kept.push(("…".to_owned(), format!("et {} autres", total - MOST)));
    }
    kept
}

/// Redacts a path: its query, which should not be there, is cut off.
pub(super) fn path(raw: &str) -> String {
    cut(bare(raw), LONGEST)
}

fn redacted(name: &str, value: &str) -> String {
    let known = name.to_ascii_lowercase();
    if value.is_empty() {
        return String::new();
    }
    if known == "code" && is_refusal(value) {
        return value.to_owned();
    }
    if let Ok(at) = SECRETS.binary_search_by_key(&known.as_str(), |(secret, _)| secret) {
        let kind = SECRETS.get(at).map_or("valeur", |(_, kind)| kind);
        return masked(kind, value);
    }
    let public = PUBLIC.binary_search(&known.as_str()).is_ok();
    if !public && looks_like_an_address(value) {
        return cut(&address(value), LONGEST);
    }
    if public && !is_signed(value) {
        return cut(value, LONGEST);
    }
    if is_suspect(value) {
        return masked("valeur", value);
    }
    cut(value, LONGEST)
}

/// Whether it is the code of a refusal rather than one to exchange.
fn is_refusal(value: &str) -> bool {
    let rest = value.strip_prefix('Y').unwrap_or_default();
    matches!(rest.len(), 6 | 7)
        && rest
            .bytes()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// `code …Xy9Z`.
fn masked(kind: &str, value: &str) -> String {
    let count = value.chars().count();
    if count < TOO_SHORT {
        return format!("{kind}, {count} caractères");
    }
    let end: String = value.chars().skip(count - SHOWN).collect();
    format!("{kind} …{end}")
}

fn cut(text: &str, longest: usize) -> String {
    if text.len() <= longest && !text.contains('\0') {
        return text.to_owned();
    }
    let clean = text.replace('\0', "\u{fffd}");
    let count = clean.chars().count();
    if count <= longest {
        return clean;
    }
    let start: String = clean.chars().take(longest).collect();
    format!("{start}… ({count} caractères)")
}

/// Whether a word in it may be a key, a token or a secret.
fn is_suspect(value: &str) -> bool {
    let mut run = 0;
    value.chars().any(|c| {
        let alphabet = c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '/' | '=');
        run = if alphabet { run + 1 } else { 0 };
        run >= SUSPECT
    })
}

fn is_signed(value: &str) -> bool {
    value.starts_with("eyJ") && value.matches('.').count() >= 2
}

fn looks_like_an_address(value: &str) -> bool {
    value.starts_with("https://") || value.starts_with("http://") || value.starts_with('/')
}

/// An address with the parameters of its query and fragment redacted one by one.
fn address(value: &str) -> String {
    static BASE: LazyLock<Option<Url>> =
        LazyLock::new(|| Url::parse("http://relative.invalid").ok());
    let parsed = Url::options().base_url(BASE.as_ref()).parse(value);
    let Ok(url) = parsed else {
        return masked("adresse", value);
    };
    if url.password().is_some() || !url.username().is_empty() {
        return masked("adresse", value);
    }
    // Not the parser's own writing: addresses are compared byte by byte, and so may the reader.
    let mut shown = bare(value).to_owned();
    for (mark, part) in [('?', url.query()), ('#', url.fragment())] {
        if let Some(part) = part {
            shown.push(mark);
            shown.push_str(&parameters(part));
        }
    }
    shown
}

fn parameters(query: &str) -> String {
    url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| {
            if value.is_empty() {
                redacted("", &name)
            } else {
                format!("{}={}", cut(&name, LONGEST_NAME), flat(&name, &value))
            }
        })
        .collect::<Vec<_>>()
        .join("&")
}

/// A parameter inside an address: an address in it is not opened again, so that nothing nests.
fn flat(name: &str, value: &str) -> String {
    if looks_like_an_address(value) {
        return cut(bare(value), LONGEST);
    }
    redacted(name, value)
}

/// An address without its query and its fragment.
fn bare(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// The header and the claims of a signed token, each under `name.claim`.
fn claims_behind(name: &str, value: &str) -> Pairs {
    let token = value.strip_prefix("Bearer ").unwrap_or(value);
    if token.len() > 20_000 || !is_signed(token) {
        return Pairs::new();
    }
    let mut parts = token.split('.');
    let header = parts.next().and_then(read);
    let claims = parts.next().and_then(read);
    let listed = |part: Option<Value>, prefix: &str| -> Pairs {
        let Some(Value::Object(fields)) = part else {
            return Pairs::new();
        };
        let fields = fields.into_iter().take(MOST);
        fields
            .map(|(key, value)| {
                let text = match value {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                let value = redacted(&key, &text);
                (cut(&format!("{prefix}{key}"), LONGEST_NAME), value)
            })
            .collect()
    };
    let mut found = listed(header, &format!("{name} : en-tête "));
    found.extend(listed(claims, &format!("{name} : ")));
    found
}

fn read(part: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(name: &str, value: &str) -> String {
        let kept = pairs(vec![(name.to_owned(), value.to_owned())]);
        kept.into_iter().next().unwrap().1
    }

    #[test]
    fn names_are_in_alphabetical_order() {
        assert!(SECRETS.is_sorted_by_key(|(name, _)| name));
        assert!(PUBLIC.is_sorted());
    }

    #[test]
    fn a_secret_keeps_its_kind_and_four_characters() {
        let secret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        assert_eq!(one("client_secret", secret), "secret du client …cdef");
        assert_eq!(
            one("Authorization", "Basic YTpi"),
            "en-tête d'authentification, 10 caractères"
        );
        assert_eq!(one("secret", secret), "valeur …cdef");
        assert_eq!(one("client_id", secret), secret);
        assert_eq!(one("code", ""), "");
        assert_eq!(one("code", "Y04EA6EF"), "Y04EA6EF");
    }

    #[test]
    fn an_address_keeps_what_is_public_in_it() {
        let location = "https://exemple.fr/retour?code=AbCdEfGhIjKlMnOp&state=etat-0123456789-0123456789-01&iss=https%3A%2F%2Ffc%2Fapi";
        assert_eq!(
            one("location", location),
            "https://exemple.fr/retour?code=code …MnOp&state=etat-0123456789-0123456789-01&iss=https://fc/api"
        );
        assert_eq!(
            one("redirect_uri", "https://exemple.fr/retour"),
            "https://exemple.fr/retour"
        );
        assert_eq!(
            one("location", "/suite?access_token=0123456789abcdef"),
            "/suite?access_token=jeton d'accès …cdef"
        );
        assert_eq!(
            one("location", "https://moi:motdepasse@exemple.fr/"),
            "adresse ….fr/"
        );
    }

    #[test]
    fn the_claims_of_a_signed_token_are_read_and_its_signature_is_not_kept() {
        let part = |json: &str| URL_SAFE_NO_PAD.encode(json);
        let token = format!(
            "{}.{}.c2lnbmF0dXJlLXNpZ25hdHVyZQ",
            part(r#"{"alg":"ES256","kid":"pkcs11:ES256:hsm"}"#),
            part(r#"{"nonce":"n-0S6_WzA2Mj","exp":12,"aud":["a"]}"#)
        );
        let kept = pairs(vec![("id_token".to_owned(), token)]);
        let shown: Vec<_> = kept
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                (
                    "id_token",
                    "jeton d'identité …dHVyZQ"
                        .replace("dHVyZQ", "VyZQ")
                        .as_str()
                ),
                ("id_token : en-tête alg", "ES256"),
                ("id_token : en-tête kid", "pkcs11:ES256:hsm"),
                ("id_token : aud", r#"["a"]"#),
                ("id_token : exp", "12"),
                ("id_token : nonce", "n-0S6_WzA2Mj"),
            ]
        );
    }

    #[test]
    fn a_huge_request_costs_a_small_trace() {
        let huge = vec![("x".repeat(10_000), "mot ".repeat(100_000)); 1_000];
        let kept = pairs(huge);
        let size: usize = kept
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum();
        assert!(kept.len() <= MOST + 1 && size < 50_000, "{size}");
    }

    proptest! {
        #[test]
        fn no_secret_survives_wherever_it_was_put(
            secret in "[A-Za-z0-9_-]{32,64}",
            name in prop_oneof![
                Just("client_secret".to_owned()), Just("code".to_owned()), Just("Token".to_owned()),
                Just("authorization".to_owned()), Just("secret".to_owned()), "[a-z]{3,9}",
            ],
            place in 0_u8..5,
        ) {
            prop_assume!(!PUBLIC.contains(&name.as_str()));
            let value = match place {
                0 => secret.clone(),
                1 => format!("Bearer {secret}"),
                2 => format!("https://exemple.fr/a?{name}={secret}&autre=1"),
                3 => format!("https://exemple.fr/a#{name}={secret}"),
                _ => format!("voici {secret} !"),
            };
            let shown = pairs(vec![(name, value)]).into_iter().map(|(_, value)| value).collect::<String>();
            let tail: String = secret.chars().skip(secret.chars().count() - SHOWN - 1).collect();
            prop_assert!(!shown.contains(&secret) && !shown.contains(&tail), "{shown}");
        }

        #[test]
        fn nothing_breaks_redaction(name in "\\PC{0,80}", value in "\\PC{0,300}") {
            let kept = pairs(vec![(name, value)]);
            prop_assert!(kept.iter().all(|(_, value)| !value.contains('\0')));
        }
    }
}
