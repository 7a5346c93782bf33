//! The edge of the site: around every request, an id, a log line, security headers, and error pages.
//!
//! The log names routes by their pattern and people by their account's id: never an address, a name or a value.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, web};

use crate::shell::errors::{self, ErrorPage, PageError};
use crate::shell::headers;
use crate::shell::site::Site;
use crate::shell::visit;
use crate::shell::web::{Answer, Web};

/// The id under which the log knows the request.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Wraps every request; mounted once, outermost.
pub async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    // The only use of this clock: it measures a duration, which no test needs to foresee.
    let started = Instant::now();
    let site = request.app_data::<web::Data<Site>>().cloned();
    let id = site
        .as_ref()
        .map(|site| site.sources.ids.next().simple().to_string())
        .unwrap_or_default();
    request.extensions_mut().insert(RequestId(id.clone()));
    let response = next.call(request).await?.map_into_boxed_body();
    let mut response = explain(response, &id).await;
    headers::secure(
        response.headers_mut(),
        site.is_some_and(|site| site.over_tls()),
    );
    log(response.request(), response.status(), &id, started);
    Ok(response)
}

fn log(request: &HttpRequest, status: StatusCode, id: &str, started: Instant) {
    let route = request.match_pattern().unwrap_or_else(|| "-".to_owned());
    let account = visit::resolved(request).and_then(|visit| visit.viewer.account());
    let duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::info!(
        target: "guichet::access",
        request_id = id,
        method = %request.method(),
        route,
        status = status.as_u16(),
        duration_us,
        account = account.map(tracing::field::display),
        "answered"
    );
}

/// Gives a page to an answer that is only a status: one of our errors, or one of actix's own.
async fn explain(response: ServiceResponse, id: &str) -> ServiceResponse {
    let status = response.status();
    // Actix answers a wrong method by itself; other empty errors carry the error they come from.
    if response.response().error().is_none() && status != StatusCode::METHOD_NOT_ALLOWED {
        return response;
    }
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let (request, bare) = response.into_parts();
    let page = page_for(&request, &bare, id).await;
    let (mut head, _) = bare.into_parts();
    let explained = match page {
        Ok(page) => {
            let (shown, body) = page.into_parts();
            for (name, value) in shown.headers() {
                head.headers_mut().append(name.clone(), value.clone());
            }
            head.set_body(body)
        }
        // The page itself can't be shown: say it in plain words.
        Err(_) => head.set_body(BoxBody::new(format!("Erreur {status}. Incident {id}.\n"))),
    };
    ServiceResponse::new(request, explained)
}

async fn page_for(request: &HttpRequest, bare: &HttpResponse, id: &str) -> Answer {
    let web = known_or_anonymous(request).await?;
    let status = bare.status();
    let error = bare.error().and_then(|error| error.as_error::<PageError>());
    if let Some(PageError::Fault(fault)) = error {
        errors::log_fault(fault, id, &request.match_pattern().unwrap_or_default());
    }
    match error {
        Some(PageError::Conflict(page)) => web.page_status(status, &**page),
        Some(error) => web.page_status(status, &ErrorPage::of(error, id)),
        None => web.page_status(status, &ErrorPage::plain(status)),
    }
}

async fn known_or_anonymous(request: &HttpRequest) -> Result<Web, PageError> {
    let visit = match visit::of(request).await {
        Ok(visit) => visit,
        Err(_) => visit::anonymous(request).map_err(PageError::Fault)?,
    };
    Web::new(request.clone(), visit)
}

/// Any address that no slice declares.
pub async fn not_found() -> Answer {
    Err(PageError::NotFound)
}

/// Says that the process answers and reaches its database, for a load balancer.
pub async fn health(site: web::Data<Site>) -> Answer {
    site.db
        .read(|c| {
            Ok(diesel::RunQueryDsl::execute(
                diesel::sql_query("SELECT 1"),
                c,
            )?)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ok\n"))
}
