//! Who acts on a request, and whether they may: asked while loading, so that nobody holds what they weren't allowed.

use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::requests::model::{Request, RequestId};
use crate::requests::policy::{Action, Answer, Capacity, may};
use crate::requests::state::Status;
use crate::requests::store;
use crate::requests::views::{self, Ties};
use crate::shell::{AccountId, Role, Viewer};

/// A signed-in person, with the staff roles that they may use now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub account: AccountId,
    /// Staff roles; those without a second factor shown are not here.
    pub staff: Vec<Role>,
}

impl Actor {
    /// The viewer as an actor, if somebody is signed in.
    #[must_use]
    pub fn of(viewer: &Viewer) -> Option<Self> {
        let staff = Role::ALL
            .iter()
            .copied()
            .filter(|role| viewer.has(*role))
            .collect();
        Some(Self {
            account: viewer.account()?,
            staff,
        })
    }

    /// Somebody without a staff role.
    #[must_use]
    pub fn applicant(account: AccountId) -> Self {
        Self {
            account,
            staff: Vec::new(),
        }
    }
}

/// Why a person may not act on a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessError {
    /// For this person, there is no such request.
    Unknown,
    /// Never in their capacity.
    Forbidden,
    /// Not in its present state.
    NotNow(Status),
}
impl Refusal for AccessError {}

/// The capacities in which a person looks at a request. A conflict of interest closes it to their roles.
pub fn capacities(c: &mut Conn, actor: &Actor, request: &Request) -> Result<Vec<Capacity>, Fault> {
    let ties = views::standing(c, actor.account, request)?;
    Ok(held(actor, request, ties))
}

fn held(actor: &Actor, request: &Request, ties: Ties) -> Vec<Capacity> {
    let own = of_the_organisation(actor.account, request, ties);
    let recused = ties.recused_at.is_some();
    let staff = actor.staff.iter().map(|role| match role {
        Role::Administrator => Capacity::Keeper,
        _ if recused => Capacity::Recused,
        Role::Reviewer => Capacity::Reviewer,
        Role::Officer => Capacity::Officer,
        Role::Supervisor => Capacity::Supervisor,
        Role::Auditor => Capacity::Auditor,
    });
    own.into_iter().chain(staff).collect()
}

/// What membership and invitation give a person on a request.
fn of_the_organisation(account: AccountId, request: &Request, ties: Ties) -> Vec<Capacity> {
    let is_author = request.author == account;
    let member = ties
        .role
        .map(|role| Capacity::of_member(role, is_author, request.members_may));
    if matches!(member, Some(Capacity::Administrator | Capacity::Author)) {
        return member.into_iter().collect();
    }
    let guest = ties.invited.map(Capacity::of_guest);
    member.into_iter().chain(guest).collect()
}

/// The request, if the actor may do so to it.
pub fn authorised(
    c: &mut Conn,
    actor: &Actor,
    id: RequestId,
    action: Action,
) -> Outcome<Request, AccessError> {
    authorised_as(c, actor, id, action).map(|(request, _)| request)
}

/// [`authorised`], with the capacities in which the actor looks at the request.
pub fn authorised_as(
    c: &mut Conn,
    actor: &Actor,
    id: RequestId,
    action: Action,
) -> Outcome<(Request, Vec<Capacity>), AccessError> {
    let (request, ties) = store::find_for(c, id, actor.account)?.ok_or(AccessError::Unknown)?;
    let held = held(actor, &request, ties);
    match may(&held, action, request.status()) {
        Answer::Yes => Ok((request, held)),
        Answer::Hidden => Err(AccessError::Unknown.into()),
        Answer::Forbidden => Err(AccessError::Forbidden.into()),
        Answer::NotNow => Err(AccessError::NotNow(request.status()).into()),
    }
}
