//! Randomness, one-time tokens, and the vault that seals what must be kept but not read.
//!
//! A token leaves the process once, in a cookie, a link or a page; the database holds its SHA-256. With 256
//! random bits a slow hash would add nothing. Nothing here prints a secret through `Debug`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{constant_time, digest, hkdf, hmac, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::kernel::error::Fault;

/// Length of tokens and keys in bytes.
const LEN: usize = 32;

/// Where random bytes come from: the system, or a counted sequence in tests.
#[derive(Clone, Debug, Default)]
pub struct Random(Option<Arc<AtomicU64>>);

impl Random {
    /// The system's generator.
    #[must_use]
    pub fn system() -> Self {
        Self(None)
    }

    /// A foreseeable sequence, for tests.
    #[must_use]
    pub fn seeded() -> Self {
        Self(Some(Arc::default()))
    }

    /// Fills `bytes`.
    pub fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        match &self.0 {
            None => {
                rand::fill(bytes).map_err(|_| Fault::other("drawing random bytes")("no entropy"))
            }
            Some(count) => {
                let n = count.fetch_add(1, Ordering::Relaxed);
                for (i, chunk) in bytes.chunks_mut(LEN).enumerate() {
                    let block = digest::digest(&digest::SHA256, format!("{n}/{i}").as_bytes());
                    for (to, from) in chunk.iter_mut().zip(block.as_ref()) {
                        *to = *from;
                    }
                }
                Ok(())
            }
        }
    }

    /// A new token.
    pub fn token(&self) -> Result<SecretToken, Fault> {
        let mut bytes = [0; LEN];
        self.fill(&mut bytes)?;
        Ok(SecretToken(bytes))
    }
}

/// 256 random bits that somebody will show us again.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretToken([u8; LEN]);

impl SecretToken {
    /// For a cookie or a link: 43 characters, safe in a URL.
    #[must_use]
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// For a client secret: 64 hexadecimal digits, as FranceConnect's are.
    #[must_use]
    pub fn reveal_hex(&self) -> String {
        hex(&self.0)
    }

    /// What the database keeps of [`SecretToken::reveal`].
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.reveal())
    }
}

impl fmt::Debug for SecretToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretToken(…)")
    }
}

impl FromStr for SecretToken {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(drop)?;
        bytes.try_into().map(Self).map_err(drop)
    }
}

/// SHA-256 of a shown secret, in 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenHash(pub String);

impl TokenHash {
    /// The hash of a text as it was shown.
    #[must_use]
    pub fn of(shown: &str) -> Self {
        Self(sha256_hex(shown.as_bytes()))
    }
}

/// SHA-256 in hexadecimal.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
            let _ = fmt::Write::write_fmt(&mut out, format_args!("{byte:02x}"));
            out
        })
}

/// Compares without telling where the difference is.
#[must_use]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// The server's key, from which one key per purpose is derived (HKDF-SHA-256, RFC 5869).
#[derive(Clone)]
pub struct Vault {
    root: Arc<hkdf::Prk>,
    random: Random,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(…)")
    }
}

/// Prefix of sealed values: tells which format and key they were made with.
const SEAL_VERSION: &str = "v1.";

impl Vault {
    /// A vault over the server's key.
    #[must_use]
    pub fn new(key: &[u8; LEN], random: Random) -> Self {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"guichet");
        Self {
            root: Arc::new(salt.extract(key)),
            random,
        }
    }

    fn derive(&self, purpose: &str) -> Result<[u8; LEN], Fault> {
        let mut key = [0; LEN];
        self.root
            .expand(&[purpose.as_bytes()], hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut key))
            .map_err(|_| Fault::other("deriving a key")("HKDF"))?;
        Ok(key)
    }

    /// HMAC-SHA-256 of `message` under the key of `purpose`.
    pub fn mac(&self, purpose: &str, message: &[u8]) -> Result<[u8; LEN], Fault> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.derive(purpose)?);
        let mut mac = [0; LEN];
        for (to, from) in mac.iter_mut().zip(hmac::sign(&key, message).as_ref()) {
            *to = *from;
        }
        Ok(mac)
    }

    /// Encrypts (AES-256-GCM) so that only the same purpose and `bound_to` (say, a row's id) open it again.
    pub fn seal(&self, purpose: &str, bound_to: &str, clear: &[u8]) -> Result<String, Fault> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce)?;
        let mut sealed = clear.to_vec();
        self.aead(purpose)?
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bound_to.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| Fault::other("sealing a value")("AES-GCM"))?;
        let mut all = nonce.to_vec();
        all.append(&mut sealed);
        Ok(format!("{SEAL_VERSION}{}", URL_SAFE_NO_PAD.encode(all)))
    }

    /// Opens what [`Vault::seal`] made; a fault when it was altered, moved or made with another key.
    pub fn open(&self, purpose: &str, bound_to: &str, sealed: &str) -> Result<Vec<u8>, Fault> {
        let broken =
            || Fault::other("opening a sealed value")("altered, or sealed with another key");
        let text = sealed.strip_prefix(SEAL_VERSION).ok_or_else(broken)?;
        let all = URL_SAFE_NO_PAD.decode(text).map_err(|_| broken())?;
        let (nonce, body) = all.split_first_chunk::<NONCE_LEN>().ok_or_else(broken)?;
        let mut body = body.to_vec();
        let clear = self
            .aead(purpose)?
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                Aad::from(bound_to.as_bytes()),
                &mut body,
            )
            .map_err(|_| broken())?;
        Ok(clear.to_vec())
    }

    fn aead(&self, purpose: &str) -> Result<LessSafeKey, Fault> {
        UnboundKey::new(&AES_256_GCM, &self.derive(purpose)?)
            .map(LessSafeKey::new)
            .map_err(|_| Fault::other("making a sealing key")("AES-GCM"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_for_its_purpose_and_its_row() {
        let vault = Vault::new(&[7; LEN], Random::system());
        let sealed = vault.seal("totp", "row 1", b"clear").unwrap();
        assert_eq!(vault.open("totp", "row 1", &sealed).unwrap(), b"clear");
        assert!(vault.open("totp", "row 2", &sealed).is_err());
        assert!(vault.open("other", "row 1", &sealed).is_err());
        assert!(
            Vault::new(&[8; LEN], Random::system())
                .open("totp", "row 1", &sealed)
                .is_err()
        );
    }

    #[test]
    fn a_token_is_read_back_from_what_was_shown() {
        let token = Random::system().token().unwrap();
        assert_eq!(token.reveal().parse::<SecretToken>().as_ref(), Ok(&token));
        assert_eq!(token.hash(), TokenHash::of(&token.reveal()));
        assert_eq!(token.reveal_hex().len(), 64);
        assert_eq!(format!("{token:?}"), "SecretToken(…)");
    }
}
