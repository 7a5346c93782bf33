//! Rows of letters.

use diesel::prelude::*;

use super::{LetterId, NewLetter};
use crate::help::model::PostId;
use crate::help::state::Status;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, MultiBackend};
use crate::kernel::secret::TokenHash;
use crate::kernel::text::full_name;
use crate::schema::{accounts, support_letter_posts as posts, support_letters as letters};
use crate::shell::AccountId;

/// Messages of one letter shown at most, the last.
const SHOWN: i64 = 100;
/// Letters forgotten at once.
const SWEPT: i64 = 100;

/// A letter.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = letters, check_for_backend(MultiBackend))]
pub struct Letter {
    /// Its id.
    pub id: LetterId,
    /// Who wrote, as they say.
    pub name: String,
    /// Where they are answered.
    pub email: String,
    /// In a few words.
    pub subject: String,
    /// The page it arose on.
    pub page: String,
    /// The request it is about.
    pub request_number: String,
    /// The error it is about.
    pub incident: String,
    /// Whose move it is.
    pub status: Status,
    /// When the address was confirmed.
    pub confirmed_at: Option<Instant>,
    /// After which the link opens nothing.
    pub link_until: Option<Instant>,
    /// When somebody last wrote.
    pub updated_at: Instant,
}

/// One message.
#[derive(Debug, Clone)]
pub(in crate::help) struct LetterPost {
    /// The member of the staff who answered.
    pub(in crate::help) author: Option<(AccountId, String)>,
    /// What they wrote.
    pub(in crate::help) body: String,
    /// When.
    pub(in crate::help) sent_at: Instant,
}

pub(super) fn insert(tx: &mut Conn, ctx: &Ctx, new: &NewLetter) -> QueryResult<LetterId> {
    let id = ctx.new_id::<LetterId>();
    let [page, request, incident] = &new.context;
    diesel::insert_into(letters::table)
        .values((
            letters::id.eq(id),
            letters::name.eq(&new.name),
            letters::email.eq(&new.email),
            letters::subject.eq(&new.subject),
            letters::page.eq(page),
            letters::request_number.eq(request),
            letters::incident.eq(incident),
            letters::status.eq(Status::Open),
            letters::written_at.eq(ctx.now),
            letters::updated_at.eq(ctx.now),
        ))
        .execute(tx)?;
    insert_post(tx, ctx, (id, None), &new.body)?;
    Ok(id)
}

pub(super) fn insert_post(
    tx: &mut Conn,
    ctx: &Ctx,
    (letter, author): (LetterId, Option<AccountId>),
    body: &str,
) -> QueryResult<()> {
    diesel::insert_into(posts::table)
        .values((
            posts::id.eq(ctx.new_id::<PostId>()),
            posts::letter_id.eq(letter),
            posts::author_id.eq(author),
            posts::body.eq(body),
            posts::sent_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}

pub(super) fn find(c: &mut Conn, id: LetterId) -> QueryResult<Option<Letter>> {
    letters::table
        .find(id)
        .select(Letter::as_select())
        .first(c)
        .optional()
}

pub(super) fn by_token(c: &mut Conn, token: &TokenHash) -> QueryResult<Option<Letter>> {
    letters::table
        .filter(letters::token_hash.eq(&token.0))
        .select(Letter::as_select())
        .first(c)
        .optional()
}

/// Keeps the hash of the link that is about to be mailed; the former link opens nothing any more.
pub(super) fn set_token(
    tx: &mut Conn,
    id: LetterId,
    (token, until): (&TokenHash, Instant),
) -> QueryResult<()> {
    diesel::update(letters::table.find(id))
        .set((
            letters::token_hash.eq(&token.0),
            letters::link_until.eq(until),
        ))
        .execute(tx)?;
    Ok(())
}

/// The address is its writer's; false when that was known.
pub(super) fn confirm(tx: &mut Conn, now: Instant, id: LetterId) -> QueryResult<bool> {
    let unknown = letters::table
        .find(id)
        .filter(letters::confirmed_at.is_null());
    let rows = diesel::update(unknown)
        .set((letters::confirmed_at.eq(now), letters::updated_at.eq(now)))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Moves a letter, unless it moved since it was read; tells whether it did.
pub(super) fn advance(
    tx: &mut Conn,
    now: Instant,
    letter: &Letter,
    to: Status,
) -> QueryResult<bool> {
    let seen = letters::table
        .find(letter.id)
        .filter(letters::status.eq(letter.status))
        .filter(letters::updated_at.eq(letter.updated_at));
    let rows = diesel::update(seen)
        .set((letters::status.eq(to), letters::updated_at.eq(now)))
        .execute(tx)?;
    Ok(rows == 1)
}

/// The last messages, the oldest first.
pub(super) fn posts_of(c: &mut Conn, id: LetterId) -> QueryResult<Vec<LetterPost>> {
    type Row = (Option<AccountId>, String, Instant, Option<(String, String)>);
    let rows: Vec<Row> = posts::table
        .left_join(accounts::table.on(posts::author_id.eq(accounts::id.nullable())))
        .filter(posts::letter_id.eq(id))
        .order(posts::id.desc())
        .limit(SHOWN)
        .select((
            posts::author_id,
            posts::body,
            posts::sent_at,
            (accounts::given_name, accounts::family_name).nullable(),
        ))
        .load(c)?;
    let post = |(author, body, sent_at, name): Row| LetterPost {
        author: author
            .zip(name)
            .map(|(id, (given, family))| (id, full_name(&given, &family))),
        body,
        sent_at,
    };
    Ok(rows.into_iter().rev().map(post).collect())
}

/// The confirmed letters in a state: what waits first comes first.
pub(in crate::help) fn in_state(
    c: &mut Conn,
    status: Status,
    most: i64,
) -> QueryResult<Vec<Letter>> {
    letters::table
        .filter(letters::status.eq(status))
        .filter(letters::confirmed_at.is_not_null())
        .order((letters::updated_at, letters::id))
        .limit(most)
        .select(Letter::as_select())
        .load(c)
}

/// Forgets a batch of letters: those written before `unconfirmed` whose address nobody confirmed, and those answered or
/// closed where nothing was written since `quiet`. Tells which.
pub(super) fn sweep(
    tx: &mut Conn,
    (unconfirmed, quiet): (Instant, Instant),
) -> QueryResult<Vec<LetterId>> {
    let mut old: Vec<LetterId> = letters::table
        .filter(letters::confirmed_at.is_null())
        .filter(letters::written_at.lt(unconfirmed))
        .order(letters::written_at)
        .limit(SWEPT)
        .select(letters::id)
        .load(tx)?;
    for status in [Status::Answered, Status::Closed] {
        let silent: Vec<LetterId> = letters::table
            .filter(letters::confirmed_at.is_not_null())
            .filter(letters::status.eq(status))
            .filter(letters::updated_at.lt(quiet))
            .order(letters::updated_at)
            .limit(SWEPT)
            .select(letters::id)
            .load(tx)?;
        old.extend(silent);
    }
    if !old.is_empty() {
        diesel::delete(letters::table.filter(letters::id.eq_any(&old))).execute(tx)?;
    }
    Ok(old)
}
