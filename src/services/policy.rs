//! Who may do what in a service: pure answers, asked by pages and use cases alike.

use super::model::TeamRole;

/// What somebody wants to do in a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Read the pages of the service.
    View,
    /// Create and change clients.
    Configure,
    /// Attest criteria and ask for the qualification.
    Qualify,
    /// Ask for, retrieve and revoke production credentials.
    HoldCredentials,
    /// Invite and remove people.
    ManageTeam,
}

impl Action {
    /// Every action, for the golden table.
    pub const ALL: [Self; 5] = [
        Self::View,
        Self::Configure,
        Self::Qualify,
        Self::HoldCredentials,
        Self::ManageTeam,
    ];
}

/// Whether a role allows an action.
#[must_use]
pub const fn allows(role: TeamRole, action: Action) -> bool {
    match (role, action) {
        (TeamRole::Owner, _)
        | (_, Action::View)
        | (TeamRole::Technical, Action::Configure | Action::Qualify | Action::HoldCredentials) => {
            true
        }
        (TeamRole::Technical, Action::ManageTeam)
        | (
            TeamRole::Reader,
            Action::Configure | Action::Qualify | Action::HoldCredentials | Action::ManageTeam,
        ) => false,
    }
}
