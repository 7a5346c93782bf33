//! Rows of threads.

use diesel::prelude::*;

use super::model::{MessageFileId, MessageId, Side};
use super::service::NewFile;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{BothExt, Conn};
use crate::kernel::error::Fault;
use crate::kernel::files::{self, FileState};
use crate::kernel::text::full_name;
use crate::organisations;
use crate::requests::model::{MediaType, Request, RequestId};
use crate::schema::{
    account_roles, accounts, memberships, message_files, request_messages, thread_reads,
};
use crate::shell::{AccountId, Role};

/// Messages counted as unread at most.
const COUNTED: i64 = 100;
/// People told of one message at most.
const TOLD: i64 = 50;

/// A message with the name of its author.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) id: MessageId,
    pub(super) author: AccountId,
    pub(super) name: String,
    pub(super) side: Side,
    pub(super) body: String,
    pub(super) sent_at: Instant,
}

/// A file of a message.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) id: MessageFileId,
    pub(super) message: MessageId,
    pub(super) name: String,
    pub(super) media_type: MediaType,
    pub(super) size: i64,
    pub(super) storage_key: String,
    pub(super) state: FileState,
}

type FileRow = (MessageFileId, MessageId, String, MediaType, i64, String);

pub(super) fn insert(
    tx: &mut Conn,
    ctx: &Ctx,
    (request, author, side): (RequestId, AccountId, Side),
    body: &str,
) -> QueryResult<MessageId> {
    let id = ctx.new_id::<MessageId>();
    diesel::insert_into(request_messages::table)
        .values((
            request_messages::id.eq(id),
            request_messages::request_id.eq(request),
            request_messages::author_id.eq(author),
            request_messages::side.eq(side),
            request_messages::body.eq(body),
            request_messages::sent_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(id)
}

pub(super) fn insert_file(
    tx: &mut Conn,
    ctx: &Ctx,
    message: MessageId,
    file: &NewFile,
) -> QueryResult<()> {
    diesel::insert_into(message_files::table)
        .values((
            message_files::id.eq(ctx.new_id::<MessageFileId>()),
            message_files::message_id.eq(message),
            message_files::file_name.eq(&file.file_name),
            message_files::media_type.eq(file.media_type),
            message_files::size.eq(file.size),
            message_files::sha256.eq(&file.sha256),
            message_files::storage_key.eq(&file.storage_key),
        ))
        .execute(tx)?;
    Ok(())
}

type Row = (
    MessageId,
    AccountId,
    Side,
    String,
    Instant,
    (String, String),
);

fn message((id, author, side, body, sent_at, (given, family)): Row) -> Message {
    Message {
        id,
        author,
        name: full_name(&given, &family),
        side,
        body,
        sent_at,
    }
}

/// A page of messages, the latest first, and whether there are older ones.
pub(super) fn page(
    c: &mut Conn,
    request: RequestId,
    before: Option<MessageId>,
    most: usize,
) -> QueryResult<(Vec<Message>, bool)> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let mut query = request_messages::table
        .inner_join(accounts::table.on(accounts::id.eq(request_messages::author_id)))
        .filter(request_messages::request_id.eq(request))
        .order(request_messages::id.desc())
        .limit(limit)
        .select((
            request_messages::id,
            request_messages::author_id,
            request_messages::side,
            request_messages::body,
            request_messages::sent_at,
            (accounts::given_name, accounts::family_name),
        ))
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(request_messages::id.lt(before));
    }
    let rows: Vec<Row> = query.load(c)?;
    let more = rows.len() > most;
    let found = rows.into_iter().take(most).map(message).collect();
    Ok((found, more))
}

/// The last message, and up to when a person read the thread.
pub(super) fn last(
    c: &mut Conn,
    request: RequestId,
    account: AccountId,
) -> QueryResult<Option<(Message, Option<Instant>)>> {
    let own_read = thread_reads::request_id
        .eq(request_messages::request_id)
        .and(thread_reads::account_id.eq(account));
    let row: Option<(Row, Option<Instant>)> = request_messages::table
        .inner_join(accounts::table.on(accounts::id.eq(request_messages::author_id)))
        .left_join(thread_reads::table.on(own_read))
        .filter(request_messages::request_id.eq(request))
        .order(request_messages::id.desc())
        .select((
            (
                request_messages::id,
                request_messages::author_id,
                request_messages::side,
                request_messages::body,
                request_messages::sent_at,
                (accounts::given_name, accounts::family_name),
            ),
            thread_reads::read_at.nullable(),
        ))
        .first(c)
        .optional()?;
    Ok(row.map(|(row, read_at)| (message(row), read_at)))
}

/// One message and the request it is on.
pub(super) fn find(c: &mut Conn, id: MessageId) -> QueryResult<Option<(RequestId, Message)>> {
    let row: Option<(RequestId, Row)> = request_messages::table
        .inner_join(accounts::table.on(accounts::id.eq(request_messages::author_id)))
        .filter(request_messages::id.eq(id))
        .select((
            request_messages::request_id,
            (
                request_messages::id,
                request_messages::author_id,
                request_messages::side,
                request_messages::body,
                request_messages::sent_at,
                (accounts::given_name, accounts::family_name),
            ),
        ))
        .first(c)
        .optional()?;
    Ok(row.map(|(request, row)| (request, message(row))))
}

/// The files of these messages, in the order they came.
pub(super) fn files(c: &mut Conn, of: &[MessageId]) -> Result<Vec<File>, Fault> {
    let rows: Vec<FileRow> = message_files::table
        .filter(message_files::message_id.eq_any(of.to_vec()))
        .order(message_files::id)
        .select((
            message_files::id,
            message_files::message_id,
            message_files::file_name,
            message_files::media_type,
            message_files::size,
            message_files::storage_key,
        ))
        .load(c)?;
    with_states(c, rows)
}

fn with_states(c: &mut Conn, rows: Vec<FileRow>) -> Result<Vec<File>, Fault> {
    let keys: Vec<String> = rows.iter().map(|row| row.5.clone()).collect();
    let states = files::states_of(c, &keys)?;
    let file = |(id, message, name, media_type, size, storage_key): FileRow| File {
        id,
        message,
        name,
        media_type,
        size,
        state: states
            .get(&storage_key)
            .copied()
            .unwrap_or(FileState::Unchecked),
        storage_key,
    };
    Ok(rows.into_iter().map(file).collect())
}

/// One file of a thread.
pub(super) fn file(
    c: &mut Conn,
    request: RequestId,
    id: MessageFileId,
) -> Result<Option<File>, Fault> {
    let row: Option<FileRow> = message_files::table
        .inner_join(request_messages::table.on(request_messages::id.eq(message_files::message_id)))
        .filter(message_files::id.eq(id))
        .filter(request_messages::request_id.eq(request))
        .select((
            message_files::id,
            message_files::message_id,
            message_files::file_name,
            message_files::media_type,
            message_files::size,
            message_files::storage_key,
        ))
        .first(c)
        .optional()?;
    Ok(with_states(c, row.into_iter().collect())?
        .into_iter()
        .next())
}

/// Up to when a person read the thread.
pub(super) fn read_at(
    c: &mut Conn,
    request: RequestId,
    account: AccountId,
) -> QueryResult<Option<Instant>> {
    thread_reads::table
        .find((request, account))
        .select(thread_reads::read_at)
        .first(c)
        .optional()
}

/// Up to when somebody of a side read the thread.
pub(super) fn side_read_at(
    c: &mut Conn,
    request: RequestId,
    side: Side,
) -> QueryResult<Option<Instant>> {
    thread_reads::table
        .filter(thread_reads::request_id.eq(request))
        .filter(thread_reads::side.eq(side))
        .order(thread_reads::read_at.desc())
        .select(thread_reads::read_at)
        .first(c)
        .optional()
}

/// Notes that a person read the thread.
pub(super) fn note_read(
    tx: &mut Conn,
    now: Instant,
    (request, account, side): (RequestId, AccountId, Side),
) -> QueryResult<()> {
    diesel::insert_into(thread_reads::table)
        .values((
            thread_reads::request_id.eq(request),
            thread_reads::account_id.eq(account),
            thread_reads::side.eq(side),
            thread_reads::read_at.eq(now),
        ))
        .on_conflict((thread_reads::request_id, thread_reads::account_id))
        .do_update()
        .set((thread_reads::side.eq(side), thread_reads::read_at.eq(now)))
        .both()
        .execute(tx)?;
    Ok(())
}

/// How many messages of others a person has not read.
pub(super) fn unread(
    c: &mut Conn,
    (request, account): (RequestId, AccountId),
    since: Option<Instant>,
) -> QueryResult<usize> {
    let mut query = request_messages::table
        .filter(request_messages::request_id.eq(request))
        .filter(request_messages::author_id.ne(account))
        .select(request_messages::id)
        .limit(COUNTED)
        .into_boxed();
    if let Some(since) = since {
        query = query.filter(request_messages::sent_at.gt(since));
    }
    Ok(query.load::<MessageId>(c)?.len())
}

/// Those of a side who wrote on a request.
pub(super) fn writers(c: &mut Conn, request: RequestId, side: Side) -> QueryResult<Vec<AccountId>> {
    request_messages::table
        .filter(request_messages::request_id.eq(request))
        .filter(request_messages::side.eq(side))
        .select(request_messages::author_id)
        .distinct()
        .order(request_messages::author_id)
        .limit(TOLD)
        .load(c)
}

/// Who follows a request for the organisation: its author while they are a member, otherwise the administrators.
pub fn interested(c: &mut Conn, request: &Request) -> QueryResult<Vec<AccountId>> {
    let is_member = memberships::table
        .find((request.organisation, request.author))
        .select(memberships::account_id)
        .first::<AccountId>(c)
        .optional()?;
    if let Some(author) = is_member {
        return Ok(vec![author]);
    }
    memberships::table
        .filter(memberships::organisation_id.eq(request.organisation))
        .filter(memberships::role.eq(organisations::Role::Administrator))
        .order(memberships::account_id)
        .limit(TOLD)
        .select(memberships::account_id)
        .load(c)
}

/// Those of these people who still belong to the organisation.
pub(super) fn still_members(
    c: &mut Conn,
    request: &Request,
    people: &[AccountId],
) -> QueryResult<Vec<AccountId>> {
    memberships::table
        .filter(memberships::organisation_id.eq(request.organisation))
        .filter(memberships::account_id.eq_any(people.to_vec()))
        .order(memberships::account_id)
        .select(memberships::account_id)
        .load(c)
}

/// Those of these people who still instruct; everybody who does, when nobody is named.
pub(super) fn still_reviewers(
    c: &mut Conn,
    people: Option<&[AccountId]>,
) -> QueryResult<Vec<AccountId>> {
    let mut query = account_roles::table
        .inner_join(accounts::table.on(accounts::id.eq(account_roles::account_id)))
        .filter(account_roles::role.eq_any([Role::Reviewer, Role::Supervisor]))
        .filter(accounts::disabled_at.is_null())
        .select(account_roles::account_id)
        .order(account_roles::account_id)
        .limit(TOLD)
        .into_boxed();
    if let Some(people) = people {
        query = query.filter(account_roles::account_id.eq_any(people.to_vec()));
    }
    let mut found: Vec<AccountId> = query.load(c)?;
    found.dedup();
    Ok(found)
}

/// Everybody who instructs, up to a bound.
pub fn reviewers(c: &mut Conn) -> QueryResult<Vec<AccountId>> {
    still_reviewers(c, None)
}
