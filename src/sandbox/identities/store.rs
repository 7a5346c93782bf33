//! Rows of `test_identities`.

use diesel::prelude::*;

use super::own::{MOST_OWN, NewIdentity, OwnId};
use super::said::{Registry, Said};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::db::types::Json;
use crate::schema::test_identities as own;
use crate::services::ServiceId;
use crate::shell::AccountId;

/// An identity as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = own)]
pub(super) struct Own {
    pub id: OwnId,
    pub words: String,
    pub said: Json<Said>,
    pub registry: Registry,
}

/// The identities that a service made, oldest first.
pub(super) fn of_service(c: &mut Conn, service: ServiceId) -> QueryResult<Vec<Own>> {
    own::table
        .filter(own::service_id.eq(service))
        .order((own::created_at, own::id))
        .limit(MOST_OWN)
        .select(Own::as_select())
        .load(c)
}

/// One of them.
pub(super) fn find(c: &mut Conn, (service, id): (ServiceId, OwnId)) -> QueryResult<Option<Own>> {
    own::table
        .filter(own::id.eq(id))
        .filter(own::service_id.eq(service))
        .select(Own::as_select())
        .first(c)
        .optional()
}

/// How many there are.
pub(super) fn count(c: &mut Conn, service: ServiceId) -> QueryResult<i64> {
    own::table
        .filter(own::service_id.eq(service))
        .count()
        .get_result(c)
}

/// Keeps a new one.
pub(super) fn insert(
    tx: &mut Conn,
    ctx: &Ctx,
    (id, service, author): (OwnId, ServiceId, AccountId),
    new: &NewIdentity,
) -> QueryResult<()> {
    diesel::insert_into(own::table)
        .values((
            own::id.eq(id),
            own::service_id.eq(service),
            own::words.eq(&new.words),
            own::said.eq(Json(new.said.clone())),
            own::registry.eq(new.registry),
            own::created_by.eq(author),
            own::created_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}

/// Removes one; false when it is not there.
pub(super) fn delete(tx: &mut Conn, (service, id): (ServiceId, OwnId)) -> QueryResult<bool> {
    let row = own::table
        .filter(own::id.eq(id))
        .filter(own::service_id.eq(service));
    Ok(diesel::delete(row).execute(tx)? == 1)
}
