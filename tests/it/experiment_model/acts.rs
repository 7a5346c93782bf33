//! What actors try, and what is seen to happen: the words that the site, the reference and the journal share here.

use guichet::experiment::OfferOutcome;

/// What an actor tries on a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Do {
    Submit,
    Take,
    AskChanges,
    Grant {
        reasoned: bool,
    },
    Discard,
    Withdraw,
    Revoke,
    Accept,
    Decline,
    /// A request that waits is let pass before others.
    Depart,
    /// A procedure of exclusion is opened against the legal person.
    Notice,
    /// It answers.
    Reply,
    /// It is excluded.
    Exclude,
    /// Hours pass.
    Pass(i64),
    /// The watch looks.
    Settle,
}

/// What a command is seen to do, as the journal must tell it too. Requests are told by their rank among ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    Departed { on: usize },
    Excluded { siren: usize },
    Full { on: usize, place: usize },
    Closed { on: usize, how: OfferOutcome },
    Freed { siren: usize },
    Offered { on: usize },
    Taken { on: usize, out_of_order: bool },
}

impl Do {
    /// Every command that reaches the database.
    pub const LOGGED: [Self; 15] = [
        Self::Submit,
        Self::Take,
        Self::AskChanges,
        Self::Grant { reasoned: false },
        Self::Grant { reasoned: true },
        Self::Discard,
        Self::Withdraw,
        Self::Revoke,
        Self::Accept,
        Self::Decline,
        Self::Depart,
        Self::Notice,
        Self::Reply,
        Self::Exclude,
        Self::Settle,
    ];
}
