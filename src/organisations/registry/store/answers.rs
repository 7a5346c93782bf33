//! Answers of the registry, kept for a day; old ones serve only when it does not answer.

use chrono::Duration;
use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::db::types::Json;
use crate::kernel::db::{BothExt, Conn};
use crate::kernel::error::Fault;
use crate::organisations::Siret;
use crate::organisations::registry::model::Found;
use crate::schema::registry_answers;

/// Days after which an answer is forgotten.
const KEPT_DAYS: i64 = 30;

/// What the registry last said of this number, and when.
pub(in crate::organisations::registry) fn kept(
    c: &mut Conn,
    siret: Siret,
) -> Result<Option<(Option<Found>, Instant)>, Fault> {
    let row: Option<(Option<Json<Found>>, Instant)> = registry_answers::table
        .find(siret.to_string())
        .select((registry_answers::found, registry_answers::asked_at))
        .first(c)
        .optional()?;
    Ok(row.map(|(found, at)| (found.map(|json| json.0), at)))
}

/// Keeps what the registry says of this number, and forgets what is too old.
pub(in crate::organisations::registry) fn keep(
    tx: &mut Conn,
    (siret, now): (Siret, Instant),
    found: Option<&Found>,
) -> QueryResult<()> {
    let found = found.cloned().map(Json);
    diesel::insert_into(registry_answers::table)
        .values((
            registry_answers::siret.eq(siret.to_string()),
            registry_answers::found.eq(found.clone()),
            registry_answers::asked_at.eq(now),
        ))
        .on_conflict(registry_answers::siret)
        .do_update()
        .set((
            registry_answers::found.eq(found),
            registry_answers::asked_at.eq(now),
        ))
        .both()
        .execute(tx)?;
    let old = now.minus(Duration::days(KEPT_DAYS));
    diesel::delete(registry_answers::table.filter(registry_answers::asked_at.lt(old)))
        .execute(tx)?;
    Ok(())
}
