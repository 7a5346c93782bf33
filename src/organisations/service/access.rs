//! Who may act for whom: what the rooms below ask of this one.

use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::organisations::model::{Organisation, OrganisationId, Role};
use crate::organisations::policy::{Action, may};
use crate::organisations::store;
use crate::shell::actor::AccountId;

/// Why a person may not act for an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// The person is not a member: for them the organisation is not there.
    #[error("no such organisation for this person")]
    Unknown,
    /// The person is a member whose role does not allow this.
    #[error("the member's role does not allow this")]
    Forbidden,
}
impl Refusal for AccessError {}

/// The role of the person, when it allows the action.
pub fn authorised(
    c: &mut Conn,
    account: AccountId,
    organisation: OrganisationId,
    action: Action,
) -> Outcome<Role, AccessError> {
    match store::role_of(c, organisation, account)? {
        None => Err(AccessError::Unknown.into()),
        Some(role) if may(role, action) => Ok(role),
        Some(_) => Err(AccessError::Forbidden.into()),
    }
}

/// The role a person holds in an organisation, if they are a member.
pub fn membership_of(
    c: &mut Conn,
    account: AccountId,
    organisation: OrganisationId,
) -> Result<Option<Role>, Fault> {
    Ok(store::role_of(c, organisation, account)?)
}

/// The organisations of a person with their role in each, in the order of names.
pub fn organisations_of(
    c: &mut Conn,
    account: AccountId,
) -> Result<Vec<(Organisation, Role)>, Fault> {
    store::of_account(c, account)
}

/// An organisation by its id; the caller has checked that the person may know of it.
pub fn organisation(c: &mut Conn, id: OrganisationId) -> Result<Option<Organisation>, Fault> {
    store::find(c, id)
}
