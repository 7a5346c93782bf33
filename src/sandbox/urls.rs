//! The addresses of the sandbox, and the links between its pages.

use url::form_urlencoded::byte_serialize;

use super::trace::TraceId;

/// Where the provider answers; the issuer leads there.
pub const BASE: &str = "/bac-a-sable/api/v2";
/// The list of refusals.
pub const ERRORS: &str = "/bac-a-sable/erreurs";

/// The choice of an identity provider.
#[must_use]
pub fn interaction(flow: TraceId) -> String {
    format!("{BASE}/interaction/{flow}")
}

/// The choice of a person at an identity provider.
#[must_use]
pub fn identities(flow: TraceId, provider: &str) -> String {
    format!("{BASE}/interaction/{flow}/identites?fi={provider}")
}

/// The form of an identity that is in no list.
#[must_use]
pub fn typed(flow: TraceId, provider: &str) -> String {
    format!("{BASE}/interaction/{flow}/saisie?fi={provider}")
}

/// Where the chosen person is sent.
#[must_use]
pub fn verify(flow: TraceId) -> String {
    format!("{BASE}/interaction/{flow}/verify")
}

/// The information or consent page.
#[must_use]
pub fn consent(flow: TraceId) -> String {
    format!("{BASE}/interaction/{flow}/consent")
}

/// Where the person goes on to the client.
#[must_use]
pub fn login(flow: TraceId) -> String {
    format!("{BASE}/interaction/{flow}/login")
}

/// The way back to the client without signing in.
#[must_use]
pub fn abort(flow: TraceId) -> String {
    format!("{BASE}/redirect-to-sp-with-error?interaction={flow}")
}

/// Where a logout is confirmed.
#[must_use]
pub fn confirm_logout() -> String {
    format!("{BASE}/session/end/confirm")
}

/// What is shown after a logout that goes nowhere.
#[must_use]
pub fn logged_out() -> String {
    format!("{BASE}/session/end/success")
}

/// What is known of a code.
#[must_use]
pub fn error(code: &str, incident: &str) -> String {
    let incident: String = byte_serialize(incident.as_bytes()).collect();
    format!("{ERRORS}?code={code}&id={incident}")
}
