//! Transfers of requests between members of an organisation.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, MultiBackend};
use crate::kernel::secret::TokenHash;
use crate::requests::model::{Request, RequestId, Transfer, TransferId, TransferStatus};
use crate::schema::request_transfers as transfers;
use crate::shell::AccountId;

#[derive(Queryable, Selectable)]
#[diesel(table_name = transfers, check_for_backend(MultiBackend))]
struct Row {
    id: TransferId,
    request_id: RequestId,
    from_account: AccountId,
    to_account: AccountId,
    message: String,
    status: TransferStatus,
    asked_by: AccountId,
    asked_at: Instant,
    expires_at: Instant,
}

impl From<Row> for Transfer {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            request: row.request_id,
            from: row.from_account,
            to: row.to_account,
            message: row.message,
            status: row.status,
            asked_by: row.asked_by,
            asked_at: row.asked_at,
            expires_at: row.expires_at,
        }
    }
}

/// A transfer to record.
#[derive(Debug, Clone, Copy)]
pub struct NewTransfer<'a> {
    /// Who asks.
    pub asked_by: AccountId,
    /// Who receives.
    pub to: AccountId,
    /// A word for them.
    pub message: &'a str,
    /// After which it can't be accepted.
    pub expires_at: Instant,
}

/// Records a transfer that waits for its receiver.
pub fn add_transfer(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    new: NewTransfer<'_>,
) -> QueryResult<TransferId> {
    let id = ctx.new_id::<TransferId>();
    diesel::insert_into(transfers::table)
        .values((
            transfers::id.eq(id),
            transfers::request_id.eq(request.id),
            transfers::from_account.eq(request.author),
            transfers::to_account.eq(new.to),
            transfers::message.eq(new.message),
            transfers::status.eq(TransferStatus::Pending),
            transfers::asked_by.eq(new.asked_by),
            transfers::asked_at.eq(ctx.now),
            transfers::expires_at.eq(new.expires_at),
        ))
        .execute(tx)?;
    Ok(id)
}

/// A transfer by its id.
pub fn find_transfer(c: &mut Conn, id: TransferId) -> QueryResult<Option<Transfer>> {
    let row: Option<Row> = transfers::table
        .find(id)
        .select(Row::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Transfer::from))
}

/// The transfer behind a link.
pub fn transfer_by_token(c: &mut Conn, token: &TokenHash) -> QueryResult<Option<Transfer>> {
    let row: Option<Row> = transfers::table
        .filter(transfers::token_hash.eq(&token.0))
        .select(Row::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Transfer::from))
}

/// The transfer of a request that waits for an answer.
pub fn pending_transfer(c: &mut Conn, request: RequestId) -> QueryResult<Option<Transfer>> {
    let row: Option<Row> = transfers::table
        .filter(transfers::request_id.eq(request))
        .filter(transfers::status.eq(TransferStatus::Pending))
        .select(Row::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Transfer::from))
}

/// Keeps the hash of the link that is about to be mailed; false when the transfer was settled meanwhile.
pub fn set_transfer_token(tx: &mut Conn, id: TransferId, token: &TokenHash) -> QueryResult<bool> {
    let rows = diesel::update(
        transfers::table
            .find(id)
            .filter(transfers::status.eq(TransferStatus::Pending)),
    )
    .set(transfers::token_hash.eq(&token.0))
    .execute(tx)?;
    Ok(rows == 1)
}

/// Settles a transfer that waits; false when it was settled meanwhile.
pub fn settle_transfer(
    tx: &mut Conn,
    ctx: &Ctx,
    id: TransferId,
    status: TransferStatus,
) -> QueryResult<bool> {
    let rows = diesel::update(
        transfers::table
            .find(id)
            .filter(transfers::status.eq(TransferStatus::Pending)),
    )
    .set((
        transfers::status.eq(status),
        transfers::settled_by.eq(ctx.account().map(AccountId)),
        transfers::settled_at.eq(ctx.now),
        transfers::token_hash.eq(None::<String>),
    ))
    .execute(tx)?;
    Ok(rows == 1)
}
