//! A browser without a screen: it follows links and redirects, keeps cookies, fills the real HTML forms.
//!
//! A field that the page does not show can't be filled, a button that it does not show can't be pressed, and
//! the CSRF token is sent only because the form holds it.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use actix_web::cookie::Cookie;
use actix_web::http::{Method, StatusCode, header};
use actix_web::test::TestRequest;
use scraper::{ElementRef, Html};

use super::app::TestApp;
use super::html::{Chosen, multipart, owner, resolve, selector, text_of, values_of};

/// One person's browser.
pub struct Browser<'a> {
    app: &'a TestApp,
    cookies: BTreeMap<String, String>,
    filled: Vec<(String, Vec<String>)>,
    files: Vec<Chosen>,
    origin: Option<String>,
    /// Status of the page shown, after redirects.
    pub status: StatusCode,
    /// Address of the page shown: path and query.
    pub address: String,
    /// Headers of the page shown.
    pub headers: header::HeaderMap,
    /// Source of the page shown, or the text of any other answer.
    pub html: String,
    /// Bytes of the answer as they came.
    pub bytes: Vec<u8>,
}

impl<'a> Browser<'a> {
    pub(super) fn new(app: &'a TestApp) -> Self {
        Self {
            app,
            cookies: BTreeMap::new(),
            filled: Vec::new(),
            files: Vec::new(),
            origin: None,
            status: StatusCode::OK,
            address: "/".to_owned(),
            headers: header::HeaderMap::new(),
            html: String::new(),
            bytes: Vec::new(),
        }
    }

    /// The site it browses.
    pub fn app(&self) -> &'a TestApp {
        self.app
    }

    /// Keeps a cookie as if the site had set it.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Sends forms as the pages of this origin would.
    pub fn come_from(&mut self, origin: &str) {
        self.origin = Some(origin.to_owned());
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Opens an address and follows redirects.
    pub async fn open(&mut self, address: &str) -> &mut Self {
        self.go(Method::GET, address, None).await
    }

    /// Opens a page that must be there.
    pub async fn visit(&mut self, address: &str) -> &mut Self {
        self.open(address).await;
        assert_eq!(
            self.status,
            StatusCode::OK,
            "{address} shows:\n{}",
            self.visible_text()
        );
        self
    }

    /// Types into a field, or chooses the option of that value.
    pub fn fill(&mut self, name: &str, value: &str) -> &mut Self {
        self.fill_all(name, &[value])
    }

    /// Ticks exactly these boxes of the name.
    pub fn fill_all(&mut self, name: &str, values: &[&str]) -> &mut Self {
        let document = Html::parse_document(&self.html);
        let known = document
            .select(&selector("input, textarea, select"))
            .any(|field| field.attr("name") == Some(name));
        assert!(known, "{} has no field {name}", self.address);
        self.filled.retain(|(filled, _)| filled != name);
        self.filled.push((
            name.to_owned(),
            values.iter().map(|v| (*v).to_owned()).collect(),
        ));
        self
    }

    /// Chooses a file.
    pub fn attach(&mut self, field: &str, name: &str, bytes: &[u8]) -> &mut Self {
        self.files.push(Chosen {
            field: field.to_owned(),
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        });
        self
    }

    /// Presses the first button whose text contains `label`, and follows redirects.
    pub async fn press(&mut self, label: &str) -> &mut Self {
        let (method, action, body) = self.prepare(label);
        let address = resolve(&self.address, &action);
        if method == Method::GET {
            let query = String::from_utf8(body.1).unwrap();
            let (path, _) = address.split_once('?').unwrap_or((&address, ""));
            return self.go(Method::GET, &format!("{path}?{query}"), None).await;
        }
        self.go(Method::POST, &address, Some(body)).await
    }

    /// Follows the first link whose text contains `label`.
    pub async fn follow(&mut self, label: &str) -> &mut Self {
        let href = {
            let document = Html::parse_document(&self.html);
            document
                .select(&selector("a[href]"))
                .find(|link| text_of(*link).contains(label))
                .unwrap_or_else(|| {
                    panic!(
                        "{} has no link «{label}»:\n{}",
                        self.address,
                        self.visible_text()
                    )
                })
                .attr("href")
                .unwrap()
                .to_owned()
        };
        self.open(&resolve(&self.address.clone(), &href)).await
    }

    /// Sends a form as no page would: chosen fields, no token unless given.
    pub async fn post_raw(&mut self, address: &str, fields: &[(&str, &str)]) -> &mut Self {
        let body = serde_urlencoded::to_string(fields).unwrap().into_bytes();
        self.go(
            Method::POST,
            address,
            Some(("application/x-www-form-urlencoded".to_owned(), body)),
        )
        .await
    }

    /// Sends a form with the token of the page shown, whatever its fields.
    pub async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> &mut Self {
        let token = self.token();
        let mut all = vec![("_csrf", token.as_str())];
        all.extend_from_slice(fields);
        self.post_raw(address, &all).await
    }

    /// The CSRF token of the page shown.
    pub fn token(&self) -> String {
        let document = Html::parse_document(&self.html);
        let field = document.select(&selector("input[name=_csrf]")).next();
        field
            .and_then(|field| field.attr("value"))
            .unwrap_or_default()
            .to_owned()
    }

    /// The text of the first element, spaces folded.
    pub fn text(&self, css: &str) -> String {
        self.texts(css)
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("{} has no {css}:\n{}", self.address, self.visible_text()))
    }

    /// The texts of all elements, spaces folded.
    pub fn texts(&self, css: &str) -> Vec<String> {
        Html::parse_document(&self.html)
            .select(&selector(css))
            .map(text_of)
            .collect()
    }

    /// Whether there is such an element.
    pub fn has(&self, css: &str) -> bool {
        Html::parse_document(&self.html)
            .select(&selector(css))
            .next()
            .is_some()
    }

    /// An attribute of the first element.
    pub fn attr(&self, css: &str, name: &str) -> Option<String> {
        let document = Html::parse_document(&self.html);
        document
            .select(&selector(css))
            .next()?
            .attr(name)
            .map(str::to_owned)
    }

    /// That attribute of every such element.
    pub fn attrs(&self, css: &str, name: &str) -> Vec<String> {
        Html::parse_document(&self.html)
            .select(&selector(css))
            .filter_map(|element| element.attr(name).map(str::to_owned))
            .collect()
    }

    /// The present value of a field of the page shown.
    pub fn value(&self, name: &str) -> String {
        let document = Html::parse_document(&self.html);
        let field = document
            .select(&selector("input, textarea, select"))
            .find(|field| field.attr("name") == Some(name))
            .unwrap_or_else(|| panic!("{} has no field {name}", self.address));
        values_of(field).into_iter().next().unwrap_or_default()
    }

    /// What a reader sees of the main part of the page.
    pub fn visible_text(&self) -> String {
        let document = Html::parse_document(&self.html);
        document
            .select(&selector("main, body"))
            .next()
            .map_or_else(|| self.html.clone(), text_of)
    }

    fn prepare(&mut self, label: &str) -> (Method, String, (String, Vec<u8>)) {
        let document = Html::parse_document(&self.html);
        let button = document
            .select(&selector("button, input[type=submit]"))
            .find(|button| text_of(*button).contains(label) || button.attr("value") == Some(label))
            .unwrap_or_else(|| {
                panic!(
                    "{} has no button «{label}»:\n{}",
                    self.address,
                    self.visible_text()
                )
            });
        let form = owner(&document, button);
        let mut fields = self.fields(&document, form);
        if let Some(name) = button.attr("name") {
            fields.push((
                name.to_owned(),
                button.attr("value").unwrap_or("").to_owned(),
            ));
        }
        let method = button
            .attr("formmethod")
            .or_else(|| form.attr("method"))
            .unwrap_or("get")
            .to_lowercase();
        let action = button
            .attr("formaction")
            .or_else(|| form.attr("action"))
            .unwrap_or("")
            .to_owned();
        let body = if form.attr("enctype") == Some("multipart/form-data") {
            multipart(&fields, &std::mem::take(&mut self.files))
        } else {
            (
                "application/x-www-form-urlencoded".to_owned(),
                serde_urlencoded::to_string(&fields).unwrap().into_bytes(),
            )
        };
        (
            if method == "post" {
                Method::POST
            } else {
                Method::GET
            },
            action,
            body,
        )
    }

    /// What the form would send: what was filled, and for the rest what the page says.
    fn fields(&self, document: &Html, form: ElementRef<'_>) -> Vec<(String, String)> {
        let mut fields: Vec<(String, String)> = Vec::new();
        for field in document.select(&selector("input, textarea, select")) {
            let Some(name) = field.attr("name") else {
                continue;
            };
            let kind = field.attr("type").unwrap_or("");
            let sent = field.attr("disabled").is_none() && !["submit", "file"].contains(&kind);
            if !sent || owner(document, field) != form {
                continue;
            }
            let values = match self.filled.iter().find(|(filled, _)| filled == name) {
                Some(_) if fields.iter().any(|(known, _)| known == name) => continue,
                Some((_, values)) => values.clone(),
                None => values_of(field),
            };
            fields.extend(values.into_iter().map(|value| (name.to_owned(), value)));
        }
        fields
    }

    async fn go(
        &mut self,
        method: Method,
        address: &str,
        body: Option<(String, Vec<u8>)>,
    ) -> &mut Self {
        self.filled.clear();
        self.files.clear();
        self.send(method, address, body).await;
        for _ in 0..10 {
            let Some(next) = self.redirect() else {
                return self;
            };
            self.send(Method::GET, &next, None).await;
        }
        panic!("{address} redirects for ever, last to {}", self.address);
    }

    fn redirect(&self) -> Option<String> {
        if !self.status.is_redirection() {
            return None;
        }
        let location = self.headers.get(header::LOCATION)?.to_str().ok()?;
        Some(resolve(&self.address, location))
    }

    /// Sends one request and shows its answer, without following it.
    pub async fn send(&mut self, method: Method, address: &str, body: Option<(String, Vec<u8>)>) {
        let mut request = TestRequest::default()
            .method(method.clone())
            .uri(address)
            .peer_addr(SocketAddr::from(([127, 0, 0, 1], 40_000)))
            .insert_header((header::HOST, "127.0.0.1:8080"))
            .insert_header((
                header::USER_AGENT,
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            ))
            .insert_header(("sec-fetch-site", "same-origin"));
        if method != Method::GET {
            request = request.insert_header((
                header::ORIGIN,
                self.origin.clone().unwrap_or_else(|| self.app.origin()),
            ));
        }
        for (name, value) in &self.cookies {
            request = request.cookie(Cookie::new(name.clone(), value.clone()));
        }
        if let Some((kind, bytes)) = body {
            request = request
                .insert_header((header::CONTENT_TYPE, kind))
                .set_payload(bytes);
        }
        let answer = self.app.call(request).await;
        for cookie in &answer.cookies {
            if cookie
                .max_age()
                .is_some_and(actix_web::cookie::time::SignedDuration::is_zero)
                || cookie.value().is_empty()
            {
                self.cookies.remove(cookie.name());
            } else {
                self.cookies
                    .insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
        self.status = answer.status;
        self.headers = answer.headers;
        self.html = String::from_utf8_lossy(&answer.body).into_owned();
        self.bytes = answer.body;
        address.clone_into(&mut self.address);
    }
}
