//! Calls this very site, as a client from outside would: what the demonstration of the sandbox does to show a real login.
//!
//! It asks the address on which this process listens and no other, follows no redirect, and reads a little.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::redirect::Policy;

use super::{AGENT, FetchError, reason};

const PATIENCE: Duration = Duration::from_secs(10);
const BODY_LIMIT: usize = 64 * 1024;

/// This site, seen from its own back channel.
#[derive(Debug, Clone)]
pub struct Ourselves {
    base: String,
}

/// What an address answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The HTTP status.
    pub status: u16,
    /// Its media type, without parameters.
    pub media_type: String,
    /// Its body, as text.
    pub body: String,
}

impl Ourselves {
    /// The site that listens there.
    #[must_use]
    pub fn new(listen: SocketAddr) -> Self {
        Self {
            base: format!("http://{}", reachable(listen)),
        }
    }

    /// Reads a path, with an access token if there is one.
    pub async fn get(&self, path: &str, bearer: Option<&str>) -> Result<Said, FetchError> {
        let mut request = client()?.get(format!("{}{path}", self.base));
        if let Some(token) = bearer {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        read(request).await
    }

    /// Sends a form to a path.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Said, FetchError> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = client()?
            .post(format!("{}{path}", self.base))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body);
        read(request).await
    }
}

/// One for each call: each thread of the server has a runtime of its own, which a kept connection would outlive.
fn client() -> Result<reqwest::Client, FetchError> {
    reqwest::Client::builder()
        .user_agent(AGENT)
        .no_proxy()
        .redirect(Policy::none())
        .timeout(PATIENCE)
        .build()
        .map_err(|error| reason(&error))
}

/// An address that listens everywhere is asked on this machine.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

async fn read(request: reqwest::RequestBuilder) -> Result<Said, FetchError> {
    let mut response = request.send().await.map_err(|error| reason(&error))?;
    let media_type = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_owned();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| reason(&error))? {
        if body.len() + chunk.len() > BODY_LIMIT {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Said {
        status: response.status().as_u16(),
        media_type,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_listens_everywhere_is_asked_on_this_machine() {
        for (listen, asked) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:80", "[::1]:80"),
            ("192.0.2.1:81", "192.0.2.1:81"),
        ] {
            let asked: SocketAddr = asked.parse().unwrap();
            assert_eq!(reachable(listen.parse().unwrap()), asked);
        }
    }
}
