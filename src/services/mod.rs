//! The partner space: a service from its opening by a grant to its closing, its team and its clients.
//!
//! Invariants: a service is opened by a grant and by nothing else; its state changes through one `decide`; a service
//! never loses its last owner; a client never asks for more than the habilitation; a sandbox secret is shown once
//! and kept as a hash. Another organisation's service does not exist for those who are not of its team.
//!
//! ```text
//! integration -> qualification_requested <-> in_qualification -> qualified -> live <-> suspended
//!                          ^                        |                |
//!                          |-- corrections_requested <               |   any state but closed -> closed
//!                          '--- evidence grew old -------------------'
//! ```
//!
//! Called by `review` (the grant opens, that of an amendment puts another right under the service, the revocation closes), `qualification` and `credentials` (changes of state).
//! Not here: verdicts, production secrets.

mod addresses;
mod client;
mod client_rules;
mod differences;
mod effect;
mod forms;
mod jobs;
mod keys;
mod model;
mod pages;
mod policy;
mod production;
mod scopes;
mod service;
mod state;
mod status;
mod store;
mod timeline;
mod urls;
mod views;
mod web;

pub use client::{
    AuthMethod, ClientAuth, ClientConfig, ClientDraft, Environment, FieldError, Keys, SigningAlg,
};
pub use client_rules::{Frame, check};
pub use differences::{Difference, between};
pub use effect::{Effect, TeamNews};
pub use jobs::{InvitationMail, OpenedMail, TeamNewsMail, register_jobs};
pub use model::{
    Access, ClientKey, Denied, INVITATION_DAYS, InvitationId, OpenService, Service, ServiceId,
    TeamRole,
};
pub use pages::{SpaceHead, Tab, TimelineItem, pages, sample_instant};
pub use policy::{Action, allows};
pub use production::{AfterProduction, ProductionChanged, production_changed};
pub use scopes::{ScopeChoice, ScopeSet};
pub use service::{
    AcceptError, AdvanceError, ClientCommand, ClientError, Invite, MOST_CLIENTS, NewSecret,
    Overlap, TeamError, accept, advance, authorised, cancel, change_role, close, create_client,
    disable_client, edit_client, find, invite, is_over, open, remove, replace_right, resend,
    rotate_secret, withdraw_former_secret,
};
pub use state::{Command, Decision, Refused, State, Why};
pub use status::{Holder, Status};
pub use store::{SandboxClient, SandboxRow, sandbox_client, sandbox_client_of, told};
pub use timeline::of_service as timeline_of;
pub use urls::{
    LIST, client as client_url, identities as identities_url, new_production_client, production,
    qualification, service as service_url, traces as traces_url,
};
pub use views::{
    Habilitation, Person, count_sandbox_clients, habilitation, organisation_of, person,
};

pub use web::{note_audit, refused, routes};
