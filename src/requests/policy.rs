//! Who may do what to a request. Pure; the golden `request_policy.txt` prints the whole table.
//!
//! A request that a person may not know of doesn't exist for them; one they know of may still be closed to an action.
//! Whether the moment is right is the state machine's word, but for what has no command: editing and copying.

use super::model::Reach;
use super::state::Status;
use crate::organisations;

/// In what capacity a person looks at a request. One person may hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Capacity {
    /// Has no link with it: signed out, or of another organisation.
    Stranger,
    /// Belongs to the organisation, which closed this request to its plain members.
    Colleague,
    /// Reads for the organisation that files.
    Reader,
    /// May change this request, not file it.
    Editor,
    /// Was invited on this request, up to filing it.
    Submitter,
    /// Files for it.
    Member,
    /// Files for it, and began this request or received it.
    Author,
    /// Administers it.
    Administrator,
    /// A member of the staff who stated a conflict of interest on this request.
    Recused,
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
        Self::Colleague,
        Self::Reader,
        Self::Editor,
        Self::Submitter,
        Self::Member,
        Self::Author,
        Self::Administrator,
        Self::Recused,
        Self::Reviewer,
        Self::Officer,
        Self::Supervisor,
        Self::Keeper,
        Self::Auditor,
    ];

    /// Whether the person belongs to the organisation that files, or was invited by it.
    #[must_use]
    pub const fn is_of_the_organisation(self) -> bool {
        matches!(
            self,
            Self::Colleague
                | Self::Reader
                | Self::Editor
                | Self::Submitter
                | Self::Member
                | Self::Author
                | Self::Administrator
        )
    }

    /// That of a member of the organisation, given what the request allows plain members.
    #[must_use]
    pub const fn of_member(role: organisations::Role, is_author: bool, members_may: Reach) -> Self {
        use organisations::Role as R;
        match (role, is_author, members_may) {
            (R::Administrator, ..) => Self::Administrator,
            (R::Member, true, _) => Self::Author,
            (R::Member | R::Reader, false, Reach::Nothing) => Self::Colleague,
            (R::Reader, ..) | (R::Member, false, Reach::Read) => Self::Reader,
            (R::Member, false, Reach::Edit) => Self::Editor,
            (R::Member, false, Reach::Submit) => Self::Member,
        }
    }

    /// That of a person invited on the request.
    #[must_use]
    pub const fn of_guest(reach: Reach) -> Self {
        match reach {
            Reach::Nothing => Self::Stranger,
            Reach::Read => Self::Reader,
            Reach::Edit => Self::Editor,
            Reach::Submit => Self::Submitter,
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
    /// Ask to change the habilitation that it gave.
    Amend,
    /// Say who else may read, change or file it.
    Share,
    /// Give it to a colleague.
    Transfer,
    /// Become its author when the former one left.
    TakeOver,
    /// Take it, hand it over, ask for changes, decide.
    Instruct,
    /// Take the habilitation back.
    Revoke,
    /// Give up the habilitation in force.
    GiveUp,
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
        Self::Amend,
        Self::Share,
        Self::Transfer,
        Self::TakeOver,
        Self::Instruct,
        Self::Revoke,
        Self::GiveUp,
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
        Action::Read => (capacity != C::Recused, true),
        Action::Edit => (edits(capacity), status.is_editable()),
        Action::Submit => (files(capacity) || capacity == C::Submitter, true),
        Action::Withdraw | Action::Delete => (files(capacity), true),
        Action::Amend => (files(capacity), matches!(status, Status::Granted)),
        Action::GiveUp => (manages(capacity), matches!(status, Status::Granted)),
        Action::Share => (manages(capacity), true),
        Action::Transfer => (manages(capacity), status.is_alive()),
        Action::TakeOver => (files(capacity), status.is_alive()),
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

/// Whether a person who may read a request may also read what the desk writes of it: nobody who asks, or was invited by
/// who asks, whatever their role in the staff.
#[must_use]
pub fn is_of_the_desk(held: &[Capacity]) -> bool {
    let staff = [Capacity::Reviewer, Capacity::Supervisor, Capacity::Auditor];
    held.iter().any(|capacity| staff.contains(capacity))
        && !held
            .iter()
            .any(|capacity| capacity.is_of_the_organisation() || *capacity == Capacity::Recused)
}

const fn files(capacity: Capacity) -> bool {
    matches!(
        capacity,
        Capacity::Member | Capacity::Author | Capacity::Administrator
    )
}

const fn edits(capacity: Capacity) -> bool {
    files(capacity) || matches!(capacity, Capacity::Editor | Capacity::Submitter)
}

const fn manages(capacity: Capacity) -> bool {
    matches!(capacity, Capacity::Author | Capacity::Administrator)
}

/// A draft is the organisation's own; officers know what was granted; keepers of accounts know no request.
const fn sees(capacity: Capacity, status: Status) -> bool {
    match capacity {
        Capacity::Stranger | Capacity::Colleague | Capacity::Keeper => false,
        Capacity::Reader
        | Capacity::Editor
        | Capacity::Submitter
        | Capacity::Member
        | Capacity::Author
        | Capacity::Administrator
        | Capacity::Auditor => true,
        Capacity::Reviewer | Capacity::Supervisor | Capacity::Recused => {
            !matches!(status, Status::Draft)
        }
        Capacity::Officer => {
            matches!(status, Status::Granted | Status::Revoked | Status::Ended)
        }
    }
}
