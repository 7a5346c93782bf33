//! The permission matrix: every route of the site, as every kind of actor, and what it answers.
//!
//! `goldens/routes.txt` has one line a route and one column an actor. A route whose parameters nobody says how to
//! fill fails here, so a new route can't go unexamined. POST routes are sent an empty form with a valid token: an
//! actor who may act is told of mistakes (422) or sent on (303), others are refused. Whoever changed the world leaves it as it was for the next.

use std::collections::BTreeMap;
use std::fmt::Write;

use actix_web::http::{Method, StatusCode};
use guichet::app;
use guichet::identity::Role;
use guichet::kernel::db::Backend;

use crate::support::world::World;
use crate::support::{Browser, goldens};

/// The columns, in order. The member and the owner belong to the organisation of the world, the stranger to another.
const ACTORS: &[&str] = &[
    "anonymous",
    "stranger",
    "member",
    "owner",
    "reviewer",
    "officer",
    "supervisor",
    "administrator",
    "auditor",
];

/// Bytes of a page's HTML, and queries behind it, at most: a page that a phone opens and a database bears.
const HTML_MOST: usize = 60 * 1024;
const QUERIES_MOST: u64 = 20;

/// Routes that answer the same whoever asks and whose answer the matrix would only repeat.
fn outside_the_matrix(pattern: &str) -> bool {
    pattern == "/static/{file}"
}

#[test]
fn every_route_answers_each_actor_as_agreed() {
    let mut rows: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut heavy = Vec::new();
    crate::support::block_on(async {
        let mut world = World::build(Backend::Sqlite);
        for route in app::routes().iter() {
            if outside_the_matrix(route.pattern) {
                continue;
            }
            let row = row(&mut world, &route.method, route.pattern, &mut heavy).await;
            rows.insert((route.pattern.to_owned(), route.method.to_string()), row);
        }
    });
    assert!(heavy.is_empty(), "too heavy:\n{}", heavy.join("\n"));
    let mut golden = format!("{:<74}", "route");
    for actor in ACTORS {
        write!(golden, " {actor:<13}").unwrap();
    }
    golden = format!("{}\n", golden.trim_end());
    for ((pattern, method), row) in rows {
        writeln!(
            golden,
            "{:<74}{}",
            format!("{method:<4} {pattern}"),
            row.trim_end()
        )
        .unwrap();
    }
    goldens::hold("routes.txt", &golden);
}

async fn row(world: &mut World, method: &Method, pattern: &str, heavy: &mut Vec<String>) -> String {
    let address = world
        .address(pattern)
        .unwrap_or_else(|| panic!("{pattern}: say in support/world.rs what its parameters are"));
    let mut row = String::new();
    for actor in ACTORS {
        let changed = {
            let mut browser = world.browser(actor);
            let before = world.app.db().queries();
            ask(&mut browser, method, &address, *actor == "anonymous").await;
            let told = told(&browser);
            // A paper or an export is a file, not a page.
            let page = browser.html.trim_start().starts_with("<!");
            let bytes = if page { browser.html.len() } else { 0 };
            let queries = world.app.db().queries() - before;
            if *method == Method::GET && (bytes > HTML_MOST || queries > QUERIES_MOST) {
                heavy.push(format!(
                    "{address} costs {actor} {bytes} bytes and {queries} queries"
                ));
            }
            assert_ne!(
                told,
                "500",
                "{method} {address} fails for {actor}:\n{}",
                browser.visible_text()
            );
            write!(row, " {told:<13}").unwrap();
            *method != Method::GET && !browser.status.is_client_error()
        };
        // What was accepted may have changed the world for the next actor.
        if changed {
            world.restore();
        }
    }
    row
}

async fn ask(browser: &mut Browser<'_>, method: &Method, address: &str, anonymous: bool) {
    if *method == Method::GET {
        return browser.send(Method::GET, address, None).await;
    }
    // Any page with a form holds a token that serves for all of them.
    browser
        .send(
            Method::GET,
            if anonymous {
                "/connexion"
            } else {
                "/mentions-legales"
            },
            None,
        )
        .await;
    let body = serde_urlencoded::to_string([("_csrf", browser.token())]).unwrap();
    let kind = "application/x-www-form-urlencoded".to_owned();
    browser
        .send(Method::POST, address, Some((kind, body.into_bytes())))
        .await;
}

fn told(browser: &Browser<'_>) -> String {
    if browser.status != StatusCode::SEE_OTHER {
        return browser.status.as_u16().to_string();
    }
    let to = browser.headers.get("location").unwrap().to_str().unwrap();
    match to.split('?').next().unwrap() {
        "/connexion" => "sign-in".to_owned(),
        "/connexion/second-facteur" | "/compte/second-facteur" => "second".to_owned(),
        _ => "303".to_owned(),
    }
}

#[test]
fn no_role_is_forgotten_by_the_matrix() {
    for role in Role::ALL {
        assert!(ACTORS.contains(&role.as_str()), "{role} has no column");
    }
}
