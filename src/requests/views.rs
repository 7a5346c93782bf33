//! Read models: what pages and letters show, one query each.

use diesel::prelude::*;

use super::model::{LegalBasis, Reach, Request, RequestId};
use super::state::Status;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::Conn;
use crate::kernel::journal::AnyId;
use crate::kernel::text::full_name;
use crate::organisations::{OrganisationId, Role};
use crate::schema::{
    accounts, journal_entries, memberships, organisations, request_recusals, request_shares,
    requests,
};
use crate::shell::AccountId;

/// Requests on one page of the list.
pub(super) const PAGE: i64 = 20;
/// Entries shown of a request's history.
const HISTORY: i64 = 100;

/// Name and address of the person who began a request.
pub(super) fn author(c: &mut Conn, request: &Request) -> QueryResult<Option<(String, String)>> {
    let found: Option<(String, String, String)> = accounts::table
        .find(request.author)
        .select((accounts::given_name, accounts::family_name, accounts::email))
        .first(c)
        .optional()?;
    Ok(found.map(|(given, family, email)| (full_name(&given, &family), email)))
}

/// Given name, family name and address of an account.
pub(super) fn person(
    c: &mut Conn,
    account: AccountId,
) -> QueryResult<Option<(String, String, String)>> {
    accounts::table
        .find(account)
        .select((accounts::given_name, accounts::family_name, accounts::email))
        .first(c)
        .optional()
}

/// The name of a person, closed account or not.
pub(super) fn name_of(c: &mut Conn, id: AccountId) -> QueryResult<String> {
    let found: Option<(String, String)> = accounts::table
        .find(id)
        .select((accounts::given_name, accounts::family_name))
        .first(c)
        .optional()?;
    Ok(found
        .map(|(given, family)| full_name(&given, &family))
        .unwrap_or_default())
}

/// The name of a request's author, and whether they can no longer act for the organisation.
pub(super) fn author_card(c: &mut Conn, request: &Request) -> QueryResult<(String, bool)> {
    type Card = (String, String, Option<Instant>, Option<Role>);
    let membership = memberships::account_id
        .eq(accounts::id)
        .and(memberships::organisation_id.eq(request.organisation));
    let found: Option<Card> = accounts::table
        .left_join(memberships::table.on(membership))
        .filter(accounts::id.eq(request.author))
        .select((
            accounts::given_name,
            accounts::family_name,
            accounts::disabled_at,
            memberships::role.nullable(),
        ))
        .first(c)
        .optional()?;
    Ok(
        found.map_or((String::new(), true), |(given, family, closed, role)| {
            let files = role.is_some_and(|role| role != Role::Reader);
            let name = full_name(&given, &family);
            (name, closed.is_some() || !files)
        }),
    )
}

/// What ties a person to a request.
#[derive(Debug, Clone, Copy, Default, Queryable)]
pub(super) struct Ties {
    /// Their role in the organisation.
    pub(super) role: Option<Role>,
    /// How far an invitation lets them go.
    pub(super) invited: Option<Reach>,
    /// When they stated a conflict of interest.
    pub(super) recused_at: Option<Instant>,
}

/// What ties a person to a request.
pub(super) fn standing(c: &mut Conn, account: AccountId, request: &Request) -> QueryResult<Ties> {
    let membership = memberships::account_id
        .eq(accounts::id)
        .and(memberships::organisation_id.eq(request.organisation));
    let invitation = request_shares::account_id
        .eq(accounts::id.nullable())
        .and(request_shares::request_id.eq(request.id));
    let recusal = request_recusals::account_id
        .eq(accounts::id)
        .and(request_recusals::request_id.eq(request.id));
    let found: Option<Ties> = accounts::table
        .left_join(memberships::table.on(membership))
        .left_join(request_shares::table.on(invitation))
        .left_join(request_recusals::table.on(recusal))
        .filter(accounts::id.eq(account))
        .select((
            memberships::role.nullable(),
            request_shares::access.nullable(),
            request_recusals::stated_at.nullable(),
        ))
        .first(c)
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Whether an account is closed.
pub(super) fn is_disabled(c: &mut Conn, id: AccountId) -> QueryResult<bool> {
    let closed: Option<Option<Instant>> = accounts::table
        .find(id)
        .select(accounts::disabled_at)
        .first(c)
        .optional()?;
    Ok(!matches!(closed, Some(None)))
}

/// The account that signs in with this address, which is already in lower case.
pub(super) fn account_by_email(c: &mut Conn, email: &str) -> QueryResult<Option<AccountId>> {
    accounts::table
        .filter(accounts::email_key.eq(email))
        .select(accounts::id)
        .first(c)
        .optional()
}

/// The administrators of an organisation.
pub(super) fn administrators(
    c: &mut Conn,
    organisation: OrganisationId,
) -> QueryResult<Vec<AccountId>> {
    memberships::table
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::role.eq(Role::Administrator))
        .order(memberships::account_id)
        .select(memberships::account_id)
        .load(c)
}

/// Members offered at most where one is chosen.
const MEMBERS: i64 = 200;

/// Who files for an organisation and may sign in, in the order of names.
pub(super) fn filers(
    c: &mut Conn,
    organisation: OrganisationId,
) -> QueryResult<Vec<(AccountId, String)>> {
    let rows: Vec<(AccountId, String, String)> = memberships::table
        .inner_join(accounts::table.on(accounts::id.eq(memberships::account_id)))
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::role.ne(Role::Reader))
        .filter(accounts::disabled_at.is_null())
        .order((accounts::search_key, accounts::id))
        .limit(MEMBERS)
        .select((accounts::id, accounts::given_name, accounts::family_name))
        .load(c)?;
    Ok(rows
        .into_iter()
        .map(|(id, given, family)| (id, full_name(&given, &family)))
        .collect())
}

/// A request in the list of an organisation's requests.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Listed {
    pub id: RequestId,
    pub number: String,
    pub title: String,
    pub basis: LegalBasis,
    pub status: Status,
    pub review_due_on: Option<Day>,
    pub updated_at: Instant,
    pub organisation: String,
}

/// One page of the requests of these organisations, the last changed first, and whether there are more.
pub(super) fn listed(
    c: &mut Conn,
    (account, of): (AccountId, &[(OrganisationId, Role)]),
    page: i64,
) -> QueryResult<(Vec<Listed>, bool)> {
    let member: Vec<OrganisationId> = of.iter().map(|(id, _)| *id).collect();
    let administrator: Vec<OrganisationId> = of
        .iter()
        .filter(|(_, role)| *role == Role::Administrator)
        .map(|(id, _)| *id)
        .collect();
    let visible = requests::members_may
        .ne(Reach::Nothing)
        .or(requests::created_by.eq(account))
        .or(requests::organisation_id.eq_any(administrator));
    let mut found: Vec<Listed> = requests::table
        .inner_join(organisations::table.on(organisations::id.eq(requests::organisation_id)))
        .filter(requests::organisation_id.eq_any(member))
        .filter(visible)
        .order((requests::updated_at.desc(), requests::id.desc()))
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
        .select((
            requests::id,
            requests::number,
            requests::title,
            requests::legal_basis,
            requests::status,
            requests::review_due_on,
            requests::updated_at,
            organisations::name,
        ))
        .load(c)?;
    let more = found.len() > usize::try_from(PAGE).unwrap_or_default();
    found.truncate(usize::try_from(PAGE).unwrap_or_default());
    Ok((found, more))
}

/// Decided requests whose delay is counted, at most: the latest.
const COUNTED: i64 = 300;
/// Requests counted before one in the queue, at most.
const COUNTED_BEFORE: i64 = 500;

/// How long the answers of the last 90 days took, in seconds, the time of corrections aside.
pub(super) fn recent_delays(c: &mut Conn, now: Instant) -> QueryResult<Vec<i64>> {
    let rows: Vec<(Option<Instant>, Option<Instant>, i64, Status)> = requests::table
        .filter(requests::decided_at.ge(now.minus(chrono::Duration::days(90))))
        .order(requests::decided_at.desc())
        .limit(COUNTED)
        .select((
            requests::first_submitted_at,
            requests::decided_at,
            requests::suspended_seconds,
            requests::status,
        ))
        .load(c)?;
    // Told apart here: with the state in the question, SQLite reads every decided request instead of the latest.
    let answers = [Status::Granted, Status::Refused, Status::Discarded];
    let delay =
        |(first, decided, suspended, status): (Option<Instant>, Option<Instant>, i64, _)| {
            answers.contains(&status).then_some(())?;
            Some(decided?.since(first?).num_seconds() - suspended)
        };
    Ok(rows.into_iter().filter_map(delay).collect())
}

/// The place of a request among those that wait for an answer, from 1; nothing when it doesn't, or is too far to count.
pub(super) fn queue_place(c: &mut Conn, request: &Request) -> QueryResult<Option<i64>> {
    let waits = matches!(request.status(), Status::Submitted | Status::InReview);
    let Some(filed) = request.submitted_at.filter(|_| waits) else {
        return Ok(None);
    };
    let mut before = 0;
    // One state at a time: each is a range of the queue's index, which both together are not.
    for status in [Status::Submitted, Status::InReview] {
        let found: Vec<RequestId> = requests::table
            .filter(requests::status.eq(status))
            .filter(requests::submitted_at.lt(filed))
            .order(requests::submitted_at)
            .limit(COUNTED_BEFORE)
            .select(requests::id)
            .load(c)?;
        before += i64::try_from(found.len()).unwrap_or(COUNTED_BEFORE);
    }
    Ok((before < COUNTED_BEFORE).then_some(before + 1))
}

/// The requests on which a person was invited, the last changed first.
pub(super) fn shared_with(c: &mut Conn, account: AccountId) -> QueryResult<Vec<Listed>> {
    request_shares::table
        .inner_join(requests::table.on(requests::id.eq(request_shares::request_id)))
        .inner_join(organisations::table.on(organisations::id.eq(requests::organisation_id)))
        .filter(request_shares::account_id.eq(account))
        .order((requests::updated_at.desc(), requests::id.desc()))
        .limit(PAGE)
        .select((
            requests::id,
            requests::number,
            requests::title,
            requests::legal_basis,
            requests::status,
            requests::review_due_on,
            requests::updated_at,
            organisations::name,
        ))
        .load(c)
}

/// The place of a request on the waiting list, from 1; nothing when it isn't on it. Legal persons are counted, since
/// each waits for one seat: two requests of one person share the place of the earlier one.
pub fn waiting_place(c: &mut Conn, request: &Request) -> QueryResult<Option<i64>> {
    if request.status() != Status::Waitlisted {
        return Ok(None);
    }
    let siren = request.siren.to_string();
    let best: Option<(Option<Instant>, RequestId)> = requests::table
        .filter(requests::status.eq(Status::Waitlisted))
        .filter(requests::siren.eq(&siren))
        .order((requests::rank_at, requests::id))
        .select((requests::rank_at, requests::id))
        .first(c)
        .optional()?;
    let Some((Some(rank), id)) = best else {
        return Ok(None);
    };
    let earlier = requests::rank_at
        .lt(rank)
        .or(requests::rank_at.eq(rank).and(requests::id.lt(id)));
    let persons: Vec<String> = requests::table
        .filter(requests::status.eq(Status::Waitlisted))
        .filter(requests::siren.ne(&siren))
        .filter(earlier.assume_not_null())
        .select(requests::siren)
        .distinct()
        .load(c)?;
    Ok(i64::try_from(persons.len()).ok().map(|before| before + 1))
}

/// What happened on a request, the latest first.
pub(super) fn history(c: &mut Conn, request: RequestId) -> QueryResult<Vec<(Instant, String)>> {
    journal_entries::table
        .filter(journal_entries::request_id.eq(AnyId(request.0)))
        .order((journal_entries::at.desc(), journal_entries::id.desc()))
        .limit(HISTORY)
        .select((journal_entries::at, journal_entries::action))
        .load(c)
}
