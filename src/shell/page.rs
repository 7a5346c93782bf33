//! Typed pages: a struct and its template, bound together and checked at start.
//!
//! The only module of the site that knows Tera. Every template belongs to one page and every page has its
//! template, or the site does not start. Mails have their own renderer in the kernel.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};

use crate::kernel::clock::{Day, Instant};
use crate::kernel::error::Fault;
use crate::kernel::text;
use crate::shell::frame::{Crumb, Frame};

/// What a handler shows: the data of one template, which receives it as `page`.
pub trait Page: Serialize {
    /// The template's path under `templates/`, such as `requests/list.html`.
    const TEMPLATE: &'static str;

    /// The page's own title, for the tab and the last crumb.
    fn title(&self) -> String;

    /// The pages above this one, from the home page (which is added by itself) to its parent.
    fn crumbs(&self) -> Vec<Crumb> {
        Vec::new()
    }

    /// Values that together show everything the template can show; tests render each of them.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

/// A page as the registry knows it.
#[derive(Clone, Copy)]
pub struct PageEntry {
    /// The template's path under `templates/`.
    pub template: &'static str,
    render_samples: fn(&Templates, &Frame) -> Result<Vec<String>, Fault>,
}

impl fmt::Debug for PageEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PageEntry").field(&self.template).finish()
    }
}

impl PageEntry {
    /// The entry of `P`.
    #[must_use]
    pub fn of<P: Page>() -> Self {
        Self {
            template: P::TEMPLATE,
            render_samples: render_samples::<P>,
        }
    }

    /// Renders every sample of the page inside `frame`.
    pub fn samples(&self, templates: &Templates, frame: &Frame) -> Result<Vec<String>, Fault> {
        (self.render_samples)(templates, frame)
    }
}

fn render_samples<P: Page>(templates: &Templates, frame: &Frame) -> Result<Vec<String>, Fault> {
    let framed = |page: &P| Frame {
        title: page.title(),
        crumbs: trail(page),
        ..frame.clone()
    };
    P::samples()
        .iter()
        .map(|page| templates.render(page, &framed(page)))
        .collect()
}

/// The whole trail of a page: home, its parents. Empty on the home page itself, which has no parent.
pub fn trail<P: Page>(page: &P) -> Vec<Crumb> {
    let crumbs = page.crumbs();
    if crumbs.is_empty() {
        return crumbs;
    }
    std::iter::once(Crumb::new("/", "Accueil"))
        .chain(crumbs)
        .collect()
}

#[derive(rust_embed::Embed)]
#[folder = "templates/"]
struct Files;

/// The compiled templates of the site. Cheap to clone.
#[derive(Clone)]
pub struct Templates(Arc<Tera>);

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Templates(…)")
    }
}

impl Templates {
    /// Compiles every template but those of the mails: from the binary, or from the disk in a debug build.
    pub fn load() -> Result<Self, Fault> {
        let mut tera = Tera::new();
        register_filters(&mut tera);
        let mut sources = Vec::new();
        for path in
            Files::iter().filter(|path| path.ends_with(".html") && !path.starts_with("mail/"))
        {
            if let Some(file) = Files::get(&path) {
                let text = String::from_utf8(file.data.into_owned())
                    .map_err(Fault::other("reading a template"))?;
                sources.push((path.into_owned(), text));
            }
        }
        tera.add_raw_templates(sources)
            .map_err(|error| template_fault("compiling the templates", &error))?;
        Ok(Self(Arc::new(tera)))
    }

    /// Renders `page` in its template, inside `frame`.
    pub fn render<P: Page>(&self, page: &P, frame: &Frame) -> Result<String, Fault> {
        let mut context = Context::new();
        context.insert("frame", frame);
        context.insert("page", page);
        self.0
            .render(P::TEMPLATE, &context)
            .map_err(|error| template_fault("rendering a page", &error))
    }

    /// Holds the pages against the templates, both ways.
    pub fn check(&self, pages: &[PageEntry]) -> Result<(), Fault> {
        let declared: BTreeSet<&str> = pages.iter().map(|page| page.template).collect();
        let present: BTreeSet<&str> = self
            .0
            .get_template_names()
            .filter(|name| is_page(name))
            .collect();
        let orphans: Vec<String> = declared
            .symmetric_difference(&present)
            .map(|name| {
                let wrong = if declared.contains(name) {
                    "has no template"
                } else {
                    "has no page"
                };
                format!("{name} {wrong}")
            })
            .collect();
        if orphans.is_empty() {
            Ok(())
        } else {
            Err(Fault::other("checking the templates")(orphans.join("; ")))
        }
    }
}

/// Parts and layouts start with `_`, or are in a folder that does.
fn is_page(name: &str) -> bool {
    !name.split('/').any(|segment| segment.starts_with('_'))
}

/// Tera's message holds the whole story; its error type is kept out of the rest of the house.
fn template_fault(doing: &'static str, error: &tera::Error) -> Fault {
    let mut message = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        message.push_str(": ");
        message.push_str(&cause.to_string());
        source = cause.source();
    }
    Fault::other(doing)(message)
}

/// Filters accept an absent value and give nothing back, so that templates need no test.
fn register_filters(tera: &mut Tera) {
    tera.register_filter("day", |value: &Value, _: Kwargs, _: &State<'_>| {
        dated(value, text::french_day)
    });
    tera.register_filter("short_day", |value: &Value, _: Kwargs, _: &State<'_>| {
        dated(value, text::short_day)
    });
    tera.register_filter("datetime", |value: &Value, _: Kwargs, _: &State<'_>| {
        read_instant(value)
            .map(text::french_date_time)
            .unwrap_or_default()
    });
    tera.register_filter("number", |value: &Value, _: Kwargs, _: &State<'_>| {
        value.as_i64().map(text::french_number).unwrap_or_default()
    });
    tera.register_filter("size", |value: &Value, _: Kwargs, _: &State<'_>| {
        value.as_i64().map(text::size).unwrap_or_default()
    });
}

fn dated(value: &Value, show: fn(Day) -> String) -> String {
    let day = value.as_str().and_then(Day::parse);
    day.or_else(|| read_instant(value).map(Instant::paris_day))
        .map(show)
        .unwrap_or_default()
}

fn read_instant(value: &Value) -> Option<Instant> {
    let at = chrono::DateTime::parse_from_rfc3339(value.as_str()?).ok()?;
    Some(Instant::new(at.to_utc()))
}

#[cfg(test)]
mod components;

#[cfg(test)]
mod tests {
    use super::is_page;

    #[test]
    fn parts_are_not_pages() {
        assert!(is_page("requests/list.html"));
        assert!(!is_page("_parts/layout.html"));
        assert!(!is_page("requests/_row.html"));
    }
}
