//! What the tests stand on: a database of their own on either back end.

mod databases;

pub use databases::TestDb;

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
