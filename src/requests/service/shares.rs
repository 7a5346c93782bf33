//! Who, beside the author, may read, change and file a request: plain members together, invited people one by one.
//!
//! A colleague of the organisation may act at once and is told by mail; anybody else receives a link, which only the
//! account with that address can follow.

use chrono::Duration;
use serde_json::json;

use super::access::{AccessError, Actor, authorised};
use super::moves::record;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::outbox;
use crate::kernel::secret::TokenHash;
use crate::organisations;
use crate::requests::jobs::ShareMail;
use crate::requests::model::{Reach, Request, RequestId, SHARE_DAYS, Share, ShareId};
use crate::requests::policy::Action;
use crate::requests::{store, views};
use crate::shell::AccountId;

/// Most people invited on one request.
const MOST: usize = 30;

/// Invite somebody on a request.
#[derive(Debug, Clone)]
pub struct InviteOn {
    /// Who invites.
    pub actor: Actor,
    /// On which request.
    pub request: RequestId,
    /// The address.
    pub email: String,
    /// How far they may go.
    pub reach: Reach,
}

/// Why nobody's rights changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareError {
    /// For this person, there is no such request or invitation.
    Unknown,
    /// Their role doesn't allow it.
    Forbidden,
    /// That address is invited already.
    AlreadyInvited,
    /// The author needs no invitation.
    IsAuthor,
    /// There are as many as a request may have.
    TooMany,
    /// The request changed since it was shown.
    Stale,
    /// The link is too old.
    Expired,
    /// The link was sent to another address than the account's.
    OtherAddress,
}
impl Refusal for ShareError {}

fn managed(c: &mut Conn, actor: &Actor, id: RequestId) -> Outcome<Request, ShareError> {
    authorised(c, actor, id, Action::Share).map_err(|failure| {
        failure.map_refusal(|error| match error {
            AccessError::Unknown => ShareError::Unknown,
            AccessError::Forbidden => ShareError::Forbidden,
            AccessError::NotNow(_) => ShareError::Stale,
        })
    })
}

/// Sets what the plain members of the organisation may do with a request.
pub fn set_members_reach(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, id, seen): (&Actor, RequestId, i32),
    reach: Reach,
) -> Outcome<(), ShareError> {
    let request = managed(tx, actor, id)?;
    if request.members_may == reach {
        return Ok(());
    }
    if request.version != seen || !store::set_reach(tx, ctx, &request, reach)? {
        return Err(ShareError::Stale.into());
    }
    let data = json!({ "from": request.members_may, "to": reach });
    record(tx, ctx, &request, "request.members_reach_set", data)?;
    Ok(())
}

/// Invites somebody on a request.
pub fn invite_on(tx: &mut Conn, ctx: &Ctx, cmd: &InviteOn) -> Outcome<ShareId, ShareError> {
    let request = managed(tx, &cmd.actor, cmd.request)?;
    if store::share_by_address(tx, request.id, &cmd.email)?.is_some() {
        return Err(ShareError::AlreadyInvited.into());
    }
    if store::shares_of(tx, request.id)?.len() >= MOST {
        return Err(ShareError::TooMany.into());
    }
    let known = views::account_by_email(tx, &cmd.email.to_lowercase())?;
    if known == Some(request.author) {
        return Err(ShareError::IsAuthor.into());
    }
    let new = store::NewShare {
        email: &cmd.email,
        account: colleague(tx, &request, known)?,
        reach: cmd.reach,
        invited_by: cmd.actor.account,
        expires_at: ctx.now.plus(Duration::days(SHARE_DAYS)),
    };
    let id = store::add_share(tx, ctx, request.id, new)?;
    let data = json!({ "share": id, "reach": cmd.reach });
    record(tx, ctx, &request, "request.person_invited", data)?;
    outbox::push(tx, ctx, &ShareMail { share: id })?;
    Ok(id)
}

/// The account, if it belongs to the organisation of the request.
fn colleague(
    c: &mut Conn,
    request: &Request,
    known: Option<AccountId>,
) -> Result<Option<AccountId>, Fault> {
    let Some(account) = known else {
        return Ok(None);
    };
    let role = organisations::membership_of(c, account, request.organisation)?;
    Ok(role.map(|_| account))
}

fn own_share(c: &mut Conn, request: &Request, id: ShareId) -> Outcome<Share, ShareError> {
    let found = store::find_share(c, id)?.filter(|share| share.request == request.id);
    found.ok_or_else(|| ShareError::Unknown.into())
}

/// Mails a new link, valid again; the former one opens nothing any more.
pub fn invite_again(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, id): (&Actor, RequestId),
    share: ShareId,
) -> Outcome<(), ShareError> {
    let request = managed(tx, actor, id)?;
    let share = own_share(tx, &request, share)?;
    let expires_at = ctx.now.plus(Duration::days(SHARE_DAYS));
    if !store::renew_share(tx, share.id, expires_at)? {
        return Err(ShareError::Stale.into());
    }
    let data = json!({ "share": share.id });
    record(tx, ctx, &request, "request.person_invited_again", data)?;
    outbox::push(tx, ctx, &ShareMail { share: share.id })?;
    Ok(())
}

/// Changes how far an invited person may go; `Nothing` ends the invitation.
pub fn change_share(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, id): (&Actor, RequestId),
    (share, reach): (ShareId, Reach),
) -> Outcome<(), ShareError> {
    let request = managed(tx, actor, id)?;
    let share = own_share(tx, &request, share)?;
    let done = match reach {
        Reach::Nothing => store::remove_share(tx, request.id, share.id)?,
        Reach::Read | Reach::Edit | Reach::Submit => store::set_share_reach(tx, share.id, reach)?,
    };
    if !done {
        return Err(ShareError::Unknown.into());
    }
    let data = json!({ "share": share.id, "from": share.reach, "to": reach });
    record(tx, ctx, &request, "request.person_reach_set", data)?;
    Ok(())
}

/// The invitation behind a link, if this account may follow it now.
pub fn invited(
    c: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    token: &TokenHash,
) -> Outcome<(Share, Request), ShareError> {
    let share = store::share_by_token(c, token)?.ok_or(ShareError::Unknown)?;
    if share.expires_at <= ctx.now {
        return Err(ShareError::Expired.into());
    }
    if views::account_by_email(c, &share.email.to_lowercase())? != Some(account) {
        return Err(ShareError::OtherAddress.into());
    }
    let request = store::find(c, share.request)?.ok_or(ShareError::Unknown)?;
    Ok((share, request))
}

/// Follows the link of an invitation.
pub fn accept_share(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    token: &TokenHash,
) -> Outcome<RequestId, ShareError> {
    let (share, request) = invited(tx, ctx, account, token)?;
    if !store::accept_share(tx, ctx, share.id, account)? {
        return Err(ShareError::Unknown.into());
    }
    let data = json!({ "share": share.id, "account": account });
    record(tx, ctx, &request, "request.person_joined", data)?;
    Ok(request.id)
}
