//! Rows of notices, of preferences, and of the round of digests.

use diesel::prelude::*;

use super::model::{Kind, Notice, NotificationId, Topic};
use crate::kernel::clock::{Day, Instant};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{BothExt, Conn};
use crate::kernel::error::Fault;
use crate::schema::{digest_rounds, mail_preferences, notifications};
use crate::shell::AccountId;

/// Notices counted at most: beyond, one reads "99+".
const COUNTED: i64 = 100;
/// The only row of the round.
const ROUND: i32 = 1;

/// A notice as its list shows it.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Listed {
    pub(super) id: NotificationId,
    pub(super) kind: Kind,
    pub(super) title: String,
    pub(super) created_at: Instant,
    pub(super) read_at: Option<Instant>,
}

/// How many notices a person has not read, up to a bound.
pub(super) fn unread(c: &mut Conn, account: AccountId) -> Result<i64, Fault> {
    let found: Vec<NotificationId> = notifications::table
        .filter(notifications::account_id.eq(account))
        .filter(notifications::read_at.is_null())
        .order(notifications::id)
        .limit(COUNTED)
        .select(notifications::id)
        .load(c)?;
    Ok(i64::try_from(found.len()).unwrap_or(COUNTED))
}

pub(super) fn insert(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    notice: &Notice,
) -> QueryResult<()> {
    diesel::insert_into(notifications::table)
        .values((
            notifications::id.eq(ctx.new_id::<NotificationId>()),
            notifications::account_id.eq(account),
            notifications::kind.eq(notice.kind),
            notifications::title.eq(&notice.title),
            notifications::link.eq(&notice.link),
            notifications::created_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}

/// A page of notices, the latest first, and whether there are more. Their ids are in the order of time.
pub(super) fn listed(
    c: &mut Conn,
    account: AccountId,
    before: Option<NotificationId>,
    most: usize,
) -> QueryResult<(Vec<Listed>, bool)> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let mut query = notifications::table
        .filter(notifications::account_id.eq(account))
        .order(notifications::id.desc())
        .limit(limit)
        .select((
            notifications::id,
            notifications::kind,
            notifications::title,
            notifications::created_at,
            notifications::read_at,
        ))
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(notifications::id.lt(before));
    }
    let mut found: Vec<Listed> = query.load(c)?;
    let more = found.len() > most;
    found.truncate(most);
    Ok((found, more))
}

/// Where a notice of this person leads.
pub(super) fn link_of(
    c: &mut Conn,
    account: AccountId,
    id: NotificationId,
) -> QueryResult<Option<String>> {
    notifications::table
        .find(id)
        .filter(notifications::account_id.eq(account))
        .select(notifications::link)
        .first(c)
        .optional()
}

/// Marks one notice of this person read.
pub(super) fn mark(
    tx: &mut Conn,
    now: Instant,
    account: AccountId,
    id: NotificationId,
) -> QueryResult<()> {
    diesel::update(
        notifications::table
            .find(id)
            .filter(notifications::account_id.eq(account))
            .filter(notifications::read_at.is_null()),
    )
    .set(notifications::read_at.eq(now))
    .execute(tx)?;
    Ok(())
}

/// Marks read all that this person has not read; only those that lead to `link` when there is one.
pub(super) fn mark_all(
    tx: &mut Conn,
    now: Instant,
    account: AccountId,
    link: Option<&str>,
) -> QueryResult<()> {
    let unread = notifications::table
        .filter(notifications::account_id.eq(account))
        .filter(notifications::read_at.is_null());
    match link {
        None => diesel::update(unread)
            .set(notifications::read_at.eq(now))
            .execute(tx)?,
        Some(link) => diesel::update(unread.filter(notifications::link.eq(link)))
            .set(notifications::read_at.eq(now))
            .execute(tx)?,
    };
    Ok(())
}

/// The topics that this person refuses.
pub(super) fn refused(c: &mut Conn, account: AccountId) -> QueryResult<Vec<Topic>> {
    mail_preferences::table
        .filter(mail_preferences::account_id.eq(account))
        .filter(mail_preferences::wanted.eq(false))
        .select(mail_preferences::topic)
        .load(c)
}

/// Keeps a wish.
pub(super) fn prefer(
    tx: &mut Conn,
    now: Instant,
    account: AccountId,
    (topic, wanted): (Topic, bool),
) -> QueryResult<()> {
    diesel::insert_into(mail_preferences::table)
        .values((
            mail_preferences::account_id.eq(account),
            mail_preferences::topic.eq(topic),
            mail_preferences::wanted.eq(wanted),
            mail_preferences::changed_at.eq(now),
        ))
        .on_conflict((mail_preferences::account_id, mail_preferences::topic))
        .do_update()
        .set((
            mail_preferences::wanted.eq(wanted),
            mail_preferences::changed_at.eq(now),
        ))
        .both()
        .execute(tx)?;
    Ok(())
}

/// What waits for this person's digest, the latest first, and how many there are, up to `most`.
pub(super) fn waiting(
    c: &mut Conn,
    account: AccountId,
    most: i64,
) -> QueryResult<Vec<(NotificationId, String, String)>> {
    notifications::table
        .filter(notifications::account_id.eq(account))
        .filter(notifications::read_at.is_null())
        .filter(notifications::digested_at.is_null())
        .order(notifications::id.desc())
        .limit(most)
        .select((notifications::id, notifications::title, notifications::link))
        .load(c)
}

/// Notes that everything up to `last` was in a digest.
pub(super) fn digested(
    tx: &mut Conn,
    now: Instant,
    account: AccountId,
    last: NotificationId,
) -> QueryResult<()> {
    diesel::update(
        notifications::table
            .filter(notifications::account_id.eq(account))
            .filter(notifications::read_at.is_null())
            .filter(notifications::digested_at.is_null())
            .filter(notifications::id.le(last)),
    )
    .set(notifications::digested_at.eq(now))
    .execute(tx)?;
    Ok(())
}

/// The people for whom something waits, in the order of ids, after one of them.
pub(super) fn with_something_waiting(
    c: &mut Conn,
    after: AccountId,
    most: i64,
) -> QueryResult<Vec<AccountId>> {
    notifications::table
        .filter(notifications::read_at.is_null())
        .filter(notifications::digested_at.is_null())
        .filter(notifications::account_id.gt(after))
        .order(notifications::account_id)
        .select(notifications::account_id)
        .distinct()
        .limit(most)
        .load(c)
}

/// The day of the last round, and where it stopped if it is not done.
pub(super) fn round(c: &mut Conn) -> QueryResult<Option<(Day, Option<AccountId>)>> {
    digest_rounds::table
        .find(ROUND)
        .select((digest_rounds::day, digest_rounds::after_account))
        .first(c)
        .optional()
}

/// Keeps how far the round is.
pub(super) fn set_round(tx: &mut Conn, day: Day, after: Option<AccountId>) -> QueryResult<()> {
    diesel::insert_into(digest_rounds::table)
        .values((
            digest_rounds::id.eq(ROUND),
            digest_rounds::day.eq(day),
            digest_rounds::after_account.eq(after),
        ))
        .on_conflict(digest_rounds::id)
        .do_update()
        .set((
            digest_rounds::day.eq(day),
            digest_rounds::after_account.eq(after),
        ))
        .both()
        .execute(tx)?;
    Ok(())
}

/// Forgets the notices older than `before`.
pub(super) fn sweep(tx: &mut Conn, before: Instant) -> QueryResult<usize> {
    diesel::delete(notifications::table.filter(notifications::created_at.lt(before))).execute(tx)
}
