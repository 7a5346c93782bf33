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
//! changes_requested -> withdrawn (by the house, when nobody answered for 90 days)
//! granted -> ended (an amendment was granted, which opened an habilitation in the place of this one)
//! ```
//! The review desk gives the commands of the staff, the experiment says when it is full; both call this room.

mod clocks;
mod commands;
mod compare;
mod contacts;
mod corrections;
mod eligibility;
mod fields;
mod forms;
mod jobs;
mod merge;
mod milestones;
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

pub use clocks::CLOCKS;
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
pub use jobs::{AfterFiling, mail_preview, register as register_jobs};
pub use merge::{Base, Choice};
pub use milestones::{ALERT_DAYS, IDLE_DAYS, Milestone, UNANSWERED_DAYS};
pub use model::{
    ApiWish, AssuranceLevel, CONDITION_MAX_CHARS, CONDITIONS_MAX, CONTACTS, Claim, ClaimFacts,
    ClaimWish, Commitment, Company, Contact, ContactRole, DataApi, DataScope, DecisionId,
    DocumentId, DocumentKind, Dossier, GrantTerms, Habilitation, HabilitationId, Instructor,
    LegalBasis, MAX_BYTES, MediaType, MobilePhone, Phone, Reach, Reasons, Recusal, Request,
    RequestId, Section, Sector, Share, ShareId, TERMS_VERSION, TermsMistake, Tie, Transfer,
    TransferId, TransferStatus, UrlCheck, UrlOutcome, VersionId, WITHHELD_MAX_CHARS, Withdrawal,
    WithdrawalReason, Withheld, canonical_json, habilitation_number, request_number, scope_label,
};
pub use pages::pages;
pub use papers::{APPEAL, Certified, has_letter};
pub use policy::{Action, Answer, Capacity, is_of_the_desk, may, may_as};
pub use rules::{
    Facts, Problem, SectionState, UNUSUAL, Unusual, Weight, check, mistakes, section_state, unusual,
};
pub use service::{
    AccessError, Actor, AddDocument, Amend, CopyRequest, DocumentError, DraftError, FiledDocument,
    FiledVersion, Grant, HandOverError, InviteOn, LiftRecusal, Move, MoveError, NewDraft, Offer,
    Recuse, SaveError, SaveSection, Saved, ShareError, Submit, SubmitError, TransferError,
    accept_share, accept_transfer, add_document, amend, amended, author_left, authorised,
    authorised_as, cancel_transfer, capacities, change_share, cite_files, copy, days_left,
    decline_transfer, delete_draft, discard, documents, dossier, end, end_by_rule, give_up, grant,
    habilitation, hand_over, instructors, invite_again, invite_on, letter_preview, lift_recusal,
    offer, open_document, preview, rank_anew, recusals, recuse, refuse, release, remove_document,
    request, request_by_number, request_changes, revoke, save_section, set_members_reach, start,
    submit, take, take_over, url_checks, version, waitlist, withdraw, withdrawal,
};
pub use standing::{Deadline, deadlines, left_words};
pub use starters::{STARTERS, Starter, starter};
pub use state::{DecideCtx, Decided, Decision, Next, Refusal, RequestState, Status, Why};
pub use summary::{Line, SectionSummary, summary};
pub use thread::{
    MessageError, MessageId, NewFile, Post, Side, ThreadCard, interested, post, reviewers,
    thread_card,
};
pub use urls::{
    ELIGIBILITY as ELIGIBILITY_URL, LIST as LIST_URL, NEW as NEW_URL,
    close_corrections as close_corrections_url, compare_versions as compare_url,
    corrections as corrections_url, document as document_url, give_up as give_up_url,
    letter as letter_url, messages as messages_url, show as url, submit as submit_url,
    version as version_url, view_document as view_document_url,
};
pub use views::waiting_place;
pub use web::routes;
