//! Mails of this room: one job, one mail. Payloads hold ids; addresses are read when the mail is sent.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::model::{
    InvitationId, InvitationStatus, JoinRequestId, JoinStatus, OrganisationId, Role,
};
use super::registry::{Lookup, Registry};
use super::{service, store, urls, views};
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{self, Job, JobError, JobRef, Tools};
use crate::shell::actor::AccountId;

/// Adds the jobs of this room to those that can be carried out.
#[must_use]
pub fn register(registry: outbox::Registry) -> outbox::Registry {
    registry
        .with::<InvitationMail>()
        .with::<JoinAskedMail>()
        .with::<JoinAnsweredMail>()
        .with::<MembershipChangedMail>()
        .with::<VerifyOrganisation>()
}

/// Invites somebody by a link that is made here.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct InvitationMail {
    /// Which invitation.
    pub invitation: InvitationId,
}

impl Job for InvitationMail {
    const KIND: &'static str = "organisations.invitation";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let ctx = tools.ctx();
        let token = ctx.token()?;
        let hash = token.hash();
        let letter = tools.db.write_now::<_, Never>(|tx| {
            let Some(invitation) = store::find_invitation(tx, self.invitation)? else {
                return Ok(None);
            };
            if invitation.status != InvitationStatus::Pending || invitation.expires_at <= ctx.now {
                return Ok(None);
            }
            store::set_invitation_token(tx, invitation.id, &hash)?;
            let organisation = name_of(tx, invitation.organisation_id)?;
            let inviter = views::person(tx, invitation.invited_by)?.name;
            Ok(Some((invitation, organisation, inviter)))
        });
        // Taken back, accepted or out of date while it waited: there is nothing to send any more.
        let Some((invitation, organisation, inviter)) = letter.map_err(Failure::into_fault)? else {
            return Ok(());
        };
        let link = format!("{}{}", tools.public_url, urls::invitation(&token.reveal()));
        let data = json!({
            "organisation": organisation,
            "inviter": inviter,
            "role": invitation.role.label(),
            "link": link,
            "until": crate::kernel::text::french_date(invitation.expires_at),
        });
        let to = Recipient {
            name: String::new(),
            email: invitation.email,
        };
        tools.mailer.send(
            job,
            &Mail {
                to,
                template: "organisations/invitation",
                data,
            },
        )?;
        Ok(())
    }
}

/// Tells an administrator that somebody asks to join.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct JoinAskedMail {
    /// Which wish.
    pub join: JoinRequestId,
    /// Whom to tell.
    pub administrator: AccountId,
}

impl Job for JoinAskedMail {
    const KIND: &'static str = "organisations.join_asked";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let letter = tools.db.read_now::<_, Never>(|c| {
            let Some(asked) = store::find_join(c, self.join)? else {
                return Ok(None);
            };
            if asked.status != JoinStatus::Pending {
                return Ok(None);
            }
            let organisation = name_of(c, asked.organisation_id)?;
            Ok(Some((
                asked,
                organisation,
                views::person(c, asked.account_id)?,
                views::person(c, self.administrator)?,
            )))
        });
        let Some((asked, organisation, person, to)) = letter.map_err(Failure::into_fault)? else {
            return Ok(());
        };
        let data = json!({
            "organisation": organisation,
            "person": person.name,
            "email": person.email,
            "link": format!("{}{}", tools.public_url, urls::members(asked.organisation_id)),
        });
        send(tools, job, (to, "organisations/join_asked"), data)
    }
}

/// Tells a person whether they may join.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct JoinAnsweredMail {
    /// Which wish.
    pub join: JoinRequestId,
}

impl Job for JoinAnsweredMail {
    const KIND: &'static str = "organisations.join_answered";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let letter = tools.db.read_now::<_, Never>(|c| {
            let Some(asked) = store::find_join(c, self.join)? else {
                return Ok(None);
            };
            let siret = store::find(c, asked.organisation_id)?
                .map(|organisation| organisation.siret.spaced());
            let organisation = name_of(c, asked.organisation_id)?;
            Ok(Some((
                asked,
                siret.unwrap_or_default(),
                organisation,
                views::person(c, asked.account_id)?,
            )))
        });
        let Some((asked, siret, organisation, to)) = letter.map_err(Failure::into_fault)? else {
            return Ok(());
        };
        let template = match asked.status {
            JoinStatus::Accepted => "organisations/join_accepted",
            JoinStatus::Declined => "organisations/join_declined",
            JoinStatus::Pending | JoinStatus::Withdrawn => return Ok(()),
        };
        let link = format!("{}{}", tools.public_url, urls::show(asked.organisation_id));
        // Somebody who was turned away learns no more than the number they typed.
        let organisation = if asked.status == JoinStatus::Accepted {
            organisation
        } else {
            siret
        };
        send(
            tools,
            job,
            (to, template),
            json!({ "organisation": organisation, "link": link }),
        )
    }
}

/// Tells a person that an administrator changed or ended their membership.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct MembershipChangedMail {
    /// Where.
    pub organisation: OrganisationId,
    /// Whose.
    pub account: AccountId,
    /// The new role; none when the membership ended.
    pub role: Option<Role>,
}

impl Job for MembershipChangedMail {
    const KIND: &'static str = "organisations.membership_changed";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let letter = tools.db.read_now::<_, Never>(|c| {
            Ok((
                name_of(c, self.organisation)?,
                views::person(c, self.account)?,
            ))
        });
        let (organisation, to) = letter.map_err(Failure::into_fault)?;
        let link = format!("{}{}", tools.public_url, urls::LIST);
        let (template, role) = match self.role {
            Some(role) => ("organisations/role_changed", role.label()),
            None => ("organisations/membership_ended", ""),
        };
        let data = json!({ "organisation": organisation, "role": role, "link": link });
        send(tools, job, (to, template), data)
    }
}

/// Asks the registry about an organisation: it did not answer when somebody attached it, or its answer is old.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct VerifyOrganisation {
    /// Which organisation.
    pub organisation: OrganisationId,
}

impl Job for VerifyOrganisation {
    const KIND: &'static str = "organisations.verify";

    fn run(&self, tools: &Tools, _: &JobRef) -> Result<(), JobError> {
        let ctx = tools.ctx();
        let known = tools
            .db
            .read_now::<_, Never>(|c| Ok(store::find(c, self.organisation)?));
        let Some(organisation) = known? else {
            return Ok(());
        };
        let lookup = tools
            .plugs
            .get::<Registry>()?
            .find(&tools.db, &ctx, organisation.siret)?;
        if lookup == Lookup::Unavailable {
            return Err(JobError::Retry("the registry does not answer".to_owned()));
        }
        tools
            .db
            .write_now(|tx| service::take_registry(tx, &ctx, self.organisation, &lookup))?;
        Ok(())
    }
}

fn send(
    tools: &Tools,
    job: &JobRef,
    (to, template): (views::Contact, &'static str),
    data: serde_json::Value,
) -> Result<(), JobError> {
    let to = Recipient {
        name: to.name,
        email: to.email,
    };
    tools.mailer.send(job, &Mail { to, template, data })?;
    Ok(())
}

fn name_of(c: &mut Conn, id: OrganisationId) -> Result<String, Fault> {
    let organisation =
        store::find(c, id)?.ok_or_else(|| Fault::inconsistent("organisations", id))?;
    Ok(organisation.details.name)
}
