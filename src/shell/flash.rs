//! The message that an action leaves for the next page: a short-lived cookie, sealed so that nobody else can
//! put words on our pages.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use serde::{Deserialize, Serialize};

use crate::kernel::error::Fault;
use crate::shell::cookies::{self, Name};
use crate::shell::site::Site;

const PURPOSE: &str = "flash";
const SECONDS: i64 = 120;

/// How the message looks, in the design system's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Done.
    Success,
    /// Good to know.
    Info,
    /// Look out.
    Warning,
    /// Not done.
    Error,
}

/// A message for the next page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// How it looks.
    pub kind: Kind,
    /// What happened, in a few words.
    pub title: String,
    /// What to know or do now; may be empty.
    pub text: String,
}

impl Flash {
    /// Something was done.
    pub fn success(title: impl Into<String>) -> Self {
        Self::new(Kind::Success, title)
    }

    /// Something to know.
    pub fn info(title: impl Into<String>) -> Self {
        Self::new(Kind::Info, title)
    }

    /// Something to look out for.
    pub fn warning(title: impl Into<String>) -> Self {
        Self::new(Kind::Warning, title)
    }

    /// Something was not done.
    pub fn error(title: impl Into<String>) -> Self {
        Self::new(Kind::Error, title)
    }

    fn new(kind: Kind, title: impl Into<String>) -> Self {
        Self {
            kind,
            title: title.into(),
            text: String::new(),
        }
    }

    /// Adds what to know or do now.
    #[must_use]
    pub fn with_text(self, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..self
        }
    }

    /// The cookie that carries the message.
    pub(in crate::shell) fn cookie(&self, site: &Site) -> Result<Cookie<'static>, Fault> {
        let clear = serde_json::to_vec(self).map_err(Fault::other("writing a message"))?;
        let sealed = site.sources.vault.seal(PURPOSE, "", &clear)?;
        Ok(cookies::set(site, Name::Flash, sealed, Some(SECONDS)))
    }

    /// The message the request brought, if it is one of ours.
    pub(in crate::shell) fn of(site: &Site, request: &HttpRequest) -> Option<Self> {
        let cookie = request.cookie(&cookies::name(site, Name::Flash))?;
        let clear = site.sources.vault.open(PURPOSE, "", cookie.value()).ok()?;
        serde_json::from_slice(&clear).ok()
    }
}
