//! What a question is.

use crate::typed_id;

/// Longest subject, in characters.
pub const SUBJECT_MAX: usize = 150;
/// Longest message, in characters.
pub const BODY_MAX: usize = 5_000;
/// Longest piece of context kept, in characters.
pub const CONTEXT_MAX: usize = 200;

typed_id! {
    /// One question to the support, with its answers.
    pub struct SupportId;
}

typed_id! {
    /// One message of it.
    pub struct PostId;
}
