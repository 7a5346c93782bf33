//! Who may do what inside an organisation, and which changes of membership are possible. Pure.
//!
//! The pages ask the same functions as the use cases, so a button and a rule can't disagree.
//! The golden `organisations_policy.txt` prints the whole table.

use super::model::Role;

/// What a member may want to do in the name of the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// See its details and those of its requests and services.
    Read,
    /// Draft, submit, answer and withdraw requests.
    File,
    /// Correct the details typed by hand.
    Correct,
    /// Invite, accept, change the role of or remove people.
    Manage,
    /// Leave.
    Leave,
}

impl Action {
    /// Every action, in the order of the golden.
    pub const ALL: &'static [Self] = &[
        Self::Read,
        Self::File,
        Self::Correct,
        Self::Manage,
        Self::Leave,
    ];
}

/// Whether a member holding this role may act so.
#[must_use]
pub fn may(role: Role, action: Action) -> bool {
    match (role, action) {
        (Role::Administrator, _)
        | (_, Action::Read | Action::Leave)
        | (Role::Member, Action::File) => true,
        (Role::Member, Action::Correct | Action::Manage)
        | (Role::Reader, Action::File | Action::Correct | Action::Manage) => false,
    }
}

/// Who changes whose membership, and how many administrators there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The role of the person who acts.
    pub actor: Role,
    /// The role of the person whose membership changes.
    pub subject: Role,
    /// The person acts on their own membership.
    pub own: bool,
    /// Administrators of the organisation, the subject included when they are one.
    pub administrators: i64,
}

/// A change to one person's membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Hold another role.
    Role(Role),
    /// Stop being a member, by one's own will or an administrator's.
    End,
}

/// Why a membership stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefusal {
    /// Only an administrator changes the membership of others, or anybody's role.
    #[error("only an administrator of the organisation may change its members")]
    NotAdministrator,
    /// The organisation would be left without an administrator.
    #[error("an organisation keeps at least one administrator")]
    LastAdministrator,
    /// The person already holds that role.
    #[error("the member already holds this role")]
    Unchanged,
}

/// Whether the change may take effect.
pub fn decide(standing: Standing, change: Change) -> Result<(), ChangeRefusal> {
    let leaving = standing.own && change == Change::End;
    if !leaving && !may(standing.actor, Action::Manage) {
        return Err(ChangeRefusal::NotAdministrator);
    }
    if change == Change::Role(standing.subject) {
        return Err(ChangeRefusal::Unchanged);
    }
    // Whatever the change, an administrator is one less afterwards.
    if standing.subject == Role::Administrator && standing.administrators <= 1 {
        return Err(ChangeRefusal::LastAdministrator);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_administrator_neither_leaves_nor_steps_down() {
        let alone = Standing {
            actor: Role::Administrator,
            subject: Role::Administrator,
            own: true,
            administrators: 1,
        };
        for change in [
            Change::End,
            Change::Role(Role::Member),
            Change::Role(Role::Reader),
        ] {
            assert_eq!(decide(alone, change), Err(ChangeRefusal::LastAdministrator));
        }
        assert_eq!(
            decide(
                Standing {
                    administrators: 2,
                    ..alone
                },
                Change::End
            ),
            Ok(())
        );
    }

    #[test]
    fn a_member_leaves_but_touches_nobody_else() {
        for role in [Role::Member, Role::Reader] {
            let own = Standing {
                actor: role,
                subject: role,
                own: true,
                administrators: 1,
            };
            assert_eq!(decide(own, Change::End), Ok(()));
            assert_eq!(
                decide(own, Change::Role(Role::Administrator)),
                Err(ChangeRefusal::NotAdministrator)
            );
            let other = Standing {
                own: false,
                subject: Role::Reader,
                ..own
            };
            assert_eq!(
                decide(other, Change::End),
                Err(ChangeRefusal::NotAdministrator)
            );
        }
    }
}
