//! The rows around the queue: tags and where they are, views that people keep, how each likes the queue.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::db::{BothExt, Conn};
use crate::requests::RequestId;
use crate::review::model::{TagId, ViewId};
use crate::schema::{queue_entries, queue_preferences, queue_tags, queue_views, tags};
use crate::shell::actor::AccountId;

/// A tag to be made.
#[derive(Debug, Clone)]
pub struct NewTag<'a> {
    /// Its id.
    pub id: TagId,
    /// Its words.
    pub label: &'a str,
    /// The same, folded: two tags don't differ by an accent.
    pub key: &'a str,
    /// Who makes it.
    pub by: AccountId,
    /// When.
    pub at: Instant,
}

/// The tag of that key, and whether it was retired.
pub fn tag_named(c: &mut Conn, key: &str) -> QueryResult<Option<(TagId, bool)>> {
    let found = tags::table
        .filter(tags::label_key.eq(key))
        .select((tags::id, tags::retired_at.nullable()))
        .first::<(TagId, Option<Instant>)>(c)
        .optional()?;
    Ok(found.map(|(id, retired_at)| (id, retired_at.is_some())))
}

/// Makes a tag, or brings back the one that was retired under the same key.
pub fn add_tag(tx: &mut Conn, tag: &NewTag<'_>) -> QueryResult<()> {
    diesel::insert_into(tags::table)
        .values((
            tags::id.eq(tag.id),
            tags::label.eq(tag.label),
            tags::label_key.eq(tag.key),
            tags::created_by.eq(tag.by),
            tags::created_at.eq(tag.at),
        ))
        .on_conflict(tags::label_key)
        .do_update()
        .set((
            tags::label.eq(tag.label),
            tags::retired_at.eq(None::<Instant>),
        ))
        .both()
        .execute(tx)?;
    Ok(())
}

/// Retires a tag; false when it was already.
pub fn retire_tag(tx: &mut Conn, tag: TagId, at: Instant) -> QueryResult<bool> {
    let retired = diesel::update(tags::table.find(tag))
        .filter(tags::retired_at.is_null())
        .set(tags::retired_at.eq(at))
        .execute(tx)?;
    Ok(retired == 1)
}

/// Puts a tag in use on a request; false when it bore it already, or when there is no such tag.
pub fn tag_entry(
    tx: &mut Conn,
    (request, tag): (RequestId, TagId),
    by: AccountId,
    at: Instant,
) -> QueryResult<bool> {
    let in_use = tags::table
        .find(tag)
        .filter(tags::retired_at.is_null())
        .count()
        .get_result::<i64>(tx)?;
    let entry = queue_entries::table
        .filter(queue_entries::request_id.eq(request))
        .select((queue_entries::rank, queue_entries::status))
        .first::<(i64, String)>(tx)
        .optional()?;
    let Some((rank, status)) = entry.filter(|_| in_use == 1) else {
        return Ok(false);
    };
    let put = diesel::insert_into(queue_tags::table)
        .values((
            queue_tags::tag_id.eq(tag),
            queue_tags::status.eq(status),
            queue_tags::rank.eq(rank),
            queue_tags::added_by.eq(by),
            queue_tags::added_at.eq(at),
        ))
        .on_conflict_do_nothing()
        .both()
        .execute(tx)?;
    Ok(put == 1)
}

/// Takes a tag away from a request; false when it did not bear it.
pub fn untag_entry(tx: &mut Conn, request: RequestId, tag: TagId) -> QueryResult<bool> {
    let rank = queue_entries::table
        .filter(queue_entries::request_id.eq(request))
        .select(queue_entries::rank);
    let removed = diesel::delete(queue_tags::table)
        .filter(queue_tags::tag_id.eq(tag))
        .filter(queue_tags::rank.eq_any(rank))
        .execute(tx)?;
    Ok(removed == 1)
}

/// A view to be kept.
#[derive(Debug, Clone)]
pub struct NewView<'a> {
    /// Its id.
    pub id: ViewId,
    /// Who keeps it.
    pub owner: AccountId,
    /// Its name.
    pub name: &'a str,
    /// The query of its address.
    pub query: &'a str,
    /// When.
    pub at: Instant,
}

/// How many views a person keeps.
pub fn views_kept(c: &mut Conn, owner: AccountId) -> QueryResult<i64> {
    queue_views::table
        .filter(queue_views::owner_id.eq(owner))
        .count()
        .get_result(c)
}

/// Keeps a view; under a name already taken by the same person, it takes the place of the former.
pub fn add_view(tx: &mut Conn, view: &NewView<'_>) -> QueryResult<()> {
    diesel::insert_into(queue_views::table)
        .values((
            queue_views::id.eq(view.id),
            queue_views::owner_id.eq(view.owner),
            queue_views::shared.eq(false),
            queue_views::name.eq(view.name),
            queue_views::query.eq(view.query),
            queue_views::created_at.eq(view.at),
        ))
        .on_conflict((queue_views::owner_id, queue_views::name))
        .do_update()
        .set(queue_views::query.eq(view.query))
        .both()
        .execute(tx)?;
    Ok(())
}

/// Whose a view is, and whether it is shared.
pub fn find_view(c: &mut Conn, view: ViewId) -> QueryResult<Option<(AccountId, bool)>> {
    queue_views::table
        .find(view)
        .select((queue_views::owner_id, queue_views::shared))
        .first::<(AccountId, bool)>(c)
        .optional()
}

/// Shares a view, or keeps it to its owner again.
pub fn set_shared(tx: &mut Conn, view: ViewId, shared: bool) -> QueryResult<()> {
    diesel::update(queue_views::table.find(view))
        .set(queue_views::shared.eq(shared))
        .execute(tx)?;
    Ok(())
}

/// Forgets a view.
pub fn delete_view(tx: &mut Conn, view: ViewId) -> QueryResult<()> {
    diesel::delete(queue_views::table.find(view)).execute(tx)?;
    Ok(())
}

/// Keeps how a person likes the queue.
pub fn put_preferences(
    tx: &mut Conn,
    account: AccountId,
    (columns, shortcuts): (&str, bool),
    at: Instant,
) -> QueryResult<()> {
    let chosen = (
        queue_preferences::shown.eq(columns),
        queue_preferences::shortcuts.eq(shortcuts),
        queue_preferences::changed_at.eq(at),
    );
    diesel::insert_into(queue_preferences::table)
        .values((queue_preferences::account_id.eq(account), chosen))
        .on_conflict(queue_preferences::account_id)
        .do_update()
        .set(chosen)
        .both()
        .execute(tx)?;
    Ok(())
}
