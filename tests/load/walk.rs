//! One complete sign-in, as a browser and a server make it: authorize, the pages, the code, the tokens, the data, the
//! logout. It reads pages by their text, cheaply, so that what is measured is the provider.

use std::net::SocketAddr;

use crate::fill::Done;
use crate::flows_fill::{FAREWELL, Known, REDIRECT};
use crate::http::{Client, Reply};

/// Where a provider answers, and how a citizen goes through its pages.
#[derive(Clone)]
pub struct Provider {
    /// Its address.
    pub address: SocketAddr,
    /// Path of the endpoint that begins.
    pub authorize: String,
    /// Path of the endpoint that gives tokens.
    pub token: String,
    /// Path of the endpoint that gives the data.
    pub userinfo: String,
    /// Path of the endpoint that ends.
    pub end: String,
    /// What to do on each page, the first that fits.
    pub steps: &'static [Step],
    /// What to send with the form of the logout.
    pub leaving: &'static [(&'static str, &'static str)],
}

/// A way through a page.
#[derive(Clone, Copy)]
pub enum Step {
    /// Follow the link whose address holds this.
    Link(&'static str),
    /// Send the form whose address holds this, with these fields besides the hidden ones.
    Form(&'static str, &'static [(&'static str, &'static str)]),
}

/// Pages that a citizen goes through at most.
const PAGES: usize = 12;
const STATE: &str = "0123456789abcdef0123456789abcdef";

fn encoded(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// Goes through a whole sign-in; an error says where it stopped.
pub fn sign_in(
    browser: &mut Client,
    back: &mut Client,
    (at, who): (&Provider, &Known),
) -> Done<()> {
    browser.forget();
    let query = encoded(&[
        ("response_type", "code"),
        ("client_id", &who.client_id),
        ("redirect_uri", REDIRECT),
        ("scope", &who.scope),
        ("acr_values", "eidas1"),
        ("state", STATE),
        ("nonce", STATE),
    ]);
    let returned = cross(browser, at, &format!("{}?{query}", at.authorize))?;
    let code = parameter(&returned, "code").ok_or_else(|| format!("no code: {returned}"))?;
    let tokens = back.post(
        &at.token,
        &[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT),
            ("client_id", &who.client_id),
            ("client_secret", &who.secret),
        ],
    )?;
    let tokens: serde_json::Value = serde_json::from_slice(&tokens.body)
        .map_err(|_| format!("token answers {}: {}", tokens.status, tokens.text()))?;
    let text = |name: &str| tokens.get(name).and_then(serde_json::Value::as_str);
    let access = text("access_token").ok_or_else(|| format!("no token: {tokens}"))?;
    let hint = text("id_token").ok_or("no id_token")?;
    let data = back.get_as(&at.userinfo, access)?;
    if data.status != 200 || data.body.split(|byte| *byte == b'.').count() != 3 {
        return Err(format!("userinfo answers {}: {}", data.status, data.text()).into());
    }
    leave(browser, at, hint)
}

fn leave(browser: &mut Client, at: &Provider, hint: &str) -> Done<()> {
    let query = encoded(&[
        ("id_token_hint", hint),
        ("post_logout_redirect_uri", FAREWELL),
        ("state", STATE),
    ]);
    let page = browser.get(&format!("{}?{query}", at.end))?;
    let (action, fields) = form(&page.text(), &at.end)
        .ok_or_else(|| format!("logout answers {}: {}", page.status, page.text()))?;
    let farewell = press(browser, &action, (&fields, at.leaving))?;
    let location = farewell.location.unwrap_or_default();
    if location.starts_with(FAREWELL) && parameter(&location, "state").as_deref() == Some(STATE) {
        return Ok(());
    }
    Err(format!("the logout ends at {location:?}, {}", farewell.status).into())
}

/// Goes through the pages until the browser is sent back to the client.
fn cross(browser: &mut Client, at: &Provider, path: &str) -> Done<String> {
    let mut reply = browser.get(path)?;
    for _ in 0..PAGES {
        if let Some(location) = reply.location.take() {
            if location.starts_with(REDIRECT) {
                return Ok(location);
            }
            reply = browser.get(local(&location))?;
            continue;
        }
        let page = reply.text();
        reply = next(browser, at, &page)?.ok_or_else(|| {
            format!(
                "no way through a page that answers {}: {page}",
                reply.status
            )
        })?;
    }
    Err("the pages never end".into())
}

fn next(browser: &mut Client, at: &Provider, page: &str) -> Done<Option<Reply>> {
    for step in at.steps {
        match step {
            Step::Link(held) => {
                if let Some(address) = link(page, held) {
                    return Ok(Some(browser.get(local(&address))?));
                }
            }
            Step::Form(held, more) => {
                if let Some((action, fields)) = form(page, held) {
                    return Ok(Some(press(browser, &action, (&fields, more))?));
                }
            }
        }
    }
    Ok(None)
}

type Fields = Vec<(String, String)>;

fn press(
    browser: &mut Client,
    action: &str,
    (fields, more): (&Fields, &[(&str, &str)]),
) -> Done<Reply> {
    let mut all: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    all.extend_from_slice(more);
    Ok(browser.post(local(action), &all)?)
}

/// The path of an address of the provider.
fn local(address: &str) -> &str {
    let path = address
        .strip_prefix("http://")
        .and_then(|rest| rest.find('/').map(|at| (rest, at)));
    path.and_then(|(rest, at)| rest.get(at..))
        .unwrap_or(address)
}

fn parameter(address: &str, name: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

fn link(page: &str, held: &str) -> Option<String> {
    page.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(plain)
        .find(|address| address.contains(held))
}

/// The form whose address holds this, with its hidden fields.
fn form(page: &str, held: &str) -> Option<(String, Fields)> {
    page.split("<form").skip(1).find_map(|rest| {
        let (inside, _) = rest.split_once("</form")?;
        let action = attribute(inside, "action")?;
        if !action.contains(held) {
            return None;
        }
        let fields = inside
            .split("<input")
            .skip(1)
            .filter_map(|input| input.split('>').next())
            .filter(|input| input.contains("type=\"hidden\""))
            .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)));
        Some((action, fields.collect()))
    })
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(plain(rest.split('"').next()?))
}

fn plain(text: &str) -> String {
    text.replace("&#x2F;", "/")
        .replace("&#x27;", "'")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}
