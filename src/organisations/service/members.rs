//! Changing who belongs to an organisation, and as what.

use serde_json::json;

use super::access::AccessError;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::organisations::jobs::MembershipChangedMail;
use crate::organisations::model::{OrganisationId, Role};
use crate::organisations::policy::{Change, ChangeRefusal, Standing, decide};
use crate::organisations::store;
use crate::shell::actor::AccountId;

/// Why a membership stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// The person is not a member, or whom they name is not.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The rules of membership say no.
    #[error(transparent)]
    Refused(#[from] ChangeRefusal),
}
impl Refusal for ChangeError {}

/// A change to one membership.
#[derive(Debug, Clone, Copy)]
pub struct ChangeMember {
    /// Who changes it.
    pub actor: AccountId,
    /// In which organisation.
    pub organisation: OrganisationId,
    /// Whose membership.
    pub subject: AccountId,
    /// What.
    pub change: Change,
}

/// Changes a role or ends a membership; the person is told by mail unless they did it themselves.
pub fn change_member(tx: &mut Conn, ctx: &Ctx, command: ChangeMember) -> Outcome<(), ChangeError> {
    let ChangeMember {
        actor,
        organisation,
        subject,
        change,
    } = command;
    let unknown = ChangeError::Access(AccessError::Unknown);
    let actor_role = store::role_of(tx, organisation, actor)?.ok_or(unknown)?;
    let subject_role = store::role_of(tx, organisation, subject)?.ok_or(unknown)?;
    let standing = Standing {
        actor: actor_role,
        subject: subject_role,
        own: actor == subject,
        administrators: store::administrator_count(tx, organisation)?,
    };
    decide(standing, change).map_err(ChangeError::Refused)?;
    let (done, action, role) = match change {
        Change::Role(role) => (
            store::set_role(tx, (organisation, subject), subject_role, role)?,
            "organisation.role_changed",
            Some(role),
        ),
        Change::End => (
            store::remove_member(tx, (organisation, subject), subject_role)?,
            "organisation.member_left",
            None,
        ),
    };
    if !done {
        return Err(unknown.into());
    }
    record(tx, ctx, command, (action, subject_role, role))?;
    if !standing.own {
        outbox::push(
            tx,
            ctx,
            &MembershipChangedMail {
                organisation,
                account: subject,
                role,
            },
        )?;
    }
    Ok(())
}

fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    command: ChangeMember,
    (action, from, to): (&'static str, Role, Option<Role>),
) -> Result<(), Fault> {
    let entry = Entry::new(action, "account", command.subject)
        .about_organisation(command.organisation)
        .data(json!({ "from": from, "to": to }));
    journal::record(tx, ctx, entry)
}
