//! What surrounds the queue: the views a person keeps, the tags, the people, and how the person likes it, in one statement.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::kernel::db::Conn;
use crate::kernel::db::assembled::Sql;
use crate::kernel::text::full_name;
use crate::requests::RequestId;
use crate::review::model::{TagId, ViewId};
use crate::schema::{accounts, queue_entries, queue_tags, queue_views, tags};
use crate::shell::actor::AccountId;

/// Entries of each list at most.
const MOST: i64 = 100;

/// A thing to choose, by its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its code.
    pub code: String,
    /// Its words.
    pub label: String,
}

/// A kept view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: ViewId,
    /// Its name.
    pub name: String,
    /// The query of its address.
    pub query: String,
    /// Whether it is everybody's.
    pub shared: bool,
    /// Whether the person who looks keeps it.
    pub own: bool,
    /// Who keeps it.
    pub owner: String,
}

/// What surrounds the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Furniture {
    /// Views, the person's own and those shared: name and query.
    pub views: Vec<Named>,
    /// Tags in use.
    pub tags: Vec<Named>,
    /// People who instruct.
    pub people: Vec<Named>,
    /// The columns chosen, as stored; none until they are.
    pub columns: Option<String>,
    /// Whether the keyboard's shortcuts are on.
    pub shortcuts: bool,
}

/// Reads all of it.
pub fn furniture(c: &mut Conn, me: AccountId) -> QueryResult<Furniture> {
    let rows = Sql::new("SELECT * FROM (SELECT 'view' AS kind, query AS code, name AS label FROM queue_views WHERE owner_id = ")
        .id(me)
        .sql(format!(
            " ORDER BY name LIMIT {MOST}) v
             UNION ALL SELECT * FROM (SELECT 'view' AS kind, query AS code, name AS label FROM queue_views WHERE shared AND owner_id <> "
        ))
        .id(me)
        .sql(format!(
            " ORDER BY name LIMIT {MOST}) s
             UNION ALL SELECT * FROM (SELECT 'tag' AS kind, CAST(id AS text) AS code, label FROM tags WHERE retired_at IS NULL
             ORDER BY label_key LIMIT {MOST}) t
             UNION ALL SELECT * FROM (SELECT DISTINCT 'person' AS kind, CAST(a.id AS text) AS code, a.family_name || ' ' || a.given_name AS label
             FROM account_roles g JOIN accounts a ON a.id = g.account_id
             WHERE g.role IN ('reviewer', 'supervisor') AND a.disabled_at IS NULL ORDER BY label LIMIT {MOST}) p
             UNION ALL SELECT CASE WHEN shortcuts THEN 'keys' ELSE 'no keys' END, shown, '' FROM queue_preferences WHERE account_id = "
        ))
        .id(me)
        .rows::<(Text, Text, Text)>()
        .load::<(String, String, String)>(c)?;
    let mut furniture = Furniture {
        shortcuts: true,
        ..Furniture::default()
    };
    for (kind, code, label) in rows {
        let named = Named { code, label };
        match kind.as_str() {
            "view" => furniture.views.push(named),
            "tag" => furniture.tags.push(named),
            "person" => furniture.people.push(named),
            _ => {
                furniture.shortcuts = kind == "keys";
                furniture.columns = Some(named.code);
            }
        }
    }
    Ok(furniture)
}

/// The views that a person may manage or follow: their own first, then those shared.
pub fn saved_views(c: &mut Conn, me: AccountId) -> QueryResult<Vec<SavedView>> {
    let rows = queue_views::table
        .inner_join(accounts::table.on(accounts::id.eq(queue_views::owner_id)))
        .filter(
            queue_views::owner_id
                .eq(me)
                .or(queue_views::shared.eq(true)),
        )
        .order((queue_views::name, queue_views::id))
        .limit(MOST)
        .select((
            queue_views::id,
            queue_views::name,
            queue_views::query,
            queue_views::shared,
            queue_views::owner_id,
            accounts::given_name,
            accounts::family_name,
        ))
        .load::<(ViewId, String, String, bool, AccountId, String, String)>(c)?;
    let view =
        |(id, name, query, shared, owner, given, family): (_, _, _, _, _, String, String)| {
            SavedView {
                id,
                name,
                query,
                shared,
                own: owner == me,
                owner: full_name(&given, &family),
            }
        };
    let mut views: Vec<SavedView> = rows.into_iter().map(view).collect();
    views.sort_by_key(|view| !view.own);
    Ok(views)
}

/// The tags that a request bears, those out of use too.
pub fn tags_of(c: &mut Conn, request: RequestId) -> QueryResult<Vec<(TagId, String)>> {
    queue_entries::table
        .inner_join(queue_tags::table.on(queue_tags::rank.eq(queue_entries::rank)))
        .inner_join(tags::table.on(tags::id.eq(queue_tags::tag_id)))
        .filter(queue_entries::request_id.eq(request))
        .order(tags::label_key)
        .limit(MOST)
        .select((tags::id, tags::label))
        .load::<(TagId, String)>(c)
}

/// The tags in use, with their words.
pub fn known_tags(c: &mut Conn) -> QueryResult<Vec<(TagId, String)>> {
    tags::table
        .filter(tags::retired_at.is_null())
        .order(tags::label_key)
        .limit(MOST)
        .select((tags::id, tags::label))
        .load::<(TagId, String)>(c)
}
