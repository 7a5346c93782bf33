//! Rows and queries of this room. Rows never leave; every update is guarded by what the caller saw.

mod asking;
mod membership;
mod organisation;

pub(super) use asking::{
    Invitation, NewInvitation, find_invitation, find_join, insert_invitation, insert_join,
    invitation_by_token, is_invited, pending_join, renew_invitation, set_invitation_token,
    settle_invitation, settle_join,
};
pub(super) use membership::{
    account_by_email, add_member, administrator_count, administrators, remove_member, role_of,
    set_role,
};
pub(super) use organisation::{
    find, find_by_siret, insert, of_account, set_checked, take_registry, update_details,
};
