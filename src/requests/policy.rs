//! Who may do what to a request. Pure; the golden `request_policy.txt` prints the whole table.
//!
//! A request that a person may not know of doesn't exist for them; one they know of may still be closed to an action.
//! Whether the moment is right is the state machine's word, but for what has no command: editing and copying.

use super::state::Status;
use crate::organisations;

/// In what capacity a person looks at a request. One person may hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Capacity {
    /// Has no link with it: signed out, or of another organisation.
    Stranger,
    /// Reads for the organisation that files.
    Reader,
    /// Files for it.
    Member,
    /// Administers it.
    Administrator,
    /// Instructs requests.
    Reviewer,
    /// Checks integrations.
    Officer,
    /// Decides with the reviewers.
    Supervisor,
    /// Looks after accounts and settings.
    Keeper,
    /// Reads everything.
    Auditor,
}

impl Capacity {
    /// Every capacity, in the order of the golden.
    pub const ALL: &'static [Self] = &[
        Self::Stranger,
        Self::Reader,
        Self::Member,
        Self::Administrator,
        Self::Reviewer,
        Self::Officer,
        Self::Supervisor,
        Self::Keeper,
        Self::Auditor,
    ];

    /// Whether the person belongs to the organisation that files.
    #[must_use]
    pub const fn is_of_the_organisation(self) -> bool {
        matches!(self, Self::Reader | Self::Member | Self::Administrator)
    }
}

impl From<organisations::Role> for Capacity {
    fn from(role: organisations::Role) -> Self {
        match role {
            organisations::Role::Administrator => Self::Administrator,
            organisations::Role::Member => Self::Member,
            organisations::Role::Reader => Self::Reader,
        }
    }
}

/// What somebody may want to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See the request, its files, its versions.
    Read,
    /// Change the dossier and its files.
    Edit,
    /// File it.
    Submit,
    /// Take it back before a decision.
    Withdraw,
    /// Throw a draft away.
    Delete,
    /// Start a new draft from it.
    Copy,
    /// Take it, hand it over, ask for changes, decide.
    Instruct,
    /// Take the habilitation back.
    Revoke,
    /// Write to the other side.
    Converse,
}

impl Action {
    /// Every action, in the order of the golden.
    pub const ALL: &'static [Self] = &[
        Self::Read,
        Self::Edit,
        Self::Submit,
        Self::Withdraw,
        Self::Delete,
        Self::Copy,
        Self::Instruct,
        Self::Revoke,
        Self::Converse,
    ];
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Go ahead.
    Yes,
    /// Not in this state.
    NotNow,
    /// Never in this capacity.
    Forbidden,
    /// The person must not learn that the request exists.
    Hidden,
}

/// Whether a person holding all of `capacities` may do so to a request of that status.
#[must_use]
pub fn may(capacities: &[Capacity], action: Action, status: Status) -> Answer {
    let best = capacities
        .iter()
        .map(|capacity| may_as(*capacity, action, status))
        .min()
        .unwrap_or(Answer::Hidden);
    let instructs = matches!(action, Action::Instruct | Action::Revoke);
    let interested = capacities
        .iter()
        .any(|capacity| capacity.is_of_the_organisation());
    if best == Answer::Yes && instructs && interested {
        // Nobody judges the request of an organisation to which they belong.
        return Answer::Forbidden;
    }
    best
}

/// The same for one capacity.
#[must_use]
pub fn may_as(capacity: Capacity, action: Action, status: Status) -> Answer {
    use Capacity as C;
    if !sees(capacity, status) {
        return Answer::Hidden;
    }
    let (allowed, timely) = match action {
        Action::Read => (true, true),
        Action::Edit => (files(capacity), status.is_editable()),
        Action::Submit | Action::Withdraw | Action::Delete => (files(capacity), true),
        Action::Copy => (
            files(capacity),
            matches!(
                status,
                Status::Refused | Status::Discarded | Status::Withdrawn
            ),
        ),
        Action::Instruct | Action::Revoke => {
            (matches!(capacity, C::Reviewer | C::Supervisor), true)
        }
        Action::Converse => (
            files(capacity) || matches!(capacity, C::Reviewer | C::Supervisor),
            status != Status::Draft,
        ),
    };
    match (allowed, timely) {
        (false, _) => Answer::Forbidden,
        (true, false) => Answer::NotNow,
        (true, true) => Answer::Yes,
    }
}

const fn files(capacity: Capacity) -> bool {
    matches!(capacity, Capacity::Member | Capacity::Administrator)
}

/// A draft is the organisation's own; officers know what was granted; keepers of accounts know no request.
const fn sees(capacity: Capacity, status: Status) -> bool {
    match capacity {
        Capacity::Stranger | Capacity::Keeper => false,
        Capacity::Reader | Capacity::Member | Capacity::Administrator | Capacity::Auditor => true,
        Capacity::Reviewer | Capacity::Supervisor => !matches!(status, Status::Draft),
        Capacity::Officer => {
            matches!(status, Status::Granted | Status::Revoked | Status::Ended)
        }
    }
}
