//! The life of a question.

use crate::text_enum;

text_enum! {
    /// Whose move it is.
    pub enum Status {
        /// The staff's.
        Open = "open",
        /// The person's who asked.
        Answered = "answered",
        /// Nobody's.
        Closed = "closed",
    }
}

impl Status {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "En attente d'une réponse",
            Self::Answered => "Répondue",
            Self::Closed => "Close",
        }
    }

    /// The colour of its badge.
    #[must_use]
    pub const fn badge(self) -> &'static str {
        match self {
            Self::Open => "info",
            Self::Answered => "success",
            Self::Closed => "",
        }
    }
}

/// What may be asked of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Who asked writes more.
    Insist,
    /// The staff answer.
    Answer,
    /// Nothing is left to say.
    Close,
}

/// Where a command leads; nothing when it leads nowhere from there. Writing opens a closed question again.
#[must_use]
pub const fn decide(from: Status, command: Command) -> Option<Status> {
    match (from, command) {
        (Status::Open | Status::Answered | Status::Closed, Command::Insist) => Some(Status::Open),
        (Status::Open | Status::Answered | Status::Closed, Command::Answer) => {
            Some(Status::Answered)
        }
        (Status::Open | Status::Answered, Command::Close) => Some(Status::Closed),
        (Status::Closed, Command::Close) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_waits_for_the_side_that_did_not_write_last() {
        for from in Status::ALL {
            assert_eq!(decide(*from, Command::Insist), Some(Status::Open));
            assert_eq!(decide(*from, Command::Answer), Some(Status::Answered));
        }
        assert_eq!(decide(Status::Open, Command::Close), Some(Status::Closed));
        assert_eq!(decide(Status::Closed, Command::Close), None);
    }
}
