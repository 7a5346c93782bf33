//! What a browser keeps for us between two pages, sealed: nobody reads it there, and what was altered is nothing.

use actix_web::HttpResponse;

use crate::shell::cookies::{self, Name};
use crate::shell::urls;
use crate::shell::web::{Answer, Web, attach};

/// How long the way back is kept: the time to confirm an address.
const WAY_BACK_SECONDS: i64 = 24 * 3_600;
/// How long a tried login is kept.
const TRIAL_SECONDS: i64 = 30 * 60;

/// What a seal is for.
const fn purpose(name: Name) -> &'static str {
    match name {
        Name::Trial => "trial",
        _ => "way back",
    }
}

impl Web {
    fn keep(&self, mut response: HttpResponse, name: Name, text: &str, seconds: i64) -> Answer {
        let vault = &self.site().sources.vault;
        let sealed = vault.seal(purpose(name), "", text.as_bytes())?;
        let cookie = cookies::set(self.site(), name, sealed, Some(seconds));
        attach(&mut response, &cookie)?;
        Ok(response)
    }

    fn kept(&self, name: Name) -> Option<String> {
        let cookie = self.request().cookie(&cookies::name(self.site(), name))?;
        let vault = &self.site().sources.vault;
        let clear = vault.open(purpose(name), "", cookie.value()).ok()?;
        String::from_utf8(clear).ok()
    }

    /// Keeps where the person wanted to go while they confirm their address, for a day. It may hold the token of an
    /// invitation, so it stays in their browser, sealed.
    pub fn keep_way_back(&self, response: HttpResponse, back: &str) -> Answer {
        if urls::local(back).is_none() {
            return Ok(response);
        }
        self.keep(response, Name::WayBack, back, WAY_BACK_SECONDS)
    }

    /// What [`Web::keep_way_back`] kept, if anything.
    #[must_use]
    pub fn kept_way_back(&self) -> Option<String> {
        self.kept(Name::WayBack)
            .filter(|back| urls::local(back).is_some())
    }

    /// Keeps what a login tried in the demonstration needs at its return.
    pub fn keep_trial(&self, response: HttpResponse, trial: &str) -> Answer {
        self.keep(response, Name::Trial, trial, TRIAL_SECONDS)
    }

    /// What [`Web::keep_trial`] kept, if anything.
    #[must_use]
    pub fn kept_trial(&self) -> Option<String> {
        self.kept(Name::Trial)
    }
}
