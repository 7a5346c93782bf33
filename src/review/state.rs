//! The signatures of an unfavourable decision: one, or two when four eyes are demanded. Pure.
//!
//! ```text
//! decide --(four eyes)--> proposed --sign, by somebody else--> taken
//!   '---(no four eyes)--> taken     '--drop--> nothing
//! ```
//! Whether the request may go there is the word of `requests`; [`Signatures::decide`] asks it again at the second
//! signature, so that a proposal whose request moved meanwhile can only be dropped.

use uuid::Uuid;

use super::model::Unfavourable;
use super::policy;
use crate::kernel::clock::Instant;
use crate::requests::{Command, DecideCtx, LegalBasis, Refusal, RequestState};

/// A first signature that waits for a second one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// What is proposed.
    pub kind: Unfavourable,
    /// Who signed first.
    pub by: Uuid,
}

/// Where the signatures of a request stand.
#[derive(Debug, Clone)]
pub struct Signatures<'a> {
    /// Whether two are demanded.
    pub four_eyes: bool,
    /// The one that waits.
    pub waiting: Option<Waiting>,
    /// Where the request stands, and on which basis.
    pub request: (&'a RequestState, LegalBasis),
}

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gesture {
    /// Signs a decision of their own.
    Decide(Unfavourable),
    /// Signs the one that waits.
    Sign,
    /// Drops the one that waits.
    Drop,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The decision waits for somebody else.
    Propose,
    /// The decision is taken; a proposal that waited falls.
    Take {
        /// Which.
        kind: Unfavourable,
        /// Who had signed first, when two are demanded.
        first: Option<Uuid>,
    },
    /// Nothing is decided any more.
    Drop,
}

/// Why nothing follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsigned {
    /// Another decision waits: sign it or drop it first.
    AlreadyProposed,
    /// Nothing waits.
    NothingWaits,
    /// Nobody signs twice.
    SamePerson,
    /// The request doesn't go there.
    Workflow(Refusal),
}

impl Signatures<'_> {
    /// What a gesture of this person does.
    ///
    /// # Errors
    /// [`Unsigned`] says why it does nothing.
    pub fn decide(&self, gesture: Gesture, by: Uuid, at: Instant) -> Result<Then, Unsigned> {
        match (gesture, self.waiting) {
            (Gesture::Decide(kind), waiting) => {
                self.workflow(kind, by, at)?;
                match (self.four_eyes, waiting) {
                    (false, _) => Ok(Then::Take { kind, first: None }),
                    (true, Some(_)) => Err(Unsigned::AlreadyProposed),
                    (true, None) => Ok(Then::Propose),
                }
            }
            (Gesture::Sign | Gesture::Drop, None) => Err(Unsigned::NothingWaits),
            (Gesture::Sign, Some(waiting)) if !policy::may_second(waiting.by, by) => {
                Err(Unsigned::SamePerson)
            }
            (Gesture::Sign, Some(waiting)) => {
                self.workflow(waiting.kind, by, at)?;
                Ok(Then::Take {
                    kind: waiting.kind,
                    first: Some(waiting.by),
                })
            }
            (Gesture::Drop, Some(_)) => Ok(Then::Drop),
        }
    }

    fn workflow(&self, kind: Unfavourable, by: Uuid, at: Instant) -> Result<(), Unsigned> {
        let (state, basis) = self.request;
        let asked = DecideCtx { by, at, basis };
        match state.decide(&command(kind), &asked) {
            Ok(_) => Ok(()),
            Err(refusal) => Err(Unsigned::Workflow(refusal)),
        }
    }
}

/// The command of the workflow.
const fn command(kind: Unfavourable) -> Command {
    match kind {
        Unfavourable::Refuse => Command::Refuse,
        Unfavourable::Discard => Command::Discard,
        Unfavourable::Revoke => Command::Revoke,
    }
}
