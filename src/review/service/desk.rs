//! What people do around the queue: tags, kept views, how they like it, exports. Each is journalled.

use serde_json::json;

use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::text::search_key;
use crate::requests::{AccessError, Actor, RequestId};
use crate::review::model::{Column, TAG_MOST, TagId, VIEW_NAME_MOST, ViewId};
use crate::review::queue::Ask;
use crate::review::reading;
use crate::review::store::{self, NewTag, NewView};
use crate::review::views;
use crate::shell::actor::AccountId;

/// Views that one person keeps at most.
const VIEWS_MOST: i64 = 20;

/// Why something around the queue was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToolError {
    /// Nothing was written.
    Empty,
    /// More characters than allowed.
    TooLong,
    /// There is one already.
    Exists,
    /// A person keeps [`VIEWS_MOST`] views already.
    TooMany,
    /// There is no such thing, or not for this person.
    Unknown,
}
impl Refusal for ToolError {}

/// Makes a tag, or brings one back into use.
pub fn create_tag(
    tx: &mut Conn,
    ctx: &Ctx,
    by: AccountId,
    label: &str,
) -> Outcome<TagId, ToolError> {
    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    let key = search_key(&label);
    if key.is_empty() {
        return Err(ToolError::Empty.into());
    }
    if label.chars().count() > TAG_MOST {
        return Err(ToolError::TooLong.into());
    }
    let known = store::tag_named(tx, &key)?;
    if known.is_some_and(|(_, retired)| !retired) {
        return Err(ToolError::Exists.into());
    }
    let id = known.map_or_else(|| ctx.new_id::<TagId>(), |(id, _)| id);
    let tag = NewTag {
        id,
        label: &label,
        key: &key,
        by,
        at: ctx.now,
    };
    store::add_tag(tx, &tag)?;
    journal::record(tx, ctx, Entry::new("queue.tag_created", "tag", id))?;
    Ok(id)
}

/// Takes a tag out of use; the requests that bear it keep it.
pub fn retire_tag(tx: &mut Conn, ctx: &Ctx, tag: TagId) -> Outcome<(), ToolError> {
    if !store::retire_tag(tx, tag, ctx.now)? {
        return Err(ToolError::Unknown.into());
    }
    Ok(journal::record(
        tx,
        ctx,
        Entry::new("queue.tag_retired", "tag", tag),
    )?)
}

/// Puts a tag on a request, or takes it away; tells whether anything changed.
pub fn tag(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: &Actor,
    (request, tag): (RequestId, TagId),
    put: bool,
) -> Outcome<bool, AccessError> {
    let (request, _) = reading::desk_reading(tx, actor, request)?;
    let changed = if put {
        store::tag_entry(tx, (request.id, tag), actor.account, ctx.now)?
    } else {
        store::untag_entry(tx, request.id, tag)?
    };
    if changed {
        let action = if put {
            "request.tagged"
        } else {
            "request.untagged"
        };
        let entry = Entry::new(action, "request", request.id)
            .about_request(request.id)
            .data(json!({ "tag": tag }));
        journal::record(tx, ctx, entry)?;
    }
    Ok(changed)
}

/// Gives a request these tags and no other of those in use; tells whether anything changed.
pub fn set_tags(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, request): (&Actor, RequestId),
    wanted: &[TagId],
) -> Outcome<bool, AccessError> {
    let mut changed = false;
    for (known, _) in views::known_tags(tx)? {
        let put = wanted.contains(&known);
        changed |= tag(tx, ctx, actor, (request, known), put)?;
    }
    Ok(changed)
}

/// Keeps a view under a name.
pub fn keep_view(
    tx: &mut Conn,
    ctx: &Ctx,
    owner: AccountId,
    (name, ask): (&str, &Ask),
) -> Outcome<(), ToolError> {
    if name.is_empty() {
        return Err(ToolError::Empty.into());
    }
    if name.chars().count() > VIEW_NAME_MOST {
        return Err(ToolError::TooLong.into());
    }
    if store::views_kept(tx, owner)? >= VIEWS_MOST {
        return Err(ToolError::TooMany.into());
    }
    let id = ctx.new_id::<ViewId>();
    let query = ask.to_query();
    let view = NewView {
        id,
        owner,
        name,
        query: &query,
        at: ctx.now,
    };
    store::add_view(tx, &view)?;
    Ok(journal::record(
        tx,
        ctx,
        Entry::new("queue.view_kept", "view", id),
    )?)
}

/// What becomes of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewChange {
    /// Everybody sees it.
    Share,
    /// Its owner alone sees it again.
    Unshare,
    /// It is forgotten.
    Delete,
}

/// Changes a view: its owner forgets it, supervisors share theirs and take any shared one back.
pub fn change_view(
    tx: &mut Conn,
    ctx: &Ctx,
    (by, supervises): (AccountId, bool),
    (view, change): (ViewId, ViewChange),
) -> Outcome<(), ToolError> {
    let (owner, shared) = store::find_view(tx, view)?.ok_or(ToolError::Unknown)?;
    let own = owner == by;
    let allowed = match change {
        ViewChange::Share => own && supervises,
        ViewChange::Unshare => shared && (own || supervises),
        ViewChange::Delete => own,
    };
    if !allowed {
        return Err(ToolError::Unknown.into());
    }
    let action = match change {
        ViewChange::Share => "queue.view_shared",
        ViewChange::Unshare => "queue.view_unshared",
        ViewChange::Delete => "queue.view_forgotten",
    };
    if change == ViewChange::Delete {
        store::delete_view(tx, view)?;
    } else {
        store::set_shared(tx, view, change == ViewChange::Share)?;
    }
    Ok(journal::record(tx, ctx, Entry::new(action, "view", view))?)
}

/// Keeps the columns and the shortcuts that a person chose.
pub fn choose_display(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    (columns, shortcuts): (&[Column], bool),
) -> Result<(), Fault> {
    let kept: Vec<&str> = columns.iter().map(|column| column.as_str()).collect();
    store::put_preferences(tx, account, (&kept.join(" "), shortcuts), ctx.now)?;
    let entry = Entry::new("queue.display_chosen", "account", account);
    journal::record(tx, ctx, entry)
}

/// Notes that a view was taken out as a file.
pub fn note_export(
    tx: &mut Conn,
    ctx: &Ctx,
    by: AccountId,
    (kind, rows): (&str, usize),
) -> Result<(), Fault> {
    let entry = Entry::new("queue.exported", "account", by)
        .data(json!({ "format": kind, "requests": rows }));
    journal::record(tx, ctx, entry)
}
