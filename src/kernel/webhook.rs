//! Signed messages to an address of the operator's choice, as Standard Webhooks 1.0.0 says (<https://www.standardwebhooks.com>).
//!
//! Three headers go with a body of JSON: `webhook-id`, the same over all tries; `webhook-timestamp`, the seconds of this
//! try; `webhook-signature`, `v1,` and the base64 of the HMAC-SHA-256 of `id.timestamp.body` under the shared key. Any
//! status of success means that the message was taken; redirections are not followed. Called by jobs: it blocks.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::blocking::Client;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use url::Url;
use uuid::Uuid;

use crate::kernel::clock::Instant;
use crate::kernel::fetch::is_local;

const AGENT: &str = concat!("guichet/", env!("CARGO_PKG_VERSION"));
/// The receiver may take no longer; the message is sent again later.
const PATIENCE: Duration = Duration::from_secs(10);
/// What the text of a key begins with.
const KEY_PREFIX: &str = "whsec_";

/// The key that both sides know: `whsec_` and the base64 of 24 to 64 random bytes.
#[derive(Clone)]
pub struct WebhookKey(hmac::Key);

/// A text that is no key; it does not tell the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected whsec_ and the base64 of 24 to 64 bytes")]
pub struct WebhookKeyError;

impl FromStr for WebhookKey {
    type Err = WebhookKeyError;

    fn from_str(text: &str) -> Result<Self, WebhookKeyError> {
        let encoded = text.strip_prefix(KEY_PREFIX).ok_or(WebhookKeyError)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| WebhookKeyError)?;
        match bytes.len() {
            24..=64 => Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes))),
            _ => Err(WebhookKeyError),
        }
    }
}

impl fmt::Debug for WebhookKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookKey(…)")
    }
}

/// Where messages go, and the key that signs them.
#[derive(Debug, Clone)]
pub struct Webhook {
    url: Url,
    key: WebhookKey,
}

/// Why a message was not taken; no address in it, for it is kept and shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// Refused connection, bad certificate, no answer in time.
    #[error("the receiver does not answer")]
    Silent,
    /// Another status than those of success.
    #[error("the receiver answered {0}")]
    Refused(u16),
}

impl Webhook {
    /// Messages to `url`, signed with `key`.
    #[must_use]
    pub fn new(url: Url, key: WebhookKey) -> Self {
        Self { url, key }
    }

    /// Whether nobody on the way can read the messages.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Sends `body`. The call is made on a thread of its own: the HTTP library refuses to block on one that runs an
    /// asynchronous runtime.
    pub fn send(&self, id: Uuid, at: Instant, body: &str) -> Result<(), WebhookError> {
        std::thread::scope(|scope| {
            let sending = scope.spawn(|| self.send_here(id, at, body));
            sending.join().unwrap_or(Err(WebhookError::Silent))
        })
    }

    fn send_here(&self, id: Uuid, at: Instant, body: &str) -> Result<(), WebhookError> {
        let seconds = at.utc().timestamp();
        let builder = Client::builder()
            .user_agent(AGENT)
            .redirect(Policy::none())
            .timeout(PATIENCE);
        let builder = if is_local(&self.url) {
            builder.no_proxy()
        } else {
            builder
        };
        let client = builder.build().map_err(|_| WebhookError::Silent)?;
        let answer = client
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id.to_string())
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", self.signature(id, seconds, body))
            .body(body.to_owned())
            .send()
            .map_err(|_| WebhookError::Silent)?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status => Err(WebhookError::Refused(status.as_u16())),
        }
    }

    fn signature(&self, id: Uuid, seconds: i64, body: &str) -> String {
        let tag = hmac::sign(&self.key.0, format!("{id}.{seconds}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_long_enough_and_never_shown() {
        let key = |bytes: usize| format!("{KEY_PREFIX}{}", STANDARD.encode(vec![7; bytes]));
        assert!(key(23).parse::<WebhookKey>().is_err());
        assert!(key(65).parse::<WebhookKey>().is_err());
        assert!(STANDARD.encode([7; 32]).parse::<WebhookKey>().is_err());
        let shown = format!("{:?}", key(32).parse::<WebhookKey>().unwrap());
        assert_eq!(shown, "WebhookKey(…)");
    }

    #[test]
    fn the_signature_is_over_id_time_and_body() {
        let key = format!("{KEY_PREFIX}{}", STANDARD.encode([7; 32]));
        let webhook = Webhook::new(
            Url::parse("https://fournisseur.example/").unwrap(),
            key.parse().unwrap(),
        );
        let id = Uuid::nil();
        // openssl dgst -sha256 -mac HMAC -macopt hexkey:0707… -binary | base64
        assert_eq!(webhook.signature(id, 1_700_000_000, "{}"), EXPECTED);
        assert_ne!(webhook.signature(id, 1_700_000_001, "{}"), EXPECTED);
        assert_ne!(webhook.signature(id, 1_700_000_000, "[]"), EXPECTED);
    }

    const EXPECTED: &str = "v1,ZxvsOzYV/OpNsXv3s5jH6WUZOCIv7ONToQakPTt2CAM=";
}
