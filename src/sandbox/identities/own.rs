//! The identities that a service makes for itself: added, removed, seen by nobody else.

use serde_json::json;

use super::model::{Family, Identity, IdentityId};
use super::said::{Registry, Said};
use super::store::{self, Own};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::services::{self, Action, Denied, Service, ServiceId, Status};
use crate::shell::AccountId;
use crate::typed_id;

typed_id! {
    /// Identifies an identity that a service made.
    pub struct OwnId;
}

/// Identities a service may make.
pub const MOST_OWN: i64 = 30;
/// Beginning of the names of these identities.
const PREFIX: &str = "perso-";

/// Why an identity was not added or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnError {
    /// See [`Denied`].
    Denied(Denied),
    /// The service has as many as it may.
    TooMany,
    /// The service is closed.
    Closed,
    /// There is no such identity in this service.
    Unknown,
}
impl Refusal for OwnError {}

/// An identity to add, its claims judged.
#[derive(Debug, Clone)]
pub struct NewIdentity {
    /// What it is for.
    pub words: String,
    /// What the identity provider will say.
    pub said: Said,
    /// What the civil registry will answer.
    pub registry: Registry,
}

impl From<Own> for Identity {
    fn from(own: Own) -> Self {
        let id = IdentityId(format!("{PREFIX}{}", own.id));
        own.said
            .0
            .identity(id, (Family::Own, &own.words), own.registry, None)
    }
}

impl IdentityId {
    /// The id of an identity that a service made, if this is one.
    #[must_use]
    pub fn own(&self) -> Option<OwnId> {
        self.0.strip_prefix(PREFIX)?.parse().ok()
    }
}

fn configured(c: &mut Conn, actor: AccountId, id: ServiceId) -> Outcome<Service, OwnError> {
    let access = services::authorised(c, actor, id, Action::Configure);
    let service = access
        .map_err(|failure| failure.map_refusal(OwnError::Denied))?
        .service;
    if service.state.status() == Status::Closed {
        return Err(OwnError::Closed.into());
    }
    Ok(service)
}

fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    event: &'static str,
    (service, id): (&Service, OwnId),
) -> Outcome<(), OwnError> {
    let entry = Entry::new(event, "identity", id)
        .about_organisation(service.organisation)
        .about_service(service.id)
        .data(json!({}));
    Ok(journal::record(tx, ctx, entry)?)
}

/// Adds an identity to those of a service.
pub fn add(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, service): (AccountId, ServiceId),
    new: &NewIdentity,
) -> Outcome<IdentityId, OwnError> {
    let service = configured(tx, actor, service)?;
    if store::count(tx, service.id)? >= MOST_OWN {
        return Err(OwnError::TooMany.into());
    }
    let id: OwnId = ctx.new_id();
    store::insert(tx, ctx, (id, service.id, actor), new)?;
    record(tx, ctx, "sandbox.identity_added", (&service, id))?;
    Ok(IdentityId(format!("{PREFIX}{id}")))
}

/// Removes an identity of a service. Connections already made with it keep it.
pub fn remove(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, service): (AccountId, ServiceId),
    identity: &IdentityId,
) -> Outcome<(), OwnError> {
    let service = configured(tx, actor, service)?;
    let id = identity.own().ok_or(OwnError::Unknown)?;
    if !store::delete(tx, (service.id, id))? {
        return Err(OwnError::Unknown.into());
    }
    record(tx, ctx, "sandbox.identity_removed", (&service, id))
}
