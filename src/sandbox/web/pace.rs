//! Slowing down a caller that loops: before anything is read of what it asks, and without a trace of each refusal, which
//! would be as many rows as the loop has turns.
//!
//! A call is counted for the client it names as seen from one network, so that nobody uses up the calls of others by
//! naming their client.

use actix_web::HttpResponse;
use actix_web::http::header::RETRY_AFTER;
use serde_json::json;

use crate::sandbox::Limits;
use crate::shell::{PageError, Web};

/// Length of a `client_id`.
const CLIENT_ID: usize = 64;

fn seconds_to_wait(web: &Web, client_id: Option<&str>) -> Result<Option<u64>, PageError> {
    let named = client_id
        .filter(|id| id.len() == CLIENT_ID)
        .unwrap_or_default();
    let caller = format!("{named}@{}", web.network());
    let verdict = web.plug::<Limits>()?.check(&caller, web.ctx().now);
    Ok(verdict.err())
}

/// Refuses a browser that comes too often, by a page that says how long to wait.
pub(super) fn of_browser(web: &Web, client_id: Option<&str>) -> Result<(), PageError> {
    match seconds_to_wait(web, client_id)? {
        None => Ok(()),
        Some(seconds) => Err(PageError::TooMany(seconds)),
    }
}

/// The answer to a program that calls too often.
pub(super) fn of_program(
    web: &Web,
    client_id: Option<&str>,
) -> Result<Option<HttpResponse>, PageError> {
    let Some(seconds) = seconds_to_wait(web, client_id)? else {
        return Ok(None);
    };
    let body = json!({
        "error": "temporarily_unavailable",
        "error_description": format!("too many calls, wait {seconds} s (Retry-After): does your program loop?"),
    });
    Ok(Some(
        HttpResponse::TooManyRequests()
            .insert_header((RETRY_AFTER, seconds))
            .json(body),
    ))
}
