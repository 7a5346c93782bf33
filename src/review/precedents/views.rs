//! Precedents as they are read: a bounded number of bounded queries.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::words::{closest, shared, telling};
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::db::assembled::Sql;
use crate::kernel::search::{self, Breadth, Sought};
use crate::requests::{LegalBasis, Request, RequestId, Status};
use crate::schema::{organisations, queue_entries, request_decisions, request_recusals, requests};
use crate::shell::AccountId;

/// Requests of one list.
const LIST: usize = 8;
/// Requests read for one word, the latest.
const OF_WORD: i64 = 200;
/// Requests compared by their names.
const CANDIDATES: usize = 40;
/// Decisions read.
const DECISIONS: i64 = 100;

/// A request that looks like another.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Precedent {
    /// Which.
    pub id: RequestId,
    /// Its number.
    pub number: String,
    /// The name of its service.
    pub title: String,
    /// Its legal basis.
    pub basis: LegalBasis,
    /// Its state.
    pub status: Status,
    /// When it was last filed.
    pub submitted_at: Instant,
    /// Who asks.
    pub organisation: String,
}

/// The lists, and the last reasons of each request in them.
#[derive(Debug, Clone, Default)]
pub struct Precedents {
    /// Of the same legal person.
    pub siblings: Vec<Precedent>,
    /// Filed by the same vendor, for anybody.
    pub vendor: Vec<Precedent>,
    /// With a name like it.
    pub similar: Vec<Precedent>,
    /// The reason and the legal reference of the last decision.
    pub reasons: BTreeMap<RequestId, (String, String)>,
}

/// What looks like a request, without what a conflict of interest closes to the reader.
pub fn of(c: &mut Conn, request: &Request, reader: AccountId) -> QueryResult<Precedents> {
    let mut lists = [
        siblings(c, request)?,
        vendor(c, request)?,
        similar(c, request)?,
    ];
    let all = |lists: &[Vec<Precedent>]| lists.iter().flatten().map(|known| known.id).collect();
    let closed = closed_to(c, reader, all(&lists))?;
    for list in &mut lists {
        list.retain(|known| !closed.contains(&known.id));
    }
    let reasons = reasons(c, all(&lists))?;
    let [siblings, vendor, similar] = lists;
    Ok(Precedents {
        siblings,
        vendor,
        similar,
        reasons,
    })
}

/// Which of these requests a conflict of interest closes to a person.
fn closed_to(c: &mut Conn, reader: AccountId, ids: Vec<RequestId>) -> QueryResult<Vec<RequestId>> {
    request_recusals::table
        .filter(request_recusals::account_id.eq(reader))
        .filter(request_recusals::request_id.eq_any(ids))
        .select(request_recusals::request_id)
        .load(c)
}

#[diesel::dsl::auto_type]
fn filed() -> _ {
    requests::table
        .inner_join(organisations::table.on(organisations::id.eq(requests::organisation_id)))
        .filter(requests::submitted_at.is_not_null())
        .select((
            requests::id,
            requests::number,
            requests::title,
            requests::legal_basis,
            requests::status,
            requests::submitted_at.assume_not_null(),
            organisations::name,
        ))
}

/// Read with one more, which may be the request itself.
fn limit() -> i64 {
    i64::try_from(LIST).unwrap_or(i64::MAX).saturating_add(1)
}

fn others(mut found: Vec<Precedent>, request: &Request) -> Vec<Precedent> {
    found.retain(|known| known.id != request.id);
    found.truncate(LIST);
    found
}

fn siblings(c: &mut Conn, request: &Request) -> QueryResult<Vec<Precedent>> {
    let found = filed()
        .filter(requests::siren.eq(request.siren.to_string()))
        .order((requests::submitted_at.desc(), requests::id.desc()))
        .limit(limit())
        .load(c)?;
    Ok(others(found, request))
}

fn vendor(c: &mut Conn, request: &Request) -> QueryResult<Vec<Precedent>> {
    if request.basis != LegalBasis::VendorForAdministration {
        return Ok(Vec::new());
    }
    let found = filed()
        .filter(requests::organisation_id.eq(request.organisation))
        .order((requests::updated_at.desc(), requests::id.desc()))
        .limit(limit())
        .load(c)?;
    Ok(others(found, request))
}

/// Requests whose service bears the same telling words; a word that too many bear tells nothing.
fn similar(c: &mut Conn, request: &Request) -> QueryResult<Vec<Precedent>> {
    let words = telling(&request.title);
    let mut found: Vec<Vec<i64>> = Vec::new();
    for word in &words {
        let sought = Sought::parse(word);
        if sought.is_empty() {
            continue;
        }
        if let Breadth::Narrow(matching) = search::breadth(c, &sought)? {
            let latest = Sql::new("SELECT rank FROM (")
                .then(matching)
                .sql(format!(") f ORDER BY rank DESC LIMIT {OF_WORD}"));
            found.push(latest.rows::<BigInt>().load::<i64>(c)?);
        }
    }
    let ranks = closest(&found, CANDIDATES);
    if ranks.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<RequestId> = queue_entries::table
        .filter(queue_entries::rank.eq_any(ranks))
        .select(queue_entries::request_id)
        .load(c)?;
    let mut rows: Vec<Precedent> = filed()
        .filter(requests::id.eq_any(ids))
        .filter(requests::siren.ne(request.siren.to_string()))
        .load(c)?;
    // the words of a document are also those of its organisation: only the name of the service counts here
    rows.retain(|row| shared(&words, &row.title) > 0);
    rows.sort_by_key(|row| Reverse((shared(&words, &row.title), row.submitted_at, row.id)));
    Ok(others(rows, request))
}

fn reasons(
    c: &mut Conn,
    ids: Vec<RequestId>,
) -> QueryResult<BTreeMap<RequestId, (String, String)>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(RequestId, String, String)> = request_decisions::table
        .filter(request_decisions::request_id.eq_any(ids))
        .order((request_decisions::decided_at, request_decisions::id))
        .limit(DECISIONS)
        .select((
            request_decisions::request_id,
            request_decisions::reason,
            request_decisions::legal_reference,
        ))
        .load(c)?;
    Ok(rows
        .into_iter()
        .map(|(id, reason, reference)| (id, (reason, reference)))
        .collect())
}
