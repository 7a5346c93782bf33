//! Calls over the network: one question, a time to answer, a few tries.
//!
//! The address comes from the operator, so it is trusted; the answer is not: it is read up to a limit, and redirections
//! are not followed.

use std::io::Read;
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant as Stopwatch};

use reqwest::StatusCode;
use reqwest::blocking::{Client as Http, Response};
use reqwest::header::{ACCEPT, RETRY_AFTER};
use reqwest::redirect::Policy;
use url::Url;

use super::model::Found;
use super::response;
use crate::kernel::fetch::is_local;
use crate::organisations::Siret;

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: u64 = 1_000_000;
/// Tries for one question.
const TRIES: u32 = 3;
/// Wait before the second try; twice as long before the third.
const FIRST_WAIT: Duration = Duration::from_millis(150);
/// What a call says it is.
const AGENT: &str = concat!("guichet/", env!("CARGO_PKG_VERSION"));

/// Why a question got no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Silence {
    /// Not in time.
    #[error("no answer in time")]
    Slow,
    /// No connection, an error of the server, or an answer of another shape.
    #[error("{0}")]
    Broken(String),
    /// Too many questions; seconds to wait when the registry says.
    #[error("too many questions")]
    Limited(Option<u64>),
}

impl Silence {
    /// The seconds that the registry asked for.
    pub(super) fn rest(&self) -> Option<u64> {
        match self {
            Self::Limited(seconds) => *seconds,
            Self::Slow | Self::Broken(_) => None,
        }
    }
}

/// A registry over the network.
#[derive(Debug)]
pub(super) struct Client {
    base: Url,
    http: OnceLock<Http>,
}

impl Client {
    pub(super) fn new(base: Url) -> Self {
        Self {
            base,
            http: OnceLock::new(),
        }
    }

    /// What the registry says of this number, within `budget` for all tries and waits together. The calls are made on a
    /// thread of their own: the HTTP library refuses to block on one that runs an asynchronous runtime.
    pub(super) fn ask(&self, siret: Siret, budget: Duration) -> Result<Option<Found>, Silence> {
        std::thread::scope(|scope| {
            let asking = scope.spawn(|| self.ask_here(siret, budget));
            let stopped = || Silence::Broken("the call stopped".to_owned());
            asking.join().unwrap_or_else(|_| Err(stopped()))
        })
    }

    fn ask_here(&self, siret: Siret, budget: Duration) -> Result<Option<Found>, Silence> {
        let begun = Stopwatch::now();
        let mut wait = FIRST_WAIT;
        let mut tried = 0;
        loop {
            tried += 1;
            let left = budget.saturating_sub(begun.elapsed());
            let silence = match self.once(siret, left) {
                Ok(found) => return Ok(found),
                Err(silence) => silence,
            };
            let pause = silence.rest().map_or(wait, Duration::from_secs);
            let left = budget.saturating_sub(begun.elapsed());
            if tried == TRIES || silence == Silence::Slow || pause >= left {
                return Err(silence);
            }
            sleep(pause);
            wait *= 2;
        }
    }

    fn once(&self, siret: Siret, within: Duration) -> Result<Option<Found>, Silence> {
        let url = self.question(siret)?;
        let answered = self
            .http()?
            .get(url)
            .header(ACCEPT, "application/json")
            .timeout(within)
            .send()
            .map_err(|error| of_transport(&error))?;
        match answered.status() {
            StatusCode::OK => response::read(&whole(answered)?, siret)
                .map_err(|error| Silence::Broken(format!("unexpected shape: {error}"))),
            StatusCode::TOO_MANY_REQUESTS => Err(Silence::Limited(retry_after(&answered))),
            // The answer may quote what was asked: only its status is told.
            other => Err(Silence::Broken(format!("status {}", other.as_u16()))),
        }
    }

    fn question(&self, siret: Siret) -> Result<Url, Silence> {
        let mut url = self.base.clone();
        url.path_segments_mut()
            .map_err(|()| Silence::Broken("the address takes no path".to_owned()))?
            .pop_if_empty()
            .push("search");
        url.query_pairs_mut()
            .append_pair("q", &siret.to_string())
            .append_pair("page", "1")
            .append_pair("per_page", "10");
        Ok(url)
    }

    /// Made at the first call, on a thread that may block.
    fn http(&self) -> Result<&Http, Silence> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        let builder = Http::builder()
            .user_agent(AGENT)
            .redirect(Policy::none())
            .pool_max_idle_per_host(2);
        let builder = if is_local(&self.base) {
            builder.no_proxy()
        } else {
            builder
        };
        let http = builder
            .build()
            .map_err(|error| Silence::Broken(format!("no HTTP client: {error}")))?;
        Ok(self.http.get_or_init(|| http))
    }
}

fn whole(answer: Response) -> Result<Vec<u8>, Silence> {
    let mut body = Vec::new();
    let read = answer.take(LONGEST_ANSWER + 1).read_to_end(&mut body);
    match read {
        Ok(length) if length as u64 > LONGEST_ANSWER => {
            Err(Silence::Broken("the answer is too long".to_owned()))
        }
        Ok(_) => Ok(body),
        Err(error) if error.kind() == std::io::ErrorKind::TimedOut => Err(Silence::Slow),
        Err(error) => Err(Silence::Broken(format!("cut: {error}"))),
    }
}

fn of_transport(error: &reqwest::Error) -> Silence {
    if error.is_timeout() {
        Silence::Slow
    } else if error.is_connect() {
        Silence::Broken("no connection".to_owned())
    } else {
        Silence::Broken("the call failed".to_owned())
    }
}

/// Seconds; the form with a date is not used by this registry.
fn retry_after(answer: &Response) -> Option<u64> {
    let value = answer.headers().get(RETRY_AFTER)?.to_str().ok()?;
    value.trim().parse().ok()
}
