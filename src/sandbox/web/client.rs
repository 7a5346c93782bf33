//! Who calls: the proof that a client gives at the endpoints that servers call.

use std::sync::Arc;

use actix_web::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::jwk::Jwk;

use super::choice::kept_apart;
use super::input;
use crate::kernel::error::Outcome;
use crate::sandbox::fault::{Fault, Refused};
use crate::sandbox::keys::jose;
use crate::sandbox::provider::assertion::{self, Proof};
use crate::sandbox::provider::params::Params;
use crate::sandbox::{Provider, store};
use crate::services::{self, ClientAuth, Keys, SandboxClient};
use crate::shell::{PageError, Web};

/// The proof shown.
enum Shown {
    Secret(String),
    Assertion(String),
    Basic,
    Nothing,
}

/// The client that sends this request, proved; or the client it says it is, and why that is not believed.
pub(super) async fn proved(
    web: &Web,
    params: &Params,
) -> Result<Result<SandboxClient, (Option<String>, Refused)>, PageError> {
    let (client_id, shown) = match shown(web, params) {
        Ok(found) => found,
        Err(refused) => {
            let named = params.filled("client_id").map(str::to_owned);
            return Ok(Err((named, refused)));
        }
    };
    let wanted = client_id.clone();
    let found: Outcome<_> = web
        .db()
        .glance(move |c| Ok(services::sandbox_client(c, &wanted)?))
        .await;
    let told = Some(client_id);
    let Some(client) = found? else {
        return Ok(Err((told, Fault::AuthClientUnknown.into())));
    };
    match (client.config.auth(), shown) {
        (ClientAuth::SecretPost, Shown::Secret(secret)) => {
            if client.accepts(&secret, web.ctx().now) {
                Ok(Ok(client))
            } else {
                Ok(Err((told, Fault::SecretWrong.into())))
            }
        }
        (ClientAuth::PrivateKeyJwt { keys }, Shown::Assertion(assertion)) => {
            let keys = keys.clone();
            Ok(match asserted(web, &client, &keys, &assertion).await? {
                Ok(()) => Ok(client),
                Err(refused) => Err((told, refused)),
            })
        }
        _ => Ok(Err((told, Fault::AuthMethod.into()))),
    }
}

/// The client that the request names, and the proof it shows.
fn shown(web: &Web, params: &Params) -> Result<(String, Shown), Refused> {
    let named = params.filled("client_id").map(str::to_owned);
    if let Some(name) = basic(web) {
        return Ok((named.unwrap_or(name), Shown::Basic));
    }
    if let Some(text) = params.filled("client_assertion") {
        if params.get("client_assertion_type") != Some(assertion::TYPE) {
            let detail = "client_assertion_type must have value urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            return Err(Fault::AssertionMalformed.about(detail));
        }
        let claimed = assertion::claimed_client(text)
            .ok_or_else(|| Fault::AssertionMalformed.about("invalid client assertion format"))?;
        if named.is_some_and(|named| named != claimed) {
            return Err(Fault::AssertionIssuer.into());
        }
        return Ok((claimed, Shown::Assertion(text.to_owned())));
    }
    let named = named.ok_or(Refused::from(Fault::AuthAbsent))?;
    Ok(match params.filled("client_secret") {
        Some(secret) => (named, Shown::Secret(secret.to_owned())),
        None => (named, Shown::Nothing),
    })
}

/// The name in an `Authorization: Basic` header, which is always refused.
fn basic(web: &Web) -> Option<String> {
    let header = web.request().headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let clear = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    Some(clear.split(':').next().unwrap_or_default().to_owned())
}

/// Checks an assertion and remembers it.
async fn asserted(
    web: &Web,
    client: &SandboxClient,
    keys: &Keys,
    assertion: &str,
) -> Result<Result<(), Refused>, PageError> {
    let provider = web.plug::<Provider>()?;
    let Some(keys) = public_keys(web, &provider, keys).await? else {
        return Ok(Err(Fault::AssertionKeys.into()));
    };
    let here = format!("{}{}", provider.issuer(), input::endpoint(web));
    let token = provider.endpoints().token();
    let audiences = [provider.issuer(), token.as_str(), here.as_str()];
    let whose = (client.client_id.as_str(), keys.as_slice());
    let proof = match assertion::check(assertion, whose, &audiences, web.ctx().now) {
        Ok(proof) => proof,
        Err(refused) => return Ok(Err(refused)),
    };
    let (key, Proof { jti_hash, until }) = (client.key, proof);
    let kept: Outcome<(), Refused> = web
        .write(move |tx, _| {
            if store::remember_assertion(tx, (key, &jti_hash), until)? {
                Ok(())
            } else {
                Err(Refused::from(Fault::AssertionReplayed).into())
            }
        })
        .await;
    kept_apart(kept)
}

/// The keys of a client, read where it publishes them if it does.
async fn public_keys(
    web: &Web,
    provider: &Arc<Provider>,
    keys: &Keys,
) -> Result<Option<Vec<Jwk>>, PageError> {
    match keys {
        Keys::Set(text) => Ok(jose::read_set(text.as_bytes())),
        Keys::Uri(address) => {
            let (provider, address) = (Arc::clone(provider), address.clone());
            let now = web.ctx().now;
            let read = web
                .blocking(move || Ok(provider.document(&address, now)))
                .await?;
            Ok(read.ok().and_then(|body| jose::read_set(&body)))
        }
    }
}
