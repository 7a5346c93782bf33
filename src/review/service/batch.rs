//! The same change on several requests, each by itself: one that fails does not keep the others.

use super::desk;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome};
use crate::requests::{self, Actor, HandOverError, Move, MoveError, RequestId};
use crate::review::model::TagId;
use crate::shell::actor::AccountId;

/// What is done to each request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Give it to a person.
    Give(AccountId),
    /// Put a tag on it.
    Put(TagId),
    /// Take a tag away from it.
    Remove(TagId),
}

/// A request, in the version that the person saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The request.
    pub request: RequestId,
    /// Its version.
    pub version: i32,
}

/// What became of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Changed.
    Done,
    /// It was so already.
    Same,
    /// Somebody changed it since it was shown.
    Changed,
    /// Its state doesn't allow it.
    NotFromHere,
    /// This person may not, or the one who should receive it.
    Forbidden,
}

/// Changes one request of the batch.
pub fn change_one(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: &Actor,
    (seen, change): (Seen, Change),
) -> Result<Fate, Fault> {
    let (tag, put) = match change {
        Change::Give(to) => return give(tx, ctx, (actor, seen), to),
        Change::Put(tag) => (tag, true),
        Change::Remove(tag) => (tag, false),
    };
    match desk::tag(tx, ctx, actor, (seen.request, tag), put) {
        Ok(true) => Ok(Fate::Done),
        Ok(false) => Ok(Fate::Same),
        Err(Failure::Refused(_)) => Ok(Fate::Forbidden),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}

/// Gives a request, from the pool or from whoever holds it.
fn give(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, seen): (&Actor, Seen),
    to: AccountId,
) -> Result<Fate, Fault> {
    let on = Move {
        actor: actor.clone(),
        request: seen.request,
        seen: seen.version,
    };
    fate(requests::hand_over(tx, ctx, &on, to))
}

fn fate(given: Outcome<(), HandOverError>) -> Result<Fate, Fault> {
    let refusal = match given {
        Ok(()) => return Ok(Fate::Done),
        Err(Failure::Refused(HandOverError::NotTheirs)) => return Ok(Fate::Forbidden),
        Err(Failure::Refused(HandOverError::Move(refusal))) => refusal,
        Err(Failure::Fault(fault)) => return Err(fault),
    };
    Ok(match refusal {
        MoveError::AlreadyDone(_) => Fate::Same,
        MoveError::Stale(_) => Fate::Changed,
        MoveError::Refused(_) => Fate::NotFromHere,
        MoveError::Unknown | MoveError::Forbidden => Fate::Forbidden,
    })
}
