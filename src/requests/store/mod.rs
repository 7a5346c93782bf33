//! Rows of this room and the queries on them. Rows never leave: what does is the model.

mod clocks;
mod confirmations;
mod decisions;
mod documents;
mod habilitations;
mod hands;
mod kept;
mod ranks;
mod register;
mod requests;
mod shares;
mod terms;
mod transfers;
mod versions;
mod withdrawals;

pub(super) use clocks::{due_clocks, set_clock};
pub(super) use confirmations::{
    add_confirmation, answer_confirmation, ask_again, confirmation, confirmation_by_token,
    confirmations_of, keep_confirmation_token, keep_url_check, url_checks_of,
};
pub(super) use decisions::{Decision, add_decision, decision, decisions_of};
pub(super) use documents::{
    Document, add_document, all_documents, delete_documents, document, documents_of, is_cited,
    kinds_of, remove_document,
};
pub(super) use habilitations::{
    add_habilitation, close_habilitation, find_habilitation, habilitation_of, replace_habilitation,
};
pub(super) use hands::{
    add_recusal, instructors, open_to, recusals, remove_recusal, set_reviewer, supervisors,
};
pub(super) use kept::{Aside, Kept, Mark};
pub(super) use ranks::{experiment_runs, rank_anew};
pub(super) use register::{
    Holder, Right, certified_right, enter_register, filed_version, register,
};
pub(super) use requests::{
    Advance, advance, delete_draft, find, find_by_number, find_for, insert, kept, open_amendment,
    running, save_dossier, set_author, set_reach,
};
pub(super) use shares::{
    NewShare, accept_share, add_share, find_share, remove_share, renew_share, set_share_reach,
    set_share_token, share_by_address, share_by_token, shares_of,
};
pub(super) use terms::index_words;
pub(super) use transfers::{
    NewTransfer, add_transfer, find_transfer, pending_transfer, set_transfer_token,
    settle_transfer, transfer_by_token,
};
pub(super) use versions::{
    Version, add_version, last_version, version, version_by_id, versions_of,
};
pub(super) use withdrawals::{add_withdrawal, withdrawal_of};
