//! The queue as it is read: one query for the rows, one for the counts, two more when something is searched.
//!
//! Nothing here grows with the number of requests: rows come from an index in the order shown, counts stop at a
//! hundred, and a search reads a bounded number of words. `tests/load` holds it to that.

mod file;

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::BigInt;

use super::queue::{Cursor, PAGE_ROWS, Search};
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::{Conn, MultiBackend};
use crate::requests::{LegalBasis, RequestId, Status};
use crate::schema::{accounts, organisations, request_terms, requests};
use crate::shell::actor::AccountId;

pub use file::{DecisionLine, File, HistoryLine, file};

/// Where counting stops: beyond, the page says « 99+ ».
const COUNT_BOUND: i64 = 100;

/// Words read at most for one searched word.
const SEARCH_BOUND: i64 = 1_000;

/// A character above every other in the order of bytes: ends the range of a prefix.
const LAST: char = '\u{10FFFF}';

/// What the queue is asked for.
#[derive(Debug, Clone)]
pub struct QueueFilter {
    /// One state, or every one but drafts.
    pub status: Option<Status>,
    /// One legal basis, or all.
    pub basis: Option<LegalBasis>,
    /// One reviewer's requests only.
    pub reviewer: Option<AccountId>,
    /// What was searched.
    pub search: Search,
    /// The last row already seen.
    pub after: Option<Cursor>,
}

/// One line of the queue.
#[derive(Debug, Clone, Queryable)]
#[diesel(check_for_backend(MultiBackend))]
pub struct QueueRow {
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
    /// When it was last submitted.
    pub submitted_at: Instant,
    /// The day the announced delay ends; none while it is suspended, or once decided.
    pub due: Option<Day>,
    /// The organisation that asks.
    pub organisation: String,
    /// Its SIRET.
    pub siret: String,
    /// Who holds it, or held it last.
    pub reviewer: Option<(String, String)>,
}

/// A page of the queue.
#[derive(Debug, Clone)]
pub struct QueuePage {
    /// At most fifty rows.
    pub rows: Vec<QueueRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
    /// The search matches too much to be answered.
    pub too_many: bool,
}

/// Reads a page of the queue: oldest first for what is to be done, newest first otherwise.
pub fn queue(c: &mut Conn, filter: &QueueFilter) -> QueryResult<QueuePage> {
    let found = match &filter.search {
        Search::Nothing => None,
        Search::Number(number) => Some(numbered(c, number)?),
        Search::Words(words) => match matching(c, words)? {
            Some(found) => Some(found),
            None => {
                return Ok(QueuePage {
                    rows: Vec::new(),
                    next: None,
                    too_many: true,
                });
            }
        },
    };
    let mut rows = match found {
        None => rows(c, filter, None)?,
        Some(found) => {
            let ids = page_of(c, &found, filter)?;
            rows(c, filter, Some(ids))?
        }
    };
    let page = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| more).map(|row| Cursor {
        at: row.submitted_at,
        id: row.id.into(),
    });
    Ok(QueuePage {
        rows,
        next,
        too_many: false,
    })
}

fn newest_first(status: Option<Status>) -> bool {
    match status {
        Some(
            Status::Submitted | Status::InReview | Status::ChangesRequested | Status::Waitlisted,
        ) => false,
        None
        | Some(
            Status::Draft
            | Status::Granted
            | Status::Refused
            | Status::Discarded
            | Status::Withdrawn
            | Status::Revoked
            | Status::Ended,
        ) => true,
    }
}

/// Rows in the order of an index (by state, by basis, by both, by reviewer, or all), or those of a few known ids.
fn rows(
    c: &mut Conn,
    filter: &QueueFilter,
    ids: Option<Vec<RequestId>>,
) -> QueryResult<Vec<QueueRow>> {
    let mut query = requests::table
        .inner_join(organisations::table.on(organisations::id.eq(requests::organisation_id)))
        .left_join(accounts::table.on(requests::reviewer_id.eq(accounts::id.nullable())))
        .select((
            requests::id,
            requests::number,
            requests::title,
            requests::legal_basis,
            requests::status,
            requests::submitted_at.assume_not_null(),
            requests::review_due_on,
            organisations::name,
            organisations::siret,
            (accounts::given_name, accounts::family_name).nullable(),
        ))
        .filter(requests::submitted_at.is_not_null())
        .into_boxed::<MultiBackend>();
    if let Some(ids) = ids {
        query = query.filter(requests::id.eq_any(ids));
    } else {
        if let Some(status) = filter.status {
            query = query.filter(requests::status.eq(status));
        }
        if let Some(basis) = filter.basis {
            query = query.filter(requests::legal_basis.eq(basis));
        }
        if let Some(reviewer) = filter.reviewer {
            query = query.filter(requests::reviewer_id.eq(reviewer));
        }
    }
    let newest = newest_first(filter.status);
    if let Some(Cursor { at, id }) = filter.after {
        let id = RequestId(id);
        query = if newest {
            query.filter(requests::submitted_at.le(at)).filter(
                requests::submitted_at
                    .lt(at)
                    .or(requests::id.lt(id).nullable()),
            )
        } else {
            query.filter(requests::submitted_at.ge(at)).filter(
                requests::submitted_at
                    .gt(at)
                    .or(requests::id.gt(id).nullable()),
            )
        };
    }
    query = if newest {
        query.order((requests::submitted_at.desc(), requests::id.desc()))
    } else {
        query.order((requests::submitted_at.asc(), requests::id.asc()))
    };
    query.limit(PAGE_ROWS.saturating_add(1)).load::<QueueRow>(c)
}

/// Requests that have a word beginning with each searched one; nothing when even the rarest begins too many.
/// A word that begins more than [`SEARCH_BOUND`] is checked on the candidates that the others give.
fn matching(c: &mut Conn, words: &[String]) -> QueryResult<Option<BTreeSet<RequestId>>> {
    let mut candidates: Option<BTreeSet<RequestId>> = None;
    let mut common = Vec::new();
    for word in words {
        match beginning_with(c, word)? {
            Some(found) => {
                candidates = Some(match candidates {
                    Some(kept) => kept.intersection(&found).copied().collect(),
                    None => found,
                });
            }
            None => common.push(word),
        }
    }
    let Some(mut found) = candidates else {
        return Ok(None);
    };
    for word in common {
        found = among(c, word, &found)?;
    }
    Ok(Some(found))
}

/// Read in the order of the index, so that the bound stops the reading and not only the answer.
fn beginning_with(c: &mut Conn, word: &str) -> QueryResult<Option<BTreeSet<RequestId>>> {
    let found = request_terms::table
        .filter(request_terms::term.ge(word))
        .filter(request_terms::term.lt(format!("{word}{LAST}")))
        .order((request_terms::term, request_terms::request_id))
        .select(request_terms::request_id)
        .limit(SEARCH_BOUND.saturating_add(1))
        .load::<RequestId>(c)?;
    let few = i64::try_from(found.len()).is_ok_and(|read| read <= SEARCH_BOUND);
    Ok(few.then(|| found.into_iter().collect()))
}

fn among(
    c: &mut Conn,
    word: &str,
    candidates: &BTreeSet<RequestId>,
) -> QueryResult<BTreeSet<RequestId>> {
    let found = request_terms::table
        .filter(request_terms::request_id.eq_any(candidates.iter().copied().collect::<Vec<_>>()))
        .filter(request_terms::term.ge(word))
        .filter(request_terms::term.lt(format!("{word}{LAST}")))
        .select(request_terms::request_id)
        .load::<RequestId>(c)?;
    Ok(found.into_iter().collect())
}

/// Of the requests found, those of the page asked for. The narrow columns are read first, so that a thousand
/// hits cost a thousand look-ups by key, not a thousand joined rows.
fn page_of(
    c: &mut Conn,
    found: &BTreeSet<RequestId>,
    filter: &QueueFilter,
) -> QueryResult<Vec<RequestId>> {
    let mut keys = requests::table
        .filter(requests::id.eq_any(found.iter().copied().collect::<Vec<_>>()))
        .filter(requests::submitted_at.is_not_null())
        .select((
            requests::submitted_at.assume_not_null(),
            requests::id,
            requests::status,
            requests::legal_basis,
            requests::reviewer_id,
        ))
        .load::<(Instant, RequestId, Status, LegalBasis, Option<AccountId>)>(c)?;
    keys.retain(|(_, _, status, basis, reviewer)| {
        filter.status.is_none_or(|wanted| wanted == *status)
            && filter.basis.is_none_or(|wanted| wanted == *basis)
            && filter
                .reviewer
                .is_none_or(|wanted| Some(wanted) == *reviewer)
    });
    keys.sort_unstable_by_key(|(at, id, ..)| (*at, *id));
    if newest_first(filter.status) {
        keys.reverse();
    }
    let seen = filter.after.map_or(0, |cursor| {
        let last = (cursor.at, RequestId(cursor.id));
        let newest = newest_first(filter.status);
        keys.partition_point(|(at, id, ..)| {
            if newest {
                (*at, *id) >= last
            } else {
                (*at, *id) <= last
            }
        })
    });
    let page = usize::try_from(PAGE_ROWS)
        .unwrap_or(usize::MAX)
        .saturating_add(1);
    Ok(keys
        .into_iter()
        .skip(seen)
        .take(page)
        .map(|(_, id, ..)| id)
        .collect())
}

fn numbered(c: &mut Conn, number: &str) -> QueryResult<BTreeSet<RequestId>> {
    let found = requests::table
        .filter(requests::number.eq(number))
        .select(requests::id)
        .load::<RequestId>(c)?;
    Ok(found.into_iter().collect())
}

/// How many requests wait in each open state, counted up to a hundred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct OpenCounts {
    /// To be taken.
    pub submitted: i64,
    /// Held by a reviewer.
    pub in_review: i64,
    /// Waiting for the applicant.
    pub changes_requested: i64,
    /// Waiting for a seat.
    pub waitlisted: i64,
}

/// Counts the open states; each stops at [`COUNT_BOUND`], so that the cost doesn't follow the backlog.
pub fn open_counts(c: &mut Conn) -> QueryResult<OpenCounts> {
    CountOpen.get_result(c)
}

/// The statement of [`open_counts`]: counts of bounded subqueries, which diesel's own expressions can't say. It is
/// prepared once for each connection, which `sql_query` never is. The order names the index to walk: without it
/// PostgreSQL reads the table itself until a hundred rows are found, which is all of it when they are the newest.
#[derive(QueryId)]
struct CountOpen;

impl QueryFragment<MultiBackend> for CountOpen {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        let columns = [
            Status::Submitted,
            Status::InReview,
            Status::ChangesRequested,
            Status::Waitlisted,
        ]
        .map(|status| {
            format!(
                "(SELECT count(*) FROM (SELECT 1 FROM requests WHERE status = '{status}' ORDER BY submitted_at, id LIMIT {COUNT_BOUND}) t)"
            )
        });
        pass.push_sql("SELECT ");
        pass.push_sql(&columns.join(", "));
        Ok(())
    }
}
impl Query for CountOpen {
    type SqlType = (BigInt, BigInt, BigInt, BigInt);
}
impl RunQueryDsl<Conn> for CountOpen {}
