//! Addresses of this room.

use super::letters::LetterId;
use super::model::SupportId;

/// All of the help.
pub const HOME: &str = "/aide";
/// A question to the staff.
pub const CONTACT: &str = "/aide/contact";
/// One's questions.
pub const MINE: &str = "/aide/questions";
/// The questions of everybody, for the staff.
pub const DESK: &str = "/assistance";

/// One page of help.
#[must_use]
pub fn article(name: &str) -> String {
    format!("{HOME}/{name}")
}

/// One question.
#[must_use]
pub fn thread(id: SupportId) -> String {
    format!("{MINE}/{id}")
}

/// Closes it.
#[must_use]
pub fn close(id: SupportId) -> String {
    format!("{MINE}/{id}/clore")
}

/// Questions of people without an account.
pub const LETTERS: &str = "/aide/courrier";

/// One of them, for who wrote it.
#[must_use]
pub fn by_link(token: &str) -> String {
    format!("{LETTERS}/{token}")
}

/// One of them, for the staff.
#[must_use]
pub fn letter(id: LetterId) -> String {
    format!("{DESK}/courriers/{id}")
}
