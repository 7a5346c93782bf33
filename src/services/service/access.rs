//! Loading a service only for who may know of it.

use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome};
use crate::services::model::{Access, Denied, Service, ServiceId};
use crate::services::policy::{self, Action};
use crate::services::store::{self, ServiceRow};
use crate::shell::actor::AccountId;

/// The service, if the account is of its team and its role allows the action.
pub fn authorised(
    c: &mut Conn,
    account: AccountId,
    id: ServiceId,
    action: Action,
) -> Outcome<Access, Denied> {
    let Some(role) = store::role_of(c, id, account)? else {
        return Err(Denied::Unknown.into());
    };
    if !policy::allows(role, action) {
        return Err(Denied::Forbidden.into());
    }
    let row = store::find(c, id)?
        .ok_or_else(|| Failure::from(Fault::inconsistent("service_members", id)))?;
    Ok(Access {
        service: service_of(row)?,
        role,
    })
}

/// The service, for slices that already know that the actor may see it.
pub fn find(c: &mut Conn, id: ServiceId) -> Outcome<Option<Service>> {
    Ok(store::find(c, id)?.map(service_of).transpose()?)
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
