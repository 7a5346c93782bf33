//! Use cases: one public function a command, each in the caller's transaction.
//!
//! Every change of state goes through `moves::step`: permission, pure decision, guarded update. The journal entry and
//! the mails are written in the same transaction, so none is lost and none is sent for what didn't happen.

mod access;
mod amendment;
mod by_rule;
mod clocks;
mod contacts;
mod decisions;
mod delays;
mod documents;
mod drafts;
mod grant;
mod hands;
mod moves;
mod notices;
mod papers;
mod reading;
mod sections;
mod shares;
mod submit;
mod transfers;

pub use access::{AccessError, Actor, authorised, authorised_as, capacities};
pub use amendment::{Amend, amend, amended};
pub use by_rule::end_by_rule;
pub use clocks::{put_off, tick};
pub use contacts::{
    AskAgainError, LinkError, answer_by_link, ask_contact_again, asked_by_link, confirmations,
};
pub use decisions::{discard, end, give_up, refuse, request_changes, revoke, waitlist};
pub use delays::left as days_left;
pub use documents::{AddDocument, DocumentError, add_document, open_document, remove_document};
pub use drafts::{CopyRequest, DraftError, NewDraft, cite_files, copy, delete_draft, start};
pub use grant::{Grant, grant};
pub use hands::{
    HandOverError, LiftRecusal, Recuse, hand_over, instructors, lift_recusal, recusals, recuse,
    release,
};
pub use moves::{Move, MoveError, take, withdraw};
pub use papers::{
    Named, Proven, certificate_paper, letter_paper, letter_preview, prove, version_paper,
};
pub use reading::{
    FiledDocument, FiledVersion, documents, dossier, habilitation, request, request_by_number,
    url_checks, version, withdrawal,
};
pub use sections::{SaveError, SaveSection, Saved, save_section};
pub use shares::{
    InviteOn, ShareError, accept_share, change_share, invite_again, invite_on, invited,
    set_members_reach,
};
pub use submit::{Submit, SubmitError, preview, rank_anew, submit};
pub use transfers::{
    Offer, TransferError, accept_transfer, author_left, cancel_transfer, decline_transfer,
    expire_transfer, offer, offered, take_over,
};
