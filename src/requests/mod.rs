//! Requests (demandes d'habilitation): the dossier, its rules, its life from the draft to the decision.
//!
//! Invariants: a dossier is filed only when [`check`] finds nothing; what was filed is an immutable version; a
//! state changes only by [`RequestState::decide`], in one transaction with its journal entry and its mails.
//!
//! ```text
//! draft -> submitted -> in_review -> granted -> revoked | ended
//!             ^  |         |-> refused
//!             |  |         |-> discarded | waitlisted -> granted | discarded    (experiment)
//!             |  |         '-> changes_requested -> submitted
//!             '--'-> withdrawn (by the applicant, before a decision)
//! granted -> ended (an amendment was granted, which opened an habilitation in the place of this one)
//! ```
//! The review desk gives the commands of the staff, the experiment says when it is full; both call this room.

mod commands;
mod compare;
mod contacts;
mod corrections;
mod eligibility;
mod fields;
mod forms;
mod jobs;
mod merge;
mod model;
mod pages;
mod papers;
mod policy;
mod progress;
mod register;
mod rules;
mod service;
mod standing;
mod starters;
mod state;
mod store;
mod summary;
mod thread;
mod urls;
mod views;
mod web;

pub use commands::{Command, Effect};
pub use compare::{Comparison, Piece, compare, words};
pub use contacts::{ContactLine, contact_lines};
pub use corrections::{
    AnswerCorrections, CorrectionError, CorrectionId, CorrectionView, NoteCorrection,
    answer as answer_corrections, note as note_correction, tell as tell_corrections,
    told as corrections,
};
pub use eligibility::{
    Answers, Condition, GUIDES, Guide, OUTCOMES, Outcome, Purpose, Question, Rule, Text, Told,
    Verdict, Who, guide, guide_at, next_question, outcome, told,
};
pub use fields::{FIELDS, Field, Group, HELP, Help, Moment, Shape, field, pruned, shown};
pub use jobs::register as register_jobs;
pub use merge::{Base, Choice};
pub use model::{
    ApiWish, AssuranceLevel, CONTACTS, Claim, ClaimFacts, ClaimWish, Commitment, Company, Contact,
    ContactRole, DataApi, DataScope, DecisionId, DocumentId, DocumentKind, Dossier, Habilitation,
    HabilitationId, LegalBasis, MAX_BYTES, MediaType, MobilePhone, Phone, Reach, Reasons, Request,
    RequestId, Section, Sector, Share, ShareId, TERMS_VERSION, Transfer, TransferId,
    TransferStatus, VersionId, Withdrawal, WithdrawalReason, canonical_json, habilitation_number,
    request_number,
};
pub use pages::pages;
pub use papers::Certified;
pub use policy::{Action, Answer, Capacity, may, may_as};
pub use rules::{
    Facts, Problem, SectionState, UNUSUAL, Unusual, Weight, check, mistakes, section_state, unusual,
};
pub use service::{
    AccessError, Actor, AddDocument, Amend, CopyRequest, DocumentError, DraftError, FiledDocument,
    FiledVersion, Grant, InviteOn, Move, MoveError, NewDraft, Offer, SaveError, SaveSection, Saved,
    ShareError, Submit, SubmitError, TransferError, accept_share, accept_transfer, add_document,
    amend, amended, author_left, authorised, authorised_as, cancel_transfer, capacities,
    change_share, cite_files, copy, decline_transfer, delete_draft, discard, documents, dossier,
    end, grant, habilitation, hand_over, invite_again, invite_on, offer, open_document, preview,
    refuse, remove_document, request, request_by_number, request_changes, revoke, save_section,
    set_members_reach, start, submit, take, take_over, version, waitlist, withdraw, withdrawal,
};
pub use standing::{Deadline, deadlines};
pub use starters::{STARTERS, Starter, starter};
pub use state::{DecideCtx, Decided, Decision, Next, Refusal, RequestState, Status, Why};
pub use summary::{Line, SectionSummary, summary};
pub use thread::{
    MessageError, MessageId, NewFile, Post, Side, ThreadCard, post, reviewers, thread_card,
};
pub use urls::{
    ELIGIBILITY as ELIGIBILITY_URL, LIST as LIST_URL, NEW as NEW_URL,
    compare_versions as compare_url, corrections as corrections_url, document as document_url,
    messages as messages_url, show as url, submit as submit_url, version as version_url,
};
pub use views::waiting_place;
pub use web::routes;
