//! What a browser reads in HTML: elements, forms, the values that a form would send.

use scraper::{ElementRef, Html, Selector};
use url::Url;

const BOUNDARY: &str = "----guichet-test-boundary";

/// A file chosen in a form.
pub struct Chosen {
    pub field: String,
    pub name: String,
    pub bytes: Vec<u8>,
}

pub fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"))
}

pub fn text_of(element: ElementRef<'_>) -> String {
    element
        .text()
        .flat_map(str::split_whitespace)
        .collect::<Vec<_>>()
        .join(" ")
}

pub fn owner<'d>(document: &'d Html, field: ElementRef<'d>) -> ElementRef<'d> {
    if let Some(id) = field.attr("form") {
        return document
            .select(&selector(&format!("form#{id}")))
            .next()
            .unwrap();
    }
    field
        .ancestors()
        .filter_map(ElementRef::wrap)
        .find(|element| element.value().name() == "form")
        .unwrap_or_else(|| document.root_element())
}

pub fn values_of(field: ElementRef<'_>) -> Vec<String> {
    match (field.value().name(), field.attr("type")) {
        ("input", Some("checkbox" | "radio")) if field.attr("checked").is_none() => vec![],
        ("input", Some("checkbox" | "radio")) => {
            vec![field.attr("value").unwrap_or("on").to_owned()]
        }
        ("textarea", _) => {
            let text: String = field.text().collect();
            vec![text.strip_prefix('\n').unwrap_or(&text).to_owned()]
        }
        ("select", _) => {
            let options: Vec<_> = field.select(&selector("option")).collect();
            let chosen = options
                .iter()
                .find(|option| option.attr("selected").is_some())
                .or(options.first());
            chosen
                .map(|option| option.attr("value").unwrap_or("").to_owned())
                .into_iter()
                .collect()
        }
        _ => vec![field.attr("value").unwrap_or("").to_owned()],
    }
}

pub fn multipart(fields: &[(String, String)], files: &[Chosen]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            )
            .as_bytes(),
        );
    }
    for file in files {
        body.extend_from_slice(
            format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: application/octet-stream\r\n\r\n",
                file.field, file.name
            )
            .as_bytes(),
        );
        body.extend_from_slice(&file.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

/// The address that a link on the page at `base` leads to: path and query, without the fragment.
pub fn resolve(base: &str, link: &str) -> String {
    let base = Url::parse("http://127.0.0.1:8080")
        .unwrap()
        .join(base)
        .unwrap();
    let url = base.join(link).unwrap();
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}
