//! `guichet serve`: applies the missing migrations, then answers until it is told to stop.

use actix_web::{App, HttpServer};

use super::CliResult;
use crate::app::{self, Look, State};
use crate::config::{Config, Mode};
use crate::kernel::ctx::Sources;
use crate::kernel::db::{self, Db};
use crate::kernel::lease::Watcher;
use crate::kernel::outbox::Worker;
use crate::sandbox;

/// Seconds given to requests in progress when the server stops.
const GRACE: u64 = 10;

pub(super) fn run(config: Config) -> CliResult {
    std::fs::create_dir_all(&config.data_dir)?;
    log_to_standard_error(config.mode);
    let Some(_claim) = db::claim(&config.database_url)? else {
        let taken = "another server runs on this database: stop it first, or use PostgreSQL for several nodes";
        return Err(taken.into());
    };
    db::migrate(&config.database_url)?;
    let database = Db::open(&config.database_url)?;
    let sources = Sources::system(&config.secret_key()?);
    sandbox::prepare(&database, &sources)?;
    let (listen, url) = (config.http_listen, config.public_url.clone());
    let state = State::build(config, database, sources, &Look::load()?)?;
    let outbox = Worker::start(&state.tools)?;
    let traces = state.site.plugs.get::<sandbox::Recorder>()?.start()?;
    // Sealing comes first, every second, and waits for no other watch.
    let (sealing, others) = app::WATCHES.split_at(1);
    let keep = |watches| Watcher::start(watches, &state.site.db, &state.site.sources);
    let (sealer, watcher) = (keep(sealing)?, keep(others)?);
    let served = actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || App::new().configure(app::configure(state.clone())))
            .shutdown_timeout(GRACE)
            .bind(listen)
            .map_err(|error| format!("can't listen on {listen}: {error}"))?;
        tracing::info!(%listen, %url, "serving");
        Ok(server.run().await?)
    });
    traces.stop();
    outbox.stop();
    // The sealer's last look seals what the others wrote.
    watcher.stop();
    sealer.stop();
    served
}

/// Lines for people in development, JSON for machines in production; `RUST_LOG` chooses the detail.
fn log_to_standard_error(mode: Mode) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let set = match mode {
        Mode::Development => lines.compact().try_init(),
        Mode::Production => lines.json().flatten_event(true).try_init(),
    };
    if let Err(error) = set {
        eprintln!("guichet: no log: {error}");
    }
}
