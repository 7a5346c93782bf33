//! The use cases of the partner space. Each runs in the caller's transaction: guarded update, journal, outbox.

mod access;
mod advance;
mod clients;
mod closing;
mod opening;
mod replacing;
mod secrets;
mod team;

pub use access::{authorised, find, is_over, note_audit};
pub use advance::{AdvanceError, advance};
pub use clients::{
    ClientCommand, ClientError, MOST_CLIENTS, NewSecret, create_client, disable_client, edit_client,
};
pub use closing::close;
pub use opening::open;
pub use replacing::replace_right;
pub use secrets::{Overlap, rotate_secret, withdraw_former_secret};
pub use team::{
    AcceptError, Invite, TeamError, accept, cancel, change_role, invite, remove, resend,
};
