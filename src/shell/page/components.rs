//! Tests of `templates/_parts`: every component at once, in one page.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use scraper::{Html, Selector};
use serde_json::json;
use tera::Context;

use super::Templates;
use crate::shell::actor::Viewer;
use crate::shell::form::{FormState, RawForm};
use crate::shell::frame::{Crumb, Frame, FrameViewer, NavLink};

const GALLERY: &str = include_str!("components.html");

fn gallery() -> Html {
    let mut templates = Templates::load().unwrap();
    Arc::get_mut(&mut templates.0)
        .unwrap()
        .add_raw_template("gallery.html", GALLERY)
        .unwrap();
    let raw = RawForm::from_urlencoded(
        "siret=123&texte=Un%0Atexte+<b>&pays=fr&claims=email&password=secret".as_bytes(),
    );
    let mut form = FormState::new(&raw);
    form.labelled_error("siret", "SIRET", "Le SIRET compte 14 chiffres.");
    form.labelled_error("claims", "Données", "Choisissez au moins une donnée.");
    let options = json!([
        { "value": "fr", "label": "France", "hint": "Métropole" },
        { "value": "be", "label": "Belgique", "hint": null },
    ]);
    let claims = json!([
        { "value": "given_name", "label": "Prénoms" },
        { "value": "email", "label": "Adresse électronique" },
    ]);
    let path = json!([
        { "title": "Demande déposée", "date": "12 novembre 2026", "text": null, "state": "done" },
        { "title": "Instruction", "date": null, "text": "La main est à la DINUM.", "state": "current" },
        { "title": "Qualification", "date": null, "text": null, "state": "todo" },
    ]);
    let summary = json!([{ "label": "Téléphone", "value": "" }, { "label": "Nombre", "value": 0 }]);
    let mut context = Context::new();
    context.insert("frame", &frame());
    context.insert(
        "page",
        &json!({ "form": form, "empty": FormState::empty(), "nothing": null, "options": options,
            "claims": claims, "path": path, "summary": summary,
            "picks": [{ "value": "a", "label": "Angela", "note": "" }, { "value": "b", "label": "Bob", "note": "rectifié" }] }),
    );
    Html::parse_document(&templates.0.render("gallery.html", &context).unwrap())
}

fn frame() -> Frame {
    let file = |name: &str| (name.to_owned(), format!("/static/{name}"));
    let names = [
        "css",
        "own_css",
        "no_script_css",
        "js",
        "own_js",
        "desk_js",
        "mark",
        "icon",
        "picture",
    ];
    Frame {
        title: "Composants".to_owned(),
        lang: "fr",
        csrf: "token".to_owned(),
        viewer: FrameViewer::from(&Viewer::visitor()),
        unread: 0,
        help: crate::shell::frame::FrameHelp::default(),
        nav: vec![NavLink {
            href: "/demandes",
            label: "Demandes",
            current: true,
        }],
        crumbs: vec![Crumb::new("/", "Accueil")],
        flash: None,
        request_id: String::new(),
        assets: names.map(file).into_iter().collect::<BTreeMap<_, _>>(),
        mode_development: true,
    }
}

fn all<'d>(document: &'d Html, css: &str, attribute: &str) -> Vec<&'d str> {
    let selector = Selector::parse(css).unwrap();
    document
        .select(&selector)
        .map(|element| element.attr(attribute).unwrap_or_default())
        .collect()
}

#[test]
fn ids_are_unique_and_every_reference_leads_to_one() {
    let document = gallery();
    let ids = all(&document, "[id]", "id");
    let known: HashSet<_> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "an id stands twice");
    for attribute in [
        "for",
        "aria-describedby",
        "aria-labelledby",
        "aria-controls",
    ] {
        for value in all(&document, &format!("[{attribute}]"), attribute) {
            for id in value.split(' ') {
                assert!(known.contains(id), "{attribute}={id} leads nowhere");
            }
        }
    }
}

#[test]
fn a_mistake_is_said_in_the_summary_and_beside_its_field() {
    let document = gallery();
    assert_eq!(all(&document, "#erreurs a", "href"), ["#siret", "#claims"]);
    assert_eq!(all(&document, "input#siret", "aria-invalid"), ["true"]);
    assert_eq!(
        all(&document, "#siret-messages #siret-error", "id"),
        ["siret-error"]
    );
    assert_eq!(
        all(&document, "fieldset#claims #claims-error", "id"),
        ["claims-error"]
    );
}

#[test]
fn values_are_kept_but_secrets() {
    let document = gallery();
    assert_eq!(all(&document, "input#siret", "value"), ["123"]);
    assert_eq!(all(&document, "option[selected]", "value"), ["fr"]);
    assert_eq!(
        all(&document, "input[name=claims][checked]", "value"),
        ["email"]
    );
    assert_eq!(all(&document, "input#password", "value"), [""]);
    let text = Selector::parse("textarea#texte").unwrap();
    let kept: String = document
        .select(&text)
        .flat_map(|area| area.text())
        .collect();
    assert_eq!(kept.trim_start(), "Un\ntexte <b>");
}

#[test]
fn every_form_that_posts_carries_the_token() {
    let document = gallery();
    let forms = all(&document, "form[method=post]", "action").len();
    let tokens = all(&document, "form[method=post] input[name=_csrf]", "value");
    assert_eq!(tokens, vec!["token"; forms]);
}

#[test]
fn nothing_is_inline() {
    let document = gallery();
    for css in [
        "[style]",
        "script:not([src])",
        "style",
        "[onclick]",
        "[href^='javascript:']",
    ] {
        assert!(all(&document, css, "class").is_empty(), "{css}");
    }
}
