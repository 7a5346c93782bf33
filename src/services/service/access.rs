//! Loading a service only for who may know of it.

use serde_json::json;

use crate::experiment;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::kernel::journal::{self, Entry};
use crate::services::model::{Access, Denied, Service, ServiceId, TeamRole};
use crate::services::policy::{self, Action};
use crate::services::store::{self, ServiceRow};
use crate::services::views;
use crate::shell::actor::AccountId;

/// The service, if the account is of its team and its role allows the action. An auditor reads every service.
pub fn authorised(
    c: &mut Conn,
    account: AccountId,
    id: ServiceId,
    action: Action,
) -> Outcome<Access, Denied> {
    let role = match store::role_of(c, id, account)? {
        Some(role) => role,
        None if action == Action::View && views::audits(c, account)? => TeamRole::Reader,
        None => return Err(Denied::Unknown.into()),
    };
    if !policy::allows(role, action) {
        return Err(Denied::Forbidden.into());
    }
    let row = store::find(c, id)?.ok_or(Denied::Unknown)?;
    Ok(Access {
        service: service_of(row)?,
        role,
    })
}

/// Notes that an auditor reads a service of which they are not.
pub fn note_audit(tx: &mut Conn, ctx: &Ctx, account: AccountId, id: ServiceId) -> Outcome<()> {
    let Some(row) = store::find(tx, id)? else {
        return Ok(());
    };
    if store::role_of(tx, id, account)?.is_some() {
        return Ok(());
    }
    let entry = Entry::new("service.audited", "service", id)
        .about_organisation(row.organisation_id)
        .about_service(id);
    Ok(journal::record(tx, ctx, entry.data(json!({})))?)
}

/// The service, for slices that already know that the actor may see it.
pub fn find(c: &mut Conn, id: ServiceId) -> Outcome<Option<Service>> {
    Ok(store::find(c, id)?.map(service_of).transpose()?)
}

/// Whether the right of a service is over at that instant with the experiment that gave it, whatever its state says yet.
pub fn is_over(c: &mut Conn, service: &Service, now: Instant) -> Result<bool, Fault> {
    experiment::is_over(c, service.habilitation, now)
}

pub(super) fn service_of(row: ServiceRow) -> Result<Service, Fault> {
    let state = row.state()?;
    Ok(Service {
        id: row.id,
        organisation: row.organisation_id,
        habilitation: row.habilitation_id,
        request: row.request_id,
        name: row.name,
        state,
        since: row.state_since,
        version: row.version,
        qualified_at: row.qualified_at,
        opened_at: row.created_at,
    })
}
