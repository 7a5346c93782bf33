//! Rows of `sandbox_keys`.

use diesel::prelude::*;
use serde_json::Value;

use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::db::types::Json;
use crate::sandbox::keys::{Alg, Made};
use crate::schema::sandbox_keys;

type Row = (
    String,
    Alg,
    String,
    Json<Value>,
    Instant,
    Instant,
    Option<Instant>,
);

/// More keys than a daily rotation makes in a year.
const MOST: i64 = 1_000;

/// Every key, oldest first.
pub fn keys(c: &mut Conn) -> QueryResult<Vec<Made>> {
    let rows: Vec<Row> = sandbox_keys::table
        .order((sandbox_keys::created_at, sandbox_keys::kid))
        .limit(MOST)
        .load(c)?;
    let made = |(kid, alg, sealed, public, created_at, signs_from, published_until): Row| Made {
        kid,
        alg,
        sealed,
        public: public.0,
        created_at,
        signs_from,
        published_until,
    };
    Ok(rows.into_iter().map(made).collect())
}

/// Keeps a new key.
pub fn insert_key(tx: &mut Conn, key: &Made) -> QueryResult<()> {
    diesel::insert_into(sandbox_keys::table)
        .values((
            sandbox_keys::kid.eq(&key.kid),
            sandbox_keys::alg.eq(key.alg),
            sandbox_keys::sealed.eq(&key.sealed),
            sandbox_keys::public.eq(Json(key.public.clone())),
            sandbox_keys::created_at.eq(key.created_at),
            sandbox_keys::signs_from.eq(key.signs_from),
            sandbox_keys::published_until.eq(key.published_until),
        ))
        .execute(tx)?;
    Ok(())
}

/// Lets the present keys be published until then.
pub fn retire_keys(tx: &mut Conn, until: Instant) -> QueryResult<usize> {
    diesel::update(sandbox_keys::table.filter(sandbox_keys::published_until.is_null()))
        .set(sandbox_keys::published_until.eq(until))
        .execute(tx)
}
