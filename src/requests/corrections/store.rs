//! Rows of corrections.

use diesel::prelude::*;

use super::model::CorrectionId;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, MultiBackend};
use crate::requests::model::RequestId;
use crate::schema::request_corrections;
use crate::shell::AccountId;

/// A correction.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = request_corrections, check_for_backend(MultiBackend))]
pub struct Correction {
    /// Its id.
    pub id: CorrectionId,
    /// The field it is anchored on.
    pub field: String,
    /// What is asked.
    pub body: String,
    /// What the field held then.
    pub was: String,
    /// When the organisation was told.
    pub told_at: Option<Instant>,
    /// What it answered.
    pub answer: String,
    /// When the desk held it to be done.
    pub closed_at: Option<Instant>,
}

/// Every correction of a request, the oldest first.
pub(super) fn of(c: &mut Conn, request: RequestId) -> QueryResult<Vec<Correction>> {
    request_corrections::table
        .filter(request_corrections::request_id.eq(request))
        .order(request_corrections::id)
        .select(Correction::as_select())
        .load(c)
}

pub(super) fn insert(
    tx: &mut Conn,
    ctx: &Ctx,
    (request, by): (RequestId, AccountId),
    (field, body, was): (&str, &str, &str),
) -> QueryResult<CorrectionId> {
    let id = ctx.new_id::<CorrectionId>();
    diesel::insert_into(request_corrections::table)
        .values((
            request_corrections::id.eq(id),
            request_corrections::request_id.eq(request),
            request_corrections::field.eq(field),
            request_corrections::body.eq(body),
            request_corrections::was.eq(was),
            request_corrections::noted_by.eq(by),
            request_corrections::noted_at.eq(ctx.now),
            request_corrections::answer.eq(""),
        ))
        .execute(tx)?;
    Ok(id)
}

/// Takes back a correction that was not told; false when there is none.
pub(super) fn delete(tx: &mut Conn, request: RequestId, id: CorrectionId) -> QueryResult<bool> {
    let noted = request_corrections::table
        .find(id)
        .filter(request_corrections::request_id.eq(request))
        .filter(request_corrections::told_at.is_null());
    Ok(diesel::delete(noted).execute(tx)? == 1)
}

/// Tells what was noted.
pub(super) fn tell(tx: &mut Conn, now: Instant, request: RequestId) -> QueryResult<usize> {
    diesel::update(
        request_corrections::table
            .filter(request_corrections::request_id.eq(request))
            .filter(request_corrections::told_at.is_null()),
    )
    .set(request_corrections::told_at.eq(now))
    .execute(tx)
}

pub(super) fn set_answer(
    tx: &mut Conn,
    ctx: &Ctx,
    (request, by): (RequestId, AccountId),
    (id, answer): (CorrectionId, &str),
) -> QueryResult<()> {
    diesel::update(
        request_corrections::table
            .find(id)
            .filter(request_corrections::request_id.eq(request))
            .filter(request_corrections::told_at.is_not_null()),
    )
    .set((
        request_corrections::answer.eq(answer),
        request_corrections::answered_by.eq(by),
        request_corrections::answered_at.eq(ctx.now),
    ))
    .execute(tx)?;
    Ok(())
}

/// Closes corrections that were told and are open; how many there were.
pub(super) fn close(
    tx: &mut Conn,
    ctx: &Ctx,
    (request, by): (RequestId, AccountId),
    ids: &[CorrectionId],
) -> QueryResult<usize> {
    let open = request_corrections::table
        .filter(request_corrections::request_id.eq(request))
        .filter(request_corrections::id.eq_any(ids.to_vec()))
        .filter(request_corrections::told_at.is_not_null())
        .filter(request_corrections::closed_at.is_null());
    diesel::update(open)
        .set((
            request_corrections::closed_by.eq(by),
            request_corrections::closed_at.eq(ctx.now),
        ))
        .execute(tx)
}
