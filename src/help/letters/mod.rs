//! Questions of people without an account: written on the site, confirmed by a mailed link, answered by mail.
//!
//! Invariants: the staff see nothing of a letter whose address was not confirmed; what the first mail says holds nothing
//! that was typed, so that it can't carry a stranger's words to anybody; a link is kept as a hash, the last one mailed
//! opens the letter, for thirty days. A letter nobody confirmed is forgotten after a week, one that was answered or closed a
//! year after its last words.

mod forgetting;
mod jobs;
mod service;
mod store;
mod web;

use crate::typed_id;

pub(super) use jobs::LinkMail;
pub(super) use store::{LetterPost, in_state};
pub(super) use web::routes;

pub use forgetting::FORGETTING;
pub use service::{LetterError, NewLetter, answer, close, confirm, insist, write};
pub use store::Letter;

typed_id! {
    /// One question of somebody without an account, with its answers.
    pub struct LetterId;
}

/// How long a mailed link opens a letter, in days.
const LINK_DAYS: i64 = 30;
/// How long a letter waits for its address to be confirmed, in days.
const UNCONFIRMED_DAYS: i64 = 7;
/// How long an answered or closed letter is kept after its last words, in days.
const QUIET_DAYS: i64 = 365;
/// Longest name, in characters.
pub(super) const NAME_MAX: usize = 100;
