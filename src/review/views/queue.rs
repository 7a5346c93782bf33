//! The queue as it is read: one statement for the rows, one for the counts, one more when words are searched.
//!
//! Nothing here grows with the number of requests: keys come from an index in the order shown, counts stop at a hundred.
//! `tests/load` holds it to that.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};

use super::plan::{self, Asker, Plan, READ_MOST};
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::Conn;
use crate::kernel::db::assembled::{self, Sql};
use crate::kernel::db::types::{SqlDay, SqlUuid};
use crate::kernel::search::{self, Breadth};
use crate::requests::{AssuranceLevel, LegalBasis, RequestId, Sector, Status};
use crate::review::queue::{Ask, Cursor, Order, PAGE_ROWS, Search};
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
    /// The version of the request.
    pub version: i32,
    /// Who holds it, or held it last.
    pub reviewer_id: Option<AccountId>,
    /// Their first name.
    pub given_name: Option<String>,
    /// And their family name.
    pub family_name: Option<String>,
    /// The tags it bears, separated by commas.
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
    Integer,
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
            (Some(given), Some(family)) => format!("{given} {family}"),
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
    let rows = completed(kept(plan, reach, wanted), plan.ordered(), wanted)
        .rows::<RowSql>()
        .load::<QueueRow>(c)?;
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

/// The keys of a page: those of the index, or of those read the ones that pass the checks, narrow rows alone being looked at.
fn kept(plan: &Plan, reach: i64, most: i64) -> Sql {
    if plan.is_ready() {
        return plan.near(most);
    }
    Sql::new("SELECT e.rank FROM (")
        .then(plan.near(reach))
        .sql(") n CROSS JOIN queue_entries e WHERE e.rank = n.rank")
        .then(plan.checked())
        .sql(format!(" ORDER BY {} LIMIT {most}", plan.ordered()))
}

/// The keys `near`, completed with what a line shows.
fn completed(near: Sql, order: &'static str, most: i64) -> Sql {
    Sql::new(
        "SELECT e.rank, e.request_id, r.number, r.title, e.legal_basis, e.status, e.sector, e.level, e.due_on, o.name, o.siret,
         r.version, e.reviewer_id, a.given_name, a.family_name, (SELECT string_agg(t.label, ', ' ORDER BY t.label_key) FROM queue_tags q JOIN tags t
         ON t.id = q.tag_id WHERE q.rank = e.rank) FROM (",
    )
    .then(near)
    .sql(
        ") n CROSS JOIN queue_entries e CROSS JOIN requests r CROSS JOIN organisations o LEFT JOIN accounts a ON a.id = e.reviewer_id
         WHERE e.rank = n.rank AND r.id = e.request_id AND o.id = e.organisation_id",
    )
    .sql(format!(" ORDER BY {order} LIMIT {most}"))
}

/// How the database would answer the query of an address: for benchmarks, and for the test that nothing is read whole.
pub fn explain(c: &mut Conn, query: &str, me: AccountId, now: Instant) -> QueryResult<Vec<String>> {
    let (ask, asker) = (Ask::of_query(query), Asker { me, now });
    let plan = planned(c, &ask, asker)?;
    let wanted = PAGE_ROWS.saturating_add(1);
    let reach = if plan.is_exact() { wanted } else { READ_MOST };
    let rows = completed(kept(&plan, reach, wanted), plan.ordered(), wanted);
    assembled::explain(c, rows)
}

/// The requests with these numbers, in the order of submission.
pub fn chosen(c: &mut Conn, numbers: &[String]) -> QueryResult<Vec<QueueRow>> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let near = Sql::new("SELECT q.rank AS rank FROM requests s CROSS JOIN queue_entries q WHERE q.request_id = s.id AND s.number IN (")
        .then(Sql::joined(numbers.iter().map(|number| Sql::default().text(number)), ", "))
        .sql(")");
    let most = i64::try_from(numbers.len()).unwrap_or(i64::MAX);
    completed(near, "e.rank", most)
        .rows::<RowSql>()
        .load::<QueueRow>(c)
}

/// How many requests each question finds, counted up to a hundred; none for what is searched by words.
pub fn counts(c: &mut Conn, asks: &[Ask], asker: Asker) -> QueryResult<Vec<Option<i64>>> {
    let mut counted = vec![None; asks.len()];
    let statements = asks.iter().enumerate().filter_map(|(n, ask)| {
        let words = !matches!(ask.search(), Search::Nothing);
        (!words).then(|| {
            count(
                n,
                &Plan::of(
                    &Ask {
                        after: None,
                        ..ask.clone()
                    },
                    asker,
                    None,
                ),
            )
        })
    });
    let whole = Sql::joined(statements, " UNION ALL ");
    if asks.iter().all(|ask| ask.search() != Search::Nothing) {
        return Ok(counted);
    }
    for (n, count) in whole.rows::<(BigInt, BigInt)>().load::<(i64, i64)>(c)? {
        if let Some(place) = usize::try_from(n).ok().and_then(|n| counted.get_mut(n)) {
            *place = Some(count);
        }
    }
    Ok(counted)
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
