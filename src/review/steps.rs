//! The steps of an instruction as the desk offers them: their addresses, their words, and the commands they give.

use uuid::Uuid;

use super::model::Unfavourable;
use crate::kernel::clock::Instant;
use crate::requests::{Command, DecideCtx, Request, Status};
use crate::text_enum;

text_enum! {
    /// What a reviewer may do to a request; the code ends its address.
    pub enum Step {
        /// Take it from the queue.
        Take = "prendre",
        /// Ask the applicant to correct the dossier.
        Corrections = "corrections",
        /// Yes.
        Grant = "accorder",
        /// No.
        Refuse = "refuser",
        /// Not in the experiment.
        Discard = "ecarter",
        /// Take the habilitation back.
        Revoke = "revoquer",
        /// End the habilitation without blame: experiment over, or asked for by its holder.
        End = "terminer",
    }
}

impl Step {
    /// The words of its button.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Take => "Prendre en charge",
            Self::Corrections => "Demander des corrections",
            Self::Grant => "Accorder",
            Self::Refuse => "Refuser",
            Self::Discard => "Écarter de l'expérimentation",
            Self::Revoke => "Révoquer l'habilitation",
            Self::End => "Mettre fin à l'habilitation",
        }
    }

    /// The command of the workflow.
    pub const fn command(self) -> Command {
        match self {
            Self::Take => Command::Take,
            Self::Corrections => Command::RequestChanges,
            Self::Grant => Command::Grant,
            Self::Refuse => Command::Refuse,
            Self::Discard => Command::Discard,
            Self::Revoke => Command::Revoke,
            Self::End => Command::End,
        }
    }

    /// The unfavourable decision that it is, if it is one.
    pub const fn unfavourable(self) -> Option<Unfavourable> {
        match self {
            Self::Refuse => Some(Unfavourable::Refuse),
            Self::Discard => Some(Unfavourable::Discard),
            Self::Revoke => Some(Unfavourable::Revoke),
            Self::Take | Self::Corrections | Self::Grant | Self::End => None,
        }
    }

    /// Where it leads.
    pub const fn leads_to(self) -> Status {
        match self {
            Self::Take => Status::InReview,
            Self::Corrections => Status::ChangesRequested,
            Self::Grant => Status::Granted,
            Self::Refuse => Status::Refused,
            Self::Discard => Status::Discarded,
            Self::Revoke => Status::Revoked,
            Self::End => Status::Ended,
        }
    }

    /// Whether the reviewer writes a reason.
    pub const fn asks_reason(self) -> bool {
        !matches!(self, Self::Take | Self::Grant)
    }

    /// Whether the reviewer cites a text.
    pub const fn asks_reference(self) -> bool {
        matches!(
            self,
            Self::Refuse | Self::Discard | Self::Revoke | Self::End
        )
    }

    /// Whether what it does is read once more before it is done.
    pub const fn is_confirmed(self) -> bool {
        !matches!(self, Self::Take)
    }

    /// Whether the workflow would obey now.
    pub fn is_possible(self, request: &Request, by: Uuid, at: Instant) -> bool {
        request
            .state
            .decide(
                &self.command(),
                &DecideCtx {
                    by,
                    at,
                    basis: request.basis,
                },
            )
            .is_ok()
    }
}

impl From<Unfavourable> for Step {
    fn from(kind: Unfavourable) -> Self {
        match kind {
            Unfavourable::Refuse => Self::Refuse,
            Unfavourable::Discard => Self::Discard,
            Unfavourable::Revoke => Self::Revoke,
        }
    }
}
