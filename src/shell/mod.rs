//! The shell: HTTP and HTML for every slice. It knows people and sessions, and no business noun.
//!
//! A slice declares [`routes::Routes`] and [`page::Page`]s; its handlers receive a [`web::Web`], an actor
//! ([`actor::SignedIn`], [`actor::Staff`]...) and, for a POST, a [`protected::Protected`] form, and answer with a
//! page, a redirection or a [`errors::PageError`].
//!
//! Invariants: no body is read before its token is checked; GET changes nothing but a session's last use; no
//! page runs anything inline; every error is a page and every fault is logged once.

pub mod actor;
pub mod assets;
mod cookies;
pub mod csrf;
pub mod download;
pub mod edge;
pub mod errors;
pub mod flash;
pub mod form;
pub mod frame;
pub mod headers;
mod html;
mod kept;
pub mod page;
pub mod protected;
pub mod routes;
pub mod session;
pub mod site;
pub mod upload;
pub mod urls;
mod visit;
pub mod web;

pub use actor::{
    AccountId, Administrator, AnyStaff, Anyone, Auditor, HalfSignedIn, Officer, OrganisationRef,
    Person, Reviewer, Role, Session, SessionId, SignedIn, Staff, Supervisor, Viewer,
};
pub use download::Attached;
pub use errors::{ConflictPage, PageError};
pub use flash::Flash;
pub use form::{FormState, RawForm};
pub use frame::{Crumb, Frame};
pub use page::{Page, PageEntry, Templates};
pub use protected::Protected;
pub use routes::Routes;
pub use site::Site;
pub use upload::{Upload, UploadedFile};
pub use web::{Answer, Path, Web};
