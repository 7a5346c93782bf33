//! A client's proof by its own key: a signed assertion (RFC 7523), used once.
//!
//! The signature is checked with the keys of the client only, in an algorithm named here: what the header says can only
//! choose among them. Times are those of the context, not of the library.

use chrono::Duration;
use jsonwebtoken::jwk::Jwk;
use serde_json::{Map, Value};

use crate::kernel::clock::Instant;
use crate::kernel::secret::sha256_hex;
use crate::sandbox::fault::{Fault, Refused};
use crate::sandbox::keys::jose::{self, Rejected};

/// The only type of assertion.
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Clocks differ by that much at most.
const LEEWAY_SECONDS: i64 = 15;
/// An assertion lives no longer, so that used ones need not be remembered for ever.
const LIFE_MOST_SECONDS: i64 = 600;
const LENGTH_MOST: usize = 8_192;
const JTI_MOST: usize = 255;

/// An assertion that holds, and what must be remembered of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// SHA-256 of its `jti`.
    pub jti_hash: String,
    /// Until when it could be shown again.
    pub until: Instant,
}

/// The client that an assertion says it is from, before anything is believed.
#[must_use]
pub fn claimed_client(assertion: &str) -> Option<String> {
    let claims = jose::peek_claims(assertion)?;
    Some(claims.get("sub")?.as_str()?.to_owned())
}

/// Holds an assertion against the keys of the client and against those it may be for.
pub fn check(
    assertion: &str,
    (client_id, keys): (&str, &[Jwk]),
    audiences: &[&str],
    now: Instant,
) -> Result<Proof, Refused> {
    if assertion.len() > LENGTH_MOST {
        return Err(malformed("client_assertion is too long"));
    }
    let claims = jose::verify(assertion, keys).map_err(|rejected| match rejected {
        Rejected::Unreadable => malformed("invalid client assertion format"),
        Rejected::Algorithm => Fault::AssertionAlgorithm.into(),
        Rejected::Signature => Fault::AssertionSignature.into(),
    })?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(client_id) || text("sub") != Some(client_id) {
        return Err(Fault::AssertionIssuer.into());
    }
    if !is_for(&claims, audiences) {
        return Err(Fault::AssertionAudience.into());
    }
    let until = lifetime(&claims, now)?;
    let jti = text("jti")
        .filter(|jti| !jti.is_empty() && jti.len() <= JTI_MOST)
        .ok_or_else(|| malformed("unique jti (JWT ID) must be provided in the client assertion"))?;
    Ok(Proof {
        jti_hash: sha256_hex(jti.as_bytes()),
        until,
    })
}

fn malformed(detail: &str) -> Refused {
    Fault::AssertionMalformed.about(detail)
}

fn is_for(claims: &Map<String, Value>, audiences: &[&str]) -> bool {
    match claims.get("aud") {
        Some(Value::String(audience)) => audiences.contains(&audience.as_str()),
        Some(Value::Array(several)) => several
            .iter()
            .filter_map(Value::as_str)
            .any(|audience| audiences.contains(&audience)),
        _ => false,
    }
}

/// Until when the assertion holds, if it holds now.
fn lifetime(claims: &Map<String, Value>, now: Instant) -> Result<Instant, Refused> {
    let seconds = now.utc().timestamp();
    let exp = number(claims, "exp")
        .ok_or_else(|| malformed("expiration must be specified in the client assertion"))?;
    let starts = [number(claims, "nbf"), number(claims, "iat")];
    let early = starts
        .into_iter()
        .flatten()
        .any(|start| start > seconds.saturating_add(LEEWAY_SECONDS));
    let left = exp.saturating_sub(seconds);
    if early || left <= -LEEWAY_SECONDS || left > LIFE_MOST_SECONDS {
        return Err(Fault::AssertionExpired.into());
    }
    Ok(now.plus(Duration::seconds(left + LEEWAY_SECONDS)))
}

/// A date of JWT: whole seconds, or with a fraction that is dropped.
fn number(claims: &Map<String, Value>, name: &str) -> Option<i64> {
    let value = claims.get(name)?;
    value.as_i64().or_else(|| {
        let text = value.as_f64()?.trunc().to_string();
        text.parse().ok()
    })
}
