//! What the provider needs besides the database: its addresses, its keys in memory, and documents that clients publish.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration as Patience;

use chrono::Duration;
use url::Url;

use super::keys::{self, Ring, RingCache};
use super::provider::discovery::Endpoints;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Sources;
use crate::kernel::db::Db;
use crate::kernel::error::Fault;
use crate::kernel::fetch::{FetchError, Fetcher};

/// A document is read again after that.
const KEPT_SECONDS: i64 = 60;
/// Most documents kept: they are forgotten together when there are more.
const DOCUMENTS_MOST: usize = 500;
const DOCUMENT_LIMIT: usize = 64 * 1024;
/// A browser or a server waits for it.
const PATIENCE: Patience = Patience::from_secs(3);

/// Why a document of a client can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// Nothing may be fetched from here.
    Off,
    /// It answered something else than 200.
    Status,
    /// It did not answer.
    Unreachable,
}

type Kept = BTreeMap<String, (Instant, Arc<Vec<u8>>)>;

/// The provider. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Provider {
    endpoints: Arc<Endpoints>,
    rings: RingCache,
    fetcher: Fetcher,
    documents: Arc<Mutex<Kept>>,
}

impl Provider {
    /// The provider of that issuer.
    #[must_use]
    pub fn new(issuer: &str, fetcher: Fetcher) -> Self {
        let endpoints = Endpoints {
            issuer: issuer.trim_end_matches('/').to_owned(),
        };
        Self {
            endpoints: Arc::new(endpoints),
            rings: RingCache::default(),
            fetcher: fetcher.patient(PATIENCE),
            documents: Arc::default(),
        }
    }

    /// Its addresses.
    #[must_use]
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Its issuer, as tokens and discovery tell it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.endpoints.issuer
    }

    /// The keys if they were read lately.
    #[must_use]
    pub fn fresh_ring(&self, now: Instant) -> Option<Arc<Ring>> {
        self.rings.fresh(now)
    }

    /// The keys, made if there are none. Blocks.
    pub fn ring(&self, db: &Db, sources: &Sources) -> Result<Arc<Ring>, Fault> {
        let made = keys::prepare(db, sources)?;
        let ring = Arc::new(Ring::open(&sources.vault, made)?);
        self.rings.keep(sources.clock.now(), &ring);
        Ok(ring)
    }

    /// A document published by a client. Blocks.
    pub fn document(&self, address: &str, now: Instant) -> Result<Arc<Vec<u8>>, Unread> {
        if let Some(kept) = self.kept(address, now) {
            return Ok(kept);
        }
        let url = Url::parse(address).map_err(|_| Unread::Unreachable)?;
        let fetched = self
            .fetcher
            .get(&url, DOCUMENT_LIMIT)
            .map_err(|error| match error {
                FetchError::Off => Unread::Off,
                FetchError::Elsewhere | FetchError::Circles => Unread::Status,
                _ => Unread::Unreachable,
            })?;
        if fetched.status != 200 {
            return Err(Unread::Status);
        }
        let body = Arc::new(fetched.body);
        let mut documents = self.documents();
        if documents.len() >= DOCUMENTS_MOST {
            documents.clear();
        }
        documents.insert(address.to_owned(), (now, Arc::clone(&body)));
        Ok(body)
    }

    fn kept(&self, address: &str, now: Instant) -> Option<Arc<Vec<u8>>> {
        self.documents()
            .get(address)
            .filter(|(read_at, _)| now.since(*read_at) < Duration::seconds(KEPT_SECONDS))
            .map(|(_, body)| Arc::clone(body))
    }

    fn documents(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.documents
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
