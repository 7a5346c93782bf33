//! The headers that tell browsers what our pages may do, which is little.
//!
//! Nothing inline and nothing from elsewhere runs (CSP without `unsafe-*`). A handler that sets one of these
//! headers itself keeps its own value: the sandbox's consent page needs another `form-action`.

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/// The policy of a page whose form may lead to an address outside: a client of the sandbox, and wherever that leads on.
/// Browsers hold each redirection after a form against `form-action`.
#[must_use]
pub fn leading_elsewhere() -> (HeaderName, HeaderValue) {
    let policy = POLICY.replace("form-action 'self'", "form-action 'self' https: http:");
    let value = HeaderValue::from_str(&policy);
    (
        CONTENT_SECURITY_POLICY,
        value.unwrap_or(HeaderValue::from_static(POLICY)),
    )
}

const ALWAYS: [(&str, &str); 8] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // Not `no-referrer`: browsers would then send `Origin: null` with our own forms.
    ("referrer-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-store"),
];

const BEHIND_TLS: (&str, &str) = ("strict-transport-security", "max-age=63072000");

/// Adds what the response does not say itself.
pub fn secure(headers: &mut HeaderMap, over_tls: bool) {
    let all = ALWAYS.iter().chain(over_tls.then_some(&BEHIND_TLS));
    for (name, value) in all {
        let name = HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{
        CACHE_CONTROL, HeaderMap, HeaderValue, STRICT_TRANSPORT_SECURITY,
    };

    use super::{POLICY, leading_elsewhere, secure};

    #[test]
    fn hsts_is_said_only_over_tls_and_own_values_are_kept() {
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("max-age=1"));
        secure(&mut headers, false);
        assert!(!headers.contains_key(STRICT_TRANSPORT_SECURITY));
        assert_eq!(headers.get(CACHE_CONTROL).unwrap(), "max-age=1");
        secure(&mut headers, true);
        assert!(headers.contains_key(STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn only_the_forms_of_a_page_that_leads_elsewhere_are_freed() {
        let (_, value) = leading_elsewhere();
        let freed = value.to_str().unwrap();
        assert!(freed.contains("form-action 'self' https: http:;"));
        assert_eq!(freed.replace(" https: http:", ""), POLICY);
    }

    #[test]
    fn the_policy_allows_nothing_unsafe() {
        assert!(!POLICY.contains("unsafe"));
    }
}
