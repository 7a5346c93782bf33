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

mod assignment;
mod checks;
mod effects;
mod export;
mod forms;
mod model;
mod morning;
mod notes;
mod pages;
mod policy;
mod precedents;
mod presence;
mod queue;
mod reading;
mod service;
mod state;
mod steps;
mod store;
mod urls;
mod views;
mod web;
mod wording;

pub use assignment::{
    AbsenceError, AbsenceId, Assign, Declare, Given, HandOver, Lift, To, assign, assign_filed,
    assign_waiting, declare as declare_absence, hand_over, lift, recuse, remove as remove_absence,
};
pub use model::{Grounds, GroundsMistake, ProposalId, Unfavourable};
pub use morning::{MORNING, register_jobs};
pub use notes::{
    AnswerOpinion, AskOpinion, NoteError, NoteId, answer as answer_opinion, ask as ask_opinion,
    brief as latest_notes, write as write_note,
};
pub use pages::pages;
pub use queue::Ask as QueueAsk;
pub use reading::desk_reading;
pub use service::{
    Against, ConfigureDesk, Decided, DeskError, DeskSettingsError, End, GiveUp, GrantCommand,
    Granted, Second, TemplateError, ToolError, ask_changes, configure, create_tag, decide_against,
    drop_proposal, end, give_up, grant, keep_view, second, set_tags, take,
};
pub use state::{Gesture, Signatures, Then, Unsigned, Waiting};
pub use urls::{QUEUE as QUEUE_URL, TEAM as TEAM_URL, file as file_url, journal as journal_url};
#[doc(hidden)]
pub use views::explain;
pub use web::routes;
pub use wording::{VARIABLES, Wording, unknown};
