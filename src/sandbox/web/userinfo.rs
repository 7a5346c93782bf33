//! The identity, signed: never plain JSON.

use actix_web::HttpResponse;
use actix_web::http::header::AUTHORIZATION;
use serde_json::{Map, Value, json};

use super::answers::{At, note, refuse_json};
use super::input::{self, ring};
use super::pace;
use crate::kernel::error::{Fault as Broken, Outcome};
use crate::sandbox::Provider;
use crate::sandbox::fault::Fault;
use crate::sandbox::flow::{self, Flow};
use crate::sandbox::provider::exchange::TOKEN_SECONDS;
use crate::sandbox::provider::params::Params;
use crate::sandbox::provider::{claims, sub};
use crate::sandbox::trace::{Stage, Verdict};
use crate::services::SandboxClient;
use crate::shell::{Answer, PageError, Web};

pub(super) async fn show(web: Web) -> Answer {
    if let Some(wait) = pace::of_program(&web, None)? {
        return Ok(wait);
    }
    let params = input::query(&web);
    let mut at = At::new(Stage::Userinfo, &params);
    let header = bearer(&web);
    if let Some(token) = &header {
        at.request
            .push(("authorization".to_owned(), format!("Bearer {token}")));
    }
    let shown = match token(header, &params) {
        Ok(token) => token,
        Err(fault) => return refuse_json(&web, at, fault.into()),
    };
    match behind(&web, shown).await? {
        Ok((flow, client)) => {
            identity(&web, at.of(flow.id).by(&client.client_id), &flow, &client).await
        }
        Err((trace, named, refused)) => {
            let client = named;
            refuse_json(
                &web,
                At {
                    trace,
                    client,
                    ..at
                },
                refused,
            )
        }
    }
}

/// The access token of the `Authorization` header.
pub(super) fn bearer(web: &Web) -> Option<String> {
    let header = web.request().headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim().to_owned())
}

/// The token, from one place only.
fn token(header: Option<String>, params: &Params) -> Result<String, Fault> {
    let asked = params.filled("access_token").map(str::to_owned);
    match (header.filter(|token| !token.is_empty()), asked) {
        (Some(_), Some(_)) => Err(Fault::TokenTwice),
        (Some(token), None) | (None, Some(token)) => Ok(token),
        (None, None) => Err(Fault::TokenAbsent),
    }
}

/// What is behind a token.
pub(super) async fn behind(web: &Web, shown: String) -> Result<flow::Live, PageError> {
    let now = web.ctx().now;
    let found: Outcome<_> = web.db().glance(move |c| flow::live(c, now, &shown)).await;
    Ok(found?)
}

async fn identity(web: &Web, at: At, flow: &Flow, client: &SandboxClient) -> Answer {
    let provider = web.plug::<Provider>()?;
    let (ring, ctx) = (ring(web, &provider).await?, web.ctx());
    let told = userinfo(web, flow, (client, provider.issuer()))?;
    let token = ring.sign(client.config.signing_alg().into(), &told, ctx.now)?;
    let answer = told
        .iter()
        .map(|(name, value)| (name.clone(), value.to_string()))
        .collect();
    note(web, at, (200, answer), Verdict::Accepted)?;
    Ok(HttpResponse::Ok()
        .content_type("application/jwt")
        .body(token))
}

/// The claims granted, and who signed them for whom.
fn userinfo(
    web: &Web,
    flow: &Flow,
    (client, issuer): (&SandboxClient, &str),
) -> Result<Map<String, Value>, PageError> {
    let ctx = web.ctx();
    let broken = || Broken::inconsistent("sandbox_flows", flow.id);
    let signed = flow.signed.as_ref().ok_or_else(broken)?;
    let idp = signed.provider().ok_or_else(broken)?;
    let now = ctx.now.utc().timestamp();
    let mut told = claims::told(&flow.asked.scopes, &signed.identity, idp);
    let person = sub::of(ctx.vault(), client.sector(), signed.identity.told())?;
    told.insert("sub".to_owned(), json!(person));
    told.insert("aud".to_owned(), json!(client.client_id));
    told.insert("exp".to_owned(), json!(now + TOKEN_SECONDS));
    told.insert("iat".to_owned(), json!(now));
    told.insert("iss".to_owned(), json!(issuer));
    Ok(told)
}
