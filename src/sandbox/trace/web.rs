//! The routes of traces. Everything is asked for a service that the person may read, and every trace as one of it.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_TYPE, HeaderName};
use actix_web::web::Bytes;
use futures_util::StreamExt;

use super::export;
use super::live::{self, Listening};
use super::model::{TraceId, TraceStatus};
use super::pages::{Found, STEPS, TRACES, TracePage, TracesPage};
use super::recorder::Recorder;
use super::views::{self, Filter};
use crate::kernel::clock::Day;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome};
use crate::services::{self, Action, Denied, ServiceId, SpaceHead, Tab};
use crate::shell::{AccountId, Answer, PageError, Path, Routes, SignedIn, Web};

/// Traces of one export.
const EXPORTED: i64 = 100;
/// Steps of one export.
const EXPORTED_STEPS: i64 = 2_000;

/// The routes of traces.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("sandbox")
        .get("/espace/services/{id}/traces", list)
        .get("/espace/services/{id}/traces/direct", list_live)
        .get("/espace/services/{id}/traces/export", list_export)
        .get("/espace/services/{id}/traces/{trace}", show)
        .get("/espace/services/{id}/traces/{trace}/direct", show_live)
        .get("/espace/services/{id}/traces/{trace}/export", show_export)
}

fn denied(failure: Failure<Denied>) -> PageError {
    PageError::of(failure, services::refused)
}

fn opened(c: &mut Conn, account: AccountId, id: ServiceId) -> Outcome<SpaceHead, Denied> {
    let access = services::authorised(c, account, id, Action::View)?;
    let organisation = services::organisation_of(c, id)?;
    Ok(SpaceHead::new(&access.service, &organisation, Tab::Traces))
}

fn asked(web: &Web) -> Filter {
    let some = |name: &str| Some(web.query(name)).filter(|value| !value.is_empty());
    Filter {
        from: some("du").and_then(|day| Day::parse(&day)),
        until: some("au").and_then(|day| Day::parse(&day)),
        client: some("client"),
        status: some("issue").and_then(|code| code.parse::<TraceStatus>().ok()),
        state: some("etat"),
    }
}

async fn list(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    services::note_audit(&web, &who, id).await?;
    let (filter, before) = (asked(&web), web.query("avant").parse::<TraceId>().ok());
    let read = web.db().read::<_, Denied, _>(move |c| {
        let head = opened(c, account, id)?;
        let found = Found {
            clients: views::clients_of(c, id)?,
            traces: views::list(c, id, &filter, (before, TRACES))?,
            filter,
        };
        Ok(TracesPage::new(head, id, found))
    });
    web.page(&read.await.map_err(denied)?)
}

async fn show(web: Web, who: SignedIn, path: Path<(ServiceId, TraceId)>) -> Answer {
    let (account, (id, trace)) = (who.account(), path.into_inner());
    services::note_audit(&web, &who, id).await?;
    let current = web
        .query("page")
        .parse::<i64>()
        .unwrap_or(1)
        .clamp(1, 1_000);
    let read = web.db().read::<_, Denied, _>(move |c| {
        let head = opened(c, account, id)?;
        let trace = views::find(c, id, trace)?.ok_or(Denied::Unknown)?;
        let steps = views::steps_of(c, trace.id, ((current - 1) * STEPS, STEPS))?;
        Ok(TracePage::new(head, id, &trace, (steps, current)))
    });
    web.page(&read.await.map_err(denied)?)
}

async fn list_export(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    services::note_audit(&web, &who, id).await?;
    let filter = asked(&web);
    let read = web.db().read::<_, Denied, _>(move |c| {
        opened(c, account, id)?;
        let mut traces = views::list(c, id, &filter, (None, EXPORTED))?;
        traces.truncate(usize::try_from(EXPORTED).unwrap_or(usize::MAX));
        let steps = views::steps_of_all(c, &traces, EXPORTED_STEPS)?;
        Ok(export::several(traces.iter().map(|trace| {
            (trace, steps.get(&trace.id).map_or(&[][..], Vec::as_slice))
        })))
    });
    given(&web, "traces.json", &read.await.map_err(denied)?)
}

async fn show_export(web: Web, who: SignedIn, path: Path<(ServiceId, TraceId)>) -> Answer {
    let (account, (id, trace)) = (who.account(), path.into_inner());
    services::note_audit(&web, &who, id).await?;
    let read = web.db().read::<_, Denied, _>(move |c| {
        opened(c, account, id)?;
        let trace = views::find(c, id, trace)?.ok_or(Denied::Unknown)?;
        let steps = views::steps_of(c, trace.id, (0, EXPORTED_STEPS))?;
        Ok(export::one(&trace, &steps))
    });
    let name = format!("trace-{trace}.json");
    given(&web, &name, &read.await.map_err(denied)?)
}

fn given(web: &Web, name: &str, what: &serde_json::Value) -> Answer {
    let bytes = serde_json::to_vec_pretty(what).map_err(Fault::other("writing an export"))?;
    web.made((name, "application/json"), bytes)
}

async fn list_live(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    let allowed = web.db().read(move |c| opened(c, account, id)).await;
    allowed.map_err(denied)?;
    listen(&web, id, None)
}

async fn show_live(web: Web, who: SignedIn, path: Path<(ServiceId, TraceId)>) -> Answer {
    let (account, (id, trace)) = (who.account(), path.into_inner());
    let read = web.db().read::<_, Denied, _>(move |c| {
        opened(c, account, id)?;
        Ok(views::find(c, id, trace)?.ok_or(Denied::Unknown)?)
    });
    read.await.map_err(denied)?;
    listen(&web, id, Some(trace))
}

/// Server-sent events: one each time something happened since what the page shows.
fn listen(web: &Web, service: ServiceId, trace: Option<TraceId>) -> Answer {
    let last = web.request().headers().get("last-event-id");
    let seen = last
        .and_then(|id| id.to_str().ok())
        .map_or_else(|| web.query("vu"), str::to_owned);
    let recorder = web.plug::<Recorder>()?;
    let listening = Listening::new(web.db(), &recorder, (service, trace), seen);
    let pieces = live::events(listening).map(|piece| Ok::<_, Fault>(Bytes::from(piece)));
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        .insert_header((HeaderName::from_static("x-accel-buffering"), "no"))
        .streaming(pieces))
}
