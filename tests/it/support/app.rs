//! The whole site in process, on a database of its own, with a clock that the test moves.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::LazyLock;

use actix_web::body::to_bytes;
use actix_web::cookie::Cookie;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::{StatusCode, header::HeaderMap};
use actix_web::test::TestRequest;
use actix_web::{App, Error, test};
use chrono::{TimeZone, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use guichet::app::{self, Look, State};
use guichet::config::Config;
use guichet::kernel::clock::{Clock, Instant};
use guichet::kernel::ctx::{ActorRef, Ctx, Sources};
use guichet::kernel::db::{Backend, Db};
use guichet::kernel::error::Outcome;
use guichet::kernel::mailer::StoredMail;
use guichet::kernel::outbox;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::browser::Browser;
use super::databases::TestDb;

/// Compiling templates takes longer than most tests.
static LOOK: LazyLock<Look> = LazyLock::new(|| Look::load().unwrap());

type Call = Rc<dyn Fn(TestRequest) -> Pin<Box<dyn Future<Output = Answer>>>>;

/// What the site answered.
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Cookies set.
    pub cookies: Vec<Cookie<'static>>,
    /// Body, as sent.
    pub body: Vec<u8>,
}

/// A running site.
pub struct TestApp {
    /// What it is made of.
    pub state: State,
    /// The clock; it stands at Monday 2 March 2026, 9 h in Paris, until moved.
    pub clock: Clock,
    sources: Sources,
    call: OnceCell<Call>,
    base: TestDb,
}

impl TestApp {
    /// A site with an empty database.
    pub fn start(backend: Backend) -> Self {
        Self::with(backend, &[])
    }

    /// A site with other settings than those of development, as `GUICHET_*` variables.
    pub fn with(backend: Backend, settings: &[(&str, &str)]) -> Self {
        Self::over(TestDb::start(backend), settings)
    }

    /// The same site on a copy of its database; SQLite only.
    pub fn copy(&self) -> Self {
        Self::over(self.base.copy(), &[])
    }

    fn over(base: TestDb, settings: &[(&str, &str)]) -> Self {
        let mut environment: BTreeMap<String, String> = BTreeMap::from([
            (
                "GUICHET_DATA_DIR".to_owned(),
                base.folder.path().to_str().unwrap().to_owned(),
            ),
            ("GUICHET_PASSWORD_COST".to_owned(), "test".to_owned()),
            ("GUICHET_URL_CHECKS".to_owned(), "off".to_owned()),
        ]);
        environment.extend(
            settings
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let config = Config::from_sources("", environment).unwrap();
        let clock = Clock::fixed(Instant::new(
            Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap(),
        ));
        let sources = Sources {
            clock: clock.clone(),
            ..Sources::system(&[7; 32])
        };
        let state = State::build(config, base.db.clone(), sources.clone(), &LOOK).unwrap();
        Self {
            state,
            clock,
            sources,
            call: OnceCell::new(),
            base,
        }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.base.db
    }

    /// The database beside the application, for intruders.
    pub fn beside(&self) -> &TestDb {
        &self.base
    }

    /// How many rows a table, with its condition, holds.
    pub fn count(&self, table: &str) -> i64 {
        let found: Outcome<Count> = self.db().read_now(|c| {
            let counting = format!("SELECT count(*) AS value FROM {table}");
            Ok(diesel::sql_query(counting).get_result(c)?)
        });
        found.unwrap().value
    }

    /// The context of a command by this account.
    pub fn ctx(&self, account: impl Into<Uuid>) -> Ctx {
        self.sources
            .ctx(ActorRef::Account(account.into()), None, "test")
    }

    /// The context of a command by nobody in particular.
    pub fn system(&self) -> Ctx {
        self.sources.system_ctx("test")
    }

    /// Makers of time, ids and secrets.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Carries out every due effect; none may fail.
    pub fn deliver(&self) {
        let drained = outbox::drain(&self.state.tools).unwrap();
        assert!(
            drained.failed.is_empty(),
            "effects failed: {:?}",
            drained.failed
        );
    }

    /// Carries out every due effect, then lists the mails of this address, the latest first.
    pub fn mails_to(&self, email: &str) -> Vec<StoredMail> {
        self.deliver();
        let mails = self.state.tools.mailer.mailbox().unwrap().list().unwrap();
        mails
            .into_iter()
            .filter(|mail| mail.to_email == email)
            .collect()
    }

    /// Puts other bytes under the key of a kept file.
    pub fn overwrite_file(&self, key: &str, bytes: &[u8]) {
        let other = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(other.path(), bytes).unwrap();
        let files = &self.state.site.files;
        files.forget(key).unwrap();
        files.keep(key.parse().unwrap(), other.path()).unwrap();
    }

    /// A new visitor.
    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// The origin of the site's pages.
    pub fn origin(&self) -> String {
        self.state
            .site
            .config
            .public_url
            .origin()
            .ascii_serialization()
    }

    /// Lets the site answer one request.
    pub async fn call(&self, request: TestRequest) -> Answer {
        let call = self
            .call
            .get_or_init(|| async { mount(&self.state).await })
            .await;
        call(request).await
    }
}

/// A test ends with every effect carried out.
impl Drop for TestApp {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let now = self.clock.now();
        let left: Outcome<_> = self.db().read_now(|c| Ok(outbox::undelivered(c, now)?));
        assert_eq!(
            left.unwrap(),
            vec![],
            "the test ends with effects not carried out"
        );
    }
}

async fn mount(state: &State) -> Call {
    let service =
        Rc::new(test::init_service(App::new().configure(app::configure(state.clone()))).await);
    Rc::new(move |request| {
        let service = Rc::clone(&service);
        Box::pin(async move {
            let answer: Result<ServiceResponse<_>, Error> =
                service.call(request.to_request()).await;
            match answer {
                Ok(response) => {
                    let cookies = response
                        .response()
                        .cookies()
                        .map(Cookie::into_owned)
                        .collect();
                    let (status, headers) = (response.status(), response.headers().clone());
                    let body = to_bytes(response.into_body())
                        .await
                        .map_err(drop)
                        .unwrap()
                        .to_vec();
                    Answer {
                        status,
                        headers,
                        cookies,
                        body,
                    }
                }
                Err(error) => {
                    let response = error.error_response();
                    let (status, headers) = (response.status(), response.headers().clone());
                    let body = to_bytes(response.into_body())
                        .await
                        .map_err(drop)
                        .unwrap()
                        .to_vec();
                    Answer {
                        status,
                        headers,
                        cookies: vec![],
                        body,
                    }
                }
            }
        })
    })
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    value: i64,
}
