//! Vendors: the administrations for which a vendor files, their mandates, their consent, a request for each.
//!
//! Invariants: a client belongs to one vendor and is named by its SIRET once; another organisation's portfolio does not
//! exist; a file of clients is checked whole before a line of it is written, then written in one transaction; the link
//! by which a client consents is kept as a hash, serves once and runs out. A client that refused gets no request.
//!
//! ```text
//! consent: none -> asked -> given | refused      (refused -> asked, when the vendor asks again)
//! import:  checked -> imported | dropped
//! ```
//! The request itself is the business of `requests`; the mandate's bytes are shared with it, never copied.

mod file;
mod forms;
mod jobs;
mod lines;
mod model;
mod pages;
mod registry;
mod service;
mod store;
mod urls;
mod views;
mod web;

pub use file::{LineError, MAX_LINES, Report, read};
pub use jobs::register as register_jobs;
pub use lines::COLUMNS;
pub use model::{
    Client, ClientId, Consent, ImportId, ImportStatus, MandateState, NewClient, Sheet,
};
pub use pages::pages;
pub use service::{
    Begin, BeginError, Checked, ConsentError, ImportError, MandateFile, PortfolioError, add_client,
    answer_consent, archive, ask_consent, begin_request, import, record_import, set_mandate,
};
pub use views::{ConsentCard, consent_card};
pub use web::routes;
