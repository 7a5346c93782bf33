//! SMTP, by a small pool of kept connections.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Message, MultiPart};
use lettre::transport::smtp::PoolConfig;
use lettre::{SmtpTransport, Transport};
use url::Url;

use super::{MailError, Rendered};

/// Longest wait for a connection and for each answer; with four commands a mail it stays under the lease of a job.
const TIMEOUT: Duration = Duration::from_secs(10);
/// One connection for each thread of the outbox.
const CONNECTIONS: u32 = 4;

/// A checked SMTP URL. `smtps://` is TLS from the first byte; `smtp://` takes `?tls=none` (the default),
/// `?tls=opportunistic` or `?tls=required` (STARTTLS, never a clear mail).
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl(Url);

/// The URL names no SMTP server.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "expected smtp://[USER:PASSWORD@]HOST[:PORT][?tls=none|opportunistic|required] or smtps://..."
)]
pub struct SmtpUrlError;

impl FromStr for SmtpUrl {
    type Err = SmtpUrlError;
    fn from_str(text: &str) -> Result<Self, SmtpUrlError> {
        let mut url = Url::parse(text).map_err(|_| SmtpUrlError)?;
        let tls = url
            .query_pairs()
            .find(|(key, _)| key == "tls")
            .map(|(_, value)| value.into_owned());
        let known = match (url.scheme(), tls.as_deref()) {
            ("smtp", None | Some("none")) => {
                url.set_query(None);
                true
            }
            ("smtp", Some("opportunistic" | "required")) | ("smtps", None) => true,
            _ => false,
        };
        if known && url.host_str().is_some_and(|host| !host.is_empty()) {
            Ok(Self(url))
        } else {
            Err(SmtpUrlError)
        }
    }
}

impl SmtpUrl {
    /// Whether the mail never crosses the network in clear.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.0.scheme() == "smtps"
            || self
                .0
                .query_pairs()
                .any(|(key, value)| key == "tls" && value == "required")
    }
}

/// Shows where, never the password.
impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}://{}",
            self.0.scheme(),
            self.0.host_str().unwrap_or_default()
        )
    }
}

/// A pool of connections to one server.
pub(super) struct Smtp(SmtpTransport);

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Smtp")
    }
}

impl Smtp {
    pub(super) fn new(url: &SmtpUrl) -> Result<Self, MailError> {
        let builder = SmtpTransport::from_url(url.0.as_str())
            .map_err(|error| MailError::Smtp(error.to_string()))?;
        let pool = PoolConfig::new()
            .max_size(CONNECTIONS)
            .idle_timeout(Duration::from_secs(30));
        Ok(Self(
            builder.timeout(Some(TIMEOUT)).pool_config(pool).build(),
        ))
    }

    pub(super) fn send(&self, mail: &Rendered) -> Result<(), MailError> {
        let message = build(mail)?;
        self.0
            .send(&message)
            .map(drop)
            .map_err(|error| MailError::Smtp(explain(&error)))
    }
}

fn build(mail: &Rendered) -> Result<Message, MailError> {
    let mut message = Message::builder()
        .message_id(Some(mail.message_id.clone()))
        .date(SystemTime::from(mail.at.utc()))
        .from(mail.from.clone())
        .to(mail.to.clone())
        .subject(mail.subject.clone())
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".into(),
        ));
    if let Some(leave) = &mail.unsubscribe {
        let one_click = "List-Unsubscribe=One-Click".to_owned();
        for (name, value) in [
            ("List-Unsubscribe", format!("<{leave}>")),
            ("List-Unsubscribe-Post", one_click),
        ] {
            let name = HeaderName::new_from_ascii_str(name);
            message = message.raw_header(HeaderValue::new(name, value));
        }
    }
    message
        .multipart(MultiPart::alternative_plain_html(
            mail.text.clone(),
            mail.html.clone(),
        ))
        .map_err(|error| MailError::Message(error.to_string()))
}

/// The server's code or the kind of trouble; its free text may quote the recipient, so it is left out.
fn explain(error: &lettre::transport::smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("the server answered {code}"),
        None if error.is_timeout() => "the server did not answer in time".into(),
        None if error.is_tls() => format!("TLS failed: {error}"),
        None => "the server could not be reached or broke off".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_says_how_the_mail_is_protected() {
        for (text, encrypted) in [
            ("smtp://127.0.0.1:2525", false),
            ("smtp://mail.example.org?tls=none", false),
            (
                "smtp://user:pa%40ss@mail.example.org:587?tls=required",
                true,
            ),
            ("smtp://mail.example.org?tls=opportunistic", false),
            ("smtps://user:secret@mail.example.org", true),
        ] {
            let url: SmtpUrl = text.parse().unwrap();
            assert_eq!(url.is_encrypted(), encrypted, "{text}");
            assert!(!format!("{url:?}").contains("secret"));
            Smtp::new(&url).unwrap();
        }
        for text in [
            "http://mail.example.org",
            "smtp://",
            "smtp://mail.example.org?tls=maybe",
            "mail.example.org",
            "",
        ] {
            assert_eq!(text.parse::<SmtpUrl>(), Err(SmtpUrlError), "{text}");
        }
    }
}
