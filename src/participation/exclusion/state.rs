//! The life of a procedure of exclusion: who may do what, and when. Pure.
//!
//! Invariants: nobody is excluded before they answered or their delay is over; who opened the procedure does not exclude.

use crate::kernel::clock::Day;
use crate::shell::AccountId;
use crate::text_enum;

text_enum! {
    /// The stored twin of [`State`].
    pub enum Status {
        /// The participant may answer.
        Noticed = "noticed",
        /// It answered.
        Replied = "replied",
        /// It is excluded.
        Excluded = "excluded",
        /// Nothing follows.
        Dropped = "dropped",
    }
}

impl Status {
    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Noticed => "Réponse attendue",
            Self::Replied => "Réponse reçue",
            Self::Excluded => "Exclusion prononcée",
            Self::Dropped => "Close sans suite",
        }
    }

    /// How it is shown.
    pub const fn kind(self) -> Option<&'static str> {
        match self {
            Self::Noticed => Some("warning"),
            Self::Replied => Some("info"),
            Self::Excluded => Some("error"),
            Self::Dropped => None,
        }
    }

    /// Whether the procedure is open.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Noticed | Self::Replied)
    }
}

/// Where a procedure stands, with what that knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// See [`Status::Noticed`].
    Noticed {
        /// Who opened it.
        by: AccountId,
        /// The last day to answer.
        until: Day,
    },
    /// See [`Status::Replied`].
    Replied {
        /// Who opened it.
        by: AccountId,
    },
    /// See [`Status::Excluded`].
    Excluded,
    /// See [`Status::Dropped`].
    Dropped,
}

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// The participant answers.
    Reply,
    /// The staff excludes.
    Exclude,
    /// The staff gives up.
    Drop,
}

/// Why nothing follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It was answered or decided already.
    Settled(Status),
    /// The participant may still answer, until that day.
    TooEarly(Day),
    /// Who opened the procedure does not exclude.
    SamePerson,
}

impl State {
    /// The stored twin.
    pub const fn status(self) -> Status {
        match self {
            Self::Noticed { .. } => Status::Noticed,
            Self::Replied { .. } => Status::Replied,
            Self::Excluded => Status::Excluded,
            Self::Dropped => Status::Dropped,
        }
    }

    /// Where a command leads.
    pub fn decide(
        self,
        command: Command,
        (who, today): (AccountId, Day),
    ) -> Result<Status, Refused> {
        match (self, command) {
            (Self::Noticed { .. }, Command::Reply) => Ok(Status::Replied),
            (Self::Noticed { .. } | Self::Replied { .. }, Command::Drop) => Ok(Status::Dropped),
            (Self::Noticed { by, .. } | Self::Replied { by }, Command::Exclude) if by == who => {
                Err(Refused::SamePerson)
            }
            (Self::Noticed { until, .. }, Command::Exclude) if today <= until => {
                Err(Refused::TooEarly(until))
            }
            (Self::Noticed { .. } | Self::Replied { .. }, Command::Exclude) => Ok(Status::Excluded),
            (Self::Replied { .. }, Command::Reply)
            | (Self::Excluded | Self::Dropped, Command::Reply | Command::Exclude | Command::Drop) => {
                Err(Refused::Settled(self.status()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPENER: AccountId = AccountId(uuid::Uuid::from_u128(1));
    const OTHER: AccountId = AccountId(uuid::Uuid::from_u128(2));

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn nobody_is_excluded_before_they_could_answer_nor_by_who_opened() {
        let until = day("2026-06-15");
        let noticed = State::Noticed { by: OPENER, until };
        let exclude = |state: State, who, today| state.decide(Command::Exclude, (who, day(today)));
        assert_eq!(
            exclude(noticed, OTHER, "2026-06-15"),
            Err(Refused::TooEarly(until))
        );
        assert_eq!(exclude(noticed, OTHER, "2026-06-16"), Ok(Status::Excluded));
        assert_eq!(
            exclude(noticed, OPENER, "2026-06-16"),
            Err(Refused::SamePerson)
        );
        let replied = State::Replied { by: OPENER };
        assert_eq!(exclude(replied, OTHER, "2026-06-02"), Ok(Status::Excluded));
        assert_eq!(
            exclude(replied, OPENER, "2026-06-02"),
            Err(Refused::SamePerson)
        );
    }

    #[test]
    fn what_is_settled_stays() {
        let at = (OTHER, day("2026-07-01"));
        for state in [State::Excluded, State::Dropped] {
            for command in [Command::Reply, Command::Exclude, Command::Drop] {
                assert_eq!(
                    state.decide(command, at),
                    Err(Refused::Settled(state.status()))
                );
            }
        }
        let replied = State::Replied { by: OPENER };
        assert_eq!(
            replied.decide(Command::Reply, at),
            Err(Refused::Settled(Status::Replied))
        );
        assert_eq!(replied.decide(Command::Drop, at), Ok(Status::Dropped));
    }
}
