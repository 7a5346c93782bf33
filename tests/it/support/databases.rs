//! A migrated database per test: a copy of a template, so that it costs milliseconds.

use std::path::PathBuf;
use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use guichet::kernel::db::{self, Backend, Db, DbUrl};
use tempfile::TempDir;
use uuid::Uuid;

/// Names the server on which tests may create databases; `make test` starts one and sets it.
const SERVER: &str = "GUICHET_TEST_POSTGRES_URL";

/// A fresh migrated database, gone at the end of the test.
pub struct TestDb {
    /// The open database.
    pub db: Db,
    /// Where it is.
    pub url: DbUrl,
    /// A folder of the test's own, for files.
    pub folder: TempDir,
    dropped: Option<String>,
}

impl TestDb {
    /// A database with the whole schema and no row.
    pub fn start(backend: Backend) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (url, dropped) = match backend {
            Backend::Sqlite => {
                let path = folder.path().join("guichet.db");
                std::fs::copy(sqlite_template(), &path).unwrap();
                (DbUrl::Sqlite(path), None)
            }
            Backend::Postgres => {
                let name = format!("guichet_{}", Uuid::now_v7().simple());
                server(&format!(
                    "CREATE DATABASE {name} TEMPLATE {} STRATEGY wal_log",
                    postgres_template()
                ));
                (database(&name), Some(name))
            }
        };
        Self {
            db: Db::open(&url).unwrap(),
            url,
            folder,
            dropped,
        }
    }

    /// A copy of this database as it stands; SQLite only.
    pub fn copy(&self) -> Self {
        let DbUrl::Sqlite(path) = &self.url else {
            panic!("only SQLite databases are copied")
        };
        self.sql("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("guichet.db");
        std::fs::copy(path, &copy).unwrap();
        let url = DbUrl::Sqlite(copy);
        Self {
            db: Db::open(&url).unwrap(),
            url,
            folder,
            dropped: None,
        }
    }

    /// An empty database without schema, for tests of the migrations.
    pub fn bare_url(backend: Backend, folder: &TempDir) -> DbUrl {
        match backend {
            Backend::Sqlite => DbUrl::Sqlite(folder.path().join("bare.db")),
            Backend::Postgres => {
                let name = format!("guichet_{}", Uuid::now_v7().simple());
                server(&format!(
                    "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
                ));
                database(&name)
            }
        }
    }

    /// Runs SQL as an intruder would: beside the application, with all rights.
    pub fn sql(&self, sql: &str) -> QueryResult<()> {
        match &self.url {
            DbUrl::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
                conn.batch_execute("PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000;")?;
                conn.batch_execute(sql)
            }
            DbUrl::Postgres(url) => PgConnection::establish(url).unwrap().batch_execute(sql),
        }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Some(name) = &self.dropped {
            server(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn server_url() -> String {
    std::env::var(SERVER).unwrap_or_else(|_| {
        panic!("{SERVER} is not set: run the tests with `make test`, which starts PostgreSQL")
    })
}

fn server(sql: &str) {
    let mut conn =
        PgConnection::establish(&server_url()).expect("PostgreSQL for tests does not answer");
    conn.batch_execute(sql).unwrap();
}

fn database(name: &str) -> DbUrl {
    let url = server_url();
    let (server, _) = url.rsplit_once('/').unwrap();
    DbUrl::Postgres(format!("{server}/{name}"))
}

fn sqlite_template() -> &'static PathBuf {
    static TEMPLATE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    &TEMPLATE
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("template.db");
            db::migrate(&DbUrl::Sqlite(path.clone())).unwrap();
            let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
            conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
                .unwrap();
            (folder, path)
        })
        .1
}

fn postgres_template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = format!("guichet_template_{}", Uuid::now_v7().simple());
        server(&format!(
            "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        ));
        db::migrate(&database(&name)).unwrap();
        name
    })
}
