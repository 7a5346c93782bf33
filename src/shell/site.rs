//! What every request needs, made once at start and shared by all threads.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use actix_web::HttpRequest;

use crate::config::{Config, Mode};
use crate::kernel::ctx::Sources;
use crate::kernel::db::Db;
use crate::kernel::files::Files;
use crate::kernel::numbers::Numbers;
use crate::kernel::plugs::Plugs;
use crate::shell::actor::Person;
use crate::shell::frame::NavFor;
use crate::shell::page::Templates;
use crate::shell::session::FindVisitor;

/// The site: its data, its settings, its templates, and what `app.rs` plugs into the shell.
pub struct Site {
    /// Settings.
    pub config: Arc<Config>,
    /// Database.
    pub db: Db,
    /// Files that people entrust.
    pub files: Files,
    /// Request numbers.
    pub numbers: Numbers,
    /// Time, ids, randomness, keys.
    pub sources: Sources,
    /// Compiled templates.
    pub templates: Templates,
    /// Addresses of the fingerprinted files, by short name.
    pub assets: BTreeMap<String, String>,
    /// How to learn who comes with a session.
    pub find_visitor: FindVisitor,
    /// The main navigation of a viewer.
    pub nav: NavFor,
    /// What slices plugged in.
    pub plugs: Plugs,
    /// The page of help that answers what may be asked at an address: where it is and its title.
    pub help: fn(&str) -> (String, &'static str),
    /// Where a person starts after signing in.
    pub landing: fn(&Person) -> &'static str,
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site")
            .field("config", &self.config)
            .field("db", &self.db)
            .finish_non_exhaustive()
    }
}

impl Site {
    /// Whether people reach the site over TLS.
    #[must_use]
    pub fn over_tls(&self) -> bool {
        self.config.https()
    }

    /// Whether this is somebody's own machine.
    #[must_use]
    pub fn is_development(&self) -> bool {
        self.config.mode == Mode::Development
    }

    /// The origin of our own pages, as browsers write it.
    #[must_use]
    pub fn public_origin(&self) -> String {
        self.config.public_url.origin().ascii_serialization()
    }

    /// The origins under which our pages are reached: the public one, and that of the sandbox.
    #[must_use]
    pub fn own_origins(&self) -> Vec<String> {
        let sandbox = self.config.sandbox.as_ref();
        std::iter::once(self.public_origin())
            .chain(sandbox.map(|issuer| issuer.origin().ascii_serialization()))
            .collect()
    }

    /// The address that asks: the peer, or what the trusted proxy in front says. The proxy appends to
    /// `X-Forwarded-For`, so only the last address is its own word.
    #[must_use]
    pub fn origin(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = request.peer_addr().map(|address| address.ip());
        if !self.config.trusted_proxy {
            return peer;
        }
        let said = request
            .headers()
            .get_all("x-forwarded-for")
            .last()
            .and_then(|value| value.to_str().ok());
        said.and_then(|list| list.rsplit(',').next())
            .and_then(|last| last.trim().parse().ok())
            .or(peer)
    }
}
