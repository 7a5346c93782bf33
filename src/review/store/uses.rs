//! From which versions of the reason templates a decision, or a proposal of one, was written.

use diesel::prelude::*;

use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::requests::{DecisionId, RequestId};
use crate::review::model::{ProposalId, TemplateUse, TemplateUseId};
use crate::schema::{reason_template_versions, request_decisions, template_uses};

/// Uses read at most.
const USES: i64 = 200;

/// What was written from templates.
#[derive(Debug, Clone, Copy)]
pub enum Text {
    /// Of a decision that was taken.
    Decision(DecisionId),
    /// Of one that waits for a second signature.
    Proposal(ProposalId),
}

/// The last decision on a request.
pub fn last_decision(c: &mut Conn, request: RequestId) -> QueryResult<Option<DecisionId>> {
    request_decisions::table
        .filter(request_decisions::request_id.eq(request))
        .order((
            request_decisions::decided_at.desc(),
            request_decisions::id.desc(),
        ))
        .select(request_decisions::id)
        .first(c)
        .optional()
}

/// Keeps from which versions a text was written; those that never were are left out.
pub fn keep_uses(tx: &mut Conn, ctx: &Ctx, text: Text, used: &[TemplateUse]) -> QueryResult<()> {
    let (decision, proposal) = match text {
        Text::Decision(id) => (Some(id), None),
        Text::Proposal(id) => (None, Some(id)),
    };
    for used in used {
        let known: Option<i32> = reason_template_versions::table
            .find((used.template, used.version))
            .select(reason_template_versions::version)
            .first(tx)
            .optional()?;
        if known.is_none() {
            continue;
        }
        diesel::insert_into(template_uses::table)
            .values((
                template_uses::id.eq(ctx.new_id::<TemplateUseId>()),
                template_uses::template_id.eq(used.template),
                template_uses::version.eq(used.version),
                template_uses::decision_id.eq(decision),
                template_uses::proposal_id.eq(proposal),
            ))
            .execute(tx)?;
    }
    Ok(())
}

/// What a proposal was written from is what its decision is written from.
pub fn sign_uses(tx: &mut Conn, proposal: ProposalId, decision: DecisionId) -> QueryResult<()> {
    diesel::update(template_uses::table.filter(template_uses::proposal_id.eq(proposal)))
        .set(template_uses::decision_id.eq(decision))
        .execute(tx)?;
    Ok(())
}

/// The templates that decisions were written from: their names then, and their versions.
pub fn uses_of(
    c: &mut Conn,
    decisions: &[DecisionId],
) -> QueryResult<Vec<(DecisionId, String, i32)>> {
    let then = reason_template_versions::template_id
        .eq(template_uses::template_id)
        .and(reason_template_versions::version.eq(template_uses::version));
    let rows: Vec<(Option<DecisionId>, String, i32)> = template_uses::table
        .inner_join(reason_template_versions::table.on(then))
        .filter(template_uses::decision_id.eq_any(decisions.to_vec()))
        .order(template_uses::id)
        .limit(USES)
        .select((
            template_uses::decision_id,
            reason_template_versions::name,
            template_uses::version,
        ))
        .load(c)?;
    let known = |(decision, name, version): (Option<DecisionId>, String, i32)| {
        Some((decision?, name, version))
    };
    Ok(rows.into_iter().filter_map(known).collect())
}
