//! Organisations: the legal persons that ask, named by SIRET, and the people who act for them.
//!
//! What the public registry says of a SIRET ([`Registry`]) is taken over what people type; it never blocks them.
//!
//! Invariants: a SIRET names at most one organisation here; an organisation always keeps at least one
//! administrator; what was typed by hand stays marked `unverified` until a registry confirms it; nobody learns
//! anything about an organisation to which they don't belong.
//! Requests and services ask this room who may act for whom, through [`authorised`] and [`membership_of`].
//!
//! Ways in, each journalled and mailed:
//! ```text
//! attach (first person)      -> administrator
//! membership request: pending -> accepted | declined | withdrawn
//! invitation:         pending -> accepted | revoked          (link valid 7 days, can be sent again)
//! ```

mod activity;
mod forms;
mod jobs;
mod legal;
mod model;
mod pages;
mod policy;
mod registry;
mod samples;
mod service;
mod siret;
mod store;
mod urls;
mod views;
mod web;

pub use activity::{ActivityCode, NotAnActivityCode};
pub use jobs::register as register_jobs;
pub use legal::{LegalCategory, NotALegalCategory};
pub use model::{
    Address, Details, InvitationId, InvitationStatus, JoinRequestId, JoinStatus, Organisation,
    OrganisationId, Provenance, RegistryState, Role,
};
pub use pages::pages;
pub use policy::{Action, Change, ChangeRefusal, Standing, decide, may};
pub use registry::{
    Finding, Found, Import, ImportError, Imported, Lookup, Registry, StockFile, import,
};
pub use service::{
    AcceptError, AccessError, Answer, AnswerError, AnswerJoin, Attach, AttachError, ChangeError,
    ChangeMember, CorrectError, Invite, InviteError, JoinError, ManageInvitationError,
    accept_invitation, answer_join, ask_to_join, attach, attach_as, authorised, change_member,
    check_again_if_old, correct_details, invite, membership_of, organisation, organisations_of,
    resend_invitation, revoke_invitation, take_registry, withdraw_join,
};
pub use siret::{NumberError, Siren, Siret};
pub use urls::{LIST as LIST_URL, NEW as NEW_URL, show as url};
pub use web::{asked_registry, check_now, routes};
