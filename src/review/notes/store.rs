//! Rows of notes.

use diesel::prelude::*;

use super::model::{NoteId, NoteLine};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::text::full_name;
use crate::requests::RequestId;
use crate::schema::{accounts, request_notes};
use crate::shell::AccountId;

type Named = (String, String);
type Row = (
    NoteId,
    AccountId,
    Named,
    String,
    Instant,
    (Option<AccountId>, Option<Named>),
    (Option<String>, Option<Instant>),
);

/// The notes of a request, the latest first. Their ids are in the order of time.
pub fn of(c: &mut Conn, request: RequestId, most: i64) -> QueryResult<Vec<NoteLine>> {
    let asked = diesel::alias!(accounts as asked);
    let rows: Vec<Row> = request_notes::table
        .inner_join(accounts::table.on(accounts::id.eq(request_notes::author_id)))
        .left_join(asked.on(request_notes::asked_of.eq(asked.field(accounts::id).nullable())))
        .filter(request_notes::request_id.eq(request))
        .order(request_notes::id.desc())
        .limit(most)
        .select((
            request_notes::id,
            request_notes::author_id,
            (accounts::given_name, accounts::family_name),
            request_notes::body,
            request_notes::written_at,
            (
                request_notes::asked_of,
                asked
                    .fields((accounts::given_name, accounts::family_name))
                    .nullable(),
            ),
            (request_notes::answer, request_notes::answered_at),
        ))
        .load(c)?;
    Ok(rows.into_iter().map(line).collect())
}

fn line((id, author, by, body, at, (asked_of, asked), (answer, answered_at)): Row) -> NoteLine {
    let name = |(given, family): Named| full_name(&given, &family);
    NoteLine {
        id,
        author,
        by: name(by),
        body,
        at,
        asked: asked_of.zip(asked.map(name)),
        answer: answer.zip(answered_at),
    }
}

/// How many notes a request has, up to `most`.
pub fn count(c: &mut Conn, request: RequestId, most: i64) -> QueryResult<usize> {
    let ids: Vec<NoteId> = request_notes::table
        .filter(request_notes::request_id.eq(request))
        .limit(most)
        .select(request_notes::id)
        .load(c)?;
    Ok(ids.len())
}

/// Writes a note; `asked` is whose opinion it asks.
pub fn insert(
    tx: &mut Conn,
    ctx: &Ctx,
    (author, request): (AccountId, RequestId),
    (body, asked): (&str, Option<AccountId>),
) -> QueryResult<NoteId> {
    let id = ctx.new_id::<NoteId>();
    diesel::insert_into(request_notes::table)
        .values((
            request_notes::id.eq(id),
            request_notes::request_id.eq(request),
            request_notes::author_id.eq(author),
            request_notes::body.eq(body),
            request_notes::written_at.eq(ctx.now),
            request_notes::asked_of.eq(asked),
        ))
        .execute(tx)?;
    Ok(id)
}

/// Writes the answer of whoever was asked; who asked, unless it was answered or asked of somebody else.
pub fn answer(
    tx: &mut Conn,
    ctx: &Ctx,
    (by, request, id): (AccountId, RequestId, NoteId),
    text: &str,
) -> QueryResult<Option<AccountId>> {
    let waiting = request_notes::table
        .find(id)
        .filter(request_notes::request_id.eq(request))
        .filter(request_notes::asked_of.eq(by))
        .filter(request_notes::answer.is_null());
    let changed = diesel::update(waiting)
        .set((
            request_notes::answer.eq(text),
            request_notes::answered_at.eq(ctx.now),
        ))
        .execute(tx)?;
    if changed == 0 {
        return Ok(None);
    }
    request_notes::table
        .find(id)
        .select(request_notes::author_id)
        .first(tx)
        .optional()
}
