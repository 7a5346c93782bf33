//! The registry of routes: every address the site answers, with the slice that owns it.
//!
//! Slices declare their routes as data so that two readers see the same list: actix, which serves it, and the
//! tests, which hold every route against every kind of actor. GET routes answer HEAD too. The registry sorts
//! addresses so that a literal segment wins over a parameter, whatever the order of declaration.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use actix_web::http::Method;
use actix_web::{FromRequest, Handler, Responder, Route, guard, web};

/// One route of the site.
pub struct RouteEntry {
    /// The slice that declares it.
    pub slice: &'static str,
    /// GET or POST for pages; interfaces for programs may use others.
    pub method: Method,
    /// The address with its `{parameters}`.
    pub pattern: &'static str,
    build: Box<dyn Fn() -> Route + Send + Sync>,
}

/// The routes of one slice, or of several gathered.
#[derive(Default)]
pub struct Routes {
    slice: &'static str,
    entries: Vec<RouteEntry>,
}

impl Routes {
    /// The empty list of `slice`.
    #[must_use]
    pub fn new(slice: &'static str) -> Self {
        Self {
            slice,
            entries: Vec::new(),
        }
    }

    /// A page to read. It must change nothing.
    #[must_use]
    pub fn get<F, Args>(self, pattern: &'static str, handler: F) -> Self
    where
        F: Handler<Args> + Send + Sync,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route(Method::GET, pattern, handler)
    }

    /// A form to send.
    #[must_use]
    pub fn post<F, Args>(self, pattern: &'static str, handler: F) -> Self
    where
        F: Handler<Args> + Send + Sync,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route(Method::POST, pattern, handler)
    }

    /// Any other method, for programs.
    #[must_use]
    pub fn route<F, Args>(mut self, method: Method, pattern: &'static str, handler: F) -> Self
    where
        F: Handler<Args> + Send + Sync,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let build = Box::new(move || web::route().to(handler.clone()));
        self.entries.push(RouteEntry {
            slice: self.slice,
            method,
            pattern,
            build,
        });
        self
    }

    /// Adds the routes of `other`, which keep the name of their slice.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.entries.extend(other.entries);
        self
    }

    /// Every route, in the order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = &RouteEntry> {
        self.entries.iter()
    }

    /// Gives the routes to actix: one resource per address, so that a wrong method answers 405.
    pub fn mount(&self, config: &mut web::ServiceConfig) {
        let mut by_pattern: BTreeMap<Specific, Vec<&RouteEntry>> = BTreeMap::new();
        for entry in &self.entries {
            by_pattern
                .entry(Specific(entry.pattern))
                .or_default()
                .push(entry);
        }
        for (Specific(pattern), entries) in by_pattern {
            let resource = entries
                .into_iter()
                .fold(web::resource(pattern), |resource, entry| {
                    resource.route(with_method(&entry.method, (entry.build)()))
                });
            config.service(resource);
        }
    }
}

fn with_method(method: &Method, route: Route) -> Route {
    if *method == Method::GET {
        route.guard(guard::Any(guard::Get()).or(guard::Head()))
    } else {
        route.method(method.clone())
    }
}

/// An address ordered so that the more specific comes first: those without parameter, compared as they are, before all
/// those that a regular expression reads, which are tried one after the other.
#[derive(PartialEq, Eq)]
struct Specific(&'static str);

impl Ord for Specific {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |segment: &'static str| (segment.contains('{'), segment);
        let whole = self.0.contains('{').cmp(&other.0.contains('{'));
        whole.then_with(|| self.0.split('/').map(key).cmp(other.0.split('/').map(key)))
    }
}

impl PartialOrd for Specific {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::Specific;

    #[test]
    fn a_literal_segment_comes_before_a_parameter() {
        let mut all = [
            "/demandes/{id}",
            "/demandes/{id}/messages",
            "/",
            "/demandes/nouvelle",
            "/services",
        ]
        .map(Specific);
        all.sort();
        let order: Vec<_> = all.iter().map(|pattern| pattern.0).collect();
        assert_eq!(
            order,
            [
                "/",
                "/demandes/nouvelle",
                "/services",
                "/demandes/{id}",
                "/demandes/{id}/messages"
            ]
        );
    }
}
