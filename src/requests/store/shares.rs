//! People invited on one request.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, MultiBackend};
use crate::kernel::secret::TokenHash;
use crate::requests::model::{Reach, RequestId, Share, ShareId};
use crate::schema::request_shares as shares;
use crate::shell::AccountId;

#[derive(Queryable, Selectable)]
#[diesel(table_name = shares, check_for_backend(MultiBackend))]
struct Row {
    id: ShareId,
    request_id: RequestId,
    email: String,
    account_id: Option<AccountId>,
    access: Reach,
    invited_by: AccountId,
    expires_at: Instant,
}

impl From<Row> for Share {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            request: row.request_id,
            email: row.email,
            account: row.account_id,
            reach: row.access,
            invited_by: row.invited_by,
            expires_at: row.expires_at,
        }
    }
}

/// Somebody to invite.
#[derive(Debug, Clone, Copy)]
pub struct NewShare<'a> {
    /// The address.
    pub email: &'a str,
    /// The account, when it is a colleague who needs no link.
    pub account: Option<AccountId>,
    /// How far they may go.
    pub reach: Reach,
    /// Who invites.
    pub invited_by: AccountId,
    /// After which the link opens nothing.
    pub expires_at: Instant,
}

/// Records an invitation, already accepted when the account is known.
pub fn add_share(
    tx: &mut Conn,
    ctx: &Ctx,
    request: RequestId,
    new: NewShare<'_>,
) -> QueryResult<ShareId> {
    let id = ctx.new_id::<ShareId>();
    diesel::insert_into(shares::table)
        .values((
            shares::id.eq(id),
            shares::request_id.eq(request),
            shares::email.eq(new.email),
            shares::email_key.eq(new.email.to_lowercase()),
            shares::account_id.eq(new.account),
            shares::access.eq(new.reach),
            shares::invited_by.eq(new.invited_by),
            shares::invited_at.eq(ctx.now),
            shares::expires_at.eq(new.expires_at),
            shares::accepted_at.eq(new.account.map(|_| ctx.now)),
        ))
        .execute(tx)?;
    Ok(id)
}

/// The invitations on a request, the oldest first.
pub fn shares_of(c: &mut Conn, request: RequestId) -> QueryResult<Vec<Share>> {
    let rows: Vec<Row> = shares::table
        .filter(shares::request_id.eq(request))
        .order((shares::invited_at, shares::id))
        .select(Row::as_select())
        .load(c)?;
    Ok(rows.into_iter().map(Share::from).collect())
}

/// One invitation of a request.
pub fn find_share(c: &mut Conn, id: ShareId) -> QueryResult<Option<Share>> {
    let row: Option<Row> = shares::table
        .find(id)
        .select(Row::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Share::from))
}

/// The invitation of an address on a request.
pub fn share_by_address(
    c: &mut Conn,
    request: RequestId,
    email: &str,
) -> QueryResult<Option<Share>> {
    let row: Option<Row> = shares::table
        .filter(shares::request_id.eq(request))
        .filter(shares::email_key.eq(email.to_lowercase()))
        .select(Row::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Share::from))
}

/// The invitation behind a link.
pub fn share_by_token(c: &mut Conn, token: &TokenHash) -> QueryResult<Option<Share>> {
    let row: Option<Row> = shares::table
        .filter(shares::token_hash.eq(&token.0))
        .filter(shares::account_id.is_null())
        .select(Row::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Share::from))
}

/// Keeps the hash of the link that is about to be mailed; false when there is no invitation waiting.
pub fn set_share_token(tx: &mut Conn, id: ShareId, token: &TokenHash) -> QueryResult<bool> {
    let rows = diesel::update(shares::table.find(id).filter(shares::account_id.is_null()))
        .set(shares::token_hash.eq(&token.0))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Gives the link of an invitation more time; false when there is no invitation waiting.
pub fn renew_share(tx: &mut Conn, id: ShareId, expires_at: Instant) -> QueryResult<bool> {
    let rows = diesel::update(shares::table.find(id).filter(shares::account_id.is_null()))
        .set(shares::expires_at.eq(expires_at))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Gives the invitation to the account that followed the link; false when somebody was faster.
pub fn accept_share(
    tx: &mut Conn,
    ctx: &Ctx,
    id: ShareId,
    account: AccountId,
) -> QueryResult<bool> {
    let rows = diesel::update(shares::table.find(id).filter(shares::account_id.is_null()))
        .set((
            shares::account_id.eq(account),
            shares::accepted_at.eq(ctx.now),
            shares::token_hash.eq(None::<String>),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Changes how far somebody may go.
pub fn set_share_reach(tx: &mut Conn, id: ShareId, reach: Reach) -> QueryResult<bool> {
    let rows = diesel::update(shares::table.find(id))
        .set(shares::access.eq(reach))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Ends an invitation; false when there was none.
pub fn remove_share(tx: &mut Conn, request: RequestId, id: ShareId) -> QueryResult<bool> {
    let rows = diesel::delete(
        shares::table
            .find(id)
            .filter(shares::request_id.eq(request)),
    )
    .execute(tx)?;
    Ok(rows == 1)
}
