//! Who may hold a request, who holds it, and to whom it is closed.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::text::full_name;
use crate::requests::model::{Instructor, Recusal, Request, RequestId, Tie};
use crate::schema::{
    account_roles, accounts, memberships, request_recusals, request_shares, requests,
};
use crate::shell::{AccountId, Role};

/// People of the staff read at most.
const STAFF: i64 = 500;

/// Active reviewers and supervisors whom nothing ties to the request, in the order of names; `only` one of them.
pub fn instructors(
    c: &mut Conn,
    request: &Request,
    only: Option<AccountId>,
) -> QueryResult<Vec<Instructor>> {
    let member = memberships::account_id
        .eq(accounts::id)
        .and(memberships::organisation_id.eq(request.organisation));
    let invited = request_shares::account_id
        .eq(accounts::id.nullable())
        .and(request_shares::request_id.eq(request.id));
    let recused = request_recusals::account_id
        .eq(accounts::id)
        .and(request_recusals::request_id.eq(request.id));
    let mut query = account_roles::table
        .inner_join(accounts::table.on(accounts::id.eq(account_roles::account_id)))
        .left_join(memberships::table.on(member))
        .left_join(request_shares::table.on(invited))
        .left_join(request_recusals::table.on(recused))
        .filter(account_roles::role.eq_any([Role::Reviewer, Role::Supervisor]))
        .filter(accounts::disabled_at.is_null())
        .filter(memberships::account_id.nullable().is_null())
        .filter(request_shares::id.nullable().is_null())
        .filter(request_recusals::account_id.nullable().is_null())
        .order((accounts::search_key, accounts::id, account_roles::role))
        .limit(STAFF)
        .select((
            accounts::id,
            accounts::given_name,
            accounts::family_name,
            account_roles::role,
        ))
        .into_boxed();
    if let Some(only) = only {
        query = query.filter(accounts::id.eq(only));
    }
    let rows: Vec<(AccountId, String, String, Role)> = query.load(c)?;
    let mut found: Vec<Instructor> = Vec::new();
    for (account, given, family, role) in rows {
        let reviews = role == Role::Reviewer;
        match found.last_mut() {
            Some(last) if last.account == account => last.reviews |= reviews,
            _ => found.push(Instructor {
                account,
                name: full_name(&given, &family),
                reviews,
            }),
        }
    }
    Ok(found)
}

/// Active supervisors.
pub fn supervisors(c: &mut Conn) -> QueryResult<Vec<AccountId>> {
    account_roles::table
        .inner_join(accounts::table.on(accounts::id.eq(account_roles::account_id)))
        .filter(account_roles::role.eq(Role::Supervisor))
        .filter(accounts::disabled_at.is_null())
        .order(account_roles::account_id)
        .limit(STAFF)
        .select(account_roles::account_id)
        .load(c)
}

/// Changes who holds the request and nothing else, unless it changed since it was read; tells whether it did.
pub fn set_reviewer(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    to: Option<AccountId>,
) -> QueryResult<bool> {
    let seen = requests::table
        .filter(requests::id.eq(request.id))
        .filter(requests::status.eq(request.status()))
        .filter(requests::version.eq(request.version));
    let rows = diesel::update(seen)
        .set((
            requests::reviewer_id.eq(to),
            requests::version.eq(request.version + 1),
            requests::updated_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Closes a request to a person.
pub fn add_recusal(
    tx: &mut Conn,
    ctx: &Ctx,
    (request, account): (RequestId, AccountId),
    (tie, reason): (Tie, &str),
) -> Result<(), Fault> {
    diesel::insert_into(request_recusals::table)
        .values((
            request_recusals::request_id.eq(request),
            request_recusals::account_id.eq(account),
            request_recusals::tie.eq(tie),
            request_recusals::reason.eq(reason),
            request_recusals::stated_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}

/// Opens a request again to a person; false when it was not closed to them.
pub fn remove_recusal(
    tx: &mut Conn,
    (request, account): (RequestId, AccountId),
) -> QueryResult<bool> {
    let rows = diesel::delete(request_recusals::table.find((request, account))).execute(tx)?;
    Ok(rows == 1)
}

/// Those of these people to whom no conflict of interest closes the request.
pub fn open_to(
    c: &mut Conn,
    request: RequestId,
    people: Vec<AccountId>,
) -> QueryResult<Vec<AccountId>> {
    let closed: Vec<AccountId> = request_recusals::table
        .filter(request_recusals::request_id.eq(request))
        .limit(STAFF)
        .select(request_recusals::account_id)
        .load(c)?;
    let open = people.into_iter().filter(|who| !closed.contains(who));
    Ok(open.collect())
}

/// The conflicts of interest stated on a request, the oldest first.
pub fn recusals(c: &mut Conn, request: RequestId) -> QueryResult<Vec<Recusal>> {
    let rows: Vec<(AccountId, String, String, Tie, String, Instant)> = request_recusals::table
        .inner_join(accounts::table.on(accounts::id.eq(request_recusals::account_id)))
        .filter(request_recusals::request_id.eq(request))
        .order((request_recusals::stated_at, request_recusals::account_id))
        .limit(STAFF)
        .select((
            request_recusals::account_id,
            accounts::given_name,
            accounts::family_name,
            request_recusals::tie,
            request_recusals::reason,
            request_recusals::stated_at,
        ))
        .load(c)?;
    let recusal =
        |(account, given, family, tie, reason, at): (_, String, String, _, _, _)| Recusal {
            account,
            name: full_name(&given, &family),
            tie,
            reason,
            at,
        };
    Ok(rows.into_iter().map(recusal).collect())
}
