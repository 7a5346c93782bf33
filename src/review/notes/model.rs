//! A note, and the opinion that it may ask for.

use crate::kernel::clock::Instant;
use crate::shell::AccountId;
use crate::typed_id;

typed_id! {
    /// One note.
    pub struct NoteId;
}

/// Longest note, question or answer, in characters.
pub const TEXT_MAX: usize = 4_000;
/// Notes of one request.
pub const MOST: i64 = 300;

/// A note as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteLine {
    /// Its id.
    pub id: NoteId,
    /// Who wrote it.
    pub author: AccountId,
    /// Their name.
    pub by: String,
    /// What.
    pub body: String,
    /// When.
    pub at: Instant,
    /// The colleague whose opinion it asks, with their name.
    pub asked: Option<(AccountId, String)>,
    /// Their answer, and when.
    pub answer: Option<(String, Instant)>,
}

/// The name of the field that answers an opinion asked.
#[must_use]
pub fn answer_name(id: &NoteId) -> String {
    format!("reponse_{id}")
}

impl NoteLine {
    /// Whether it waits for the answer of this person.
    #[must_use]
    pub fn waits_for(&self, account: AccountId) -> bool {
        self.answer.is_none()
            && self
                .asked
                .as_ref()
                .is_some_and(|(asked, _)| *asked == account)
    }
}
