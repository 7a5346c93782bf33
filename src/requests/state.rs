//! The life of a request: its states, the commands it obeys, and what follows from each.
//!
//! Pure: [`RequestState::decide`] is the only place that says what a command does in a state. Services execute its
//! answer, pages ask it which buttons to show, the golden `request_states.txt` prints it whole.
//! It doesn't know who may give a command (`policy`) nor whether the dossier is complete (`rules`).

use uuid::Uuid;

use super::commands::{Command, Effect};
use super::model::LegalBasis;
use crate::kernel::clock::Instant;
use crate::text_enum;

text_enum! {
    /// The state of a request without its data: what the column holds and lists show.
    pub enum Status {
        /// Being written; nobody but the organisation sees it.
        Draft = "draft",
        /// Waiting for a reviewer.
        Submitted = "submitted",
        /// Held by a reviewer.
        InReview = "in_review",
        /// Waiting for the applicant's corrections; the delays are suspended.
        ChangesRequested = "changes_requested",
        /// Eligible to the experiment, which is full.
        Waitlisted = "waitlisted",
        /// Accepted: an habilitation is in force.
        Granted = "granted",
        /// Refused by a reasoned decision.
        Refused = "refused",
        /// Set aside from the experiment by a reasoned decision.
        Discarded = "discarded",
        /// Given up by the applicant before any decision.
        Withdrawn = "withdrawn",
        /// The habilitation was taken back by a reasoned decision.
        Revoked = "revoked",
        /// The habilitation came to its end: experiment over, or given up by the partner.
        Ended = "ended",
    }
}

impl Status {
    /// Filed and not decided: somebody waits.
    pub const UNDECIDED: [Self; 4] = [
        Self::Submitted,
        Self::InReview,
        Self::ChangesRequested,
        Self::Waitlisted,
    ];

    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Draft => "Brouillon",
            Self::Submitted => "Déposée",
            Self::InReview => "En cours d'instruction",
            Self::ChangesRequested => "Corrections demandées",
            Self::Waitlisted => "En liste d'attente",
            Self::Granted => "Accordée",
            Self::Refused => "Refusée",
            Self::Discarded => "Écartée",
            Self::Withdrawn => "Retirée",
            Self::Revoked => "Révoquée",
            Self::Ended => "Terminée",
        }
    }

    /// Whether something may still happen to it.
    #[must_use]
    pub const fn is_alive(self) -> bool {
        matches!(
            self,
            Self::Draft
                | Self::Submitted
                | Self::InReview
                | Self::ChangesRequested
                | Self::Waitlisted
                | Self::Granted
        )
    }

    /// Whether the announced delay and the legal silence run.
    #[must_use]
    pub const fn delays_run(self) -> bool {
        matches!(self, Self::Submitted | Self::InReview | Self::Waitlisted)
    }

    /// Whether the applicant may still change the dossier.
    #[must_use]
    pub const fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::ChangesRequested)
    }
}

/// Where a request stands, with what only makes sense there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestState {
    /// See [`Status::Draft`].
    Draft,
    /// See [`Status::Submitted`]; `hint` is the reviewer who knows it from an earlier round.
    Submitted {
        /// Who asked for the corrections now answered.
        hint: Option<Uuid>,
    },
    /// See [`Status::InReview`].
    InReview {
        /// Who holds it.
        reviewer: Uuid,
    },
    /// See [`Status::ChangesRequested`].
    ChangesRequested {
        /// Who asked.
        reviewer: Uuid,
        /// Since when the applicant holds the next move.
        since: Instant,
    },
    /// See [`Status::Waitlisted`].
    Waitlisted {
        /// Who instructed it.
        reviewer: Uuid,
    },
    /// See [`Status::Granted`].
    Granted(Decided),
    /// See [`Status::Refused`].
    Refused(Decided),
    /// See [`Status::Discarded`].
    Discarded(Decided),
    /// See [`Status::Withdrawn`].
    Withdrawn {
        /// When.
        at: Instant,
    },
    /// See [`Status::Revoked`]; the decision is the revocation.
    Revoked(Decided),
    /// See [`Status::Ended`].
    Ended {
        /// When.
        at: Instant,
    },
}

/// Who decided and when. The reasons are in the history of moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// The account that decided; the nil id for the house itself.
    pub by: Uuid,
    /// The instant of the decision.
    pub at: Instant,
}

/// What `decide` must know besides the state and the command.
#[derive(Debug, Clone, Copy)]
pub struct DecideCtx {
    /// Who gives the command; the nil id for the house itself.
    pub by: Uuid,
    /// When.
    pub at: Instant,
    /// On which legal basis the request stands: only the experiment discards and has a waiting list.
    pub basis: LegalBasis,
}

/// Where a command leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The request goes to this state.
    State(RequestState),
    /// The request ceases to exist.
    Gone,
}

/// The answer to an obeyed command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Where the request goes.
    pub next: Next,
    /// What goes with it.
    pub effects: &'static [Effect],
}

/// The answer to a command that can't be obeyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Where the request stands.
    pub from: Status,
    /// What was asked.
    pub command: Command,
    /// Why not.
    pub why: Why,
}

/// Why a command can't be obeyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It already took effect: asking twice is not a mistake.
    AlreadyDone,
    /// Another reviewer holds the request: it must be handed over.
    HeldBy(Uuid),
    /// Only requests under the experiment know this command.
    OnlyExperiment,
    /// This state doesn't lead there.
    NotFromHere,
}

impl RequestState {
    /// The state without its data.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self {
            Self::Draft => Status::Draft,
            Self::Submitted { .. } => Status::Submitted,
            Self::InReview { .. } => Status::InReview,
            Self::ChangesRequested { .. } => Status::ChangesRequested,
            Self::Waitlisted { .. } => Status::Waitlisted,
            Self::Granted(_) => Status::Granted,
            Self::Refused(_) => Status::Refused,
            Self::Discarded(_) => Status::Discarded,
            Self::Withdrawn { .. } => Status::Withdrawn,
            Self::Revoked(_) => Status::Revoked,
            Self::Ended { .. } => Status::Ended,
        }
    }

    /// The reviewer who holds the request, or held it last while that matters.
    #[must_use]
    pub const fn reviewer(&self) -> Option<Uuid> {
        match self {
            Self::InReview { reviewer }
            | Self::ChangesRequested { reviewer, .. }
            | Self::Waitlisted { reviewer } => Some(*reviewer),
            Self::Submitted { hint } => *hint,
            Self::Discarded(decided) if decided.by.is_nil() => None,
            Self::Granted(decided)
            | Self::Refused(decided)
            | Self::Discarded(decided)
            | Self::Revoked(decided) => Some(decided.by),
            Self::Draft | Self::Withdrawn { .. } | Self::Ended { .. } => None,
        }
    }

    /// What `command` does here.
    ///
    /// # Errors
    /// The [`Refusal`] says from where, what and why.
    pub fn decide(&self, command: &Command, ctx: &DecideCtx) -> Result<Decision, Refusal> {
        match self.follow(command, ctx) {
            Ok((next, effects)) => Ok(Decision { next, effects }),
            Err(why) => Err(Refusal {
                from: self.status(),
                command: *command,
                why,
            }),
        }
    }

    #[expect(clippy::too_many_lines, reason = "one match is the whole workflow")]
    fn follow(&self, command: &Command, ctx: &DecideCtx) -> Result<(Next, &'static [Effect]), Why> {
        use Command as C;
        use Effect as E;
        let decided = Decided {
            by: ctx.by,
            at: ctx.at,
        };
        let experiment = ctx.basis == LegalBasis::Experiment;
        let (next, effects): (Self, &'static [Effect]) = match (self, command) {
            (Self::Draft, C::DeleteDraft) => return Ok((Next::Gone, &[])),
            (Self::Draft, C::Submit) => (
                Self::Submitted { hint: None },
                &[E::FreezeVersion, E::RunDelays, E::MailSubmitted],
            ),
            (Self::ChangesRequested { reviewer, .. }, C::Submit) => (
                Self::Submitted {
                    hint: Some(*reviewer),
                },
                &[E::FreezeVersion, E::RunDelays, E::MailSubmitted],
            ),
            (Self::Submitted { .. }, C::Take) => {
                (Self::InReview { reviewer: ctx.by }, &[E::MailTaken])
            }
            (Self::InReview { reviewer }, C::Take) if *reviewer != ctx.by => {
                return Err(Why::HeldBy(*reviewer));
            }
            (Self::Submitted { .. }, C::HandOver { to }) => {
                (Self::InReview { reviewer: *to }, &[E::MailTaken])
            }
            (Self::InReview { reviewer }, C::HandOver { to }) if reviewer != to => {
                (Self::InReview { reviewer: *to }, &[])
            }
            (Self::ChangesRequested { reviewer, since }, C::HandOver { to }) if reviewer != to => (
                Self::ChangesRequested {
                    reviewer: *to,
                    since: *since,
                },
                &[],
            ),
            (Self::Waitlisted { reviewer }, C::HandOver { to }) if reviewer != to => {
                (Self::Waitlisted { reviewer: *to }, &[])
            }
            (Self::InReview { .. } | Self::Submitted { hint: Some(_) }, C::Release) => {
                (Self::Submitted { hint: None }, &[])
            }
            (Self::InReview { reviewer }, C::RequestChanges) => (
                Self::ChangesRequested {
                    reviewer: *reviewer,
                    since: ctx.at,
                },
                &[E::StopDelays, E::MailChangesRequested],
            ),
            (Self::InReview { .. } | Self::Waitlisted { .. }, C::Grant) => (
                Self::Granted(decided),
                &[E::OpenHabilitation, E::MailGranted, E::MailContacts],
            ),
            (Self::InReview { .. }, C::Refuse) => (Self::Refused(decided), &[E::MailRefused]),
            (Self::InReview { .. } | Self::Waitlisted { .. }, C::Discard) if experiment => {
                (Self::Discarded(decided), &[E::MailDiscarded])
            }
            (
                Self::Submitted { .. }
                | Self::InReview { .. }
                | Self::ChangesRequested { .. }
                | Self::Waitlisted { .. },
                C::Close,
            ) if experiment => (Self::Discarded(decided), &[E::MailDiscarded]),
            (Self::InReview { .. }, C::Waitlist) if experiment => {
                (Self::Waitlisted { reviewer: ctx.by }, &[E::MailWaitlisted])
            }
            (
                Self::InReview { .. } | Self::Waitlisted { .. },
                C::Discard | C::Waitlist | C::Close,
            )
            | (Self::Submitted { .. } | Self::ChangesRequested { .. }, C::Close)
                if !experiment =>
            {
                return Err(Why::OnlyExperiment);
            }
            (
                Self::Submitted { .. }
                | Self::InReview { .. }
                | Self::ChangesRequested { .. }
                | Self::Waitlisted { .. },
                C::Withdraw,
            ) => (Self::Withdrawn { at: ctx.at }, &[E::MailWithdrawn]),
            (Self::ChangesRequested { .. }, C::Lapse) => {
                (Self::Withdrawn { at: ctx.at }, &[E::MailLapsed])
            }
            (Self::Granted(_), C::Revoke) => (
                Self::Revoked(decided),
                &[E::CloseHabilitation, E::MailRevoked],
            ),
            (Self::Granted(_), C::End) => (
                Self::Ended { at: ctx.at },
                &[E::CloseHabilitation, E::MailEnded],
            ),
            (Self::Granted(_), C::Replace) => (Self::Ended { at: ctx.at }, &[E::CloseHabilitation]),
            (Self::Submitted { .. }, C::Submit | C::Release)
            | (Self::InReview { .. }, C::Take | C::HandOver { .. })
            | (Self::ChangesRequested { .. }, C::RequestChanges | C::HandOver { .. })
            | (Self::Waitlisted { .. }, C::Waitlist | C::HandOver { .. })
            | (Self::Withdrawn { .. }, C::Withdraw | C::Lapse)
            | (Self::Ended { .. }, C::End | C::Replace) => return Err(Why::AlreadyDone),
            // The same decision by somebody else is a lost race, not a replay.
            (Self::Granted(earlier), C::Grant)
            | (Self::Refused(earlier), C::Refuse)
            | (Self::Discarded(earlier), C::Discard)
            | (Self::Revoked(earlier), C::Revoke)
                if earlier.by == ctx.by =>
            {
                return Err(Why::AlreadyDone);
            }
            (
                Self::Draft
                | Self::Submitted { .. }
                | Self::InReview { .. }
                | Self::ChangesRequested { .. }
                | Self::Waitlisted { .. }
                | Self::Granted(_)
                | Self::Refused(_)
                | Self::Discarded(_)
                | Self::Withdrawn { .. }
                | Self::Revoked(_)
                | Self::Ended { .. },
                _,
            ) => return Err(Why::NotFromHere),
        };
        Ok((Next::State(next), effects))
    }
}
