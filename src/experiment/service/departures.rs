//! Letting a request that waits pass before others of better rank, with a reason: for a representative panel.

use serde_json::json;

use super::offers::settle;
use crate::experiment::store;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::requests::{self, AccessError, Action, Actor, RequestId, Status};

/// A supervisor lets a request pass first.
#[derive(Debug, Clone)]
pub struct Depart {
    /// Who.
    pub actor: Actor,
    /// Which request.
    pub request: RequestId,
    /// Why.
    pub reason: String,
}

/// Why it doesn't pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DepartError {
    /// Not for this person.
    Access(AccessError),
    /// It doesn't wait.
    NotWaiting(Status),
    /// A seat is already offered to it, or taken.
    Seated,
    /// The reason is missing.
    NoReason,
}
impl Refusal for DepartError {}

/// The next free seat is offered to this request, before those of better rank.
pub fn depart(tx: &mut Conn, ctx: &Ctx, cmd: &Depart) -> Outcome<(), DepartError> {
    let reason = cmd.reason.trim();
    if reason.is_empty() {
        return Err(DepartError::NoReason.into());
    }
    let request = requests::authorised(tx, &cmd.actor, cmd.request, Action::Instruct)
        .map_err(|failure| failure.map_refusal(DepartError::Access))?;
    let (Status::Waitlisted, Some(rank)) = (request.status(), request.rank_at) else {
        return Err(DepartError::NotWaiting(request.status()).into());
    };
    let offered = store::offer_of(tx, request.id)?;
    if offered.is_some_and(|offer| offer.outcome.is_none()) {
        return Err(DepartError::Seated.into());
    }
    store::depart(tx, ctx, (request.id, cmd.actor.account), reason)?;
    if let Some(experiment) = store::opened_on(tx, rank.paris_day())? {
        let entry = Entry::new("experiment.departure", "experiment", experiment.id)
            .about_request(request.id)
            .data(json!({ "rank": rank }));
        journal::record(tx, ctx, entry)?;
    }
    settle(tx, ctx)?;
    Ok(())
}
