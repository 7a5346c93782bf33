//! Makes pairs of keys, their private halves in the DER that the JOSE library takes.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RsaKeyPair};
use serde_json::Value;

use super::jose::Signer;
use super::model::Alg;
use crate::kernel::error::Fault;

/// A new pair: the private half in DER, the public half as a JWK of that label.
pub(super) fn pair(alg: Alg, kid: &str) -> Result<(Vec<u8>, Value), Fault> {
    let private = match alg {
        Alg::Es256 => elliptic()?,
        Alg::Rs256 => rsa()?,
    };
    let public = Signer::new(kid, alg, &private)?.public()?;
    Ok((private, public))
}

fn failed<E>(_: E) -> Fault {
    Fault::other("making a signing key")("the library refused")
}

fn elliptic() -> Result<Vec<u8>, Fault> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?;
    Ok(pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec())
}

/// In PKCS#8, so long is what stands before the PKCS#1 form of a 2048-bit RSA key (RFC 5208, section 5).
const BEFORE_PKCS1: usize = 26;

fn rsa() -> Result<Vec<u8>, Fault> {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
    let der: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
    let pkcs1 = der.as_ref().get(BEFORE_PKCS1..).ok_or_else(|| failed(()))?;
    Ok(pkcs1.to_vec())
}
