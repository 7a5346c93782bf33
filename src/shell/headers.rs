//! The headers that tell browsers what our pages may do, which is little.
//!
//! Nothing inline and nothing from elsewhere runs (CSP without `unsafe-*`). A handler that sets one of these
//! headers itself keeps its own value: the sandbox's consent page needs another `form-action`.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

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

    use super::{POLICY, secure};

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
    fn the_policy_allows_nothing_unsafe() {
        assert!(!POLICY.contains("unsafe"));
    }
}
