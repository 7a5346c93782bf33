//! The logout, through the browser: a confirmation that a script sends by itself, then the return to the client.

use std::sync::Arc;

use super::answers::{At, go, leading_to_clients, note, refuse};
use super::input::{self, ring};
use crate::kernel::error::{Fault as Broken, Outcome};
use crate::sandbox::fault::{Fault, Refused};
use crate::sandbox::flow::{self, Leaving};
use crate::sandbox::pages::{LoggedOutPage, LogoutPage};
use crate::sandbox::provider::hint::{self, Hint};
use crate::sandbox::provider::params::Params;
use crate::sandbox::provider::redirect;
use crate::sandbox::trace::{Stage, Verdict};
use crate::sandbox::{Provider, urls};
use crate::services::{self, SandboxClient};
use crate::shell::{Answer, PageError, Protected, RawForm, Web};

/// A logout request that holds, with its client and the session it ends.
struct Asked {
    hint: Hint,
    client: SandboxClient,
    leaving: Leaving,
}

/// The checks of both steps.
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
            let Some(client) = services::sandbox_client(c, &client_id)? else {
                return Ok(None);
            };
            let leaving = flow::leaving(c, now, (client.key, cookie.as_deref()))?;
            Ok(Some((client, leaving)))
        })
        .await;
    let named = Some(hint.client_id.clone());
    let Some((client, leaving)) = found? else {
        return Ok(Err((named, Fault::HintAudience.into())));
    };
    if let Some(address) = &hint.post_logout_redirect_uri
        && !client.config.post_logout_redirect_uris().contains(address)
    {
        return Ok(Err((named, Fault::PostLogoutUnregistered.into())));
    }
    let Some(leaving) = leaving else {
        return Ok(Err((named, Fault::LogoutSessionMissing.into())));
    };
    Ok(Ok(Asked {
        hint,
        client,
        leaving,
    }))
}

pub(super) async fn ask(web: Web) -> Answer {
    let params = input::query(&web);
    let at = At::new(Stage::Logout, &params);
    match judged(&web, &params).await? {
        Ok(asked) => {
            let trace = asked.leaving.flow;
            let at = At { trace, ..at }.by(&asked.client.client_id);
            note(&web, at, (200, Vec::new()), Verdict::Accepted)?;
            let page = LogoutPage::new(&asked.client.service_name, &params);
            Ok(leading_to_clients(web.page(&page)?))
        }
        Err((client, refused)) => refuse(&web, placed(&web, at, client).await?, refused, None),
    }
}

/// Where a refused logout is told: beside the flow it follows, if this browser went through one client only.
async fn placed(web: &Web, at: At, named: Option<String>) -> Result<At, PageError> {
    let (cookie, now) = (input::session_token(web), web.ctx().now);
    let found: Outcome<_> = web
        .db()
        .glance(move |c| {
            let Some((trace, key)) = flow::only_client(c, now, cookie.as_deref())? else {
                return Ok(None);
            };
            let client = services::sandbox_client_of(c, key)?;
            Ok(client.map(|client| (trace, client.client_id)))
        })
        .await;
    let found = found?.filter(|(_, client)| named.as_ref().is_none_or(|named| named == client));
    Ok(match found {
        Some((trace, client)) => at.of(trace).by(&client),
        None => At {
            client: named,
            ..at
        },
    })
}

pub(super) async fn confirm(web: Web, form: Protected<RawForm>) -> Answer {
    let params = Params::of(form.0.iter());
    let at = At::new(Stage::Logout, &params);
    let asked = match judged(&web, &params).await? {
        Ok(asked) => asked,
        Err((client, refused)) => {
            return refuse(&web, placed(&web, at, client).await?, refused, None);
        }
    };
    let at = at.by(&asked.client.client_id);
    let Leaving {
        session,
        flow: trace,
    } = asked.leaving;
    let ended: Outcome<()> = web.pass(move |tx, ctx| flow::end(tx, ctx, session)).await;
    ended?;
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
