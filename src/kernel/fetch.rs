//! The one way to ask an address that somebody typed: it can't be turned against the network we stand in.
//!
//! Only https to public addresses: the name is resolved here, an answer with a single private address is refused whole,
//! and the connection goes to the addresses that were checked. No proxy, no redirect to another host, a limit of time and
//! of size. Callers are jobs: nothing waits for an answer. Addresses of the operator's own choice don't come through here.

mod addresses;
mod ourselves;

use std::error::Error as StdError;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::{Attempt, Policy};
use url::{Host, Url};

pub use self::addresses::{is_local, is_public};
pub use self::ourselves::{Ourselves, Said};
use crate::kernel::error::Fault;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const WHOLE_TIMEOUT: Duration = Duration::from_secs(10);
const MOST_REDIRECTS: usize = 5;
const AGENT: &str = concat!("Guichet/", env!("CARGO_PKG_VERSION"));

/// Which addresses may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// None: a network without a way out.
    Off,
    /// Public ones, by https.
    Public,
    /// This machine only, by http too: for tests.
    Loopback,
}

/// What an address answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The HTTP status.
    pub status: u16,
    /// The beginning of the body, up to the limit asked.
    pub body: Vec<u8>,
}

/// Why an address gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Nothing may be asked from here.
    #[error("fetching is off")]
    Off,
    /// Not https, or with a password.
    #[error("not an https address")]
    NotHttps,
    /// A private, local or reserved address.
    #[error("not a public address")]
    NotPublic,
    /// No such name.
    #[error("unknown host")]
    UnknownHost,
    /// It sends elsewhere.
    #[error("redirected to another host")]
    Elsewhere,
    /// It redirects for ever.
    #[error("too many redirects")]
    Circles,
    /// No answer in time.
    #[error("too slow")]
    TooSlow,
    /// The body is longer than the limit asked.
    #[error("too large")]
    TooLarge,
    /// Refused connection, bad certificate, broken answer.
    #[error("unreachable")]
    Unreachable,
}

/// Asks addresses. Cheap to clone.
#[derive(Debug, Clone, Copy)]
pub struct Fetcher {
    reach: Reach,
    patience: Duration,
}

impl Fetcher {
    /// A fetcher for these addresses.
    #[must_use]
    pub fn new(reach: Reach) -> Self {
        Self {
            reach,
            patience: WHOLE_TIMEOUT,
        }
    }

    /// The same with another patience.
    #[must_use]
    pub fn patient(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Reads `url`; `limit` bounds the body, in bytes. Blocks, on a thread and a runtime of its own.
    pub fn get(&self, url: &Url, limit: usize) -> Result<Fetched, FetchError> {
        self.examine(url)?;
        let (fetcher, url) = (*self, url.clone());
        let asked = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|_| FetchError::Unreachable)?;
            runtime.block_on(fetcher.ask(url, limit))
        });
        asked.join().unwrap_or(Err(FetchError::Unreachable))
    }

    /// Whether `url` answers, and with which status; its body isn't read.
    pub fn status(&self, url: &Url) -> Result<u16, FetchError> {
        match self.get(url, 0) {
            Ok(fetched) => Ok(fetched.status),
            Err(error) => Err(error),
        }
    }

    /// What the address itself says, before anything is asked.
    fn examine(&self, url: &Url) -> Result<(), FetchError> {
        if self.reach == Reach::Off {
            return Err(FetchError::Off);
        }
        let plain = url.scheme() == "http" && self.reach == Reach::Loopback;
        let bare = url.username().is_empty() && url.password().is_none();
        if !bare || (url.scheme() != "https" && !plain) {
            return Err(FetchError::NotHttps);
        }
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) => None,
            None => return Err(FetchError::UnknownHost),
        };
        match literal {
            Some(address) if !self.reach.allows(address) => Err(FetchError::NotPublic),
            _ => Ok(()),
        }
    }

    async fn ask(self, url: Url, limit: usize) -> Result<Fetched, FetchError> {
        let client = self.client().map_err(|_| FetchError::Unreachable)?;
        let mut response = client.get(url).send().await.map_err(|e| reason(&e))?;
        if response.status().is_redirection() {
            return Err(FetchError::Elsewhere);
        }
        let mut body = Vec::new();
        if limit > 0 {
            while let Some(chunk) = response.chunk().await.map_err(|e| reason(&e))? {
                if body.len() + chunk.len() > limit {
                    return Err(FetchError::TooLarge);
                }
                body.extend_from_slice(&chunk);
            }
        }
        Ok(Fetched {
            status: response.status().as_u16(),
            body,
        })
    }

    fn client(self) -> Result<reqwest::Client, Fault> {
        reqwest::Client::builder()
            .user_agent(AGENT)
            .no_proxy()
            .dns_resolver(Arc::new(Checked(self.reach)))
            .redirect(Policy::custom(follow))
            .connect_timeout(CONNECT_TIMEOUT.min(self.patience))
            .timeout(self.patience)
            .build()
            .map_err(Fault::other("preparing to fetch"))
    }
}

/// To the same host by the same scheme and port, or it isn't followed: the answer is then the redirect itself.
fn follow(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let same = attempt.previous().last().is_some_and(|from| {
        let to = attempt.url();
        from.scheme() == to.scheme()
            && from.host() == to.host()
            && from.port_or_known_default() == to.port_or_known_default()
    });
    if !same {
        return attempt.stop();
    }
    if attempt.previous().len() > MOST_REDIRECTS {
        return attempt.error(FetchError::Circles);
    }
    attempt.follow()
}

/// Reads the reason at the bottom of a chain of causes.
fn reason(error: &reqwest::Error) -> FetchError {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(ours) = error.downcast_ref::<FetchError>() {
            return *ours;
        }
        cause = error.source();
    }
    if error.is_timeout() {
        FetchError::TooSlow
    } else {
        FetchError::Unreachable
    }
}

/// Resolves names and lets only allowed addresses through.
struct Checked(Reach);

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let found: Vec<SocketAddr> = found.map_err(|_| FetchError::UnknownHost)?.collect();
            if found.is_empty() {
                return Err(FetchError::UnknownHost.into());
            }
            // One private address among public ones is a trap, not a mistake.
            if !found.iter().all(|address| reach.allows(address.ip())) {
                return Err(FetchError::NotPublic.into());
            }
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}

impl Reach {
    /// Whether a connection to `address` may be made.
    #[must_use]
    pub fn allows(self, address: IpAddr) -> bool {
        match self {
            Self::Off => false,
            Self::Public => is_public(address),
            Self::Loopback => address.is_loopback(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_judged_however_it_is_written() {
        let fetcher = Fetcher::new(Reach::Public);
        for (url, why) in [
            ("http://example.org/", FetchError::NotHttps),
            ("ftp://example.org/", FetchError::NotHttps),
            ("https://me:hush@example.org/", FetchError::NotHttps),
            ("https://127.0.0.1/", FetchError::NotPublic),
            ("https://2130706433/", FetchError::NotPublic),
            ("https://0x7f.1/", FetchError::NotPublic),
            ("https://0177.0.0.1/", FetchError::NotPublic),
            ("https://[::ffff:7f00:1]/", FetchError::NotPublic),
            ("https://[::1]:8443/", FetchError::NotPublic),
            (
                "https://169.254.169.254/latest/meta-data",
                FetchError::NotPublic,
            ),
        ] {
            assert_eq!(
                fetcher.get(&Url::parse(url).unwrap(), 10),
                Err(why),
                "{url}"
            );
        }
        let off = Fetcher::new(Reach::Off).get(&Url::parse("https://example.org/").unwrap(), 10);
        assert_eq!(off, Err(FetchError::Off));
    }

    #[test]
    fn a_name_of_this_machine_is_refused_once_resolved() {
        let local = Url::parse("https://localhost/").unwrap();
        assert_eq!(
            Fetcher::new(Reach::Public).get(&local, 10),
            Err(FetchError::NotPublic)
        );
    }
}
