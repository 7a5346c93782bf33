//! A pair of keys as the database holds it, and when it signs and is published.

use serde_json::Value;

use crate::kernel::clock::Instant;
use crate::services::SigningAlg;
use crate::text_enum;

/// A new key is published that long before it signs: more than the 10 minutes for which the key set may be kept.
pub const ANNOUNCED_MINUTES: i64 = 15;
/// The former key stays published that long after the new one signs, unless the command says otherwise.
pub const OVERLAP_MINUTES: i64 = 60;

text_enum! {
    /// An algorithm of signature.
    pub enum Alg {
        /// ECDSA over P-256.
        Es256 = "ES256",
        /// RSA with SHA-256.
        Rs256 = "RS256",
    }
}

impl Alg {
    /// The label of its keys; the first one has it bare, as at FranceConnect, the next ones with their number.
    #[must_use]
    pub fn kid(self, number: usize) -> String {
        if number <= 1 {
            format!("pkcs11:{self}:hsm")
        } else {
            format!("pkcs11:{self}:hsm:{number}")
        }
    }
}

impl From<SigningAlg> for Alg {
    fn from(alg: SigningAlg) -> Self {
        match alg {
            SigningAlg::Es256 => Self::Es256,
            SigningAlg::Rs256 => Self::Rs256,
        }
    }
}

/// A pair of keys, its private half sealed.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// Its label.
    pub kid: String,
    /// What it signs with.
    pub alg: Alg,
    /// The private half, sealed for this label.
    pub sealed: String,
    /// The public half, as a JWK.
    pub public: Value,
    /// When it was made.
    pub created_at: Instant,
    /// From when it signs.
    pub signs_from: Instant,
    /// Until when it is published, if it was replaced.
    pub published_until: Option<Instant>,
}

impl Made {
    /// Whether clients are told of it now.
    #[must_use]
    pub fn is_published(&self, now: Instant) -> bool {
        self.published_until.is_none_or(|until| now < until)
    }
}
