//! What comes in: bodies that no page of ours sends, and the cookie of the sandbox.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Payload;
use futures_util::StreamExt;

use crate::sandbox::keys::Ring;
use crate::sandbox::provider::params::Params;
use crate::sandbox::{Provider, urls};
use crate::shell::{PageError, Web};

/// Longest body read: many times what an honest client sends.
const BODY_MOST: usize = 64 * 1024;
const COOKIE: &str = "fc_session_id";

/// Why a body is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It is not a form.
    Kind,
    /// It is too long, or broke off.
    Length,
}

/// The body of a form sent by a program, or by the page of a client: our own token can't be in it.
pub(super) async fn form(web: &Web, mut payload: Payload) -> Result<Params, Unreadable> {
    let header = web.request().headers().get(CONTENT_TYPE);
    let kind = header.and_then(|value| value.to_str().ok()).unwrap_or("");
    let kind = kind.split(';').next().unwrap_or("").trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Unreadable::Kind);
    }
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Unreadable::Length)?;
        if body.len() + chunk.len() > BODY_MOST {
            return Err(Unreadable::Length);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Params::read(&body))
}

/// The parameters of the address.
pub(super) fn query(web: &Web) -> Params {
    Params::read(web.request().query_string().as_bytes())
}

/// The cookie's name. Over TLS its prefix keeps neighbouring hosts from setting it.
fn cookie_name(web: &Web) -> String {
    if web.site().over_tls() {
        format!("__Host-{COOKIE}")
    } else {
        COOKIE.to_owned()
    }
}

/// The token of the browser's session, if it has one.
pub(super) fn session_token(web: &Web) -> Option<String> {
    let cookie = web.request().cookie(&cookie_name(web))?;
    Some(cookie.value().to_owned())
}

/// The cookie that gives the browser that session.
pub(super) fn session_cookie(web: &Web, token: String) -> Cookie<'static> {
    let mut cookie = Cookie::new(cookie_name(web), token);
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(web.site().over_tls());
    cookie
}

/// The cookie that takes the session back.
pub(super) fn no_session_cookie(web: &Web) -> Cookie<'static> {
    let mut cookie = session_cookie(web, String::new());
    cookie.make_removal();
    cookie
}

/// The provider's keys.
pub(super) async fn ring(
    web: &Web,
    provider: &Provider,
) -> Result<std::sync::Arc<Ring>, PageError> {
    if let Some(ring) = provider.fresh_ring(web.ctx().now) {
        return Ok(ring);
    }
    let (provider, db, ctx) = (provider.clone(), web.db().clone(), web.ctx());
    web.blocking(move || provider.ring(&db, ctx.sources()))
        .await
}

/// The path asked, from the base of the provider on.
pub(super) fn endpoint(web: &Web) -> String {
    let path = web.request().path();
    path.strip_prefix(urls::BASE).unwrap_or(path).to_owned()
}
