//! The token endpoint and the revocation of access tokens.

use actix_web::HttpResponse;
use actix_web::web::Payload;
use serde_json::{Map, Value, json};

use super::answers::{At, json as answer_json, note, refuse_json};
use super::input::{self, Unreadable};
use super::{client, input::ring, pace};
use crate::kernel::error::{Fault as Broken, Outcome};
use crate::kernel::secret::TokenHash;
use crate::sandbox::Provider;
use crate::sandbox::fault::{Fault, Refused};
use crate::sandbox::flow::{self, Exchange, Exchanged, Flow};
use crate::sandbox::provider::exchange::TOKEN_SECONDS;
use crate::sandbox::provider::params::Params;
use crate::sandbox::provider::{claims, sub};
use crate::sandbox::store;
use crate::sandbox::tokens::IdToken;
use crate::sandbox::trace::{Stage, TraceId, Verdict};
use crate::services::SandboxClient;
use crate::shell::{Answer, PageError, Web};

pub(super) async fn exchange(web: Web, payload: Payload) -> Answer {
    let (params, at) = match read(&web, payload, Stage::Token).await {
        Ok(read) => read,
        Err((at, refused)) => return refuse_json(&web, at, refused),
    };
    if let Some(wait) = pace::of_program(&web, params.get("client_id"))? {
        return Ok(wait);
    }
    let (client, at) = match client::proved(&web, &params).await? {
        Ok(client) => {
            let at = at.by(&client.client_id);
            (client, at)
        }
        Err((client, refused)) => {
            let trace = flow_of_code(&web, &params).await?;
            return refuse_json(
                &web,
                At {
                    trace,
                    client,
                    ..at
                },
                refused,
            );
        }
    };
    let cmd = match wanted(&params, &client) {
        Ok(cmd) => cmd,
        Err(refused) => return refuse_json(&web, at, refused),
    };
    let exchanged: Outcome<_> = web.pass(move |tx, ctx| flow::exchange(tx, ctx, &cmd)).await;
    match exchanged? {
        Ok(exchanged) => {
            let body = tokens(&web, &client, &exchanged).await?;
            answer_json(&web, at.of(exchanged.flow.id), &body)
        }
        Err((trace, refused)) => refuse_json(&web, At { trace, ..at }, refused),
    }
}

/// The flow whose code comes with a request that proves no client: a wrong secret is told beside the rest of its flow.
async fn flow_of_code(web: &Web, params: &Params) -> Result<Option<TraceId>, PageError> {
    let Some(code) = params.filled("code").map(TokenHash::of) else {
        return Ok(None);
    };
    let found: Outcome<_> = web
        .db()
        .glance(move |c| Ok(store::flow_of_code(c, &code)?))
        .await;
    Ok(found?.map(|flow| flow.id))
}

/// The form that came, or the refusal of what is not one.
async fn read(web: &Web, payload: Payload, stage: Stage) -> Result<(Params, At), (At, Refused)> {
    match input::form(web, payload).await {
        Ok(params) => {
            let at = At::new(stage, &params);
            match params.twice() {
                None => Ok((params, at)),
                Some(name) => {
                    let shown: String = name.chars().take(64).collect();
                    let client = params.filled("client_id").map(str::to_owned);
                    Err((At { client, ..at }, Fault::TokenParameterTwice.about(shown)))
                }
            }
        }
        Err(unreadable) => {
            let refused = match unreadable {
                Unreadable::Kind => Fault::ContentType.about(input::endpoint(web)),
                Unreadable::Length => Fault::TokenParameterMissing.about("client_id"),
            };
            Err((At::new(stage, &Params::default()), refused))
        }
    }
}

/// What the client asks, whose proof was checked.
fn wanted(params: &Params, client: &SandboxClient) -> Result<Exchange, Refused> {
    match params.filled("grant_type") {
        Some("authorization_code") => {}
        Some(other) => {
            let shown: String = other.chars().take(64).collect();
            return Err(Fault::GrantTypeUnsupported.about(shown));
        }
        None => return Err(Fault::TokenParameterMissing.about("grant_type")),
    }
    let required = |name: &str| {
        let value = params.filled(name).map(str::to_owned);
        value.ok_or_else(|| Fault::TokenParameterMissing.about(name))
    };
    Ok(Exchange {
        client: client.key,
        code: required("code")?,
        redirect_uri: required("redirect_uri")?,
        has_verifier: params.get("code_verifier").is_some(),
    })
}

/// The five keys of the answer.
async fn tokens(
    web: &Web,
    client: &SandboxClient,
    exchanged: &Exchanged,
) -> Result<Map<String, Value>, PageError> {
    let provider = web.plug::<Provider>()?;
    let (ring, ctx) = (ring(web, &provider).await?, web.ctx());
    let Flow {
        id, asked, signed, ..
    } = &exchanged.flow;
    let broken = || Broken::inconsistent("sandbox_flows", id);
    let signed = signed.as_ref().ok_or_else(broken)?;
    let idp = signed.provider().ok_or_else(broken)?;
    let now = ctx.now.utc().timestamp();
    let id_token = IdToken {
        sub: sub::of(ctx.vault(), client.sector(), signed.identity.told())?,
        amr: asked.amr.then(|| claims::amr(idp)),
        acr: asked.level,
        auth_time: signed.at.utc().timestamp(),
        nonce: &asked.nonce,
        aud: &client.client_id,
        exp: now + TOKEN_SECONDS,
        iat: now,
        iss: provider.issuer(),
    };
    let alg = client.config.signing_alg().into();
    let mut body = Map::new();
    body.insert("access_token".to_owned(), json!(exchanged.token.reveal()));
    body.insert("expires_in".to_owned(), json!(TOKEN_SECONDS));
    let signed_token = ring.sign(alg, &id_token, ctx.now)?;
    body.insert("id_token".to_owned(), json!(signed_token));
    body.insert("scope".to_owned(), json!(asked.scopes.join(" ")));
    body.insert("token_type".to_owned(), json!("Bearer"));
    Ok(body)
}

/// The body is exactly these, or one that proves the client by its key.
const REVOCATION: &[&str] = &[
    "token",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
];
const TOKEN_LEAST: usize = 43;

pub(super) async fn revoke(web: Web, payload: Payload) -> Answer {
    let (params, at) = match read(&web, payload, Stage::Revocation).await {
        Ok(read) => read,
        Err((at, refused)) => return refuse_json(&web, at, refused),
    };
    if let Some(wait) = pace::of_program(&web, params.get("client_id"))? {
        return Ok(wait);
    }
    let token = match revocation(&params) {
        Ok(token) => token,
        Err(refused) => return refuse_json(&web, at, refused),
    };
    let (client, at) = match client::proved(&web, &params).await? {
        Ok(client) => {
            let at = at.by(&client.client_id);
            (client, at)
        }
        Err((named, refused)) => {
            return refuse_json(
                &web,
                At {
                    client: named,
                    ..at
                },
                refused,
            );
        }
    };
    let key = client.key;
    let revoked: Outcome<_> = web
        .pass(move |tx, ctx| flow::revoke(tx, ctx, (key, &token)))
        .await;
    let trace = revoked?;
    note(
        &web,
        At { trace, ..at },
        (200, Vec::new()),
        Verdict::Accepted,
    )?;
    Ok(HttpResponse::Ok().finish())
}

/// The token to give back, from a body that holds nothing else than what is taken.
fn revocation(params: &Params) -> Result<String, Refused> {
    if let Some((name, _)) = params.iter().find(|(name, _)| !REVOCATION.contains(name)) {
        let shown: String = name.chars().take(64).collect();
        return Err(Fault::RevocationMalformed.about(format!("unexpected parameter '{shown}'")));
    }
    let token = params.filled("token").unwrap_or_default();
    let is_safe = token
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if token.len() < TOKEN_LEAST || !is_safe {
        return Err(Fault::RevocationMalformed.about("invalid parameter 'token'"));
    }
    Ok(token.to_owned())
}
