//! What is read of the journal.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::Serialize;
use uuid::Uuid;

use super::labels::label;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::{Conn, MultiBackend};
use crate::kernel::journal::{AnyId, EntryId};
use crate::kernel::text::full_name;
use crate::schema::{accounts, journal_entries};

/// An entry as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryView {
    /// The entry.
    pub id: EntryId,
    /// When it happened.
    pub at: Instant,
    /// Code of what happened.
    pub action: String,
    /// What happened, in French.
    pub label: String,
    /// Who did it: a name, or the part of Guichet.
    pub actor: String,
    /// The account of whoever did it.
    #[serde(skip)]
    pub account: Option<Uuid>,
    /// Kind of what it happened to.
    pub subject_kind: String,
    /// Id of what it happened to.
    pub subject_id: String,
    /// Ids and codes, as JSON.
    pub data: String,
    /// Network address, unless erased.
    pub origin: Option<String>,
    /// Place in the chain, once sealed.
    pub seq: Option<i64>,
}

/// What a reader asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// Code of an action.
    pub action: String,
    /// Id of a subject, a request, a service, an organisation or an account.
    pub about: Option<Uuid>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
}

type Boxed = journal_entries::BoxedQuery<'static, MultiBackend>;

#[derive(Queryable, Selectable)]
#[diesel(table_name = journal_entries)]
struct Row {
    id: EntryId,
    at: Instant,
    actor_kind: String,
    actor: Option<String>,
    action: String,
    subject_kind: String,
    subject_id: String,
    data: String,
    origin: Option<String>,
    seq: Option<i64>,
}

/// The entries on the timeline of a request, oldest first.
pub fn about_request(c: &mut Conn, request: impl Into<Uuid>) -> QueryResult<Vec<EntryView>> {
    let rows = journal_entries::table
        .filter(journal_entries::request_id.eq(AnyId(request.into())))
        .order((journal_entries::at.asc(), journal_entries::id.asc()))
        .select(Row::as_select())
        .load(c)?;
    named(c, rows)
}

/// One page of what happened on a request, the latest first, and whether there is more before.
pub(super) fn page_of_request(
    c: &mut Conn,
    request: impl Into<Uuid>,
    page: i64,
    size: i64,
) -> QueryResult<(Vec<EntryView>, bool)> {
    let mut rows: Vec<Row> = journal_entries::table
        .filter(journal_entries::request_id.eq(AnyId(request.into())))
        .order((journal_entries::at.desc(), journal_entries::id.desc()))
        .limit(size.saturating_add(1))
        .offset((page - 1) * size)
        .select(Row::as_select())
        .load(c)?;
    let kept = usize::try_from(size).unwrap_or(usize::MAX);
    let more = rows.len() > kept;
    rows.truncate(kept);
    Ok((named(c, rows)?, more))
}

/// The entries on the timeline of a service, oldest first.
pub fn about_service(c: &mut Conn, service: impl Into<Uuid>) -> QueryResult<Vec<EntryView>> {
    let rows = journal_entries::table
        .filter(journal_entries::service_id.eq(AnyId(service.into())))
        .order((journal_entries::at.asc(), journal_entries::id.asc()))
        .select(Row::as_select())
        .load(c)?;
    named(c, rows)
}

/// One page of what a filter lets through, latest first, with the number of entries in all.
pub(super) fn search(
    c: &mut Conn,
    filter: &Filter,
    page: i64,
    size: i64,
) -> QueryResult<(Vec<EntryView>, i64)> {
    let total = filtered(filter).count().get_result(c)?;
    let rows = filtered(filter)
        .order((journal_entries::at.desc(), journal_entries::id.desc()))
        .limit(size)
        .offset((page - 1) * size)
        .select(Row::as_select())
        .load(c)?;
    Ok((named(c, rows)?, total))
}

fn filtered(filter: &Filter) -> Boxed {
    let mut query = journal_entries::table.into_boxed();
    if !filter.action.is_empty() {
        query = query.filter(journal_entries::action.eq(filter.action.clone()));
    }
    if let Some(id) = filter.about {
        let text = id.to_string();
        query = query.filter(
            (journal_entries::subject_id.eq(text.clone()))
                .or(journal_entries::request_id.eq(AnyId(id)))
                .or(journal_entries::service_id.eq(AnyId(id)))
                .or(journal_entries::organisation_id.eq(AnyId(id)))
                .or(journal_entries::actor.eq(text)),
        );
    }
    if let Some(day) = filter.from {
        query = query.filter(journal_entries::at.ge(day.start()));
    }
    if let Some(day) = filter.until {
        query = query.filter(journal_entries::at.lt(day.plus_days(1).start()));
    }
    query
}

/// Gives the accounts their names, by one query.
fn named(c: &mut Conn, rows: Vec<Row>) -> QueryResult<Vec<EntryView>> {
    let account = |row: &Row| match row.actor_kind.as_str() {
        "account" => row.actor.as_deref().and_then(|id| id.parse::<Uuid>().ok()),
        _ => None,
    };
    let mut ids: Vec<AnyId> = rows.iter().filter_map(account).map(AnyId).collect();
    ids.sort_unstable();
    ids.dedup();
    let names: BTreeMap<AnyId, (String, String)> = if ids.is_empty() {
        BTreeMap::new()
    } else {
        accounts::table
            .filter(accounts::id.eq_any(ids))
            .select((accounts::id, (accounts::given_name, accounts::family_name)))
            .load::<(AnyId, (String, String))>(c)?
            .into_iter()
            .collect()
    };
    let view = |row: Row| {
        let account = account(&row);
        let name = account
            .and_then(|id| names.get(&AnyId(id)))
            .map(|(given, family)| full_name(given, family));
        EntryView {
            actor: name.unwrap_or_else(|| without_name(&row)),
            account,
            label: label(&row.action).to_owned(),
            id: row.id,
            at: row.at,
            action: row.action,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            data: row.data,
            origin: row.origin,
            seq: row.seq,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

fn without_name(row: &Row) -> String {
    match row.actor_kind.as_str() {
        "visitor" => "Visiteur".into(),
        "account" => "Compte supprimé".into(),
        _ => format!("Guichet ({})", row.actor.as_deref().unwrap_or_default()),
    }
}
