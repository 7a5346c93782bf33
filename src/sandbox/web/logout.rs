//! The logout, through the browser: a confirmation that a script sends by itself, then the return to the client.

use std::sync::Arc;

use super::answers::{At, go, leading_to_clients, note, refuse};
use super::choice::kept_apart;
use super::input::{self, ring};
use crate::kernel::error::{Fault as Broken, Outcome};
use crate::sandbox::fault::{Fault, Refused};
use crate::sandbox::flow;
use crate::sandbox::pages::{LoggedOutPage, LogoutPage};
use crate::sandbox::provider::hint::{self, Hint};
use crate::sandbox::provider::params::Params;
use crate::sandbox::provider::redirect;
use crate::sandbox::trace::{Stage, TraceId, Verdict};
use crate::sandbox::{Provider, urls};
use crate::services::{self, SandboxClient};
use crate::shell::{Answer, PageError, Protected, RawForm, Web};

/// A logout request that holds, with its client.
struct Asked {
    hint: Hint,
    client: SandboxClient,
}

/// The checks of both steps. The session is looked for first at the confirmation, which ends it.
async fn judged(
    web: &Web,
    params: &Params,
) -> Result<Result<Asked, (Option<String>, Refused)>, PageError> {
    let provider: Arc<Provider> = web.plug()?;
    let ring = ring(web, &provider).await?;
    let hint = match hint::read(params, &ring) {
        Ok(hint) => hint,
        Err(refused) => return Ok(Err((None, refused))),
    };
    let client_id = hint.client_id.clone();
    let (cookie, now) = (input::session_token(web), web.ctx().now);
    let found: Outcome<_> = web
        .db()
        .glance(move |c| {
            let client = services::sandbox_client(c, &client_id)?;
            let session = flow::opened(c, now, cookie.as_deref());
            Ok((client, session.is_ok()))
        })
        .await;
    let (client, has_session) = found?;
    let named = Some(hint.client_id.clone());
    let Some(client) = client else {
        return Ok(Err((named, Fault::HintAudience.into())));
    };
    if let Some(address) = &hint.post_logout_redirect_uri
        && !client.config.post_logout_redirect_uris().contains(address)
    {
        return Ok(Err((named, Fault::PostLogoutUnregistered.into())));
    }
    if !has_session {
        return Ok(Err((named, Fault::LogoutSessionMissing.into())));
    }
    Ok(Ok(Asked { hint, client }))
}

pub(super) async fn ask(web: Web) -> Answer {
    let params = input::query(&web);
    let at = At::new(Stage::Logout, &params);
    match judged(&web, &params).await? {
        Ok(asked) => {
            let flow = last_flow(&web, &asked.client).await?;
            let at = At { trace: flow, ..at }.by(&asked.client.client_id);
            note(&web, at, (200, Vec::new()), Verdict::Accepted)?;
            let page = LogoutPage::new(&asked.client.service_name, &params);
            Ok(leading_to_clients(web.page(&page)?))
        }
        Err((client, refused)) => refuse(&web, At { client, ..at }, refused, None),
    }
}

/// The flow that this logout ends, for its trace.
async fn last_flow(web: &Web, client: &SandboxClient) -> Result<Option<TraceId>, PageError> {
    let (key, cookie, now) = (client.key, input::session_token(web), web.ctx().now);
    let found = web
        .db()
        .glance(move |c| flow::last(c, now, (key, cookie.as_deref())))
        .await;
    Ok(kept_apart(found)?.unwrap_or_default())
}

pub(super) async fn confirm(web: Web, form: Protected<RawForm>) -> Answer {
    let params = Params::of(form.0.iter());
    let at = At::new(Stage::Logout, &params);
    let asked = match judged(&web, &params).await? {
        Ok(asked) => asked,
        Err((client, refused)) => return refuse(&web, At { client, ..at }, refused, None),
    };
    let at = at.by(&asked.client.client_id);
    let (key, cookie) = (asked.client.key, input::session_token(&web));
    let ended = web
        .write(move |tx, ctx| flow::end(tx, ctx, (key, cookie.as_deref())))
        .await;
    let Ok(ended) = kept_apart(ended)? else {
        return refuse(&web, at, Fault::LogoutSessionMissing.into(), None);
    };
    let trace = ended.flow;
    let mut response = go(&web, At { trace, ..at }, &destination(&asked.hint))?;
    response
        .add_cookie(&input::no_session_cookie(&web))
        .map_err(Broken::other("setting a cookie"))?;
    Ok(response)
}

/// Where the browser goes once the session is over.
fn destination(hint: &Hint) -> String {
    let Some(address) = &hint.post_logout_redirect_uri else {
        return urls::logged_out();
    };
    match &hint.state {
        Some(state) => redirect::with_query(address, &[("state", state)]),
        None => address.clone(),
    }
}

pub(super) async fn done(web: Web) -> Answer {
    web.page(&LoggedOutPage {})
}
