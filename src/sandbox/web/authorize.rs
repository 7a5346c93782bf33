//! The authorize request.

use actix_web::web::Payload;

use super::answers::{At, Return, go, refuse};
use super::input::{self, Unreadable};
use super::pace;
use crate::kernel::error::Outcome;
use crate::sandbox::fault::{Fault, Refused};
use crate::sandbox::flow::{self, Start, Status};
use crate::sandbox::provider::authorize::{self, Asked, Draft};
use crate::sandbox::provider::params::Params;
use crate::sandbox::provider::sector;
use crate::sandbox::trace::Stage;
use crate::sandbox::{Provider, urls};
use crate::services::{self, SandboxClient};
use crate::shell::{Answer, PageError, Web};

pub(super) async fn get(web: Web) -> Answer {
    let params = input::query(&web);
    answer(&web, &params).await
}

pub(super) async fn post(web: Web, payload: Payload) -> Answer {
    match input::form(&web, payload).await {
        Ok(params) => answer(&web, &params).await,
        Err(unreadable) => {
            let refused = match unreadable {
                Unreadable::Kind => Fault::ParameterMissing.about("client_id"),
                Unreadable::Length => Fault::ParameterTooLong.into(),
            };
            refuse(
                &web,
                At::new(Stage::Authorize, &Params::default()),
                refused,
                None,
            )
        }
    }
}

/// Why the request stops, and how far it came.
struct Stopped {
    refused: Refused,
    at: At,
    back: Option<Return>,
}

async fn answer(web: &Web, params: &Params) -> Answer {
    pace::of_browser(web, params.get("client_id"))?;
    let at = At::new(Stage::Authorize, params);
    match judged(web, params, at).await? {
        Ok((client, asked, at)) => begin(web, &client, asked, at).await,
        Err(stopped) => refuse(web, stopped.at, stopped.refused, stopped.back.as_ref()),
    }
}

type Judged = Result<(SandboxClient, Asked, At), Box<Stopped>>;

async fn judged(web: &Web, params: &Params, mut at: At) -> Result<Judged, PageError> {
    let stop = |refused: Refused, at, back| Ok(Err(Box::new(Stopped { refused, at, back })));
    let draft = match authorize::read(params) {
        Ok(draft) => draft,
        Err(refused) => {
            at.client = params.filled("client_id").map(str::to_owned);
            return stop(refused, at, None);
        }
    };
    let at = at.by(&draft.client_id);
    let Some(client) = client(web, &draft).await? else {
        return stop(Fault::ClientUnknown.into(), at, None);
    };
    if let Err(fault) = check_sector(web, &client).await? {
        return stop(fault.into(), at, None);
    }
    if let Err(refused) = draft.check_redirect(&client) {
        return stop(refused, at, None);
    }
    let back = Return {
        redirect_uri: draft.redirect_uri.clone(),
        state: draft.state.clone(),
        service: client.service_name.clone(),
        in_fragment: draft.wants_fragment(),
    };
    match draft.judge(&client) {
        Ok(asked) => Ok(Ok((client, asked, at))),
        Err(refused) => stop(refused, at, Some(back)),
    }
}

async fn client(web: &Web, draft: &Draft) -> Result<Option<SandboxClient>, PageError> {
    let client_id = draft.client_id.clone();
    let found: Outcome<_> = web
        .db()
        .glance(move |c| Ok(services::sandbox_client(c, &client_id)?))
        .await;
    Ok(found?)
}

/// Several hosts share an identifier only if their document says so.
async fn check_sector(web: &Web, client: &SandboxClient) -> Result<Result<(), Fault>, PageError> {
    let Some(address) = client.config.sector_identifier_uri().map(str::to_owned) else {
        return Ok(Ok(()));
    };
    let (provider, now) = (web.plug::<Provider>()?, web.ctx().now);
    let answered = web
        .blocking(move || Ok(provider.document(&address, now)))
        .await?;
    let body = answered.as_ref().map(|body| body.as_slice());
    Ok(sector::judge(
        body.map_err(|unread| *unread),
        client.config.redirect_uris(),
    ))
}

async fn begin(web: &Web, client: &SandboxClient, asked: Asked, at: At) -> Answer {
    let start = Start {
        client: client.key,
        asked,
        cookie: input::session_token(web),
    };
    let started: Outcome<_> = web.pass(move |tx, ctx| flow::start(tx, ctx, &start)).await;
    let started = started?;
    let address = match started.status {
        Status::Choice => urls::interaction(started.id),
        Status::Consent | Status::Granted => urls::consent(started.id),
    };
    let mut response = go(web, at.of(started.id), &address)?;
    if let Some(token) = started.cookie {
        let cookie = input::session_cookie(web, token.reveal());
        response
            .add_cookie(&cookie)
            .map_err(crate::kernel::error::Fault::other("setting a cookie"))?;
    }
    Ok(response)
}
