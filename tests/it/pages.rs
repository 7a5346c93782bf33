//! Every page, in every state of its samples: sound HTML, one h1, labels, tokens, nothing inline, no dead link.
//!
//! What a reader sees is kept in `goldens/pages/`; `UPDATE_GOLDENS=1` writes it anew.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::LazyLock;

use actix_web::http::Method;
use guichet::app;
use guichet::shell::Templates;
use guichet::shell::assets::Assets;
use guichet::shell::frame::{Crumb, Frame, FrameHelp, FrameViewer, NavLink};
use scraper::{ElementRef, Html, Selector};

use crate::support::goldens;
use crate::support::html::{selector, text_of};

const TOKEN: &str = "the-token-of-the-page";

fn frame() -> Frame {
    Frame {
        title: String::new(),
        lang: "fr",
        csrf: TOKEN.to_owned(),
        viewer: FrameViewer {
            signed_in: true,
            name: "Camille Martin".to_owned(),
            staff: false,
            roles: vec![],
        },
        unread: 3,
        help: FrameHelp {
            href: "/aide/notifications".to_owned(),
            label: "Notifications et courriels",
            ask: "/aide/contact?page=%2F".to_owned(),
        },
        nav: vec![NavLink {
            href: "/",
            label: "Accueil",
            current: true,
        }],
        crumbs: vec![Crumb::new("/", "Accueil")],
        flash: None,
        request_id: "0190-test".to_owned(),
        assets: Assets::load().unwrap().addresses().clone(),
        mode_development: false,
    }
}

/// Every page with each of its samples.
type Rendered = Vec<(&'static str, Vec<String>)>;

/// Rendered once for all tests.
static ALL: LazyLock<Rendered> = LazyLock::new(|| {
    let (templates, frame) = (Templates::load().unwrap(), frame());
    app::pages()
        .iter()
        .map(|page| (page.template, page.samples(&templates, &frame).unwrap()))
        .collect()
});

/// Runs a check over all samples and tells everything that is wrong at once.
fn check(judge: impl Fn(&Html, &str, &mut String)) {
    let mut broken = String::new();
    for (template, samples) in ALL.iter() {
        for (number, html) in samples.iter().enumerate() {
            let mut wrong = String::new();
            judge(&Html::parse_document(html), html, &mut wrong);
            for line in wrong.lines() {
                writeln!(broken, "{template} sample {number}: {line}").unwrap();
            }
        }
    }
    assert!(broken.is_empty(), "\n{broken}");
}

fn count(document: &Html, css: &str) -> usize {
    document.select(&selector(css)).count()
}

#[test]
fn the_site_starts_with_these_pages_and_templates() {
    let pages = app::pages();
    Templates::load().unwrap().check(&pages).unwrap();
    for (template, samples) in ALL.iter() {
        assert!(!samples.is_empty(), "{template} has no sample");
    }
}

#[test]
fn every_page_has_one_title_one_h1_and_a_main_part() {
    check(|document, _, wrong| {
        for (css, expected) in [("h1", 1), ("head title", 1), ("main", 1)] {
            let found = count(document, css);
            if found != expected {
                writeln!(wrong, "{found} {css} instead of {expected}").unwrap();
            }
        }
        let title: String = document
            .select(&selector("head title"))
            .map(text_of)
            .collect();
        if title
            .trim_start_matches([' ', '-', '–'])
            .starts_with("Guichet")
        {
            writeln!(wrong, "the title says nothing of the page: {title}").unwrap();
        }
        if count(document, "html[lang=fr]") != 1 {
            writeln!(wrong, "no language").unwrap();
        }
    });
}

#[test]
fn headings_descend_one_step_at_a_time() {
    check(|document, _, wrong| {
        let mut last = 0;
        for heading in document.select(&selector(
            "main h1, main h2, main h3, main h4, main h5, main h6",
        )) {
            let level: usize = heading.value().name()[1..].parse().unwrap();
            if level > last + 1 {
                writeln!(wrong, "h{level} «{}» after h{last}", text_of(heading)).unwrap();
            }
            last = level;
        }
    });
}

#[test]
fn ids_are_unique_and_references_lead_somewhere() {
    check(|document, _, wrong| {
        let mut ids = HashSet::new();
        for element in document.select(&selector("[id]")) {
            if !ids.insert(element.attr("id").unwrap()) {
                writeln!(wrong, "id {} twice", element.attr("id").unwrap()).unwrap();
            }
        }
        for (css, attribute) in [
            ("label[for]", "for"),
            ("[aria-describedby]", "aria-describedby"),
            ("[aria-labelledby]", "aria-labelledby"),
            ("[aria-controls]", "aria-controls"),
        ] {
            for element in document.select(&selector(css)) {
                for id in element.attr(attribute).unwrap().split_whitespace() {
                    if !ids.contains(id) {
                        writeln!(wrong, "{attribute}={id} leads nowhere").unwrap();
                    }
                }
            }
        }
        for link in document.select(&selector("a[href^='#']")) {
            let id = link.attr("href").unwrap().trim_start_matches('#');
            if !id.is_empty() && !ids.contains(id) {
                writeln!(wrong, "#{id} leads nowhere").unwrap();
            }
        }
    });
}

fn is_labelled(document: &Html, field: ElementRef<'_>) -> bool {
    let by_id = field.attr("id").is_some_and(|id| {
        Selector::parse(&format!("label[for='{id}']"))
            .is_ok_and(|css| document.select(&css).next().is_some())
    });
    by_id
        || field.attr("aria-label").is_some()
        || field.attr("aria-labelledby").is_some()
        || field
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|element| element.value().name() == "label")
}

#[test]
fn every_field_has_a_label_and_every_button_a_name() {
    check(|document, _, wrong| {
        for field in document.select(&selector(
            "input:not([type=hidden]):not([type=submit]), select, textarea",
        )) {
            if !is_labelled(document, field) {
                writeln!(wrong, "field {:?} has no label", field.attr("name")).unwrap();
            }
        }
        for button in document.select(&selector("button, a[href]")) {
            if text_of(button).is_empty()
                && button.attr("aria-label").is_none()
                && button.attr("title").is_none()
            {
                writeln!(wrong, "a button or link has no name: {}", button.html()).unwrap();
            }
        }
    });
}

#[test]
fn every_form_that_changes_something_carries_the_token() {
    check(|document, _, wrong| {
        for form in document.select(&selector("form")) {
            let posts = form
                .attr("method")
                .is_some_and(|method| method.eq_ignore_ascii_case("post"));
            let token = form
                .select(&selector("input[name=_csrf]"))
                .next()
                .and_then(|field| field.attr("value"));
            if posts && token != Some(TOKEN) {
                writeln!(wrong, "form {:?} without its token", form.attr("action")).unwrap();
            }
            if !posts && token.is_some() {
                writeln!(
                    wrong,
                    "form {:?} puts the token in the address",
                    form.attr("action")
                )
                .unwrap();
            }
        }
    });
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    check(|document, html, wrong| {
        for css in ["[style]", "style", "script:not([src])", "iframe", "base"] {
            if count(document, css) > 0 {
                writeln!(wrong, "{css} is refused by the content security policy").unwrap();
            }
        }
        for element in document.select(&selector("*")) {
            for (name, value) in element.value().attrs() {
                if name.starts_with("on") || value.starts_with("javascript:") {
                    writeln!(wrong, "inline script in {name}").unwrap();
                }
                if ["src", "srcset", "poster", "data"].contains(&name) && value.contains("//") {
                    writeln!(wrong, "{name}={value} asks another host").unwrap();
                }
            }
        }
        if html.contains("{{") || html.contains("{%") {
            writeln!(wrong, "template syntax is shown").unwrap();
        }
    });
}

/// Whether the site answers this address: the pattern's literals match, its parameters match anything.
fn known(patterns: &[(Method, &'static str)], method: &Method, address: &str) -> bool {
    let path: Vec<&str> = address
        .split(['?', '#'])
        .next()
        .unwrap()
        .split('/')
        .collect();
    patterns.iter().any(|(allowed, pattern)| {
        let pattern: Vec<&str> = pattern.split('/').collect();
        allowed == method
            && pattern.len() == path.len()
            && pattern
                .iter()
                .zip(&path)
                .all(|(p, s)| p == s || (p.contains('{') && !s.is_empty()))
    })
}

#[test]
fn every_link_and_form_leads_to_a_route() {
    let routes = app::routes();
    let patterns: Vec<_> = routes
        .iter()
        .map(|route| (route.method.clone(), route.pattern))
        .collect();
    check(|document, _, wrong| {
        let mut addresses = HashSet::new();
        for link in document.select(&selector("a[href]")) {
            addresses.insert((Method::GET, link.attr("href").unwrap().to_owned()));
        }
        for form in document.select(&selector("form")) {
            let method = form.attr("method").unwrap_or("get").to_uppercase();
            let action = form.attr("action").unwrap_or_default().to_owned();
            addresses.insert((Method::from_bytes(method.as_bytes()).unwrap(), action));
        }
        for (method, address) in addresses {
            // Mails, which the local mailbox shows, hold whole links to the site.
            let address = address
                .strip_prefix("http://127.0.0.1:8080")
                .unwrap_or(&address);
            let outside = ["https://", "mailto:", "tel:", "#"]
                .iter()
                .any(|start| address.starts_with(start));
            if !outside && !known(&patterns, &method, address) {
                writeln!(wrong, "{method} {address} has no route").unwrap();
            }
        }
    });
}

#[test]
fn what_a_reader_sees_is_what_was_agreed() {
    for (template, samples) in ALL.iter() {
        let mut seen = String::new();
        for html in samples {
            let document = Html::parse_document(html);
            for element in document.select(&selector("main")) {
                for line in element
                    .text()
                    .map(str::trim)
                    .filter(|line| !line.is_empty())
                {
                    writeln!(
                        seen,
                        "{}",
                        line.split_whitespace().collect::<Vec<_>>().join(" ")
                    )
                    .unwrap();
                }
            }
            seen.push_str("\n----\n\n");
        }
        goldens::hold(
            &format!(
                "pages/{}.txt",
                template.trim_end_matches(".html").replace('/', "-")
            ),
            &seen,
        );
    }
}
