//! Wires the slices into one site. The only module that knows them all.
//!
//! The server and the tests mount the same [`configure`]; the tests also read [`routes`] and [`pages`].

mod menu;

use std::sync::Arc;

use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};

use crate::admin;
use crate::config::Config;
use crate::credentials;
use crate::experiment;
use crate::figures;
use crate::help;
use crate::identity;
use crate::journal;
use crate::kernel::ctx::Sources;
use crate::kernel::db::Db;
use crate::kernel::error::Fault;
use crate::kernel::fetch::{Fetcher, Ourselves};
use crate::kernel::files::ScanFile;
use crate::kernel::lease::Watch;
use crate::kernel::mailer::{MailTemplates, Mailer};
use crate::kernel::numbers::Numbers;
use crate::kernel::outbox::{Registry, Tools};
use crate::kernel::plugs::Plugs;
use crate::mailbox;
use crate::notifications;
use crate::organisations;
use crate::participation;
use crate::public;
use crate::qualification;
use crate::requests;
use crate::review;
use crate::sandbox;
use crate::services;
use crate::shell::assets::{self, Assets};
use crate::shell::{PageEntry, Routes, Site, Templates, edge, errors};
use crate::vendors;

/// Everything the site is made of, shared by the threads that serve it.
#[derive(Debug, Clone)]
pub struct State {
    /// The shell's part.
    pub site: Data<Site>,
    /// What the outbox works with.
    pub tools: Tools,
    assets: Data<Assets>,
}

/// What no setting changes: templates and static files, prepared once for all sites of a process.
#[derive(Debug, Clone)]
pub struct Look {
    templates: Templates,
    mails: MailTemplates,
    assets: Data<Assets>,
}

impl Look {
    /// Loads them, and refuses pages and templates that do not match.
    pub fn load() -> Result<Self, Fault> {
        let templates = Templates::load()?;
        templates.check(&pages())?;
        Ok(Self {
            templates,
            mails: MailTemplates::load().map_err(Fault::other("preparing mails"))?,
            assets: Data::new(Assets::load()?),
        })
    }
}

impl State {
    /// Wires the rooms.
    pub fn build(config: Config, db: Db, sources: Sources, look: &Look) -> Result<Self, Fault> {
        let (destination, sender) = config.mail();
        let files = config.files()?;
        let mailer = Mailer::new(&destination, &sender, &look.mails)
            .map_err(Fault::other("preparing mails"))?;
        let traces = if config.sandbox_traces {
            sandbox::Recorder::new(&db, &sources.ids)
        } else {
            sandbox::Recorder::off()
        };
        let plugs = plugs(&config).with(mailer.clone()).with(traces);
        let tools = Tools {
            plugs: plugs.clone(),
            db: db.clone(),
            files: files.clone(),
            mailer,
            fetcher: Fetcher::new(config.url_checks),
            sources: sources.clone(),
            public_url: sender.public_url.into(),
            registry: Arc::new(jobs()),
        };
        let site = Site {
            config: Arc::new(config),
            files,
            numbers: Numbers::new(&db),
            db,
            sources,
            templates: look.templates.clone(),
            assets: look.assets.addresses().clone(),
            plugs,
            find_visitor: identity::visitor,
            nav: menu::nav,
            help: help::for_path,
            landing: menu::landing,
        };
        Ok(Self {
            site: Data::new(site),
            tools,
            assets: look.assets.clone(),
        })
    }
}

/// What the slices need of the outside world.
fn plugs(config: &Config) -> Plugs {
    Plugs::default()
        .with(organisations::Registry::new(
            config.registry_url.clone(),
            config.registry_budget,
        ))
        .with(requests::AfterFiling(review::assign_filed))
        .with(services::AfterProduction(credentials::tell_provider))
        .with(credentials::Registrar::new(config.registrar.clone()))
        .with(sandbox::Provider::new(
            &config.sandbox_issuer(),
            Fetcher::new(config.url_checks),
        ))
        .with(sandbox::Limits::new(config.sandbox_rate))
        .with(Ourselves::new(config.http_listen))
}

/// Every route of the site.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("shell")
        .get("/sante", edge::health)
        .get("/static/{file}", assets::serve)
        .and(identity::routes())
        .and(notifications::routes())
        .and(help::routes())
        .and(organisations::routes())
        .and(requests::routes())
        .and(experiment::routes())
        .and(participation::routes())
        .and(review::routes())
        .and(figures::routes())
        .and(sandbox::routes())
        .and(services::routes())
        .and(vendors::routes())
        .and(admin::routes())
        .and(journal::routes())
        .and(mailbox::routes())
        .and(sandbox::routes())
        .and(qualification::routes())
        .and(credentials::routes())
        .and(public::routes())
}

/// Every effect that the outbox can carry out.
#[must_use]
#[expect(clippy::let_and_return, reason = "one line per slice")]
pub fn jobs() -> Registry {
    let jobs = Registry::new().with::<ScanFile>();
    let jobs = identity::register_jobs(jobs);
    let jobs = notifications::register_jobs(jobs);
    let jobs = help::register_jobs(jobs);
    let jobs = organisations::register_jobs(jobs);
    let jobs = requests::register_jobs(jobs);
    let jobs = experiment::register_jobs(jobs);
    let jobs = services::register_jobs(jobs);
    let jobs = review::register_jobs(jobs);
    let jobs = vendors::register_jobs(jobs);
    let jobs = admin::register_jobs(jobs);
    let jobs = credentials::register_jobs(jobs);
    let jobs = participation::register_jobs(jobs);
    jobs
}

/// What the nodes do by themselves, one of them at a time; the sealing of the journal first.
pub const WATCHES: &[Watch] = &[
    journal::SEALING,
    notifications::DIGEST,
    help::letters::FORGETTING,
    figures::FIGURES,
    requests::CLOCKS,
    experiment::SEATS,
    review::MORNING,
    sandbox::SWEEPING,
    sandbox::FORGETTING,
    participation::CLOSING,
    participation::ROUND,
];

/// Every page of the site.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    let mut pages = errors::pages();
    pages.extend(identity::pages());
    pages.extend(notifications::pages());
    pages.extend(help::pages());
    pages.extend(organisations::pages());
    pages.extend(requests::pages());
    pages.extend(experiment::pages());
    pages.extend(review::pages());
    pages.extend(figures::pages());
    pages.extend(sandbox::pages());
    pages.extend(services::pages());
    pages.extend(vendors::pages());
    pages.extend(admin::pages());
    pages.extend(journal::pages());
    pages.extend(mailbox::pages());
    pages.extend(sandbox::pages());
    pages.extend(qualification::pages());
    pages.extend(credentials::pages());
    pages.extend(participation::pages());
    pages.extend(public::pages());
    pages
}

/// Mounts the site on an actix application.
pub fn configure(state: State) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        let all = web::scope("")
            .wrap(from_fn(edge::around))
            .configure(|scope| routes().mount(scope))
            .default_service(web::to(edge::not_found));
        config
            .app_data(state.site)
            .app_data(state.assets)
            .service(all);
    }
}
