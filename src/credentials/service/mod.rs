//! The use cases of production credentials. Each runs in the caller's transaction: guarded update, journal, outbox.

mod effects;
mod issue;
mod reveal;
mod revoke;
mod verify;

pub use issue::{Issue, IssueError, issue};
pub use reveal::{RevealError, Revealed, reveal};
pub use revoke::{RevokeError, revoke_all, revoke_as_staff, revoke_as_team};
pub use verify::verify;
