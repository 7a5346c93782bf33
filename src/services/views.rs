//! Read models of the partner space: what its pages and mails show. They may join other rooms' tables.

use diesel::prelude::*;
use serde_json::Value;

use super::model::{InvitationId, ServiceId, TeamRole};
use super::scopes::ScopeSet;
use super::status::Status;
use crate::kernel::clock::Instant;
use crate::kernel::db::types::Json;
use crate::kernel::db::{Conn, MultiBackend};
use crate::kernel::text::full_name;
use crate::requests::{HabilitationId, LegalBasis};
use crate::schema::{
    account_roles, accounts, clients, habilitations, organisations, service_invitations,
    service_members, service_rights, services,
};
use crate::services::client::Environment;
use crate::shell::actor::{AccountId, Role};

/// A service with the organisation that holds it.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Named {
    pub name: String,
    pub organisation: String,
    pub reason: Option<String>,
}

/// The names of a service, and why it is suspended or closed.
pub(super) fn named(c: &mut Conn, id: ServiceId) -> QueryResult<Named> {
    services::table
        .inner_join(organisations::table.on(organisations::id.eq(services::organisation_id)))
        .filter(services::id.eq(id))
        .select((services::name, organisations::name, services::state_reason))
        .first(c)
}

/// A person as a page or a mail names them.
#[derive(Debug, Clone)]
pub struct Person {
    /// Given and family name.
    pub name: String,
    /// The address of the account.
    pub email: String,
}

/// The name of the organisation that holds a service.
pub fn organisation_of(c: &mut Conn, id: ServiceId) -> QueryResult<String> {
    Ok(named(c, id)?.organisation)
}

/// A person.
pub fn person(c: &mut Conn, id: AccountId) -> QueryResult<Person> {
    let (given, family, email): (String, String, String) = accounts::table
        .find(id)
        .select((accounts::given_name, accounts::family_name, accounts::email))
        .first(c)?;
    Ok(Person {
        name: full_name(&given, &family),
        email,
    })
}

/// A service in the list of those of a person.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Mine {
    pub id: ServiceId,
    pub name: String,
    pub organisation: String,
    pub status: Status,
    pub since: Instant,
    pub role: TeamRole,
    /// The legal basis of its habilitation, where it matters.
    pub basis: Option<LegalBasis>,
}

/// The services of a person, the latest change first.
pub(super) fn mine(c: &mut Conn, account: AccountId) -> QueryResult<Vec<Mine>> {
    service_members::table
        .inner_join(services::table.on(services::id.eq(service_members::service_id)))
        .inner_join(organisations::table.on(organisations::id.eq(services::organisation_id)))
        .inner_join(habilitations::table.on(habilitations::id.eq(services::habilitation_id)))
        .filter(service_members::account_id.eq(account))
        .order((services::state_since.desc(), services::id))
        .select((
            services::id,
            services::name,
            organisations::name,
            services::status,
            services::state_since,
            service_members::role,
            habilitations::legal_basis.nullable(),
        ))
        .load(c)
}

/// Services on one page of all of them.
const PAGE: i64 = 50;

/// One page of all services, the last opened first, and whether there are more.
pub(super) fn all(c: &mut Conn, before: Option<ServiceId>) -> QueryResult<(Vec<Mine>, bool)> {
    let mut query = services::table
        .inner_join(organisations::table.on(organisations::id.eq(services::organisation_id)))
        .into_boxed::<MultiBackend>();
    if let Some(before) = before {
        query = query.filter(services::id.lt(before));
    }
    let rows: Vec<(ServiceId, String, String, Status, Instant)> = query
        .order(services::id.desc())
        .limit(PAGE + 1)
        .select((
            services::id,
            services::name,
            organisations::name,
            services::status,
            services::state_since,
        ))
        .load(c)?;
    let page = usize::try_from(PAGE).unwrap_or_default();
    let more = rows.len() > page;
    let line = |(id, name, organisation, status, since)| Mine {
        id,
        name,
        organisation,
        status,
        since,
        role: TeamRole::Reader,
        basis: None,
    };
    Ok((rows.into_iter().take(page).map(line).collect(), more))
}

/// Whether an account may read every service, as an auditor.
pub(super) fn audits(c: &mut Conn, account: AccountId) -> QueryResult<bool> {
    let role = account_roles::table
        .find((account, Role::Auditor.as_str()))
        .select(account_roles::role)
        .first::<String>(c)
        .optional()?;
    Ok(role.is_some())
}

/// A member of a team.
#[derive(Debug, Clone)]
pub(super) struct TeamMember {
    pub account: AccountId,
    pub name: String,
    pub email: String,
    pub role: TeamRole,
    pub joined_at: Instant,
}

/// The team, oldest first.
pub(super) fn team(c: &mut Conn, service: ServiceId) -> QueryResult<Vec<TeamMember>> {
    type Row = (AccountId, String, String, String, TeamRole, Instant);
    let rows: Vec<Row> = service_members::table
        .inner_join(accounts::table.on(accounts::id.eq(service_members::account_id)))
        .filter(service_members::service_id.eq(service))
        .order((service_members::joined_at, service_members::account_id))
        .select((
            accounts::id,
            accounts::given_name,
            accounts::family_name,
            accounts::email,
            service_members::role,
            service_members::joined_at,
        ))
        .load(c)?;
    let member = |(account, given, family, email, role, joined_at): Row| TeamMember {
        account,
        name: full_name(&given, &family),
        email,
        role,
        joined_at,
    };
    Ok(rows.into_iter().map(member).collect())
}

/// An invitation that waits.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Waiting {
    pub id: InvitationId,
    pub email: String,
    pub role: TeamRole,
    pub expires_at: Instant,
}

/// The invitations that wait, oldest first.
pub(super) fn waiting(c: &mut Conn, service: ServiceId) -> QueryResult<Vec<Waiting>> {
    service_invitations::table
        .filter(service_invitations::service_id.eq(service))
        .filter(service_invitations::accepted_at.is_null())
        .order((service_invitations::created_at, service_invitations::id))
        .select((
            service_invitations::id,
            service_invitations::email,
            service_invitations::role,
            service_invitations::expires_at,
        ))
        .load(c)
}

/// The right behind a service.
#[derive(Debug, Clone)]
pub struct Habilitation {
    /// `H-000123`.
    pub number: String,
    /// Code of the legal basis.
    pub legal_basis: String,
    /// The text cited.
    pub legal_text: String,
    /// `eidas1` or `eidas2`.
    pub level: String,
    /// Identity claims granted.
    pub claims: Vec<String>,
    /// Scopes of data providers granted.
    pub data_scopes: Vec<String>,
    /// The conditions of the grant.
    pub conditions: Vec<String>,
    /// When it was granted.
    pub granted_at: Instant,
    /// When it ended, if it did.
    pub ended_at: Option<Instant>,
}

impl Habilitation {
    /// What a client may ask for.
    #[must_use]
    pub fn scopes(&self) -> ScopeSet {
        ScopeSet::granted_by(
            self.claims
                .iter()
                .chain(&self.data_scopes)
                .map(String::as_str),
        )
    }

    /// Whether it is at the substantial level.
    #[must_use]
    pub fn is_substantial(&self) -> bool {
        self.level == "eidas2"
    }
}

/// The right of that id.
pub fn habilitation(c: &mut Conn, id: HabilitationId) -> QueryResult<Habilitation> {
    type Row = (
        String,
        String,
        String,
        String,
        Json<Value>,
        Json<Value>,
        Json<Vec<String>>,
        Instant,
        Option<Instant>,
    );
    let row: Row = habilitations::table
        .find(id)
        .select((
            habilitations::number,
            habilitations::legal_basis,
            habilitations::legal_text,
            habilitations::level,
            habilitations::claims,
            habilitations::data_apis,
            habilitations::conditions,
            habilitations::granted_at,
            habilitations::ended_at,
        ))
        .first(c)?;
    let (number, legal_basis, legal_text, level, claims, apis, conditions, granted_at, ended_at) =
        row;
    let (claims, data_scopes) = (codes(&claims.0), codes(&apis.0));
    Ok(Habilitation {
        number,
        legal_basis,
        legal_text,
        level,
        claims,
        data_scopes,
        conditions: conditions.0,
        granted_at,
        ended_at,
    })
}

/// A right on which a service stood.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Former {
    pub number: String,
    pub granted_at: Instant,
    pub ended_at: Option<Instant>,
}

/// The rights on which a service stood before the one in force, the latest first.
pub(super) fn former_rights(
    c: &mut Conn,
    service: ServiceId,
    in_force: HabilitationId,
) -> QueryResult<Vec<Former>> {
    service_rights::table
        .inner_join(habilitations::table.on(habilitations::id.eq(service_rights::habilitation_id)))
        .filter(service_rights::service_id.eq(service))
        .filter(service_rights::habilitation_id.ne(in_force))
        .order(service_rights::ordinal.desc())
        .limit(FORMER_RIGHTS)
        .select((
            habilitations::number,
            habilitations::granted_at,
            habilitations::ended_at,
        ))
        .load(c)
}

/// Former rights shown at most.
const FORMER_RIGHTS: i64 = 50;

/// The codes in a frozen list: of plain codes, or of wishes that hold `claim` or `scopes`.
fn codes(list: &Value) -> Vec<String> {
    match list {
        Value::String(code) => vec![code.clone()],
        Value::Array(items) => items.iter().flat_map(codes).collect(),
        Value::Object(wish) => ["claim", "scopes"]
            .iter()
            .filter_map(|key| wish.get(*key))
            .flat_map(codes)
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// How many sandbox clients are in use.
pub fn count_sandbox_clients(c: &mut Conn, service: ServiceId) -> QueryResult<i64> {
    clients::table
        .filter(clients::service_id.eq(service))
        .filter(clients::environment.eq(Environment::Sandbox))
        .filter(clients::disabled_at.is_null())
        .count()
        .get_result(c)
}
