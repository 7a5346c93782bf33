//! The life of a service, from the grant to its closing: one enum, one `decide`.
//!
//! Invariant: whatever a page offers and whatever a use case does went through [`State::decide`]. Nothing here knows
//! of databases, HTTP or mail: effects are data that `service.rs` carries out in the transaction of the change.

use super::effect::{Effect, TeamNews};
use super::status::Status;
use crate::shell::actor::AccountId;

/// The state of a service with what that state knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// See [`Status::Integration`].
    Integration,
    /// Waiting for an officer; `officer` is the one who knows the file already.
    QualificationRequested {
        /// The officer of the former round, if there was one.
        officer: Option<AccountId>,
    },
    /// See [`Status::InQualification`].
    InQualification {
        /// Who checks.
        officer: AccountId,
    },
    /// See [`Status::CorrectionsRequested`].
    CorrectionsRequested {
        /// Who asked.
        officer: AccountId,
    },
    /// See [`Status::Qualified`].
    Qualified {
        /// Who qualified.
        officer: AccountId,
    },
    /// See [`Status::Live`].
    Live {
        /// Who qualified.
        officer: AccountId,
    },
    /// See [`Status::Suspended`].
    Suspended {
        /// Who qualified.
        officer: AccountId,
        /// Why access is cut.
        reason: String,
    },
    /// See [`Status::Closed`].
    Closed {
        /// Why the service was closed.
        reason: String,
    },
}

/// What somebody wants to happen to a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The partner asks for its qualification (first time, after corrections, or to renew old evidence).
    AskQualification,
    /// An officer takes the request.
    Take {
        /// The officer.
        officer: AccountId,
    },
    /// The officer in charge gives the request back to the queue.
    HandBack,
    /// The officer in charge asks the partner for corrections.
    AskCorrections,
    /// The officer in charge qualifies the service.
    Qualify,
    /// The first production credentials are in the partner's hands.
    GoLive,
    /// Staff cut access for now.
    Suspend {
        /// Told to the partner.
        reason: String,
    },
    /// Staff give access back.
    Resume,
    /// Staff or the end of the right close the service.
    Close {
        /// Told to the partner.
        reason: String,
    },
}

impl Command {
    /// A short stable name, for the golden matrix and refusals.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::AskQualification => "ask_qualification",
            Self::Take { .. } => "take",
            Self::HandBack => "hand_back",
            Self::AskCorrections => "ask_corrections",
            Self::Qualify => "qualify",
            Self::GoLive => "go_live",
            Self::Suspend { .. } => "suspend",
            Self::Resume => "resume",
            Self::Close { .. } => "close",
        }
    }

    /// What the command brings about when it takes effect.
    fn effects(&self) -> Vec<Effect> {
        let (event, news) = match self {
            Self::AskQualification => (
                "service.qualification_requested",
                Some(TeamNews::QualificationRequested),
            ),
            Self::Take { .. } => ("service.qualification_taken", None),
            Self::HandBack => ("service.qualification_handed_back", None),
            Self::AskCorrections => (
                "service.corrections_requested",
                Some(TeamNews::CorrectionsRequested),
            ),
            Self::Qualify => ("service.qualified", Some(TeamNews::Qualified)),
            Self::GoLive => ("service.live", Some(TeamNews::Live)),
            Self::Suspend { .. } => ("service.suspended", Some(TeamNews::Suspended)),
            Self::Resume => ("service.resumed", Some(TeamNews::Resumed)),
            Self::Close { .. } => ("service.closed", Some(TeamNews::Closed)),
        };
        let honoured = matches!(
            self,
            Self::Suspend { .. } | Self::Resume | Self::Close { .. }
        );
        std::iter::once(Effect::Record(event))
            .chain(news.map(Effect::TellTeam))
            .chain(honoured.then_some(Effect::TellProduction))
            .collect()
    }
}

/// The answer to a command that may proceed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The state to save.
    pub next: State,
    /// What to do in the same transaction.
    pub effects: Vec<Effect>,
}

/// Why a command may not proceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// The status it met.
    pub from: Status,
    /// The name of the command.
    pub command: &'static str,
    /// What kind of refusal.
    pub why: Why,
}

/// The kinds of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The command already took effect: replaying it is harmless.
    AlreadyDone,
    /// The state does not allow the command.
    NotNow,
}

impl State {
    /// The stored twin.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self {
            Self::Integration => Status::Integration,
            Self::QualificationRequested { .. } => Status::QualificationRequested,
            Self::InQualification { .. } => Status::InQualification,
            Self::CorrectionsRequested { .. } => Status::CorrectionsRequested,
            Self::Qualified { .. } => Status::Qualified,
            Self::Live { .. } => Status::Live,
            Self::Suspended { .. } => Status::Suspended,
            Self::Closed { .. } => Status::Closed,
        }
    }

    /// The officer this state names.
    #[must_use]
    pub const fn officer(&self) -> Option<AccountId> {
        match self {
            Self::Integration | Self::Closed { .. } => None,
            Self::QualificationRequested { officer } => *officer,
            Self::InQualification { officer }
            | Self::CorrectionsRequested { officer }
            | Self::Qualified { officer }
            | Self::Live { officer }
            | Self::Suspended { officer, .. } => Some(*officer),
        }
    }

    /// The reason this state carries.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Suspended { reason, .. } | Self::Closed { reason } => Some(reason),
            Self::Integration
            | Self::QualificationRequested { .. }
            | Self::InQualification { .. }
            | Self::CorrectionsRequested { .. }
            | Self::Qualified { .. }
            | Self::Live { .. } => None,
        }
    }

    /// What a command does in this state, or why it may not.
    pub fn decide(&self, command: &Command) -> Result<Decision, Refused> {
        let next = match (self, command) {
            (Self::Integration, Command::AskQualification)
            | (Self::InQualification { .. }, Command::HandBack) => {
                Self::QualificationRequested { officer: None }
            }
            (
                Self::CorrectionsRequested { officer } | Self::Qualified { officer },
                Command::AskQualification,
            ) => Self::QualificationRequested {
                officer: Some(*officer),
            },
            (Self::QualificationRequested { .. }, Command::Take { officer }) => {
                Self::InQualification { officer: *officer }
            }
            (Self::InQualification { officer }, Command::AskCorrections) => {
                Self::CorrectionsRequested { officer: *officer }
            }
            (Self::InQualification { officer }, Command::Qualify) => {
                Self::Qualified { officer: *officer }
            }
            (Self::Qualified { officer }, Command::GoLive)
            | (Self::Suspended { officer, .. }, Command::Resume) => {
                Self::Live { officer: *officer }
            }
            (Self::Live { officer }, Command::Suspend { reason }) => Self::Suspended {
                officer: *officer,
                reason: reason.clone(),
            },
            (
                Self::Integration
                | Self::QualificationRequested { .. }
                | Self::InQualification { .. }
                | Self::CorrectionsRequested { .. }
                | Self::Qualified { .. }
                | Self::Live { .. }
                | Self::Suspended { .. },
                Command::Close { reason },
            ) => Self::Closed {
                reason: reason.clone(),
            },
            (
                Self::Integration
                | Self::QualificationRequested { .. }
                | Self::InQualification { .. }
                | Self::CorrectionsRequested { .. }
                | Self::Qualified { .. }
                | Self::Live { .. }
                | Self::Suspended { .. }
                | Self::Closed { .. },
                _,
            ) => return Err(self.refused(command)),
        };
        Ok(Decision {
            next,
            effects: command.effects(),
        })
    }

    fn refused(&self, command: &Command) -> Refused {
        Refused {
            from: self.status(),
            command: command.name(),
            why: self.why_not(command),
        }
    }

    /// Tells a harmless replay from a command that has no meaning here.
    fn why_not(&self, command: &Command) -> Why {
        match (self, command) {
            (Self::QualificationRequested { .. }, Command::AskQualification)
            | (Self::CorrectionsRequested { .. }, Command::AskCorrections)
            | (Self::Qualified { .. }, Command::Qualify)
            | (Self::Live { .. }, Command::GoLive | Command::Resume)
            | (Self::Suspended { .. }, Command::Suspend { .. })
            | (Self::Closed { .. }, Command::Close { .. }) => Why::AlreadyDone,
            (Self::InQualification { officer }, Command::Take { officer: taker })
                if officer == taker =>
            {
                Why::AlreadyDone
            }
            _ => Why::NotNow,
        }
    }
}
