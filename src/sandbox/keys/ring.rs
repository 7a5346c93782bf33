//! The keys in memory: opened once, then read again now and then, since another node may have rotated them.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::Duration;
use jsonwebtoken::jwk::Jwk;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::jose::{self, Rejected, Signer};
use super::model::{Alg, Made};
use crate::kernel::clock::Instant;
use crate::kernel::error::Fault;
use crate::kernel::secret::Vault;

/// What seals private keys.
pub(super) const PURPOSE: &str = "sandbox signing key";
/// Keys are read again after that. A new key is announced for longer before it signs, so no node signs with a key that
/// another does not publish.
const FRESH_SECONDS: i64 = 30;

/// Every key, opened.
#[derive(Debug)]
pub struct Ring {
    keys: Vec<(Made, Signer)>,
    public: Vec<Jwk>,
}

impl Ring {
    /// Opens the keys.
    pub fn open(vault: &Vault, made: Vec<Made>) -> Result<Self, Fault> {
        let public = made
            .iter()
            .filter_map(|key| serde_json::from_value(key.public.clone()).ok())
            .collect();
        let keys = made
            .into_iter()
            .map(|key| {
                let private = vault.open(PURPOSE, &key.kid, &key.sealed)?;
                let signer = Signer::new(&key.kid, key.alg, &private)?;
                Ok((key, signer))
            })
            .collect::<Result<_, Fault>>()?;
        Ok(Self { keys, public })
    }

    /// Signs claims with the present key of that algorithm.
    pub fn sign<T: Serialize>(&self, alg: Alg, claims: &T, now: Instant) -> Result<String, Fault> {
        let present = self
            .keys
            .iter()
            .filter(|(key, _)| key.alg == alg && key.signs_from <= now)
            .max_by_key(|(key, _)| key.signs_from);
        let (_, signer) = present
            .ok_or_else(|| Fault::other("signing a token")("no key of this algorithm signs now"))?;
        signer.sign(claims)
    }

    /// The key set that clients read.
    #[must_use]
    pub fn published(&self, now: Instant) -> Value {
        let keys: Vec<&Value> = self
            .keys
            .iter()
            .filter(|(key, _)| key.is_published(now))
            .map(|(key, _)| &key.public)
            .collect();
        json!({ "keys": keys })
    }

    /// The claims of a token that we signed once, with any key we ever had: a logout may come long after.
    pub fn verify(&self, token: &str) -> Result<Map<String, Value>, Rejected> {
        jose::verify(token, &self.public)
    }

    /// Whether there is a key for each algorithm.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        Alg::ALL
            .iter()
            .all(|alg| self.keys.iter().any(|(key, _)| key.alg == *alg))
    }
}

/// A ring and when it was read.
type Read = (Instant, Arc<Ring>);

/// The ring, kept for a while. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct RingCache(Arc<RwLock<Option<Read>>>);

impl RingCache {
    /// The ring if it was read lately.
    #[must_use]
    pub fn fresh(&self, now: Instant) -> Option<Arc<Ring>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref()
            .filter(|(read_at, _)| now.since(*read_at) < Duration::seconds(FRESH_SECONDS))
            .map(|(_, ring)| Arc::clone(ring))
    }

    /// Keeps the ring just read.
    pub fn keep(&self, now: Instant, ring: &Arc<Ring>) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((now, Arc::clone(ring)));
    }
}
