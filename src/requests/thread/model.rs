//! What a message is.

use serde::Serialize;

use crate::kernel::clock::Instant;
use crate::requests::policy::Capacity;
use crate::{text_enum, typed_id};

/// Longest message, in characters.
pub const MESSAGE_MAX: usize = 5_000;
/// Files of one message.
pub const FILES_MAX: usize = 5;

typed_id! {
    /// One message.
    pub struct MessageId;
}

typed_id! {
    /// One file of a message.
    pub struct MessageFileId;
}

text_enum! {
    /// Who writes, seen from the other end.
    pub enum Side {
        /// The organisation that asks.
        Applicant = "applicant",
        /// Those who instruct.
        Staff = "staff",
    }
}

impl Side {
    /// The side of a person: whoever belongs to the organisation speaks for it, whatever else they are.
    #[must_use]
    pub fn of(capacities: &[Capacity]) -> Self {
        if capacities
            .iter()
            .any(|capacity| capacity.is_of_the_organisation())
        {
            Self::Applicant
        } else {
            Self::Staff
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Applicant => Self::Staff,
            Self::Staff => Self::Applicant,
        }
    }

    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Applicant => "l'organisation",
            Self::Staff => "l'instruction",
        }
    }
}

/// A thread in brief, for the page of the request and for the desk.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ThreadCard {
    /// Where it is read; empty when there can't be a thread yet.
    pub url: String,
    /// Messages that the viewer has not read, counted up to 100.
    pub unread: usize,
    /// The beginning of the last message; empty when there is none.
    pub last: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Option<Instant>,
    /// Whether the viewer may write.
    pub may_write: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reviewer_of_the_organisation_speaks_for_it() {
        assert_eq!(Side::of(&[Capacity::Reviewer]), Side::Staff);
        assert_eq!(
            Side::of(&[Capacity::Reviewer, Capacity::Member]),
            Side::Applicant
        );
        for side in Side::ALL {
            assert_eq!(side.other().other(), *side);
        }
    }
}
