//! The rows of accounts, as far as administrators change them. Every update is guarded by the version seen.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::text::full_name;
use crate::schema::{account_roles, accounts, recovery_codes};
use crate::shell::{AccountId, Role};

/// An account as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) id: AccountId,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) roles: Vec<Role>,
    pub(super) created_at: Instant,
    pub(super) confirmed: bool,
    pub(super) second_factor: bool,
    pub(super) disabled_at: Option<Instant>,
    pub(super) version: i32,
}

type Row = (
    AccountId,
    (String, String),
    String,
    Instant,
    (Option<Instant>, Option<Instant>, Option<Instant>),
    i32,
);

/// The accounts among `ids`' columns that make an [`Account`]; used with every query of accounts.
macro_rules! columns {
    () => {
        (
            accounts::id,
            (accounts::given_name, accounts::family_name),
            accounts::email,
            accounts::created_at,
            (
                accounts::email_confirmed_at,
                accounts::totp_confirmed_at,
                accounts::disabled_at,
            ),
            accounts::version,
        )
    };
}

fn account(
    (id, (given, family), email, created_at, dates, version): Row,
    roles: Vec<Role>,
) -> Account {
    let (confirmed_at, second_factor_at, disabled_at) = dates;
    Account {
        id,
        name: full_name(&given, &family),
        email,
        roles,
        created_at,
        confirmed: confirmed_at.is_some(),
        second_factor: second_factor_at.is_some(),
        disabled_at,
        version,
    }
}

/// The account of this id.
pub(super) fn find(c: &mut Conn, id: AccountId) -> QueryResult<Option<Account>> {
    let row = accounts::table
        .find(id)
        .select(columns!())
        .first::<Row>(c)
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let roles = account_roles::table
        .filter(account_roles::account_id.eq(id))
        .order(account_roles::role)
        .select(account_roles::role)
        .load::<Role>(c)?;
    Ok(Some(account(row, roles)))
}

/// Which accounts to list.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    /// A `LIKE` pattern over the search key; none for all.
    pub(super) pattern: Option<String>,
    /// Only members of the staff.
    pub(super) staff: bool,
}

/// One page of accounts in the order of their search keys, and how many there are in all.
pub(super) fn list(
    c: &mut Conn,
    wanted: &Wanted,
    (offset, limit): (i64, i64),
) -> QueryResult<(Vec<Account>, i64)> {
    let total = matching(wanted).count().get_result::<i64>(c)?;
    let rows = matching(wanted)
        .order((accounts::search_key, accounts::id))
        .offset(offset)
        .limit(limit)
        .select(columns!())
        .load::<Row>(c)?;
    let ids: Vec<AccountId> = rows.iter().map(|row| row.0).collect();
    let roles = account_roles::table
        .filter(account_roles::account_id.eq_any(&ids))
        .order((account_roles::account_id, account_roles::role))
        .select((account_roles::account_id, account_roles::role))
        .load::<(AccountId, Role)>(c)?;
    let of = |id| {
        roles
            .iter()
            .filter(|held| held.0 == id)
            .map(|held| held.1)
            .collect()
    };
    Ok((
        rows.into_iter()
            .map(|row| {
                let roles = of(row.0);
                account(row, roles)
            })
            .collect(),
        total,
    ))
}

fn matching(wanted: &Wanted) -> accounts::BoxedQuery<'_, crate::kernel::db::MultiBackend> {
    let mut query = accounts::table.into_boxed();
    if let Some(pattern) = &wanted.pattern {
        query = query.filter(accounts::search_key.like(pattern).escape('\\'));
    }
    if wanted.staff {
        query = query
            .filter(accounts::id.eq_any(account_roles::table.select(account_roles::account_id)));
    }
    query
}

/// How many administrators can sign in, this account aside.
pub(super) fn other_administrators(c: &mut Conn, id: AccountId) -> QueryResult<i64> {
    account_roles::table
        .inner_join(accounts::table.on(accounts::id.eq(account_roles::account_id)))
        .filter(account_roles::role.eq(Role::Administrator))
        .filter(account_roles::account_id.ne(id))
        .filter(accounts::disabled_at.is_null())
        .count()
        .get_result(c)
}

/// Moves the account to its next version unless it changed since it was seen; tells whether it did.
pub(super) fn advance(tx: &mut Conn, (id, seen): (AccountId, i32)) -> QueryResult<bool> {
    let rows = diesel::update(accounts::table.find(id).filter(accounts::version.eq(seen)))
        .set(accounts::version.eq(seen + 1))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Gives and takes roles.
pub(super) fn change_roles(
    tx: &mut Conn,
    ctx: &Ctx,
    id: AccountId,
    (given, taken): (&[Role], &[Role]),
) -> QueryResult<()> {
    for role in given {
        diesel::insert_into(account_roles::table)
            .values((
                account_roles::account_id.eq(id),
                account_roles::role.eq(*role),
                account_roles::given_at.eq(ctx.now),
            ))
            .execute(tx)?;
    }
    for role in taken {
        diesel::delete(account_roles::table.find((id, *role))).execute(tx)?;
    }
    Ok(())
}

/// Closes the account to sign-in, or opens it again.
pub(super) fn set_disabled(tx: &mut Conn, id: AccountId, at: Option<Instant>) -> QueryResult<()> {
    diesel::update(accounts::table.find(id))
        .set(accounts::disabled_at.eq(at))
        .execute(tx)?;
    Ok(())
}

/// Forgets the second factor and its recovery codes.
pub(super) fn forget_second_factor(tx: &mut Conn, id: AccountId) -> QueryResult<()> {
    diesel::update(accounts::table.find(id))
        .set((
            accounts::totp_sealed.eq(None::<String>),
            accounts::totp_confirmed_at.eq(None::<Instant>),
            accounts::totp_last_step.eq(None::<i64>),
        ))
        .execute(tx)?;
    diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(id))).execute(tx)?;
    Ok(())
}

/// The account that signs in with this address, which is already in lower case.
pub(super) fn by_email(c: &mut Conn, email: &str) -> QueryResult<Option<AccountId>> {
    accounts::table
        .filter(accounts::email_key.eq(email))
        .select(accounts::id)
        .first(c)
        .optional()
}

/// Whether there is any account at all.
pub(super) fn any(c: &mut Conn) -> QueryResult<bool> {
    let first = accounts::table
        .select(accounts::id)
        .first::<AccountId>(c)
        .optional()?;
    Ok(first.is_some())
}
