//! Mails of the partner space: one job, one mail. Payloads hold ids; addresses are read when the mail is sent.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::effect::TeamNews;
use super::model::{InvitationId, ServiceId};
use super::production::ProductionChanged;
use super::{store, urls, views};
use crate::kernel::error::{Failure, Never};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{Job, JobError, JobRef, Registry, Tools};
use crate::kernel::text;
use crate::shell::actor::AccountId;

/// Adds the jobs of this room to those that can be carried out.
#[must_use]
pub fn register_jobs(registry: Registry) -> Registry {
    registry
        .with::<InvitationMail>()
        .with::<OpenedMail>()
        .with::<TeamNewsMail>()
        .with::<ProductionChanged>()
}

/// Invites somebody to a team, by a link that is made here and kept as a hash.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct InvitationMail {
    /// Which invitation.
    pub invitation: InvitationId,
}

impl Job for InvitationMail {
    const KIND: &'static str = "services.invitation";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let ctx = tools.ctx();
        let token = ctx.token()?;
        let hash = token.hash();
        let letter = tools.db.write_now::<_, Never>(|tx| {
            let Some(invitation) = store::find_invitation(tx, self.invitation)? else {
                return Ok(None);
            };
            if invitation.expires_at <= ctx.now || !store::keep_token(tx, invitation.id, &hash)? {
                return Ok(None);
            }
            let service = views::named(tx, invitation.service_id)?;
            Ok(Some((invitation, service)))
        });
        // Taken back, accepted or out of date while it waited: there is nothing to send any more.
        let Some((invitation, service)) = letter.map_err(Failure::into_fault)? else {
            return Ok(());
        };
        let data = json!({
            "service": service.name,
            "organisation": service.organisation,
            "role": invitation.role.label(),
            "link": format!("{}{}", tools.public_url, urls::invitation(&token.reveal())),
            "until": text::french_date_time(invitation.expires_at),
        });
        let to = Recipient {
            name: String::new(),
            email: invitation.email,
        };
        tools.mailer.send(
            job,
            &Mail {
                to,
                template: "services/invitation",
                data,
            },
        )?;
        Ok(())
    }
}

/// Tells the applicant that the grant opened their space.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct OpenedMail {
    /// Which service.
    pub service: ServiceId,
    /// Whom to tell.
    pub account: AccountId,
}

impl Job for OpenedMail {
    const KIND: &'static str = "services.opened";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let to = (self.service, self.account);
        tell(
            tools,
            job,
            to,
            "services/opened",
            &urls::service(self.service),
        )
    }
}

/// Tells one member of a team what happened to the service.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct TeamNewsMail {
    /// Which service.
    pub service: ServiceId,
    /// Whom to tell.
    pub account: AccountId,
    /// What.
    pub news: TeamNews,
}

impl Job for TeamNewsMail {
    const KIND: &'static str = "services.team_news";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let (template, link) = match self.news {
            TeamNews::QualificationRequested => (
                "services/qualification_requested",
                urls::qualification(self.service),
            ),
            TeamNews::CorrectionsRequested => (
                "services/corrections_requested",
                urls::qualification(self.service),
            ),
            TeamNews::Qualified => ("services/qualified", urls::production(self.service)),
            TeamNews::Live => ("services/live", urls::service(self.service)),
            TeamNews::Suspended => ("services/suspended", urls::service(self.service)),
            TeamNews::Resumed => ("services/resumed", urls::service(self.service)),
            TeamNews::Closed => ("services/closed", urls::service(self.service)),
            TeamNews::RightReplaced => {
                ("services/right_replaced", urls::habilitation(self.service))
            }
            TeamNews::ClientsNarrowed => ("services/clients_narrowed", urls::clients(self.service)),
        };
        tell(tools, job, (self.service, self.account), template, &link)
    }
}

fn tell(
    tools: &Tools,
    job: &JobRef,
    (service, account): (ServiceId, AccountId),
    template: &'static str,
    link: &str,
) -> Result<(), JobError> {
    let (service, person) = tools
        .db
        .read_now::<_, Never>(|c| Ok((views::named(c, service)?, views::person(c, account)?)))
        .map_err(Failure::into_fault)?;
    let data = json!({
        "service": service.name,
        "organisation": service.organisation,
        "reason": service.reason.unwrap_or_default(),
        "link": format!("{}{link}", tools.public_url),
    });
    let to = Recipient {
        name: person.name,
        email: person.email,
    };
    tools.mailer.send(job, &Mail { to, template, data })?;
    Ok(())
}
