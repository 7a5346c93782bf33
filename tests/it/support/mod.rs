//! What the tests stand on: a database of their own on either back end.

mod accounts;
mod app;
mod browser;
mod databases;
pub mod desk;
pub mod flows;
pub mod goldens;
pub mod html;
pub mod leaks;
mod people;
pub mod provider;
mod registry;
pub mod requests;
pub mod sandbox;
pub mod services;
mod smtp;
pub mod world;

pub use accounts::Someone;
pub use app::TestApp;
pub use browser::Browser;
pub use databases::TestDb;
pub use people::{PASSWORD, TOTP};
pub use registry::{Mood, RegistryServer, restricted_person, unit};
pub use smtp::SmtpSink;

/// Declares tests that run on SQLite and on PostgreSQL from one source.
///
/// The argument is a [`TestDb`], or anything else that offers `start(Backend)`. An `async fn` runs on its own
/// runtime.
macro_rules! both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($arg:ident: $fixture:ty) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "a short test may need nothing from around it")]
            use super::*;
            $(#[$meta])*
            async fn scenario($arg: $fixture) $body
            #[test]
            fn on_sqlite() {
                crate::support::block_on(async { scenario(<$fixture>::start(guichet::kernel::db::Backend::Sqlite)).await });
            }
            #[test]
            fn on_postgres() {
                crate::support::block_on(async { scenario(<$fixture>::start(guichet::kernel::db::Backend::Postgres)).await });
            }
        }
    )+};
    ($($(#[$meta:meta])* fn $name:ident($arg:ident: $fixture:ty) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "a short test may need nothing from around it")]
            use super::*;
            $(#[$meta])*
            fn scenario($arg: $fixture) $body
            #[test]
            fn on_sqlite() {
                scenario(<$fixture>::start(guichet::kernel::db::Backend::Sqlite));
            }
            #[test]
            fn on_postgres() {
                scenario(<$fixture>::start(guichet::kernel::db::Backend::Postgres));
            }
        }
    )+};
}

/// Runs a test's future to its end.
pub fn block_on(test: impl Future<Output = ()>) {
    actix_web::rt::System::new().block_on(test);
}

/// Compares `text` with the file kept under `goldens/`; `UPDATE_GOLDENS=1` rewrites it.
pub fn golden(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/goldens")
        .join(name);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "{name} differs; read it, then UPDATE_GOLDENS=1 if the change is meant:\n{text}"
    );
}
