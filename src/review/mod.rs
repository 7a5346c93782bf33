//! The review desk (instruction): the queue, the file of a request, and the decisions.
//!
//! Invariants: a decision is one transaction over requests, the experiment and services, or nothing; it is taken on the
//! version that the reviewer saw; a grant under a full experiment waitlists and never loses; with four eyes on, an
//! unfavourable decision has two different signatures; reading a dossier is journalled.
//!
//! ```text
//! submitted -> take -> in_review -> corrections | grant (or waiting list) | refuse | discard
//! granted -> revoke | end           refuse, discard, revoke: propose -> sign | drop, with four eyes
//! ```
//! What a state allows is the word of `requests`; whether there is a seat, that of `experiment`.

mod effects;
mod export;
mod forms;
mod model;
mod morning;
mod pages;
mod policy;
mod queue;
mod service;
mod state;
mod steps;
mod store;
mod urls;
mod views;
mod web;
mod wording;

pub use model::{Grounds, GroundsMistake, ProposalId, Unfavourable};
pub use morning::{MORNING, register_jobs};
pub use pages::pages;
pub use service::{
    Against, ConfigureDesk, Decided, DeskError, DeskSettingsError, End, GiveUp, GrantCommand,
    Granted, Second, TemplateError, ask_changes, configure, decide_against, drop_proposal, end,
    give_up, grant, second, take,
};
pub use state::{Gesture, Signatures, Then, Unsigned, Waiting};
pub use urls::{QUEUE as QUEUE_URL, file as file_url};
#[doc(hidden)]
pub use views::explain;
pub use web::routes;
pub use wording::{VARIABLES, Wording, unknown};
