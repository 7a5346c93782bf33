//! The nouns of the partner space: ids, roles, commands. They can only be built valid.

use super::state::State;
use crate::kernel::clock::Instant;
use crate::kernel::error::Refusal;
use crate::organisations::OrganisationId;
use crate::requests::{HabilitationId, RequestId};
use crate::shell::actor::AccountId;
use crate::{text_enum, typed_id};

typed_id! {
    /// Identifies a service.
    pub struct ServiceId;
}

typed_id! {
    /// Identifies a client in our base; not the `client_id` of the protocol.
    pub struct ClientKey;
}

typed_id! {
    /// Identifies an invitation to the team of a service.
    pub struct InvitationId;
}

text_enum! {
    /// What a member of the team may do.
    pub enum TeamRole {
        /// Everything, the team included.
        Owner = "owner",
        /// Everything but the team.
        Technical = "technical",
        /// Reads.
        Reader = "reader",
    }
}

impl TeamRole {
    /// The word shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Owner => "Responsable du service",
            Self::Technical => "Responsable technique",
            Self::Reader => "Lecteur",
        }
    }

    /// Whether this role may do more than the other.
    #[must_use]
    pub const fn outranks(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Owner, Self::Technical | Self::Reader) | (Self::Technical, Self::Reader)
        )
    }
}

/// How long a link of invitation is valid.
pub const INVITATION_DAYS: i64 = 7;

/// What the grant of a request opens.
#[derive(Debug, Clone)]
pub struct OpenService {
    /// The right that was granted; one service each.
    pub habilitation: HabilitationId,
    /// The request it came from.
    pub request: RequestId,
    /// The organisation that holds the right.
    pub organisation: OrganisationId,
    /// The public name of the service.
    pub name: String,
    /// The applicant: first owner of the service.
    pub owner: AccountId,
    /// The address of the technical lead named in the request, invited by mail.
    pub technical_lead: String,
}

/// A service, as the slices above the partner space may know it.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// The organisation that holds the right.
    pub organisation: OrganisationId,
    /// The right in force.
    pub habilitation: HabilitationId,
    /// The request that opened it.
    pub request: RequestId,
    /// Its public name.
    pub name: String,
    /// Where it stands.
    pub state: State,
    /// Since when.
    pub since: Instant,
    /// Grows with each change of state.
    pub version: i32,
    /// When it was last qualified.
    pub qualified_at: Option<Instant>,
    /// When the grant opened it.
    pub opened_at: Instant,
}

/// A service with what the person who asked may do in it.
#[derive(Debug, Clone)]
pub struct Access {
    /// The service.
    pub service: Service,
    /// The role of the person.
    pub role: TeamRole,
}

/// Why a service is not shown or not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// There is no such service, or the person is not of its team: both look the same.
    Unknown,
    /// The person is of the team but their role does not allow it.
    Forbidden,
}
impl Refusal for Denied {}
