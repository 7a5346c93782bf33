//! The house's rules, enforced: who may import whom, which file may name which library, how long a file may be.
//!
//! Every broken rule is told at once, with its reason.

use std::collections::HashSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Under every room, and of one level.
const FOUNDATIONS: &[&str] = &["config", "schema", "kernel"];

/// The rooms, in dependency order: each imports only those before it.
const ROOMS: &[&str] = &[
    "config",
    "schema",
    "kernel",
    "shell",
    "identity",
    "notifications",
    "help",
    "organisations",
    "requests",
    "vendors",
    "experiment",
    "services",
    "review",
    "figures",
    "sandbox",
    "qualification",
    "credentials",
    "participation",
    "interop",
    "journal",
    "mailbox",
    "admin",
    "public",
    "app",
    "cli",
];

/// A word that only some files may use.
struct Fence {
    words: &'static [&'static str],
    allowed: &'static [&'static str],
    why: &'static str,
}

/// `allowed` entries match a path's beginning, or, when they begin with `*`, its end; `*/x/` matches a folder.
const FENCES: &[Fence] = &[
    Fence {
        words: &["actix_web::", "actix_multipart::"],
        allowed: &[
            "src/shell/",
            "src/app",
            "*web.rs",
            "*/web/",
            "src/cli/serve.rs",
        ],
        why: "HTTP stays in web.rs, the shell and app.rs, so that use cases can be called by anything",
    },
    Fence {
        words: &["tera::"],
        allowed: &[
            "src/shell/page",
            "src/kernel/mailer",
            "src/kernel/templates",
        ],
        why: "templates are rendered in one place each for pages and mails",
    },
    Fence {
        words: &["lettre::"],
        allowed: &["src/kernel/mailer"],
        why: "mails leave through the outbox only",
    },
    Fence {
        words: &["reqwest::"],
        allowed: &[
            "src/kernel/fetch",
            "src/kernel/webhook.rs",
            "src/organisations/registry/client.rs",
        ],
        why: "the network is called from three places, each with its limits: pages people name, the registry, and whom the operator has told",
    },
    Fence {
        words: &["schema::"],
        allowed: &[
            "*store.rs",
            "*/store/",
            "*views.rs",
            "*/views/",
            "src/kernel/outbox",
            "src/kernel/journal",
            "src/kernel/lease",
            "src/kernel/numbers",
            "src/kernel/files/scan",
            "src/kernel/rate",
            "src/kernel/search",
            "src/kernel/db/",
        ],
        why: "tables are named in store.rs and views.rs only, so that rows never leave",
    },
    Fence {
        words: &["Utc::now", "SystemTime::now", "Local::now"],
        allowed: &["src/kernel/clock.rs"],
        why: "time comes from the context, so that tests can move it",
    },
    Fence {
        words: &["Uuid::now_v7", "Uuid::new_v4"],
        allowed: &["src/kernel/ids.rs"],
        why: "ids come from the context",
    },
    Fence {
        words: &["rand::fill", "SystemRandom"],
        allowed: &["src/kernel/secret.rs"],
        why: "randomness comes from the context",
    },
    Fence {
        words: &["env::var"],
        allowed: &["src/config"],
        why: "settings are read once",
    },
    Fence {
        words: &[
            "PgConnection",
            "SqliteConnection",
            "diesel::pg",
            "diesel::sqlite",
            "Conn::Pg",
            "Conn::Sqlite",
        ],
        allowed: &[
            "src/kernel/db/",
            "src/kernel/outbox",
            "src/kernel/search",
            "src/kernel/ids.rs",
        ],
        why: "only the database layer, the job queue and the search may know which database this is",
    },
];

/// Files of a room's inner ring, which know neither the database, nor HTTP, nor templates.
const PURE: &[&str] = &["state.rs", "policy.rs", "model.rs", "rules.rs"];
const IMPURE: &[&str] = &[
    "use diesel",
    "diesel::prelude",
    "actix_web",
    "tera::",
    "lettre::",
    "clock::Clock",
];

/// No file is longer; the house splits by use case at 250.
const MAX_LINES: usize = 400;
/// One table per line of the database: long by nature.
const LONG_BY_NATURE: &[&str] = &["src/schema.rs"];

fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The code without comments and without the unit tests at its end.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    body.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn allowed(path: &str, rules: &[&str]) -> bool {
    rules.iter().any(|rule| match rule.strip_prefix('*') {
        Some(folder) if folder.ends_with('/') => path.contains(folder),
        Some(end) => path.ends_with(end),
        None => path.starts_with(rule),
    })
}

fn room(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/")?;
    let name = inside.split('/').next()?;
    let name = name.strip_suffix(".rs").unwrap_or(name);
    (!["lib", "main"].contains(&name)).then_some(name)
}

fn told(broken: &str) {
    assert!(broken.is_empty(), "\n{broken}");
}

#[test]
fn a_room_imports_only_the_rooms_before_it_and_through_their_face() {
    let mut broken = String::new();
    for (path, text) in sources("src") {
        let Some(here) = room(&path) else { continue };
        let Some(rank) = ROOMS.iter().position(|name| *name == here) else {
            writeln!(broken, "{path}: {here} is not in the list of rooms").unwrap();
            continue;
        };
        let code = code(&text);
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            let segments: Vec<&str> = rest
                .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
                .next()
                .unwrap()
                .split("::")
                .collect();
            let there = segments[0];
            let Some(there_rank) = ROOMS.iter().position(|name| *name == there) else {
                continue;
            };
            if there_rank > rank && !FOUNDATIONS.contains(&there) {
                writeln!(broken, "{path}: imports {there}, which comes after {here}; pass a value in, or push an effect").unwrap();
            }
            let open = ["config", "schema", "kernel", "shell", "app", "cli"].contains(&there);
            let inner = segments
                .get(1)
                .is_some_and(|s| s.starts_with(|c: char| c.is_lowercase()) && segments.len() > 2);
            let is_face = segments
                .get(1)
                .is_some_and(|module| FACE_MODULES.contains(module));
            if there != here && !open && inner && !is_face {
                writeln!(
                    broken,
                    "{path}: reaches into {}; import what {there}/mod.rs shows",
                    segments.join("::")
                )
                .unwrap();
            }
        }
    }
    told(&broken);
}

/// Modules that a room may show whole.
const FACE_MODULES: &[&str] = &["urls", "pages", "web", "jobs"];

#[test]
fn a_fenced_library_is_named_only_where_it_belongs() {
    let mut broken = String::new();
    for (path, text) in sources("src") {
        let code = code(&text);
        for fence in FENCES {
            for word in fence.words {
                if code.contains(word) && !allowed(&path, fence.allowed) {
                    writeln!(broken, "{path}: names {word}: {}", fence.why).unwrap();
                }
            }
        }
    }
    told(&broken);
}

#[test]
fn states_policies_and_models_are_pure() {
    let mut broken = String::new();
    for (path, text) in sources("src") {
        let name = path.rsplit('/').next().unwrap();
        let slice = room(&path).is_some_and(|room| !["kernel", "shell", "cli"].contains(&room));
        if !slice || !PURE.contains(&name) {
            continue;
        }
        let code = code(&text);
        for word in IMPURE {
            if code.contains(word) {
                writeln!(broken, "{path}: names {word}, but decides only; move it to store.rs, service.rs or web.rs").unwrap();
            }
        }
    }
    told(&broken);
}

#[test]
fn every_file_says_what_it_is_for_and_stays_short() {
    let mut broken = String::new();
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        if !text.starts_with("//!") {
            writeln!(broken, "{path}: begin with //! what it is for").unwrap();
        }
        let lines = text.lines().count();
        if lines > MAX_LINES && !LONG_BY_NATURE.contains(&path.as_str()) {
            writeln!(
                broken,
                "{path}: {lines} lines, more than {MAX_LINES}; split it by use case"
            )
            .unwrap();
        }
        for mark in [
            concat!("TO", "DO"),
            concat!("FIX", "ME"),
            concat!("HA", "CK"),
        ] {
            if text.contains(mark) {
                writeln!(broken, "{path}: {mark}: finish it or file an issue").unwrap();
            }
        }
    }
    told(&broken);
}

#[test]
fn the_top_level_holds_only_what_it_should() {
    const KNOWN: &[&str] = &[
        "Cargo.toml",
        "Cargo.lock",
        "Makefile",
        "README.md",
        "LICENSE",
        "build.rs",
        "diesel.toml",
        "migrations",
        "src",
        "static",
        "templates",
        "tests",
        "target",
        "data",
    ];
    let mut broken = String::new();
    for entry in fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.starts_with('.') && !KNOWN.contains(&name.as_str()) {
            writeln!(broken, "{name}: does not belong at the top level").unwrap();
        }
    }
    told(&broken);
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |backend: &str| -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("migrations")
            .join(backend);
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn a_class_of_ours_has_one_meaning() {
    let css = fs::read_to_string("static/own/guichet.css").unwrap();
    let mut known = HashSet::new();
    let plain = css.lines().filter_map(|line| line.split_once(" {"));
    let again: Vec<&str> = plain
        .map(|(selector, _)| selector)
        .filter(|selector| selector.starts_with(".g-") && !known.insert(*selector))
        .collect();
    told(&again.join("\n"));
}
