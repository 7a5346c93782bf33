//! Benchmarks of the pages that carry the load, on bases of several sizes, on both databases.
//!
//! A benchmark target of its own, without cargo's harness, so that neither `cargo test` nor `cargo clippy --tests` builds
//! it: `make load` does. Method, for each database and each size: fill a new base (see `fill.rs`), start the release
//! binary on it, let a few clients ask over kept connections from the same machine, and write what came out to
//! `target/load/report.json`.
//!
//! `queue` as first word measures the queue alone, each filter at 10,000 and at 1,000,000 requests (see `queue.rs`).
//!
//! `flows` as first word measures complete sign-ins at the sandbox (see `flows.rs`).
//!
//! Client and server share the machine, so rates are not absolute. What compares is the **ratio to a static page of the
//! same bytes**: the rate at which the same process serves a file of that size, over the rate of the page. The static
//! rate at a size is read off the line through two files that the site really serves, a small one and a large one.
//! Rates are the best of five short windows, the static ones taken just before. `cpu_ms` is the processor time of the
//! server for each answer, from `/proc`, PostgreSQL's not included.
#![allow(
    clippy::allow_attributes,
    missing_docs,
    reason = "a program of its own: nothing is offered to others"
)]

mod copies;
#[path = "../it/support/requests.rs"]
mod dossier;
mod fill;
mod flows;
mod flows_fill;
mod http;
mod maker;
mod measure;
mod queue;
mod queue_fill;
mod report;
mod rival;
mod scenarios;
mod server;
mod walk;

use std::path::Path;
use std::process::ExitCode;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use guichet::kernel::db::{Backend, DbUrl};
use guichet::kernel::secret::hex;

use crate::fill::Done;
use crate::report::Line;
use crate::server::Server;

pub const KEY: [u8; 32] = [7; 32];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let sizes = |from: usize, usual: [usize; 2]| -> Vec<usize> {
        let given = arguments.get(from..).unwrap_or_default();
        let given: Vec<usize> = given.iter().filter_map(|size| size.parse().ok()).collect();
        if given.is_empty() {
            usual.to_vec()
        } else {
            given
        }
    };
    let word = |place: usize, usual: &'static str| {
        let given = arguments.get(place).map(String::as_str);
        given.unwrap_or(usual).to_owned()
    };
    let done = if arguments.first().is_some_and(|first| first == "queue") {
        let out = word(1, "target/load/queue.json");
        queue::run(Path::new(&out), &sizes(2, [10_000, 1_000_000]))
    } else if arguments.first().is_some_and(|first| first == "flows") {
        let out = word(1, "target/load/flows.json");
        let seconds = sizes(2, [flows::WINDOW; 2]);
        flows::run(
            Path::new(&out),
            seconds.first().copied().unwrap_or(flows::WINDOW),
        )
    } else {
        let out = word(0, "target/load/report.json");
        run(Path::new(&out), &sizes(1, [1_000, 100_000]))
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(out: &Path, sizes: &[usize]) -> Done<()> {
    let mut lines = Vec::new();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        for &rows in sizes {
            lines.extend(bench(backend, rows)?);
            report::write(out, &lines)?;
        }
    }
    report::judge(&lines);
    Ok(())
}

fn bench(backend: Backend, rows: usize) -> Done<Vec<Line>> {
    let folder = tempfile::Builder::new().prefix("guichet-load-").tempdir()?;
    let url = match backend {
        Backend::Sqlite => DbUrl::Sqlite(folder.path().join("guichet.db")),
        Backend::Postgres => new_postgres(rows)?,
    };
    let base = fill::fill(&url, &KEY, rows)?;
    let server = Server::start(&base.database, folder.path(), &hex(&KEY))?;
    let place = report::Place { backend, rows };
    let lines = scenarios::all(&server, &base, place);
    drop(server);
    if let DbUrl::Postgres(_) = url {
        postgres(&format!(
            "DROP DATABASE IF EXISTS guichet_load_{rows} WITH (FORCE)"
        ))?;
    }
    lines
}

pub fn new_postgres(rows: usize) -> Done<DbUrl> {
    let name = format!("guichet_load_{rows}");
    postgres(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
    postgres(&format!(
        "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
    ))?;
    let server = server_url()?;
    let (server, _) = server
        .rsplit_once('/')
        .ok_or("GUICHET_TEST_POSTGRES_URL names no database")?;
    Ok(DbUrl::Postgres(format!("{server}/{name}")))
}

fn server_url() -> Done<String> {
    std::env::var("GUICHET_TEST_POSTGRES_URL").map_err(|_| {
        "GUICHET_TEST_POSTGRES_URL is not set: `make load` starts PostgreSQL and sets it".into()
    })
}

pub fn postgres(sql: &str) -> Done<()> {
    Ok(PgConnection::establish(&server_url()?)?.batch_execute(sql)?)
}
