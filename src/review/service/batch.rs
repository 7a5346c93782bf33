//! The same change on several requests, each by itself: one that fails does not keep the others.

use super::desk;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome};
use crate::requests::{self, AccessError, Action, Actor, Move, MoveError, RequestId, Status};
use crate::review::model::TagId;
use crate::shell::actor::{AccountId, Role};

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

/// Gives a request: one that waits is taken first.
fn give(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, seen): (&Actor, Seen),
    to: AccountId,
) -> Result<Fate, Fault> {
    // whoever receives it must be able to instruct it: nobody instructs for their own organisation
    let receiver = Actor {
        account: to,
        staff: vec![Role::Reviewer],
    };
    let request = match requests::authorised(tx, &receiver, seen.request, Action::Instruct) {
        Ok(request) => request,
        Err(Failure::Refused(AccessError::NotNow(_))) => return Ok(Fate::NotFromHere),
        Err(Failure::Refused(_)) => return Ok(Fate::Forbidden),
        Err(Failure::Fault(fault)) => return Err(fault),
    };
    let mut on = Move {
        actor: actor.clone(),
        request: seen.request,
        seen: seen.version,
    };
    let mut given = Ok(());
    if request.status() == Status::Submitted {
        given = requests::take(tx, ctx, &on);
        on.seen = on.seen.saturating_add(1);
    }
    if given.is_ok() && to != actor.account {
        given = requests::hand_over(tx, ctx, &on, to);
    }
    fate(given)
}

fn fate(given: Outcome<(), MoveError>) -> Result<Fate, Fault> {
    match given {
        Ok(()) => Ok(Fate::Done),
        Err(Failure::Refused(MoveError::AlreadyDone(_))) => Ok(Fate::Same),
        Err(Failure::Refused(MoveError::Stale(_))) => Ok(Fate::Changed),
        Err(Failure::Refused(MoveError::Refused(_))) => Ok(Fate::NotFromHere),
        Err(Failure::Refused(MoveError::Unknown | MoveError::Forbidden)) => Ok(Fate::Forbidden),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}
