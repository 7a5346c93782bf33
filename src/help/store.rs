//! Rows of questions.

use diesel::prelude::*;

use super::model::{PostId, SupportId};
use super::state::Status;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, MultiBackend};
use crate::kernel::text::full_name;
use crate::schema::{account_roles, accounts, support_posts, support_threads};
use crate::shell::{AccountId, Role};

/// Messages of one question shown at most, the last.
const SHOWN: i64 = 100;
/// Members of the staff told of one question at most.
const TOLD: i64 = 50;

/// A question.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = support_threads, check_for_backend(MultiBackend))]
pub(super) struct Thread {
    pub(super) id: SupportId,
    pub(super) account_id: AccountId,
    pub(super) subject: String,
    pub(super) page: String,
    pub(super) request_number: String,
    pub(super) incident: String,
    pub(super) status: Status,
    pub(super) updated_at: Instant,
}

/// One message.
#[derive(Debug, Clone)]
pub(super) struct Post {
    pub(super) author: AccountId,
    pub(super) name: String,
    pub(super) by_staff: bool,
    pub(super) body: String,
    pub(super) sent_at: Instant,
}

pub(super) fn insert(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    (subject, context): (&str, &[String; 3]),
) -> QueryResult<SupportId> {
    let id = ctx.new_id::<SupportId>();
    let [page, request, incident] = context;
    diesel::insert_into(support_threads::table)
        .values((
            support_threads::id.eq(id),
            support_threads::account_id.eq(account),
            support_threads::subject.eq(subject),
            support_threads::page.eq(page),
            support_threads::request_number.eq(request),
            support_threads::incident.eq(incident),
            support_threads::status.eq(Status::Open),
            support_threads::opened_at.eq(ctx.now),
            support_threads::updated_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(id)
}

pub(super) fn insert_post(
    tx: &mut Conn,
    ctx: &Ctx,
    (thread, author, by_staff): (SupportId, AccountId, bool),
    body: &str,
) -> QueryResult<()> {
    diesel::insert_into(support_posts::table)
        .values((
            support_posts::id.eq(ctx.new_id::<PostId>()),
            support_posts::thread_id.eq(thread),
            support_posts::author_id.eq(author),
            support_posts::by_staff.eq(by_staff),
            support_posts::body.eq(body),
            support_posts::sent_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}

/// Moves a question, unless it moved since it was read; tells whether it did.
pub(super) fn advance(
    tx: &mut Conn,
    now: Instant,
    (id, from): (SupportId, Status),
    to: Status,
) -> QueryResult<bool> {
    let rows = diesel::update(
        support_threads::table
            .find(id)
            .filter(support_threads::status.eq(from)),
    )
    .set((
        support_threads::status.eq(to),
        support_threads::updated_at.eq(now),
    ))
    .execute(tx)?;
    Ok(rows == 1)
}

pub(super) fn find(c: &mut Conn, id: SupportId) -> QueryResult<Option<Thread>> {
    support_threads::table
        .find(id)
        .select(Thread::as_select())
        .first(c)
        .optional()
}

/// The last messages, the oldest first.
pub(super) fn posts(c: &mut Conn, id: SupportId) -> QueryResult<Vec<Post>> {
    type Row = (AccountId, bool, String, Instant, (String, String));
    let rows: Vec<Row> = support_posts::table
        .inner_join(accounts::table.on(accounts::id.eq(support_posts::author_id)))
        .filter(support_posts::thread_id.eq(id))
        .order(support_posts::id.desc())
        .limit(SHOWN)
        .select((
            support_posts::author_id,
            support_posts::by_staff,
            support_posts::body,
            support_posts::sent_at,
            (accounts::given_name, accounts::family_name),
        ))
        .load(c)?;
    let post = |(author, by_staff, body, sent_at, (given, family)): Row| Post {
        author,
        name: full_name(&given, &family),
        by_staff,
        body,
        sent_at,
    };
    Ok(rows.into_iter().rev().map(post).collect())
}

/// One's questions, the latest first.
pub(super) fn of_account(c: &mut Conn, account: AccountId, most: i64) -> QueryResult<Vec<Thread>> {
    support_threads::table
        .filter(support_threads::account_id.eq(account))
        .order(support_threads::id.desc())
        .limit(most)
        .select(Thread::as_select())
        .load(c)
}

/// The questions in a state with the name of who asks: what waits first comes first.
pub(super) fn in_state(
    c: &mut Conn,
    status: Status,
    most: i64,
) -> QueryResult<Vec<(Thread, String)>> {
    let rows: Vec<(Thread, (String, String))> = support_threads::table
        .inner_join(accounts::table.on(accounts::id.eq(support_threads::account_id)))
        .filter(support_threads::status.eq(status))
        .order((support_threads::updated_at, support_threads::id))
        .limit(most)
        .select((
            Thread::as_select(),
            (accounts::given_name, accounts::family_name),
        ))
        .load(c)?;
    Ok(rows
        .into_iter()
        .map(|(thread, (given, family))| (thread, full_name(&given, &family)))
        .collect())
}

/// Who answers questions: those who look after accounts, and supervisors.
pub(super) fn answerers(c: &mut Conn) -> QueryResult<Vec<AccountId>> {
    account_roles::table
        .inner_join(accounts::table.on(accounts::id.eq(account_roles::account_id)))
        .filter(account_roles::role.eq_any([Role::Administrator, Role::Supervisor]))
        .filter(accounts::disabled_at.is_null())
        .order(account_roles::account_id)
        .limit(TOLD)
        .select(account_roles::account_id)
        .load(c)
}
