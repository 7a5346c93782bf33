//! Decisions with their reasons, requests for changes included.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, MultiBackend};
use crate::requests::model::{DecisionId, Reasons, RequestId};
use crate::requests::state::Status;
use crate::schema::request_decisions;
use crate::shell::AccountId;

/// A decision.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = request_decisions, check_for_backend(MultiBackend))]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// The state it led to.
    pub kind: Status,
    /// Why.
    pub reason: String,
    /// The text it rests on.
    pub legal_reference: String,
    /// When.
    pub decided_at: Instant,
    /// Who; nobody when the house did by a rule.
    pub decided_by: Option<AccountId>,
    /// Who signed with them.
    pub seconded_by: Option<AccountId>,
}

/// Records a decision that leads to `kind`.
pub fn add_decision(
    tx: &mut Conn,
    ctx: &Ctx,
    (request, kind): (RequestId, Status),
    reasons: &Reasons,
) -> QueryResult<DecisionId> {
    let id = ctx.new_id::<DecisionId>();
    diesel::insert_into(request_decisions::table)
        .values((
            request_decisions::id.eq(id),
            request_decisions::request_id.eq(request),
            request_decisions::kind.eq(kind),
            request_decisions::reason.eq(&reasons.reason),
            request_decisions::legal_reference.eq(&reasons.legal_reference),
            request_decisions::decided_by.eq(ctx.account().map(AccountId)),
            request_decisions::seconded_by.eq(reasons.seconded_by),
            request_decisions::decided_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(id)
}

/// Every decision, the oldest first.
pub fn decisions_of(c: &mut Conn, request: RequestId) -> QueryResult<Vec<Decision>> {
    request_decisions::table
        .filter(request_decisions::request_id.eq(request))
        .order((request_decisions::decided_at, request_decisions::id))
        .select(Decision::as_select())
        .load(c)
}

/// One decision, as a mail needs it.
pub fn decision(c: &mut Conn, id: DecisionId) -> QueryResult<Option<Decision>> {
    request_decisions::table
        .find(id)
        .select(Decision::as_select())
        .first(c)
        .optional()
}
