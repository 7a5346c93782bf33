//! Identifiers: UUID version 7 (RFC 9562), typed by what they identify.
//!
//! They are made by the application, never by a database, so that both databases store the same rows and a
//! test can foresee them. [`IdSource`] is the only maker.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

/// Makes identifiers: time-ordered ones, or counted ones in tests.
#[derive(Clone, Debug, Default)]
pub struct IdSource(Option<Arc<AtomicU64>>);

impl IdSource {
    /// UUID v7 from the system's clock and randomness.
    #[must_use]
    pub fn system() -> Self {
        Self(None)
    }

    /// 1, 2, 3... dressed as UUID v7, for tests that must give the same result each time.
    #[must_use]
    pub fn counted() -> Self {
        Self(Some(Arc::new(AtomicU64::new(1))))
    }

    /// The next identifier.
    #[must_use]
    pub fn next(&self) -> Uuid {
        match &self.0 {
            None => Uuid::now_v7(),
            Some(count) => {
                let n = count.fetch_add(1, Ordering::Relaxed);
                Uuid::from_u128((0x7000_8000_u128 << 64) | u128::from(n))
            }
        }
    }
}

/// Declares a typed identifier that both databases store: native `uuid` on PostgreSQL, text on SQLite.
#[macro_export]
macro_rules! typed_id {
    ($(#[$meta:meta])* pub struct $name:ident;) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = $crate::kernel::db::types::SqlUuid)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }
        impl From<$name> for uuid::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
        $crate::uuid_value!($name);
    };
}
