//! Who may do what with one request beside its author, how it changes hands, and why it was withdrawn.

use super::RequestId;
use crate::kernel::clock::Instant;
use crate::shell::AccountId;
use crate::{text_enum, typed_id};

typed_id! {
    /// Identifies an invitation on one request.
    pub struct ShareId;
}

typed_id! {
    /// Identifies a transfer.
    pub struct TransferId;
}

/// How long the link of an invitation on a request is valid, in days.
pub const SHARE_DAYS: i64 = 7;
/// How long a transfer waits for the receiver, in days.
pub const TRANSFER_DAYS: i64 = 14;

text_enum! {
    /// How far somebody may go with a request; each includes the one before.
    pub enum Reach {
        /// Not even see it.
        Nothing = "none",
        /// Read it.
        Read = "read",
        /// Change the dossier and its files.
        Edit = "edit",
        /// File it.
        Submit = "submit",
    }
}

impl Reach {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Nothing => "Ne pas la voir",
            Self::Read => "La lire",
            Self::Edit => "La lire et la modifier",
            Self::Submit => "La lire, la modifier et la déposer",
        }
    }
}

text_enum! {
    /// Where a transfer stands.
    pub enum TransferStatus {
        /// Waits for the receiver.
        Pending = "pending",
        /// The receiver is the author from now on.
        Accepted = "accepted",
        /// The receiver said no.
        Declined = "declined",
        /// The one who asked changed their mind, or the request was taken over.
        Cancelled = "cancelled",
        /// The receiver did not answer in time.
        Expired = "expired",
    }
}

/// A transfer of a request from one member of the organisation to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Its id.
    pub id: TransferId,
    /// Which request.
    pub request: RequestId,
    /// Its author when the transfer was asked.
    pub from: AccountId,
    /// Who is to become its author.
    pub to: AccountId,
    /// A word from the one who asked.
    pub message: String,
    /// Where it stands.
    pub status: TransferStatus,
    /// Who asked: the author, or an administrator.
    pub asked_by: AccountId,
    /// When.
    pub asked_at: Instant,
    /// After which it can't be accepted.
    pub expires_at: Instant,
}

impl Transfer {
    /// Whether the receiver may still answer.
    #[must_use]
    pub fn is_open(&self, now: Instant) -> bool {
        self.status == TransferStatus::Pending && now < self.expires_at
    }
}

/// A person invited on one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Its id.
    pub id: ShareId,
    /// Which request.
    pub request: RequestId,
    /// The address invited.
    pub email: String,
    /// The account, once the link was followed.
    pub account: Option<AccountId>,
    /// How far they may go.
    pub reach: Reach,
    /// Who invited.
    pub invited_by: AccountId,
    /// After which the link opens nothing.
    pub expires_at: Instant,
}

text_enum! {
    /// Why a request was withdrawn.
    pub enum WithdrawalReason {
        /// The project stops.
        Abandoned = "abandoned",
        /// Another request says the same.
        Duplicate = "duplicate",
        /// It was filed by mistake, or on the wrong legal basis.
        Mistake = "mistake",
        /// Said in the comment.
        Other = "other",
        /// The habilitation that the amendment would have changed came to its end.
        RightEnded = "right_ended",
        /// Corrections were asked for and nobody answered in time.
        Unanswered = "unanswered",
    }
}

impl WithdrawalReason {
    /// Those that a person may choose.
    pub const CHOICES: &'static [Self] =
        &[Self::Abandoned, Self::Duplicate, Self::Mistake, Self::Other];

    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Abandoned => "Le projet est abandonné ou reporté",
            Self::Duplicate => "Une autre demande porte sur le même service",
            Self::Mistake => "La demande a été déposée par erreur",
            Self::Other => "Autre raison",
            Self::RightEnded => "L'habilitation à modifier a pris fin",
            Self::Unanswered => {
                "Les corrections demandées sont restées sans réponse pendant 90 jours"
            }
        }
    }
}

/// Why a request was withdrawn, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// The reason chosen.
    pub reason: WithdrawalReason,
    /// What was added.
    pub comment: String,
    /// When.
    pub at: Instant,
}
