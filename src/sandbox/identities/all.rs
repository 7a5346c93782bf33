//! Which identities a service may use: those of everybody, and its own.

use super::catalogue::all;
use super::model::{Identity, IdentityId};
use super::store;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::services::ServiceId;

/// The identities that a service made for itself.
pub fn own_of(c: &mut Conn, service: ServiceId) -> Result<Vec<Identity>, Fault> {
    let own = store::of_service(c, service)?;
    Ok(own.into_iter().map(Identity::from).collect())
}

/// The identities that a service may use: its own, then those of everybody.
pub fn for_service(c: &mut Conn, service: ServiceId) -> Result<Vec<Identity>, Fault> {
    let own = own_of(c, service)?;
    Ok(own.into_iter().chain(all().iter().cloned()).collect())
}

/// One identity that a service may use.
pub fn find(c: &mut Conn, service: ServiceId, id: &IdentityId) -> Result<Option<Identity>, Fault> {
    match id.own() {
        Some(own) => Ok(store::find(c, (service, own))?.map(Identity::from)),
        None => Ok(all().iter().find(|identity| identity.id == *id).cloned()),
    }
}
