//! The five cookies of the site, all strictly necessary: session, visit, message, way back, trial.
//!
//! Over TLS they are `Secure` with the `__Host-` prefix (RFC 6265bis 4.1.3.2), so that no neighbouring host can
//! set them. Over plain http, in development only, the prefix would make clients refuse them.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use crate::shell::site::Site;

/// Which cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// The token of an open session.
    Session,
    /// The token that binds a visitor's forms.
    Visit,
    /// The message for the next page.
    Flash,
    /// Where somebody who signs up wanted to go.
    WayBack,
    /// The login that somebody tries in the demonstration of the sandbox.
    Trial,
}

/// The full name, which depends on the scheme of the public address.
#[must_use]
pub fn name(site: &Site, name: Name) -> String {
    let short = match name {
        Name::Session => "session",
        Name::Visit => "visite",
        Name::Flash => "message",
        Name::WayBack => "suite",
        Name::Trial => "essai",
    };
    if site.over_tls() {
        format!("__Host-guichet-{short}")
    } else {
        format!("guichet-{short}")
    }
}

/// A cookie of the site; it lives as long as the browser unless a duration is given.
#[must_use]
pub fn set(site: &Site, which: Name, value: String, seconds: Option<i64>) -> Cookie<'static> {
    let mut cookie = Cookie::new(name(site, which), value);
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(site.over_tls());
    cookie.set_max_age(seconds.map(Duration::seconds));
    cookie
}

/// The cookie that removes `which`.
#[must_use]
pub fn remove(site: &Site, which: Name) -> Cookie<'static> {
    let mut cookie = set(site, which, String::new(), None);
    cookie.make_removal();
    cookie
}
