//! Complete sign-ins in a second: at the sandbox with traces, without traces, and at another provider.
//!
//! The three run on the same machine in the same run, by turns, in short windows: what else the machine does weighs on
//! all three alike. A flow is ten requests of a browser and a server, from authorize to logout, each browser with cookies
//! of its own and a client of its own, so that nothing is left from one flow to the next. Every flow that does not end
//! where it should is an error, and errors are missed targets. The rate is the best of the windows; `cpu_ms` is the
//! processor time of the provider for each flow, PostgreSQL's not included.
//!
//! Targets: with traces at most 10 % slower than without, on both databases; faster than the other provider, which
//! keeps everything in memory and has a process for each core.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use guichet::kernel::db::{Backend, DbUrl};
use guichet::kernel::secret::hex;
use serde::Serialize;
use tempfile::TempDir;

use crate::fill::Done;
use crate::flows_fill::{self, Known};
use crate::http::Client;
use crate::report::round;
use crate::rival::Rival;
use crate::server::Server;
use crate::walk::{self, Provider, Step};
use crate::{KEY, new_postgres, postgres};

/// Browsers that sign in at the same time.
const BROWSERS: usize = 8;
/// Seconds of a window, unless told.
pub const WINDOW: usize = 4;
const WINDOWS: usize = 5;
/// Slower than this share of the untraced rate is a missed target.
const TRACED_AT_LEAST: f64 = 0.9;

/// What one provider did.
#[derive(Debug, Clone, Serialize)]
struct Line {
    name: &'static str,
    backend: &'static str,
    flows_per_s: f64,
    p50_ms: f64,
    p99_ms: f64,
    cpu_ms: f64,
    errors: usize,
}

/// A provider that runs, and its processes.
enum Running {
    Sandbox(Server),
    Rival(Rival),
}

impl Running {
    fn cpu(&self) -> io::Result<Duration> {
        match self {
            Self::Sandbox(server) => server.cpu(),
            Self::Rival(rival) => rival.cpu(),
        }
    }
}

/// One of the three, with what was measured so far.
struct Lane {
    name: &'static str,
    running: Running,
    providers: Vec<Provider>,
    clients: Vec<Known>,
    best: Option<Line>,
    errors: usize,
    _folder: Option<TempDir>,
}

/// Measures on each database and writes what came out.
pub fn run(out: &Path, seconds: usize) -> Done<()> {
    let window = Duration::from_secs(u64::try_from(seconds)?);
    let mut lines = Vec::new();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        lines.extend(bench(backend, window)?);
        if let Some(folder) = out.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(out, serde_json::to_vec_pretty(&lines)?)?;
    }
    judge(&lines);
    Ok(())
}

fn bench(backend: Backend, window: Duration) -> Done<Vec<Line>> {
    let traced = sandbox("sandbox, traced", backend, 1)?;
    let plain = sandbox("sandbox, not traced", backend, 0)?;
    let rival = Rival::start(&traced.clients)?;
    let shared = traced
        .clients
        .first()
        .map_or("", |known| known.secret.as_str());
    let rival = Lane {
        name: "oidc-provider",
        providers: rival.providers(),
        running: Running::Rival(rival),
        clients: traced
            .clients
            .iter()
            .map(|known| Known {
                client_id: known.client_id.clone(),
                secret: shared.to_owned(),
                scope: "openid identite_pivot".to_owned(),
            })
            .collect(),
        best: None,
        errors: 0,
        _folder: None,
    };
    let mut lanes = [traced, plain, rival];
    for lane in &mut lanes {
        // warms caches up, and code that is compiled as it runs
        lane.window(window / 2, backend)?;
        lane.best = None;
    }
    for _ in 0..WINDOWS {
        for lane in &mut lanes {
            lane.window(window, backend)?;
        }
    }
    let measured = lanes.iter().filter_map(Lane::line).collect();
    drop(lanes);
    if backend == Backend::Postgres {
        for rows in [0, 1] {
            postgres(&format!(
                "DROP DATABASE IF EXISTS guichet_load_{rows} WITH (FORCE)"
            ))?;
        }
    }
    Ok(measured)
}

/// The sandbox on a base of its own; `traced` is 1 or 0 and names the base too.
fn sandbox(name: &'static str, backend: Backend, traced: usize) -> Done<Lane> {
    let folder = tempfile::Builder::new()
        .prefix("guichet-flows-")
        .tempdir()?;
    let url = match backend {
        Backend::Sqlite => DbUrl::Sqlite(folder.path().join("guichet.db")),
        Backend::Postgres => new_postgres(traced)?,
    };
    let clients = flows_fill::fill(&url, &KEY)?;
    let database = match &url {
        DbUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DbUrl::Postgres(url) => url.clone(),
    };
    let settings = [
        ("GUICHET_SANDBOX_RATE", "0"),
        (
            "GUICHET_SANDBOX_TRACES",
            if traced == 1 { "true" } else { "false" },
        ),
    ];
    let server = Server::start_with((&database, &hex(&KEY)), folder.path(), &settings)?;
    let base = "/bac-a-sable/api/v2";
    let provider = Provider {
        address: server.address,
        authorize: format!("{base}/authorize"),
        token: format!("{base}/token"),
        userinfo: format!("{base}/userinfo"),
        end: format!("{base}/session/end"),
        steps: &[
            Step::Form("/verify", &[("identite", "test")]),
            Step::Form("/login", &[]),
            Step::Link("/identites?fi=fip1-low"),
        ],
        leaving: &[],
    };
    Ok(Lane {
        name,
        running: Running::Sandbox(server),
        providers: vec![provider],
        clients,
        best: None,
        errors: 0,
        _folder: Some(folder),
    })
}

#[derive(Default)]
struct Tally {
    times: Vec<Duration>,
    errors: usize,
}

impl Lane {
    /// Signs in for a while; keeps the window if it is the best.
    fn window(&mut self, length: Duration, backend: Backend) -> Done<()> {
        let tally = Mutex::new(Tally::default());
        let (cpu, start) = (self.running.cpu()?, Instant::now());
        std::thread::scope(|scope| {
            for browser in 0..BROWSERS {
                let (tally, lane) = (&tally, &*self);
                scope.spawn(move || lane.browse(browser, start + length, tally));
            }
        });
        let (elapsed, cpu) = (start.elapsed(), self.running.cpu()?.saturating_sub(cpu));
        let mut tally = tally.into_inner().map_err(|_| "a browser panicked")?;
        tally.times.sort_unstable();
        self.errors += tally.errors;
        let count = f64::from(u32::try_from(tally.times.len())?);
        let quantile = |part: usize| {
            let place = tally.times.len().saturating_sub(1) * part / 100;
            let time = tally.times.get(place).copied().unwrap_or_default();
            round(time.as_secs_f64() * 1000.0)
        };
        let line = Line {
            name: self.name,
            backend: match (&self.running, backend) {
                (Running::Rival(_), _) => "memory",
                (_, Backend::Sqlite) => "sqlite",
                (_, Backend::Postgres) => "postgres",
            },
            flows_per_s: round(count / elapsed.as_secs_f64()),
            p50_ms: quantile(50),
            p99_ms: quantile(99),
            cpu_ms: round(cpu.as_secs_f64() * 1000.0 / count.max(1.0)),
            errors: 0,
        };
        let better = self
            .best
            .as_ref()
            .is_none_or(|best| line.flows_per_s > best.flows_per_s);
        if better {
            self.best = Some(line);
        }
        Ok(())
    }

    fn browse(&self, number: usize, until: Instant, tally: &Mutex<Tally>) {
        let place = number % self.providers.len().max(1);
        let (Some(at), Some(who)) = (
            self.providers.get(place),
            self.clients.get(number % self.clients.len().max(1)),
        ) else {
            return;
        };
        let (mut browser, mut back) = (Client::new(at.address), Client::new(at.address));
        let mut mine = Tally::default();
        while Instant::now() < until {
            let began = Instant::now();
            match walk::sign_in(&mut browser, &mut back, (at, who)) {
                Ok(()) => mine.times.push(began.elapsed()),
                Err(error) => {
                    if mine.errors == 0 {
                        let error: String = error.to_string().chars().take(400).collect();
                        eprintln!("{}: {error}", self.name);
                    }
                    mine.errors += 1;
                }
            }
        }
        if let Ok(mut all) = tally.lock() {
            all.times.extend(mine.times);
            all.errors += mine.errors;
        }
    }

    fn line(&self) -> Option<Line> {
        let best = self.best.clone()?;
        Some(Line {
            errors: self.errors,
            ..best
        })
    }
}

/// Says what was measured and which targets were missed.
fn judge(lines: &[Line]) {
    println!(
        "{:<22} {:<9} {:>8} {:>8} {:>8} {:>8} {:>6}",
        "name", "backend", "flows/s", "p50 ms", "p99 ms", "cpu ms", "errors"
    );
    let mut missed = Vec::new();
    for line in lines {
        println!(
            "{:<22} {:<9} {:>8.1} {:>8.2} {:>8.2} {:>8.3} {:>6}",
            line.name,
            line.backend,
            line.flows_per_s,
            line.p50_ms,
            line.p99_ms,
            line.cpu_ms,
            line.errors
        );
        if line.errors > 0 || line.flows_per_s == 0.0 {
            missed.push(format!(
                "{} on {}: {} errors",
                line.name, line.backend, line.errors
            ));
        }
    }
    // each database has its three lines, in the order measured
    for three in lines.chunks(3) {
        if let [traced, plain, rival] = three {
            let share = traced.flows_per_s / plain.flows_per_s;
            println!(
                "{}: traced at {:.1} % of untraced, {:.2} times oidc-provider",
                traced.backend,
                share * 100.0,
                traced.flows_per_s / rival.flows_per_s
            );
            if share < TRACED_AT_LEAST {
                missed.push(format!("traces slow flows down on {}", traced.backend));
            }
            if traced.flows_per_s <= rival.flows_per_s {
                missed.push(format!("oidc-provider is ahead on {}", traced.backend));
            }
        }
    }
    if missed.is_empty() {
        println!("Every target is reached.");
    }
    for target in missed {
        println!("Missed: {target}");
    }
}
