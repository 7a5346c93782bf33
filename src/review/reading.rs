//! Who may read what the desk keeps for itself: the staff that may read the request and has no part in it.

use super::policy;
use crate::kernel::db::Conn;
use crate::kernel::error::Outcome;
use crate::requests::{self, AccessError, Action, Actor, Capacity, Request, RequestId};

/// The request, and the capacities of the person, when they may read what the desk writes of it.
pub fn desk_reading(
    c: &mut Conn,
    actor: &Actor,
    id: RequestId,
) -> Outcome<(Request, Vec<Capacity>), AccessError> {
    let (request, held) = requests::authorised_as(c, actor, id, Action::Read)?;
    if policy::is_of_the_desk(&held) {
        Ok((request, held))
    } else {
        Err(AccessError::Forbidden.into())
    }
}
