//! Questions asked to contacts, and what typed addresses answered.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::db::{BothExt, Conn};
use crate::kernel::secret::TokenHash;
use crate::requests::model::{
    Confirmation, ConfirmationId, ConfirmedRole, ContactAnswer, RequestId, UrlCheck, UrlOutcome,
};
use crate::schema::{contact_confirmations as asked, url_checks};

type Row = (
    ConfirmationId,
    RequestId,
    ConfirmedRole,
    String,
    Instant,
    Instant,
    Option<ContactAnswer>,
    Option<Instant>,
);

#[diesel::dsl::auto_type]
fn columns() -> _ {
    (
        asked::id,
        asked::request_id,
        asked::role,
        asked::email,
        asked::asked_at,
        asked::expires_at,
        asked::answer,
        asked::answered_at,
    )
}

fn read(row: Row) -> (RequestId, Confirmation) {
    let (id, request, role, email, asked_at, expires_at, answer, answered_at) = row;
    let confirmation = Confirmation {
        id,
        role,
        email,
        asked_at,
        expires_at,
        answer: answer.zip(answered_at),
    };
    (request, confirmation)
}

/// Every question asked about a request, the last asked first.
pub fn confirmations_of(c: &mut Conn, request: RequestId) -> QueryResult<Vec<Confirmation>> {
    let rows: Vec<Row> = asked::table
        .filter(asked::request_id.eq(request))
        .order(asked::asked_at.desc())
        .limit(50)
        .select(columns())
        .load(c)?;
    Ok(rows.into_iter().map(|row| read(row).1).collect())
}

/// One question.
pub fn confirmation(
    c: &mut Conn,
    id: ConfirmationId,
) -> QueryResult<Option<(RequestId, Confirmation)>> {
    let row: Option<Row> = asked::table
        .find(id)
        .select(columns())
        .first(c)
        .optional()?;
    Ok(row.map(read))
}

/// The question whose last link holds this token.
pub fn confirmation_by_token(
    c: &mut Conn,
    token: &TokenHash,
) -> QueryResult<Option<(RequestId, Confirmation)>> {
    let row: Option<Row> = asked::table
        .filter(asked::token_hash.eq(&token.0))
        .select(columns())
        .first(c)
        .optional()?;
    Ok(row.map(read))
}

/// Asks a new question.
pub fn add_confirmation(tx: &mut Conn, request: RequestId, new: &Confirmation) -> QueryResult<()> {
    diesel::insert_into(asked::table)
        .values((
            asked::id.eq(new.id),
            asked::request_id.eq(request),
            asked::role.eq(new.role),
            asked::email.eq(&new.email),
            asked::asked_at.eq(new.asked_at),
            asked::expires_at.eq(new.expires_at),
        ))
        .execute(tx)?;
    Ok(())
}

/// Asks again: the former link is good no more.
pub fn ask_again(
    tx: &mut Conn,
    id: ConfirmationId,
    (now, until): (Instant, Instant),
) -> QueryResult<bool> {
    let open = asked::table.find(id).filter(asked::answer.is_null());
    let rows = diesel::update(open)
        .set((
            asked::asked_at.eq(now),
            asked::expires_at.eq(until),
            asked::token_hash.eq(None::<String>),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Keeps the hash of the link about to be sent; false when the question was answered.
pub fn keep_confirmation_token(
    tx: &mut Conn,
    id: ConfirmationId,
    token: &TokenHash,
) -> QueryResult<bool> {
    let open = asked::table.find(id).filter(asked::answer.is_null());
    let rows = diesel::update(open)
        .set(asked::token_hash.eq(Some(token.0.clone())))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Records the answer; false when one was already given.
pub fn answer_confirmation(
    tx: &mut Conn,
    id: ConfirmationId,
    (answer, now): (ContactAnswer, Instant),
) -> QueryResult<bool> {
    let open = asked::table.find(id).filter(asked::answer.is_null());
    let rows = diesel::update(open)
        .set((
            asked::answer.eq(Some(answer)),
            asked::answered_at.eq(Some(now)),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// What the addresses of a dossier answered.
pub fn url_checks_of(c: &mut Conn, request: RequestId) -> QueryResult<Vec<UrlCheck>> {
    let rows: Vec<(String, String, UrlOutcome, Option<i32>, Instant)> = url_checks::table
        .filter(url_checks::request_id.eq(request))
        .select((
            url_checks::field,
            url_checks::url,
            url_checks::outcome,
            url_checks::status,
            url_checks::checked_at,
        ))
        .limit(10)
        .load(c)?;
    let checks = rows
        .into_iter()
        .map(|(field, url, outcome, status, checked_at)| UrlCheck {
            field,
            url,
            outcome,
            status,
            checked_at,
        });
    Ok(checks.collect())
}

/// Keeps what an address answered, in place of what it answered before.
pub fn keep_url_check(tx: &mut Conn, request: RequestId, check: &UrlCheck) -> QueryResult<()> {
    let found = (
        url_checks::url.eq(&check.url),
        url_checks::outcome.eq(check.outcome),
        url_checks::status.eq(check.status),
        url_checks::checked_at.eq(check.checked_at),
    );
    diesel::insert_into(url_checks::table)
        .values((
            url_checks::request_id.eq(request),
            url_checks::field.eq(&check.field),
            found,
        ))
        .on_conflict((url_checks::request_id, url_checks::field))
        .do_update()
        .set((
            url_checks::url.eq(&check.url),
            url_checks::outcome.eq(check.outcome),
            url_checks::status.eq(check.status),
            url_checks::checked_at.eq(check.checked_at),
        ))
        .both()
        .execute(tx)?;
    Ok(())
}
