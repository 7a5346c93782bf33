//! Who takes part in an experiment, read from the rights that it gave: a seat may pass to somebody else, a right stays.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::model::{Participant, Period};
use crate::experiment::ExperimentId;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::Conn;
use crate::organisations::OrganisationId;
use crate::requests::{HabilitationId, LegalBasis, RequestId, Sector, Status};
use crate::schema::{
    account_roles, accounts, experiments, habilitations, organisations, requests, service_members,
    services,
};
use crate::services::{ServiceId, TeamRole};
use crate::shell::{AccountId, Role};

/// Experiments listed, and rights read of one: the decree allows one hundred legal persons.
const PERIODS: i64 = 20;
const RIGHTS: i64 = 2_000;

type PeriodRow = (ExperimentId, String, Day, Day, i32);

fn period_of((id, decree, opens_on, closes_on, report_day): PeriodRow) -> Period {
    Period {
        id,
        decree,
        opens_on,
        closes_on,
        report_day,
    }
}

/// The experiments, the latest first.
pub fn periods(c: &mut Conn) -> QueryResult<Vec<Period>> {
    let rows: Vec<PeriodRow> = experiments::table
        .order((experiments::opens_on.desc(), experiments::id.desc()))
        .limit(PERIODS)
        .select((
            experiments::id,
            experiments::decree,
            experiments::opens_on,
            experiments::closes_on,
            experiments::report_day,
        ))
        .load(c)?;
    Ok(rows.into_iter().map(period_of).collect())
}

/// One experiment.
pub fn period(c: &mut Conn, id: ExperimentId) -> QueryResult<Option<Period>> {
    let row: Option<PeriodRow> = experiments::table
        .find(id)
        .select((
            experiments::id,
            experiments::decree,
            experiments::opens_on,
            experiments::closes_on,
            experiments::report_day,
        ))
        .first(c)
        .optional()?;
    Ok(row.map(period_of))
}

/// The experiment that a page shows: the one asked for, else the one that opened last, else the next to open.
pub fn chosen(
    c: &mut Conn,
    asked: Option<ExperimentId>,
    today: Day,
) -> QueryResult<Option<Period>> {
    if let Some(id) = asked {
        return period(c, id);
    }
    let all = periods(c)?;
    let opened = all.iter().find(|one| one.opens_on <= today).cloned();
    Ok(opened.or_else(|| all.into_iter().next_back()))
}

#[derive(Queryable)]
struct Right {
    siren: String,
    name: String,
    organisation: OrganisationId,
    sector: Option<Sector>,
    granted_at: Instant,
    ended_at: Option<Instant>,
}

fn rights_of(c: &mut Conn, period: &Period, siren: Option<&str>) -> QueryResult<Vec<Right>> {
    let mut query = habilitations::table
        .inner_join(requests::table.on(requests::id.eq(habilitations::request_id)))
        .inner_join(organisations::table.on(organisations::id.eq(habilitations::organisation_id)))
        .filter(habilitations::legal_basis.eq(LegalBasis::Experiment))
        .filter(habilitations::granted_at.ge(period.opens_on.start()))
        .filter(habilitations::granted_at.lt(period.closes_at()))
        .order((habilitations::granted_at, habilitations::id))
        .limit(RIGHTS)
        .select((
            habilitations::siren,
            organisations::name,
            habilitations::organisation_id,
            requests::sector,
            habilitations::granted_at,
            habilitations::ended_at,
        ))
        .into_boxed();
    if let Some(siren) = siren {
        query = query.filter(habilitations::siren.eq(siren.to_owned()));
    }
    query.load(c)
}

fn gathered(rights: Vec<Right>) -> BTreeMap<String, Participant> {
    let mut found: BTreeMap<String, Participant> = BTreeMap::new();
    for right in rights {
        let Some(sector) = right.sector else { continue };
        let entry = found
            .entry(right.siren.clone())
            .or_insert_with(|| Participant {
                siren: right.siren,
                name: right.name,
                organisation: right.organisation,
                sector,
                since: right.granted_at.paris_day(),
                left_at: right.ended_at,
            });
        entry.left_at = entry
            .left_at
            .zip(right.ended_at)
            .map(|(one, other)| one.max(other));
    }
    found
}

/// Who takes part or took part, by name.
pub fn participants(c: &mut Conn, period: &Period) -> QueryResult<Vec<Participant>> {
    let mut all: Vec<Participant> = gathered(rights_of(c, period, None)?)
        .into_values()
        .collect();
    all.sort_by_key(|one| (crate::kernel::text::sort_key(&one.name), one.siren.clone()));
    Ok(all)
}

/// One of them.
pub fn participant(c: &mut Conn, period: &Period, siren: &str) -> QueryResult<Option<Participant>> {
    Ok(gathered(rights_of(c, period, Some(siren))?).remove(siren))
}

/// The legal persons for which an account is of a team under the experiment, each with whether it may act.
pub fn mine(c: &mut Conn, account: AccountId) -> QueryResult<BTreeMap<String, bool>> {
    let rows: Vec<(String, TeamRole)> = service_members::table
        .inner_join(services::table.on(services::id.eq(service_members::service_id)))
        .inner_join(habilitations::table.on(habilitations::id.eq(services::habilitation_id)))
        .filter(service_members::account_id.eq(account))
        .filter(habilitations::legal_basis.eq(LegalBasis::Experiment))
        .order(habilitations::siren)
        .limit(RIGHTS)
        .select((habilitations::siren, service_members::role))
        .load(c)?;
    let mut found = BTreeMap::new();
    for (siren, role) in rows {
        *found.entry(siren).or_insert(false) |= role != TeamRole::Reader;
    }
    Ok(found)
}

/// Whether an account may act for a participant; nothing when it is of no team of it.
pub fn role(
    c: &mut Conn,
    account: AccountId,
    period: &Period,
    siren: &str,
) -> QueryResult<Option<bool>> {
    let roles: Vec<TeamRole> = service_members::table
        .inner_join(services::table.on(services::id.eq(service_members::service_id)))
        .inner_join(habilitations::table.on(habilitations::id.eq(services::habilitation_id)))
        .filter(service_members::account_id.eq(account))
        .filter(habilitations::siren.eq(siren))
        .filter(habilitations::legal_basis.eq(LegalBasis::Experiment))
        .filter(habilitations::granted_at.ge(period.opens_on.start()))
        .filter(habilitations::granted_at.lt(period.closes_at()))
        .select(service_members::role)
        .load(c)?;
    if roles.is_empty() {
        return Ok(None);
    }
    Ok(Some(roles.iter().any(|role| *role != TeamRole::Reader)))
}

/// The people that news of a participant are for: its teams, the readers aside.
pub fn told(c: &mut Conn, period: &Period, siren: &str) -> QueryResult<Vec<AccountId>> {
    service_members::table
        .inner_join(services::table.on(services::id.eq(service_members::service_id)))
        .inner_join(habilitations::table.on(habilitations::id.eq(services::habilitation_id)))
        .filter(habilitations::siren.eq(siren))
        .filter(habilitations::legal_basis.eq(LegalBasis::Experiment))
        .filter(habilitations::granted_at.ge(period.opens_on.start()))
        .filter(habilitations::granted_at.lt(period.closes_at()))
        .filter(service_members::role.ne(TeamRole::Reader))
        .select(service_members::account_id)
        .distinct()
        .load(c)
}

/// The supervisors, who are told of what stays without answer.
pub fn supervisors(c: &mut Conn) -> QueryResult<Vec<AccountId>> {
    account_roles::table
        .inner_join(accounts::table.on(accounts::id.eq(account_roles::account_id)))
        .filter(account_roles::role.eq(Role::Supervisor))
        .filter(accounts::disabled_at.is_null())
        .order(accounts::id)
        .select(accounts::id)
        .load(c)
}

/// A right in force, with what stands on it.
#[derive(Debug, Clone, Queryable)]
pub struct InForce {
    /// The right.
    pub right: HabilitationId,
    /// The request that gave it.
    pub request: RequestId,
    /// The service that it opened.
    pub service: Option<ServiceId>,
}

/// The rights still in force that an experiment gave, to one legal person or to all, the oldest first.
pub fn in_force(
    c: &mut Conn,
    period: &Period,
    siren: Option<&str>,
    limit: i64,
) -> QueryResult<Vec<InForce>> {
    let mut query = habilitations::table
        .left_join(services::table.on(services::habilitation_id.eq(habilitations::id)))
        .filter(habilitations::legal_basis.eq(LegalBasis::Experiment))
        .filter(habilitations::granted_at.ge(period.opens_on.start()))
        .filter(habilitations::granted_at.lt(period.closes_at()))
        .filter(habilitations::ended_at.is_null())
        .order((habilitations::granted_at, habilitations::id))
        .limit(limit)
        .select((
            habilitations::id,
            habilitations::request_id,
            services::id.nullable(),
        ))
        .into_boxed();
    if let Some(siren) = siren {
        query = query.filter(habilitations::siren.eq(siren.to_owned()));
    }
    query.load(c)
}

/// A request filed for an experiment that nobody has decided.
#[derive(Debug, Clone, Queryable)]
pub struct Undecided {
    /// The request.
    pub request: RequestId,
    /// Its number.
    pub number: String,
    /// Its legal person.
    pub siren: String,
}

/// The requests filed for an experiment that nobody has decided, by rank.
pub fn undecided(c: &mut Conn, period: &Period, limit: i64) -> QueryResult<Vec<Undecided>> {
    requests::table
        .filter(requests::legal_basis.eq(LegalBasis::Experiment))
        .filter(requests::status.eq_any(Status::UNDECIDED))
        .filter(requests::rank_at.ge(period.opens_on.start()))
        .filter(requests::rank_at.lt(period.closes_at()))
        .order((requests::rank_at, requests::id))
        .limit(limit)
        .select((requests::id, requests::number, requests::siren))
        .load(c)
}
