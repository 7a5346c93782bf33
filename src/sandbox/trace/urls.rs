//! The addresses of traces.

use super::model::TraceId;
use crate::services::{ServiceId, qualification, traces_url};

/// The traces of a service.
#[must_use]
pub fn list(service: ServiceId) -> String {
    traces_url(service)
}

/// What tells the page of traces that something happened.
#[must_use]
pub fn list_live(service: ServiceId) -> String {
    format!("{}/direct", list(service))
}

/// The traces of a service as JSON.
#[must_use]
pub fn list_export(service: ServiceId) -> String {
    format!("{}/export", list(service))
}

/// A trace.
#[must_use]
pub fn trace(service: ServiceId, id: TraceId) -> String {
    format!("{}/{id}", list(service))
}

/// What tells the page of a trace that something happened.
#[must_use]
pub fn live(service: ServiceId, id: TraceId) -> String {
    format!("{}/direct", trace(service, id))
}

/// A trace as JSON.
#[must_use]
pub fn export(service: ServiceId, id: TraceId) -> String {
    format!("{}/export", trace(service, id))
}

/// A criterion of the qualification of a service, which another slice serves.
#[must_use]
pub fn criterion(service: ServiceId, number: i32) -> String {
    format!("{}/criteres/{number}", qualification(service))
}
