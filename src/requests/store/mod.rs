//! Rows of this room and the queries on them. Rows never leave: what does is the model.

mod confirmations;
mod decisions;
mod documents;
mod habilitations;
mod register;
mod requests;
mod terms;
mod versions;

pub(super) use confirmations::{
    add_confirmation, answer_confirmation, ask_again, confirmation, confirmation_by_token,
    confirmations_of, keep_confirmation_token, keep_url_check, url_checks_of,
};
pub(super) use decisions::{Decision, add_decision, decision, decisions_of};
pub(super) use documents::{
    Document, add_document, all_documents, delete_documents, document, documents_of, kinds_of,
    remove_document,
};
pub(super) use habilitations::{add_habilitation, close_habilitation, habilitation_of};
pub(super) use register::{
    Holder, Right, certified_right, enter_register, filed_version, register,
};
pub(super) use requests::{
    Advance, Aside, Kept, Mark, advance, delete_draft, find, find_by_number, insert, kept, running,
    save_dossier,
};
pub(super) use terms::index_terms;
pub(super) use versions::{
    Version, add_version, last_version, version, version_by_id, versions_of,
};
