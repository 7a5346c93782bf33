//! What may be asked of a request, and what must happen besides the change of state: both are data.

use serde::Serialize;
use uuid::Uuid;

/// What somebody asks of a request. Reasons travel beside it: they don't change where it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// The applicant files the dossier, or files it again after corrections.
    Submit,
    /// A reviewer takes it from the queue.
    Take,
    /// It is given to a reviewer, by whoever held it or from the pool.
    HandOver {
        /// Who holds it from now on.
        to: Uuid,
    },
    /// Whoever held it gives it back to the pool.
    Release,
    /// The reviewer asks the applicant to correct the dossier.
    RequestChanges,
    /// Yes.
    Grant,
    /// Yes, but the experiment is full.
    Waitlist,
    /// No.
    Refuse,
    /// Not admitted to the experiment: ineligible, incomplete, or criteria not met.
    Discard,
    /// The applicant gives up before a decision.
    Withdraw,
    /// Nobody answered the request for changes in time.
    Lapse,
    /// The experiment is over before anybody decided.
    Close,
    /// The applicant throws a draft away.
    DeleteDraft,
    /// Staff take the habilitation back.
    Revoke,
    /// The experiment is over, or the partner gives the habilitation up.
    End,
    /// The grant of an amendment opens an habilitation in the place of this one.
    Replace,
}

impl Command {
    /// The code kept in the history of moves.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Take => "take",
            Self::HandOver { .. } => "hand_over",
            Self::Release => "release",
            Self::RequestChanges => "request_changes",
            Self::Grant => "grant",
            Self::Waitlist => "waitlist",
            Self::Refuse => "refuse",
            Self::Discard => "discard",
            Self::Withdraw => "withdraw",
            Self::Lapse => "lapse",
            Self::Close => "close",
            Self::DeleteDraft => "delete_draft",
            Self::Revoke => "revoke",
            Self::End => "end",
            Self::Replace => "replace",
        }
    }

    /// Whether it is a decision that must carry a reason, a legal reference and the routes of appeal.
    #[must_use]
    pub const fn needs_reasons(self) -> bool {
        matches!(
            self,
            Self::Refuse | Self::Discard | Self::Close | Self::Revoke
        )
    }
}

/// What must happen besides the change of state, in the same transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The dossier becomes an immutable numbered version.
    FreezeVersion,
    /// The two delays run, or start again after corrections.
    RunDelays,
    /// The two delays stop while the applicant corrects.
    StopDelays,
    /// An habilitation is opened from the last version.
    OpenHabilitation,
    /// The habilitation in force stops.
    CloseHabilitation,
    /// The applicant is told: number, date, service in charge, deadlines, routes of appeal.
    MailSubmitted,
    /// The applicant is told that somebody instructs the request.
    MailTaken,
    /// The applicant is told what to correct.
    MailChangesRequested,
    /// The applicant is told yes.
    MailGranted,
    /// The controller and the DPO are told that they were named.
    MailContacts,
    /// The applicant is told no, with the reasons.
    MailRefused,
    /// The applicant is told why the experiment doesn't admit the request.
    MailDiscarded,
    /// The applicant is told of the waiting list.
    MailWaitlisted,
    /// The applicant is told that the withdrawal was recorded.
    MailWithdrawn,
    /// The applicant is told that the request is closed because corrections were not answered.
    MailLapsed,
    /// The applicant is told that the habilitation was taken back.
    MailRevoked,
    /// The applicant is told that the habilitation ended.
    MailEnded,
}
