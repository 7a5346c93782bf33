//! What an administrator may do to an account. Pure.
//!
//! The house always keeps an administrator who can sign in, and nobody locks themselves out.

use crate::shell::Role;

/// A change to somebody's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Hold exactly these staff roles.
    Roles(Vec<Role>),
    /// Stop signing in.
    Disable,
    /// Sign in again.
    Enable,
    /// Enrol a new second factor at the next sign-in.
    ResetSecondFactor,
}

/// The account as it is, and who looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The account is that of the person who acts.
    pub own: bool,
    /// Its staff roles.
    pub roles: Vec<Role>,
    /// It can't sign in.
    pub disabled: bool,
    /// It has a second factor.
    pub second_factor: bool,
    /// Other administrators who can sign in.
    pub other_administrators: i64,
}

/// Why an account stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefusal {
    /// Nobody disables their own account or drops their own second factor: they would be locked out.
    #[error("not on one's own account")]
    OwnAccount,
    /// The house would be left without an administrator.
    #[error("the house keeps at least one administrator")]
    LastAdministrator,
    /// The account is already so.
    #[error("the account is already so")]
    Unchanged,
}

/// Whether the change may take effect.
pub fn decide(standing: &Standing, change: &Change) -> Result<(), ChangeRefusal> {
    let active_administrator = standing.roles.contains(&Role::Administrator) && !standing.disabled;
    let last = active_administrator && standing.other_administrators == 0;
    match change {
        Change::Roles(roles) if same(roles, &standing.roles) => Err(ChangeRefusal::Unchanged),
        Change::Roles(roles) if last && !roles.contains(&Role::Administrator) => {
            Err(ChangeRefusal::LastAdministrator)
        }
        Change::Disable if standing.disabled => Err(ChangeRefusal::Unchanged),
        Change::Enable if !standing.disabled => Err(ChangeRefusal::Unchanged),
        Change::ResetSecondFactor if !standing.second_factor => Err(ChangeRefusal::Unchanged),
        Change::Disable | Change::ResetSecondFactor if standing.own => {
            Err(ChangeRefusal::OwnAccount)
        }
        Change::Disable if last => Err(ChangeRefusal::LastAdministrator),
        Change::Roles(_) | Change::Disable | Change::Enable | Change::ResetSecondFactor => Ok(()),
    }
}

/// The same roles, whatever their order and repeats.
fn same(some: &[Role], others: &[Role]) -> bool {
    some.iter().all(|role| others.contains(role)) && others.iter().all(|role| some.contains(role))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only_administrator() -> Standing {
        Standing {
            own: true,
            roles: vec![Role::Administrator, Role::Reviewer],
            disabled: false,
            second_factor: true,
            other_administrators: 0,
        }
    }

    #[test]
    fn the_last_administrator_stays_one() {
        let standing = only_administrator();
        assert_eq!(
            decide(&standing, &Change::Roles(vec![Role::Reviewer])),
            Err(ChangeRefusal::LastAdministrator)
        );
        assert_eq!(
            decide(&standing, &Change::Roles(vec![Role::Administrator])),
            Ok(())
        );
        let other = Standing {
            own: false,
            ..standing
        };
        assert_eq!(
            decide(&other, &Change::Disable),
            Err(ChangeRefusal::LastAdministrator)
        );
        let accompanied = Standing {
            other_administrators: 1,
            ..other
        };
        assert_eq!(decide(&accompanied, &Change::Disable), Ok(()));
    }

    #[test]
    fn nobody_locks_themselves_out() {
        let standing = Standing {
            other_administrators: 3,
            ..only_administrator()
        };
        assert_eq!(
            decide(&standing, &Change::Disable),
            Err(ChangeRefusal::OwnAccount)
        );
        assert_eq!(
            decide(&standing, &Change::ResetSecondFactor),
            Err(ChangeRefusal::OwnAccount)
        );
    }

    #[test]
    fn what_is_already_so_is_said() {
        let standing = only_administrator();
        let same = Change::Roles(vec![Role::Reviewer, Role::Administrator, Role::Reviewer]);
        assert_eq!(decide(&standing, &same), Err(ChangeRefusal::Unchanged));
        assert_eq!(
            decide(&standing, &Change::Enable),
            Err(ChangeRefusal::Unchanged)
        );
        let bare = Standing {
            second_factor: false,
            disabled: true,
            ..standing
        };
        assert_eq!(
            decide(&bare, &Change::Disable),
            Err(ChangeRefusal::Unchanged)
        );
        assert_eq!(
            decide(&bare, &Change::ResetSecondFactor),
            Err(ChangeRefusal::Unchanged)
        );
    }
}
