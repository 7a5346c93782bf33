//! The rows of the partner space. They never leave the slice: what leaves is built from them.

mod client;
mod invitation;
mod sandbox;
mod service;
mod team;

pub(in crate::services) use client::{
    ClientRow, NewClient, VERSIONS, VersionRow, clients_of, disable, disabled_clients_of,
    find_client, forget_former_secret, forget_secrets, insert_client, save_config, save_secret,
    version, versions,
};
pub(in crate::services) use invitation::*;
pub use sandbox::{SandboxClient, SandboxRow, sandbox_client, sandbox_client_of};
pub(in crate::services) use service::*;
pub use team::told;
pub(in crate::services) use team::{
    account_of, add_member, count_owners, remove_member, role_of, set_role,
};
