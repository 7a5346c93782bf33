//! Signed tokens (JWS): the only place that calls the JOSE library.
//!
//! Two algorithms exist here, ES256 and RS256, both asymmetric: `none` and the HS family can't be reached whatever a
//! header says. Claims are judged by the callers.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::Serialize;
use serde_json::{Map, Value};

use super::model::Alg;
use crate::kernel::error::Fault;

/// Why a token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejected {
    /// It is not a token at all.
    Unreadable,
    /// It was not signed with one of our two algorithms.
    Algorithm,
    /// None of the keys made its signature.
    Signature,
}

impl From<Alg> for Algorithm {
    fn from(alg: Alg) -> Self {
        match alg {
            Alg::Es256 => Self::ES256,
            Alg::Rs256 => Self::RS256,
        }
    }
}

/// A key that signs.
pub struct Signer {
    kid: String,
    alg: Alg,
    key: EncodingKey,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({})", self.kid)
    }
}

impl Signer {
    /// The key of that DER: PKCS#8 for ES256, PKCS#1 for RS256.
    pub fn new(kid: &str, alg: Alg, der: &[u8]) -> Result<Self, Fault> {
        let key = match alg {
            Alg::Es256 => EncodingKey::from_ec_der(der),
            Alg::Rs256 => EncodingKey::from_rsa_der(der),
        };
        Ok(Self {
            kid: kid.to_owned(),
            alg,
            key,
        })
    }

    /// The public half, as a JWK.
    pub fn public(&self) -> Result<Value, Fault> {
        let doing = "reading a public key";
        let mut key =
            Jwk::from_encoding_key(&self.key, self.alg.into()).map_err(Fault::other(doing))?;
        key.common.public_key_use = Some(PublicKeyUse::Signature);
        key.common.key_id = Some(self.kid.clone());
        serde_json::to_value(&key).map_err(Fault::other(doing))
    }

    /// Signs claims; the header holds the algorithm and the label, and nothing else.
    pub fn sign<T: Serialize>(&self, claims: &T) -> Result<String, Fault> {
        let mut header = Header::new(self.alg.into());
        header.typ = None;
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, claims, &self.key).map_err(Fault::other("signing a token"))
    }
}

/// The claims of a token, of which nothing is believed.
#[must_use]
pub fn peek_claims(token: &str) -> Option<Map<String, Value>> {
    let mut parts = token.split('.');
    let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}

/// The algorithm and the label that a header names.
fn header(token: &str) -> Result<(Alg, Option<String>), Rejected> {
    let mut parts = token.split('.');
    let head = parts.next().unwrap_or_default();
    if parts.count() != 2 {
        return Err(Rejected::Unreadable);
    }
    let bytes = URL_SAFE_NO_PAD
        .decode(head)
        .map_err(|_| Rejected::Unreadable)?;
    let header: Map<String, Value> =
        serde_json::from_slice(&bytes).map_err(|_| Rejected::Unreadable)?;
    let text = |name: &str| header.get(name).and_then(Value::as_str);
    let alg = text("alg").ok_or(Rejected::Unreadable)?;
    let alg = alg.parse::<Alg>().map_err(|_| Rejected::Algorithm)?;
    Ok((alg, text("kid").map(str::to_owned)))
}

/// The claims of a token that one of these public keys signed.
pub fn verify(token: &str, keys: &[Jwk]) -> Result<Map<String, Value>, Rejected> {
    let (alg, kid) = header(token)?;
    if peek_claims(token).is_none() {
        return Err(Rejected::Unreadable);
    }
    let mut validation = Validation::new(alg.into());
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    let fits = |key: &&Jwk| {
        let named = match (&kid, &key.common.key_id) {
            (Some(wanted), Some(known)) => wanted == known,
            _ => true,
        };
        named && is_of(key, alg)
    };
    keys.iter()
        .filter(fits)
        .filter_map(|key| DecodingKey::from_jwk(key).ok())
        .find_map(|key| {
            jsonwebtoken::decode::<Map<String, Value>>(token, &key, &validation)
                .ok()
                .map(|read| read.claims)
        })
        .ok_or(Rejected::Signature)
}

fn is_of(key: &Jwk, alg: Alg) -> bool {
    match (&key.algorithm, alg) {
        (AlgorithmParameters::EllipticCurve(curve), Alg::Es256) => {
            curve.curve == EllipticCurve::P256
        }
        (AlgorithmParameters::RSA(_), Alg::Rs256) => true,
        _ => false,
    }
}

/// The keys of a set that can be read; the others are left out.
#[must_use]
pub fn read_set(text: &[u8]) -> Option<Vec<Jwk>> {
    let set: Value = serde_json::from_slice(text).ok()?;
    let keys = set.get("keys")?.as_array()?;
    Some(
        keys.iter()
            .filter_map(|key| serde_json::from_value(key.clone()).ok())
            .collect(),
    )
}
