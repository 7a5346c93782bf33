//! SQL types and values that mean the same on both databases.
//!
//! | Rust | PostgreSQL | SQLite |
//! |---|---|---|
//! | typed ids | `uuid` | text of 36 characters |
//! | [`Instant`] | `timestamptz` | RFC 3339 text, fixed width, UTC |
//! | [`Day`] | `date` | text `YYYY-MM-DD` |
//! | [`Json`] | `jsonb` | text |
//! | enums | `text` | text |

use std::fmt::Debug;
use std::io::Write;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{Date, HasSqlType, SqlType, Text, Timestamptz};
use diesel::sqlite::Sqlite;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::MultiBackend;
use crate::kernel::clock::{Day, Instant};

/// `uuid` on PostgreSQL, text on SQLite.
#[derive(Clone, Copy, Debug, SqlType, QueryId)]
#[diesel(postgres_type(name = "uuid"), sqlite_type(name = "Text"))]
pub struct SqlUuid;

/// `timestamptz` on PostgreSQL, fixed-width RFC 3339 text on SQLite.
#[derive(Clone, Copy, Debug, SqlType, QueryId)]
#[diesel(postgres_type(name = "timestamptz"), sqlite_type(name = "Text"))]
pub struct SqlInstant;

/// `date` on PostgreSQL, text on SQLite.
#[derive(Clone, Copy, Debug, SqlType, QueryId)]
#[diesel(postgres_type(name = "date"), sqlite_type(name = "Text"))]
pub struct SqlDay;

/// `jsonb` on PostgreSQL, text on SQLite.
#[derive(Clone, Copy, Debug, SqlType, QueryId)]
#[diesel(postgres_type(name = "jsonb"), sqlite_type(name = "Text"))]
pub struct SqlJson;

impl diesel::sql_types::SqlOrd for SqlInstant {}
impl diesel::sql_types::SqlOrd for SqlDay {}

macro_rules! on_both_databases {
    ($($sql_type:ty),+) => {$(
        impl HasSqlType<$sql_type> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                MultiBackend::lookup_sql_type::<$sql_type>(lookup)
            }
        }
    )+};
}
on_both_databases!(SqlUuid, SqlInstant, SqlDay, SqlJson);

/// Forwards a value's `ToSql` and `FromSql` from the enum of databases to each of them.
macro_rules! multi_value {
    ($value:ty as $sql_type:ident $(where $param:ident)?) => {
        impl $(<$param>)? FromSql<$sql_type, MultiBackend> for $value
        where
            Self: FromSql<$sql_type, Pg> + FromSql<$sql_type, Sqlite>,
        {
            fn from_sql(raw: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                raw.from_sql::<Self, $sql_type>()
            }
        }
        impl $(<$param>)? ToSql<$sql_type, MultiBackend> for $value
        where
            Self: Debug + Send + Sync + ToSql<$sql_type, Pg> + ToSql<$sql_type, Sqlite> + 'static,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value(($sql_type, self));
                Ok(IsNull::No)
            }
        }
    };
}

fn sqlite_text(raw: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<String> {
    <String as FromSql<Text, Sqlite>>::from_sql(raw)
}

/// Stores a newtype of `uuid::Uuid`; used by `typed_id!`.
#[macro_export]
#[doc(hidden)]
macro_rules! uuid_value {
    ($name:ident) => {
        const _: () = {
            use diesel::backend::Backend;
            use diesel::deserialize::{self, FromSql};
            use diesel::pg::Pg;
            use diesel::serialize::{self, IsNull, Output, ToSql};
            use diesel::sql_types::Text;
            use diesel::sqlite::Sqlite;
            use std::io::Write;
            use $crate::kernel::db::MultiBackend;
            use $crate::kernel::db::types::SqlUuid;

            impl FromSql<SqlUuid, MultiBackend> for $name {
                fn from_sql(
                    raw: <MultiBackend as Backend>::RawValue<'_>,
                ) -> deserialize::Result<Self> {
                    raw.from_sql::<Self, SqlUuid>()
                }
            }
            impl ToSql<SqlUuid, MultiBackend> for $name {
                fn to_sql<'b>(
                    &'b self,
                    out: &mut Output<'b, '_, MultiBackend>,
                ) -> serialize::Result {
                    out.set_value((SqlUuid, self));
                    Ok(IsNull::No)
                }
            }
            impl ToSql<SqlUuid, Sqlite> for $name {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                    out.set_value(self.0.to_string());
                    Ok(IsNull::No)
                }
            }
            impl FromSql<SqlUuid, Sqlite> for $name {
                fn from_sql(raw: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                    Ok(Self(
                        <String as FromSql<Text, Sqlite>>::from_sql(raw)?.parse()?,
                    ))
                }
            }
            impl ToSql<SqlUuid, Pg> for $name {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                    out.write_all(self.0.as_bytes())?;
                    Ok(IsNull::No)
                }
            }
            impl FromSql<SqlUuid, Pg> for $name {
                fn from_sql(raw: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                    Ok(Self(uuid::Uuid::from_slice(raw.as_bytes())?))
                }
            }
        };
    };
}

multi_value!(Instant as SqlInstant);
impl ToSql<SqlInstant, Sqlite> for Instant {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.rfc3339());
        Ok(IsNull::No)
    }
}
impl FromSql<SqlInstant, Sqlite> for Instant {
    fn from_sql(raw: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self::new(
            DateTime::parse_from_rfc3339(&sqlite_text(raw)?)?.with_timezone(&Utc),
        ))
    }
}
impl ToSql<SqlInstant, Pg> for Instant {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <DateTime<Utc> as ToSql<Timestamptz, Pg>>::to_sql(&self.utc(), &mut out.reborrow())
    }
}
impl FromSql<SqlInstant, Pg> for Instant {
    fn from_sql(raw: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <DateTime<Utc> as FromSql<Timestamptz, Pg>>::from_sql(raw).map(Self::new)
    }
}

multi_value!(Day as SqlDay);
impl ToSql<SqlDay, Sqlite> for Day {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.to_string());
        Ok(IsNull::No)
    }
}
impl FromSql<SqlDay, Sqlite> for Day {
    fn from_sql(raw: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Self::parse(&sqlite_text(raw)?).ok_or_else(|| "a day is not YYYY-MM-DD".into())
    }
}
impl ToSql<SqlDay, Pg> for Day {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <NaiveDate as ToSql<Date, Pg>>::to_sql(&self.0, &mut out.reborrow())
    }
}
impl FromSql<SqlDay, Pg> for Day {
    fn from_sql(raw: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <NaiveDate as FromSql<Date, Pg>>::from_sql(raw).map(Self)
    }
}

/// Any serde value in one column.
#[derive(
    Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow, serde::Serialize, serde::Deserialize,
)]
#[diesel(sql_type = SqlJson)]
pub struct Json<T: Debug + Send + Sync + 'static>(pub T);

impl<T: Debug + Send + Sync + DeserializeOwned + 'static> FromSql<SqlJson, MultiBackend>
    for Json<T>
{
    fn from_sql(raw: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        raw.from_sql::<Self, SqlJson>()
    }
}
impl<T: Debug + Send + Sync + Serialize + 'static> ToSql<SqlJson, MultiBackend> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((SqlJson, self));
        Ok(IsNull::No)
    }
}
impl<T: Debug + Send + Sync + Serialize + 'static> ToSql<SqlJson, Sqlite> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(serde_json::to_string(&self.0)?);
        Ok(IsNull::No)
    }
}
impl<T: Debug + Send + Sync + DeserializeOwned + 'static> FromSql<SqlJson, Sqlite> for Json<T> {
    fn from_sql(raw: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(serde_json::from_str(&sqlite_text(raw)?)?))
    }
}
/// First byte of the binary form of `jsonb`.
const JSONB_VERSION: u8 = 1;
impl<T: Debug + Send + Sync + Serialize + 'static> ToSql<SqlJson, Pg> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&[JSONB_VERSION])?;
        serde_json::to_writer(out, &self.0)?;
        Ok(IsNull::No)
    }
}
impl<T: Debug + Send + Sync + DeserializeOwned + 'static> FromSql<SqlJson, Pg> for Json<T> {
    fn from_sql(raw: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        match raw.as_bytes().split_first() {
            Some((&JSONB_VERSION, json)) => Ok(Self(serde_json::from_slice(json)?)),
            _ => Err("unknown jsonb version".into()),
        }
    }
}

/// Declares an enum without fields that is stored, serialised and read as text.
#[macro_export]
macro_rules! text_enum {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$variant_meta:meta])* $variant:ident = $text:literal),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code stored in the database and used in URLs.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    other => Err(format!("unknown {}: {other}", stringify!($name))),
                }
            }
        }
        impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $name
        where
            str: diesel::serialize::ToSql<diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, DB>,
            ) -> diesel::serialize::Result {
                self.as_str().to_sql(out)
            }
        }
        impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $name
        where
            String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB>,
        {
            fn from_sql(raw: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                Ok(String::from_sql(raw)?.parse::<Self>()?)
            }
        }
    };
}
