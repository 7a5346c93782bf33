//! Why requests were withdrawn.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::requests::model::{RequestId, Withdrawal, WithdrawalReason};
use crate::schema::request_withdrawals;
use crate::shell::AccountId;

/// Records why a request is withdrawn.
pub fn add_withdrawal(
    tx: &mut Conn,
    ctx: &Ctx,
    request: RequestId,
    (reason, comment): (WithdrawalReason, &str),
) -> QueryResult<()> {
    diesel::insert_into(request_withdrawals::table)
        .values((
            request_withdrawals::request_id.eq(request),
            request_withdrawals::reason.eq(reason),
            request_withdrawals::comment.eq(comment),
            request_withdrawals::withdrawn_by.eq(ctx.account().map(AccountId)),
            request_withdrawals::withdrawn_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}

/// Why a request was withdrawn, if it was and if a reason was asked then.
pub fn withdrawal_of(c: &mut Conn, request: RequestId) -> QueryResult<Option<Withdrawal>> {
    let found: Option<(WithdrawalReason, String, Instant)> = request_withdrawals::table
        .find(request)
        .select((
            request_withdrawals::reason,
            request_withdrawals::comment,
            request_withdrawals::withdrawn_at,
        ))
        .first(c)
        .optional()?;
    Ok(found.map(|(reason, comment, at)| Withdrawal {
        reason,
        comment,
        at,
    }))
}
