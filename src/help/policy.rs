//! Who may do what to a question. Pure.

use crate::shell::Role;

/// What a person is to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whether they asked it.
    pub asked: bool,
    /// The staff roles that they may use now.
    pub roles: Vec<Role>,
}

/// What somebody may want to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Read it.
    Read,
    /// Write on it.
    Write,
    /// Close it.
    Close,
}

impl Standing {
    /// Whether they write for the staff: whoever asked writes for themselves.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        !self.asked && self.roles.iter().any(|role| *role != Role::Auditor)
    }
}

/// Whether they may; auditors read and change nothing.
#[must_use]
pub fn may(standing: &Standing, action: Action) -> bool {
    match action {
        Action::Read => standing.asked || !standing.roles.is_empty(),
        Action::Write | Action::Close => standing.asked || standing.is_staff(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_see_nothing_and_auditors_change_nothing() {
        let standing = |asked, roles: &[Role]| Standing {
            asked,
            roles: roles.to_vec(),
        };
        for action in [Action::Read, Action::Write, Action::Close] {
            assert!(!may(&standing(false, &[]), action));
            assert!(may(&standing(true, &[]), action));
            for role in Role::ALL {
                let allowed = action == Action::Read || *role != Role::Auditor;
                assert_eq!(may(&standing(false, &[*role]), action), allowed, "{role}");
            }
        }
    }
}
