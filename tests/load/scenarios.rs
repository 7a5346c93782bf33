//! What is asked of the server.

use std::time::Duration;

use guichet::kernel::secret::SecretToken;

use crate::fill::{Base, Done};
use crate::http::{Client, Reply};
use crate::measure::{self, Cost, Load};
use crate::report::{Line, Place, round};
use crate::server::Server;

/// Clients that read at the same time.
const READERS: usize = 8;
/// The first window warms the caches up.
const WINDOW: Duration = Duration::from_millis(800);
const WINDOWS: usize = 5;
/// Saves of each client.
const SAVES: usize = 400;

/// Takes every measure.
pub fn all(server: &Server, base: &Base, place: Place) -> Done<Vec<Line>> {
    let mut lines = vec![started(server, place)];
    let visitor = None;
    let (applicant, reviewer) = (Some(&base.applicant), Some(&base.reviewer));
    let shown = format!("/demandes/{}", base.shown);
    let pages = [
        ("home", "/", visitor),
        ("sign-in page", "/connexion", visitor),
        ("my requests", "/demandes", applicant),
        ("review queue", QUEUE, reviewer),
        ("request page", shown.as_str(), applicant),
    ];
    for (name, path, session) in pages {
        // just before the page, so that both meet the machine in the same mood
        let statics = Statics::measure(server)?;
        let cost = read(server, name, path, session)?;
        let mut line = Line::new(name, place, READERS, &cost);
        line.static_ratio = Some(round(statics.rate(cost.bytes) / cost.rate));
        line.rss_mb = round(server.rss()?);
        lines.push(line);
    }
    for (name, load) in [
        ("section post", saves(server, base)?),
        ("grant", grants(server, base)?),
    ] {
        let cost = measure::run(server, &load)?;
        let mut line = Line::new(name, place, load.clients.len(), &cost);
        line.rss_mb = round(server.rss()?);
        lines.push(line);
    }
    Ok(lines)
}

const QUEUE: &str = "/instruction?etat=submitted&fondement=administration";

fn started(server: &Server, place: Place) -> Line {
    let took = server.started_in.as_secs_f64() * 1000.0;
    let cost = Cost {
        rate: 0.0,
        p50: took,
        p99: took,
        cpu: 0.0,
        bytes: 0.0,
        errors: 0,
    };
    Line::new("start to first answer", place, 1, &cost)
}

fn client(server: &Server, session: Option<&SecretToken>) -> Client {
    let client = Client::new(server.address);
    match session {
        Some(token) => client.with_cookie("guichet-session", &token.reveal()),
        None => client,
    }
}

/// The best of a few windows: what else the machine does at the time weighs less.
fn read(
    server: &Server,
    name: &'static str,
    path: &str,
    session: Option<&SecretToken>,
) -> Done<Cost> {
    let request = client(server, session).request("GET", path, None);
    let load = Load {
        name,
        clients: vec![vec![request]; READERS],
        status: 200,
        repeat: Some(WINDOW),
    };
    let mut best = measure::run(server, &load)?;
    let mut errors = best.errors;
    for _ in 1..WINDOWS {
        let cost = measure::run(server, &load)?;
        errors += cost.errors;
        if cost.rate > best.rate {
            best = cost;
        }
    }
    best.errors = errors;
    Ok(best)
}

/// How long the process takes to serve a file, by its size.
struct Statics {
    /// Size and seconds for each answer, of a small file and of a large one.
    points: [(f64, f64); 2],
}

impl Statics {
    fn measure(server: &Server) -> Done<Self> {
        let home = client(server, None).get("/")?.text();
        let mut files = Vec::new();
        for path in home.split('"').filter(|path| path.starts_with("/static/")) {
            files.push((client(server, None).get(path)?.body.len(), path.to_owned()));
        }
        files.sort();
        let smallest = files.first().ok_or("the home page names no file")?;
        // pages weigh tens of kilobytes: a file of that order, rather than a giant one
        let large = files
            .iter()
            .rev()
            .find(|(size, _)| *size < 200_000)
            .unwrap_or(smallest);
        let point = |path: &str| -> Done<(f64, f64)> {
            let cost = read(server, "static", path, None)?;
            Ok((cost.bytes, 1.0 / cost.rate))
        };
        Ok(Self {
            points: [point(&smallest.1)?, point(&large.1)?],
        })
    }

    /// Answers in a second for a file of that size.
    fn rate(&self, bytes: f64) -> f64 {
        let [(small, fast), (large, slow)] = self.points;
        let slope = if large > small {
            ((slow - fast) / (large - small)).max(0.0)
        } else {
            0.0
        };
        1.0 / (fast + slope * (bytes - small)).max(fast)
    }
}

/// The fields of the first form of a page that posts to `action`, as a browser would send them unchanged.
fn form(page: &Reply, action: &str) -> Done<Vec<(String, String)>> {
    let text = page.text();
    let document = scraper::Html::parse_document(&text);
    let all = |css: &str| scraper::Selector::parse(css).map_err(|error| error.to_string());
    let wanted = document
        .select(&all("form[method=post]")?)
        .find(|form| form.attr("action").is_some_and(|address| address == action))
        .ok_or_else(|| format!("no form posts to {action}"))?;
    let mut fields = Vec::new();
    for field in wanted.select(&all("input, textarea, select")?) {
        let Some(name) = field.attr("name") else {
            continue;
        };
        let value = match field.value().name() {
            "textarea" => field.text().collect(),
            "select" => {
                let chosen = field.select(&all("option[selected]")?).next();
                chosen
                    .and_then(|option| option.attr("value"))
                    .unwrap_or_default()
                    .to_owned()
            }
            _ if matches!(field.attr("type"), Some("checkbox" | "radio"))
                && field.attr("checked").is_none() =>
            {
                continue;
            }
            _ => field.attr("value").unwrap_or_default().to_owned(),
        };
        fields.push((name.to_owned(), value));
    }
    Ok(fields)
}

fn encoded(fields: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

fn set(fields: &mut [(String, String)], name: &str, value: &str) -> Done<()> {
    let field = fields.iter_mut().find(|(known, _)| known == name);
    let field = field.ok_or_else(|| format!("the form has no field {name}"))?;
    value.clone_into(&mut field.1);
    Ok(())
}

/// Each client saves the same section of a draft of its own, changed each time.
fn saves(server: &Server, base: &Base) -> Done<Load> {
    let mut clients = Vec::new();
    for draft in &base.drafts {
        let mut browser = client(server, Some(&base.applicant));
        let path = format!("/demandes/{draft}/sections/service");
        let mut fields = form(&browser.get(&path)?, &path)?;
        let first: usize = fields
            .iter()
            .find(|(name, _)| name == EDITION)
            .map_or("0", |(_, value)| value)
            .parse()?;
        let mut requests = Vec::new();
        for n in 0..SAVES {
            set(&mut fields, EDITION, &(first + n).to_string())?;
            set(
                &mut fields,
                "description",
                &format!("Le portail des démarches de la ville, étape {n}."),
            )?;
            requests.push(browser.request("POST", &path, Some(&encoded(&fields))));
        }
        clients.push(requests);
    }
    Ok(Load {
        name: "section post",
        clients,
        status: 303,
        repeat: None,
    })
}

const EDITION: &str = "edition";

/// Two clients grant, each the requests of its half.
fn grants(server: &Server, base: &Base) -> Done<Load> {
    let mut clients = vec![Vec::new(), Vec::new()];
    for (n, request) in base.to_grant.iter().enumerate() {
        let mut browser = client(server, Some(&base.reviewer));
        let path = format!("/instruction/{request}/accorder");
        let mut fields = form(&browser.get(&path)?, &path)?;
        fields.push(("confirme".to_owned(), "oui".to_owned()));
        if let Some(requests) = clients.get_mut(n % 2) {
            requests.push(browser.request("POST", &path, Some(&encoded(&fields))));
        }
    }
    Ok(Load {
        name: "grant",
        clients,
        status: 303,
        repeat: None,
    })
}
