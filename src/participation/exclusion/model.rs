//! The nouns of an exclusion.

use super::state::{State, Status};
use crate::experiment::ExperimentId;
use crate::kernel::clock::{Day, Instant};
use crate::shell::AccountId;
use crate::{text_enum, typed_id};

typed_id! {
    /// One procedure.
    pub struct ExclusionId;
}

/// Days given to answer a notice.
pub const REPLY_DAYS: i64 = 15;

text_enum! {
    /// The commitment that was not kept (`product.md` 5).
    pub enum Ground {
        /// The monthly figures are not sent.
        MissingReports = "missing_reports",
        /// The specifications are not followed.
        Specifications = "specifications",
        /// The service is not made known as the terms say.
        Promotion = "promotion",
        /// Data are kept beyond the relation with the user.
        DataKept = "data_kept",
        /// There is no other way to sign in.
        OtherAccess = "other_access",
        /// Personal data are sold, or leave the European Union.
        DataSold = "data_sold",
        /// Data were not destroyed.
        DataDestroyed = "data_destroyed",
    }
}

impl Ground {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::MissingReports => "Les relevés mensuels ne sont pas transmis",
            Self::Specifications => "Le cahier des charges n'est pas respecté",
            Self::Promotion => "Le service n'est pas promu comme le prévoient les conditions",
            Self::DataKept => "Les données sont gardées au-delà de la relation contractuelle",
            Self::OtherAccess => "Aucun autre moyen de se connecter n'est offert",
            Self::DataSold => "Des données sont vendues, ou transférées hors de l'Union européenne",
            Self::DataDestroyed => "Des données qui devaient l'être ne sont pas détruites",
        }
    }
}

/// A procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// Its id.
    pub id: ExclusionId,
    /// The experiment.
    pub experiment: ExperimentId,
    /// The participant.
    pub siren: String,
    /// What was not kept.
    pub ground: Ground,
    /// Where it stands.
    pub status: Status,
    /// What the staff holds against the participant.
    pub facts: String,
    /// Who opened it.
    pub noticed_by: AccountId,
    /// When.
    pub noticed_at: Instant,
    /// The last day to answer.
    pub reply_until: Day,
    /// The answer; empty before it.
    pub reply: String,
    /// When it was given.
    pub replied_at: Option<Instant>,
    /// Why it was decided so; empty before.
    pub reason: String,
    /// When it was decided.
    pub decided_at: Option<Instant>,
    /// Who decided.
    pub decided_by: Option<AccountId>,
}

impl Exclusion {
    /// Its state, as the rules know it.
    pub const fn state(&self) -> State {
        match self.status {
            Status::Noticed => State::Noticed {
                by: self.noticed_by,
                until: self.reply_until,
            },
            Status::Replied => State::Replied {
                by: self.noticed_by,
            },
            Status::Excluded => State::Excluded,
            Status::Dropped => State::Dropped,
        }
    }
}
