//! The queue as it is read: one statement for the rows, one for the counts, one more when words are searched.
//!
//! Nothing here grows with the number of requests: keys come from an index in the order shown, counts stop at a hundred.
//! `tests/load` holds it to that.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::plan::{self, Asker, Plan, READ_MOST};
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::Conn;
use crate::kernel::db::assembled::{self, Sql};
use crate::kernel::db::types::{SqlDay, SqlUuid};
use crate::kernel::search::{self, Breadth};
use crate::kernel::text::full_name;
use crate::requests::{AssuranceLevel, LegalBasis, RequestId, Sector, Status};
use crate::review::queue::{Ask, Cursor, Order, PAGE_ROWS, Search};
use crate::schema::requests;
use crate::shell::actor::AccountId;

/// Where counting stops: beyond, the page says « 99+ ».
pub const COUNT_BOUND: i64 = 100;
/// Rows read at most to count a view that combines filters.
const COUNT_READ_MOST: i64 = 500;

/// One line of the queue.
#[derive(Debug, Clone, Queryable)]
pub struct QueueRow {
    /// Its place in the order of submission.
    pub rank: i64,
    /// The request.
    pub id: RequestId,
    /// Its number.
    pub number: String,
    /// The name of its service.
    pub title: String,
    /// Its legal basis.
    pub basis: LegalBasis,
    /// Its state.
    pub status: Status,
    /// The sector of the experiment, when it stands on it.
    pub sector: Option<Sector>,
    /// Its assurance level.
    pub level: AssuranceLevel,
    /// The day the announced delay ends; none while it is suspended, or once decided.
    pub due: Option<Day>,
    /// The organisation that asks.
    pub organisation: String,
    /// Its SIRET.
    pub siret: String,
    /// Who holds it, or held it last.
    pub reviewer_id: Option<AccountId>,
    /// Their first name.
    pub given_name: Option<String>,
    /// And their family name.
    pub family_name: Option<String>,
    /// The tags it bears, separated by commas; none when it bears none.
    pub tags: Option<String>,
}

type RowSql = (
    BigInt,
    SqlUuid,
    Text,
    Text,
    Text,
    Text,
    Nullable<Text>,
    Text,
    Nullable<SqlDay>,
    Text,
    Text,
    Nullable<SqlUuid>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
);

impl QueueRow {
    /// When it was last submitted.
    #[must_use]
    pub fn submitted_at(&self) -> Option<Instant> {
        plan::submitted_at(self.rank)
    }

    /// Who holds it, or held it last.
    #[must_use]
    pub fn reviewer(&self) -> String {
        match (&self.given_name, &self.family_name) {
            (Some(given), Some(family)) => full_name(given, family),
            _ => String::new(),
        }
    }
}

/// A page of the queue.
#[derive(Debug, Clone, Default)]
pub struct QueuePage {
    /// At most fifty rows.
    pub rows: Vec<QueueRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
    /// Reading stopped before the page was full: there may be others further.
    pub stopped: bool,
}

/// Reads a page of the queue.
pub fn queue(c: &mut Conn, ask: &Ask, asker: Asker) -> QueryResult<QueuePage> {
    let plan = planned(c, ask, asker)?;
    let (mut rows, edge) = read(c, &plan, PAGE_ROWS)?;
    let page = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    let last = rows.last().filter(|_| more).map(|row| cursor(ask, row));
    Ok(QueuePage {
        rows,
        next: last.or(edge),
        stopped: edge.is_some(),
    })
}

/// Rows for an export: a batch, and where the next one begins.
pub fn rows_after(
    c: &mut Conn,
    ask: &Ask,
    asker: Asker,
    most: i64,
) -> QueryResult<(Vec<QueueRow>, Option<Cursor>)> {
    let plan = planned(c, ask, asker)?;
    let (mut rows, edge) = read(c, &plan, most)?;
    let batch = usize::try_from(most).unwrap_or(usize::MAX);
    let more = rows.len() > batch;
    rows.truncate(batch);
    let last = rows.last().filter(|_| more).map(|row| cursor(ask, row));
    Ok((rows, last.or(edge)))
}

fn cursor(ask: &Ask, row: &QueueRow) -> Cursor {
    Cursor {
        rank: row.rank,
        due: row.due.filter(|_| ask.order() == Order::Due),
    }
}

fn planned(c: &mut Conn, ask: &Ask, asker: Asker) -> QueryResult<Plan> {
    let found = match ask.search() {
        Search::Nothing => None,
        Search::Number(number) => Some(plan::numbered(&number)),
        Search::Words(sought) => match search::breadth(c, &sought)? {
            Breadth::Narrow(found) => Some(found),
            Breadth::Wide => None,
        },
    };
    Ok(Plan::of(ask, asker, found))
}

/// One row more than `most`, or where reading stopped.
fn read(c: &mut Conn, plan: &Plan, most: i64) -> QueryResult<(Vec<QueueRow>, Option<Cursor>)> {
    let wanted = most.saturating_add(1);
    let reach = if plan.is_exact() {
        wanted
    } else {
        READ_MOST.max(wanted)
    };
    let rows = loaded(
        c,
        completed(kept(plan, reach, wanted), &plan.ordered("l"), wanted),
    )?;
    let full = i64::try_from(rows.len()).is_ok_and(|read| read >= wanted);
    if full || plan.is_exact() {
        return Ok((rows, None));
    }
    let edge = plan
        .edge(reach)
        .rows::<(BigInt, Nullable<SqlDay>)>()
        .get_result::<(i64, Option<Day>)>(c)
        .optional()?;
    Ok((rows, edge.map(|(rank, due)| Cursor { rank, due })))
}

/// The entries of a page: read straight from the index when it is one of theirs and nothing is to be checked; otherwise
/// those of the keys read that pass the checks.
fn kept(plan: &Plan, reach: i64, most: i64) -> Sql {
    if let Some(lines) = plan.straight(LINE, most) {
        return lines;
    }
    let reach = if plan.is_ready() { most } else { reach };
    Sql::new(format!("SELECT {} FROM (", of("e", LINE)))
        .then(plan.screened(reach))
        .sql(") n CROSS JOIN queue_entries e WHERE e.rank = n.rank")
        .then(plan.checked())
        .sql(format!(" ORDER BY {} LIMIT {most}", plan.ordered("e")))
}

/// What a line shows, the name of who holds it apart.
const LINE: [&str; 12] = [
    "rank",
    "request_id",
    "number",
    "title",
    "legal_basis",
    "status",
    "sector",
    "level",
    "due_on",
    "organisation",
    "siret",
    "reviewer_id",
];

fn of(name: &str, columns: [&str; 12]) -> String {
    columns.map(|column| format!("{name}.{column}")).join(", ")
}

/// Lines `l`, completed with names; one that bears tags has an empty text for them, see [`tagged`].
fn completed(lines: Sql, order: &str, most: i64) -> Sql {
    Sql::new(format!(
        "SELECT {}, a.given_name, a.family_name, (SELECT '' FROM queue_tags q WHERE q.rank = l.rank LIMIT 1) FROM (",
        of("l", LINE)
    ))
    .then(lines)
    .sql(format!(
        ") l LEFT JOIN accounts a ON a.id = l.reviewer_id ORDER BY {order} LIMIT {most}"
    ))
}

/// How the database would answer the query of an address: for benchmarks, and for the test that nothing is read whole.
pub fn explain(c: &mut Conn, query: &str, me: AccountId, now: Instant) -> QueryResult<Vec<String>> {
    let (ask, asker) = (Ask::of_query(query), Asker { me, now });
    let plan = planned(c, &ask, asker)?;
    let wanted = PAGE_ROWS.saturating_add(1);
    let reach = if plan.is_exact() { wanted } else { READ_MOST };
    let rows = completed(kept(&plan, reach, wanted), &plan.ordered("l"), wanted);
    assembled::explain(c, rows)
}

/// The requests with these numbers, in the order of submission, each with its version.
pub fn chosen(c: &mut Conn, numbers: &[String]) -> QueryResult<Vec<(QueueRow, i32)>> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let versions: HashMap<RequestId, i32> = requests::table
        .filter(requests::number.eq_any(numbers))
        .select((requests::id, requests::version))
        .load::<(RequestId, i32)>(c)?
        .into_iter()
        .collect();
    let ids = versions.keys().map(|id| Sql::default().id(*id));
    let lines = Sql::new(format!(
        "SELECT {} FROM queue_entries e WHERE e.request_id IN (",
        of("e", LINE)
    ))
    .then(Sql::joined(ids, ", "))
    .sql(")");
    let rows = loaded(c, completed(lines, "l.rank", PAGE_ROWS))?;
    let with_version = |row: QueueRow| versions.get(&row.id).map(|version| (row, *version));
    Ok(rows.into_iter().filter_map(with_version).collect())
}

fn loaded(c: &mut Conn, lines: Sql) -> QueryResult<Vec<QueueRow>> {
    let mut rows = lines.rows::<RowSql>().load::<QueueRow>(c)?;
    tagged(c, &mut rows)?;
    Ok(rows)
}

/// Writes the labels of the tags on the lines that bear some: few do, and the others cost nothing.
fn tagged(c: &mut Conn, rows: &mut [QueueRow]) -> QueryResult<()> {
    let bearers = rows.iter().filter(|row| row.tags.is_some());
    let ranks: Vec<Sql> = bearers.map(|row| Sql::default().number(row.rank)).collect();
    if ranks.is_empty() {
        return Ok(());
    }
    let labels = Sql::new(
        "SELECT q.rank, t.label FROM queue_tags q JOIN tags t ON t.id = q.tag_id WHERE q.rank IN (",
    )
    .then(Sql::joined(ranks, ", "))
    .sql(") ORDER BY t.label_key")
    .rows::<(BigInt, Text)>()
    .load::<(i64, String)>(c)?;
    for row in rows {
        let of_row = labels.iter().filter(|(rank, _)| *rank == row.rank);
        let of_row: Vec<&str> = of_row.map(|(_, label)| label.as_str()).collect();
        row.tags = Some(of_row.join(", ")).filter(|labels| !labels.is_empty());
    }
    Ok(())
}

/// How many requests each question finds, counted up to a hundred; none for what is searched by words.
pub fn counts(c: &mut Conn, asks: &[Ask], asker: Asker) -> QueryResult<Vec<Option<i64>>> {
    let mut counted = vec![None; asks.len()];
    let told = asks.iter().enumerate();
    let told = told.filter(|(_, ask)| ask.search() == Search::Nothing);
    let statements: Vec<Sql> = told
        .map(|(n, ask)| count(n, &Plan::of(&as_counted(ask), asker, None)))
        .collect();
    if statements.is_empty() {
        return Ok(counted);
    }
    let whole = Sql::joined(statements, " UNION ALL ");
    for (n, count) in whole.rows::<(BigInt, BigInt)>().load::<(i64, i64)>(c)? {
        if let Some(place) = usize::try_from(n).ok().and_then(|n| counted.get_mut(n)) {
            *place = Some(count);
        }
    }
    Ok(counted)
}

/// The question as it is counted: from its beginning, and what is late by the index of delays, which holds nothing else.
fn as_counted(ask: &Ask) -> Ask {
    Ask {
        after: None,
        order: ask.overdue.then_some(Order::Due).or(ask.order),
        ..ask.clone()
    }
}

fn count(n: usize, plan: &Plan) -> Sql {
    let head = Sql::new(format!(
        "SELECT CAST({n} AS bigint) AS n, count(*) AS held FROM ("
    ));
    if plan.is_exact() {
        return head.then(plan.near(COUNT_BOUND)).sql(") t");
    }
    head.sql("SELECT 1 FROM (")
        .then(plan.near(COUNT_READ_MOST))
        .sql(") n CROSS JOIN queue_entries e WHERE e.rank = n.rank")
        .then(plan.checked())
        .sql(format!(" LIMIT {COUNT_BOUND}) t"))
}
