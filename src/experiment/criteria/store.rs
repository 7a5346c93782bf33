//! Verdicts on the criteria.

use diesel::prelude::*;

use super::model::{Criterion, Verdict, VerdictId};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::text::full_name;
use crate::requests::RequestId;
use crate::schema::{accounts, criterion_verdicts};
use crate::shell::actor::AccountId;

/// Verdicts read at most on one version.
const MOST: i64 = 200;

/// A verdict as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// On which criterion.
    pub criterion: Criterion,
    /// What was found.
    pub verdict: Verdict,
    /// Why.
    pub comment: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// The verdicts that count on a version: the last one on each criterion.
pub fn verdicts(c: &mut Conn, (request, ordinal): (RequestId, i32)) -> QueryResult<Vec<Given>> {
    type Row = (Criterion, Verdict, String, Instant, String, String);
    let rows = criterion_verdicts::table
        .inner_join(accounts::table.on(accounts::id.eq(criterion_verdicts::judged_by)))
        .filter(criterion_verdicts::request_id.eq(request))
        .filter(criterion_verdicts::ordinal.eq(ordinal))
        .order((
            criterion_verdicts::judged_at.desc(),
            criterion_verdicts::id.desc(),
        ))
        .limit(MOST)
        .select((
            criterion_verdicts::criterion,
            criterion_verdicts::verdict,
            criterion_verdicts::comment,
            criterion_verdicts::judged_at,
            accounts::given_name,
            accounts::family_name,
        ))
        .load::<Row>(c)?;
    let mut last: Vec<Given> = Vec::new();
    for (criterion, verdict, comment, at, given, family) in rows {
        if last.iter().all(|known| known.criterion != criterion) {
            last.push(Given {
                criterion,
                verdict,
                comment,
                by: full_name(&given, &family),
                at,
            });
        }
    }
    Ok(last)
}

/// Keeps a verdict.
pub fn add_verdict(
    tx: &mut Conn,
    ctx: &Ctx,
    (request, ordinal, by): (RequestId, i32, AccountId),
    (criterion, verdict, comment): (Criterion, Verdict, &str),
) -> QueryResult<()> {
    diesel::insert_into(criterion_verdicts::table)
        .values((
            criterion_verdicts::id.eq(ctx.new_id::<VerdictId>()),
            criterion_verdicts::request_id.eq(request),
            criterion_verdicts::ordinal.eq(ordinal),
            criterion_verdicts::criterion.eq(criterion),
            criterion_verdicts::verdict.eq(verdict),
            criterion_verdicts::comment.eq(comment),
            criterion_verdicts::judged_by.eq(by),
            criterion_verdicts::judged_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}
