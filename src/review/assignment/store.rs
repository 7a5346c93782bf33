//! Rows of absences, and the reviewers with what they hold.

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::absences::{Absence, AbsenceId};
use crate::kernel::clock::Day;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::text::full_name;
use crate::requests::{RequestId, Status};
use crate::schema::{account_roles, accounts, requests, reviewer_absences};
use crate::shell::{AccountId, Role};

/// Reviewers read at most.
const REVIEWERS: i64 = 500;
/// Absences read at most.
const ABSENCES: i64 = 1_000;

/// The active reviewers, in the order of names.
pub fn reviewers(c: &mut Conn) -> QueryResult<Vec<(AccountId, String)>> {
    let rows: Vec<(AccountId, String, String)> = account_roles::table
        .inner_join(accounts::table.on(accounts::id.eq(account_roles::account_id)))
        .filter(account_roles::role.eq(Role::Reviewer))
        .filter(accounts::disabled_at.is_null())
        .order((accounts::search_key, accounts::id))
        .limit(REVIEWERS)
        .select((accounts::id, accounts::given_name, accounts::family_name))
        .load(c)?;
    Ok(rows
        .into_iter()
        .map(|(id, given, family)| (id, full_name(&given, &family)))
        .collect())
}

/// How many requests in review each of these people holds; those who hold none are not told.
pub fn loads(c: &mut Conn, people: &[AccountId]) -> QueryResult<BTreeMap<AccountId, i64>> {
    let rows: Vec<(Option<AccountId>, i64)> = requests::table
        .filter(requests::reviewer_id.eq_any(people.to_vec()))
        .filter(requests::status.eq(Status::InReview))
        .group_by(requests::reviewer_id)
        .select((requests::reviewer_id, count_star()))
        .load(c)?;
    Ok(rows
        .into_iter()
        .filter_map(|(account, held)| Some((account?, held)))
        .collect())
}

/// The absences that are not over, the first to end first.
pub fn absences(c: &mut Conn, today: Day) -> QueryResult<Vec<Absence>> {
    reviewer_absences::table
        .filter(reviewer_absences::ends_on.ge(today))
        .order((reviewer_absences::ends_on, reviewer_absences::id))
        .limit(ABSENCES)
        .select((
            reviewer_absences::id,
            reviewer_absences::account_id,
            reviewer_absences::starts_on,
            reviewer_absences::ends_on,
        ))
        .load(c)
}

/// Writes an absence down.
pub fn insert(tx: &mut Conn, ctx: &Ctx, absence: &Absence, by: AccountId) -> QueryResult<()> {
    diesel::insert_into(reviewer_absences::table)
        .values((
            reviewer_absences::id.eq(absence.id),
            reviewer_absences::account_id.eq(absence.account),
            reviewer_absences::starts_on.eq(absence.from),
            reviewer_absences::ends_on.eq(absence.until),
            reviewer_absences::declared_by.eq(by),
            reviewer_absences::declared_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}

/// Whose absence this is.
pub fn absent(c: &mut Conn, id: AbsenceId) -> QueryResult<Option<AccountId>> {
    reviewer_absences::table
        .find(id)
        .select(reviewer_absences::account_id)
        .first(c)
        .optional()
}

/// Takes an absence away.
pub fn delete(tx: &mut Conn, id: AbsenceId) -> QueryResult<bool> {
    Ok(diesel::delete(reviewer_absences::table.find(id)).execute(tx)? == 1)
}

/// The requests that wait for a reviewer, the oldest first.
pub fn waiting(c: &mut Conn, most: i64) -> QueryResult<Vec<RequestId>> {
    requests::table
        .filter(requests::status.eq(Status::Submitted))
        .order((requests::submitted_at, requests::id))
        .limit(most)
        .select(requests::id)
        .load(c)
}
