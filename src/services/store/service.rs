//! Rows of `services` and `service_steps`, and the only way from a row to a [`State`].

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::organisations::OrganisationId;
use crate::requests::{HabilitationId, RequestId};
use crate::schema::{service_rights, service_steps, services};
use crate::services::model::{OpenService, ServiceId};
use crate::services::state::State;
use crate::services::status::Status;
use crate::shell::actor::AccountId;

/// A service as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = services)]
pub(in crate::services) struct ServiceRow {
    pub id: ServiceId,
    pub organisation_id: OrganisationId,
    pub habilitation_id: HabilitationId,
    pub request_id: RequestId,
    pub name: String,
    pub status: Status,
    pub version: i32,
    pub officer_id: Option<AccountId>,
    pub state_reason: Option<String>,
    pub state_since: Instant,
    pub qualified_at: Option<Instant>,
    pub created_at: Instant,
}

impl ServiceRow {
    /// The state behind the columns, or a fault when they contradict each other.
    pub(in crate::services) fn state(&self) -> Result<State, Fault> {
        let officer = || {
            self.officer_id
                .ok_or_else(|| Fault::inconsistent("services", self.id))
        };
        let reason = || {
            self.state_reason
                .clone()
                .ok_or_else(|| Fault::inconsistent("services", self.id))
        };
        Ok(match self.status {
            Status::Integration => State::Integration,
            Status::QualificationRequested => State::QualificationRequested {
                officer: self.officer_id,
            },
            Status::InQualification => State::InQualification {
                officer: officer()?,
            },
            Status::CorrectionsRequested => State::CorrectionsRequested {
                officer: officer()?,
            },
            Status::Qualified => State::Qualified {
                officer: officer()?,
            },
            Status::Live => State::Live {
                officer: officer()?,
            },
            Status::Suspended => State::Suspended {
                officer: officer()?,
                reason: reason()?,
            },
            Status::Closed => State::Closed { reason: reason()? },
        })
    }
}

/// Creates the row and its first step.
pub(in crate::services) fn insert(
    tx: &mut Conn,
    ctx: &Ctx,
    id: ServiceId,
    opened: &OpenService,
) -> QueryResult<()> {
    diesel::insert_into(services::table)
        .values((
            services::id.eq(id),
            services::organisation_id.eq(opened.organisation),
            services::habilitation_id.eq(opened.habilitation),
            services::request_id.eq(opened.request),
            services::name.eq(&opened.name),
            services::status.eq(Status::Integration),
            services::version.eq(1),
            services::state_since.eq(ctx.now),
            services::created_at.eq(ctx.now),
        ))
        .execute(tx)?;
    add_right(tx, ctx, (id, 1), (opened.habilitation, opened.request))?;
    insert_step(tx, ctx, id, 1, Status::Integration)
}

/// Records a right on which the service stands from now on.
fn add_right(
    tx: &mut Conn,
    ctx: &Ctx,
    (service, ordinal): (ServiceId, i32),
    (habilitation, request): (HabilitationId, RequestId),
) -> QueryResult<()> {
    diesel::insert_into(service_rights::table)
        .values((
            service_rights::service_id.eq(service),
            service_rights::ordinal.eq(ordinal),
            service_rights::habilitation_id.eq(habilitation),
            service_rights::request_id.eq(request),
            service_rights::since.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}

/// Puts another right under a service, and keeps the former one in its history.
pub(in crate::services) fn replace_right(
    tx: &mut Conn,
    ctx: &Ctx,
    service: ServiceId,
    (habilitation, request, name): (HabilitationId, RequestId, &str),
) -> QueryResult<()> {
    let last: Option<i32> = service_rights::table
        .filter(service_rights::service_id.eq(service))
        .order(service_rights::ordinal.desc())
        .select(service_rights::ordinal)
        .first(tx)
        .optional()?;
    diesel::update(services::table.find(service))
        .set((
            services::habilitation_id.eq(habilitation),
            services::request_id.eq(request),
            services::name.eq(name),
        ))
        .execute(tx)?;
    let place = (service, last.unwrap_or_default() + 1);
    add_right(tx, ctx, place, (habilitation, request))
}

/// The row, if there is one.
pub(in crate::services) fn find(c: &mut Conn, id: ServiceId) -> QueryResult<Option<ServiceRow>> {
    services::table
        .find(id)
        .select(ServiceRow::as_select())
        .first(c)
        .optional()
}

/// The services that a request opened.
pub(in crate::services) fn of_request(
    c: &mut Conn,
    request: RequestId,
) -> QueryResult<Option<ServiceId>> {
    services::table
        .filter(services::request_id.eq(request))
        .select(services::id)
        .first(c)
        .optional()
}

/// Saves a state over the row that was read; false when somebody was faster.
pub(in crate::services) fn save(
    tx: &mut Conn,
    ctx: &Ctx,
    seen: &ServiceRow,
    next: &State,
) -> QueryResult<bool> {
    let status = next.status();
    let qualified_at = match status {
        Status::Qualified => Some(ctx.now),
        _ => seen.qualified_at,
    };
    let officer = match status {
        Status::Closed => seen.officer_id,
        _ => next.officer(),
    };
    let changed = diesel::update(services::table)
        .filter(services::id.eq(seen.id))
        .filter(services::status.eq(seen.status))
        .filter(services::version.eq(seen.version))
        .set((
            services::status.eq(status),
            services::version.eq(seen.version + 1),
            services::officer_id.eq(officer),
            services::state_reason.eq(next.reason()),
            services::state_since.eq(ctx.now),
            services::qualified_at.eq(qualified_at),
        ))
        .execute(tx)?;
    if changed == 0 {
        return Ok(false);
    }
    insert_step(tx, ctx, seen.id, seen.version + 1, status)?;
    Ok(true)
}

fn insert_step(
    tx: &mut Conn,
    ctx: &Ctx,
    service: ServiceId,
    ordinal: i32,
    status: Status,
) -> QueryResult<()> {
    diesel::insert_into(service_steps::table)
        .values((
            service_steps::service_id.eq(service),
            service_steps::ordinal.eq(ordinal),
            service_steps::status.eq(status),
            service_steps::reached_at.eq(ctx.now),
            service_steps::actor_id.eq(ctx.account().map(AccountId::from)),
        ))
        .execute(tx)?;
    Ok(())
}

/// The states a service went through, oldest first.
pub(in crate::services) fn steps(
    c: &mut Conn,
    service: ServiceId,
) -> QueryResult<Vec<(Status, Instant)>> {
    service_steps::table
        .filter(service_steps::service_id.eq(service))
        .order(service_steps::ordinal)
        .select((service_steps::status, service_steps::reached_at))
        .load(c)
}
