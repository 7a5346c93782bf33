//! Mails of this room, and the watch over mandates. Links with a secret are minted here, their hash committed first.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::model::{ClientId, Consent, WARNINGS};
use super::{store, urls};
use crate::identity;
use crate::kernel::clock::Day;
use crate::kernel::error::{Failure, Never};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{self, Job, JobError, JobRef, Registry, Tools};
use crate::kernel::text::{french_date, french_day};
use crate::notifications::{Kind, Notice, notify_all};
use crate::organisations::OrganisationId;
use crate::shell::AccountId;

/// Clients named in one warning; the rest are counted on the page.
const NAMED: i64 = 50;

/// Adds the jobs of this room to those that can be carried out.
#[must_use]
pub fn register(registry: Registry) -> Registry {
    registry
        .with::<ConsentMail>()
        .with::<AnsweredMail>()
        .with::<MandateWatch>()
        .with::<MandateMail>()
}

/// Asks a client for its consent, by a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentMail {
    /// Which client.
    pub client: ClientId,
}

impl Job for ConsentMail {
    const KIND: &'static str = "vendors.consent";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let ctx = tools.ctx();
        let token = ctx.token()?;
        let hash = token.hash();
        let letter = tools.db.write_now::<_, Never>(|tx| {
            let Some(client) = store::find(tx, self.client)? else {
                return Ok(None);
            };
            let late = client.expires_at.is_none_or(|end| end <= ctx.now);
            if late || client.archived_at.is_some() || !store::set_token(tx, client.id, &hash)? {
                return Ok(None);
            }
            let vendor = store::name_of(tx, client.vendor)?;
            Ok(Some((client, vendor)))
        });
        // Answered, archived or out of date while it waited: there is nothing to send any more.
        let Some((client, vendor)) = letter.map_err(Failure::into_fault)? else {
            return Ok(());
        };
        let data = json!({
            "vendor": vendor,
            "client": client.name,
            "siret": client.siret,
            "mandate_ends_on": french_day(client.mandate_ends_on),
            "until": client.expires_at.map(french_date).unwrap_or_default(),
            "link": format!("{}{}", tools.public_url, urls::consent(&token.reveal())),
        });
        let to = Recipient {
            name: String::new(),
            email: client.consent_email,
        };
        let template = "vendors/consent";
        tools.mailer.send(job, &Mail { to, template, data })?;
        Ok(())
    }
}

/// Tells the person who asked what a client answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredMail {
    /// Which client.
    pub client: ClientId,
    /// Whom to tell.
    pub to: AccountId,
}

impl Job for AnsweredMail {
    const KIND: &'static str = "vendors.answered";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let letter = tools.db.read_now::<_, Never>(|c| {
            Ok((
                store::find(c, self.client)?,
                identity::reachable(c, self.to)?,
            ))
        });
        let (Some(client), Some((name, email))) = letter.map_err(Failure::into_fault)? else {
            return Ok(());
        };
        let template = match client.consent {
            Consent::Given => "vendors/consent_given",
            Consent::Refused => "vendors/consent_refused",
            Consent::None | Consent::Asked => return Ok(()),
        };
        let link = urls::client(client.vendor, client.id);
        let data = json!({
            "client": client.name,
            "link": format!("{}{link}", tools.public_url),
        });
        let to = Recipient { name, email };
        tools.mailer.send(job, &Mail { to, template, data })?;
        Ok(())
    }
}

/// The days on which a mandate ends whose warning is due on `day`.
fn ends(day: Day) -> Vec<Day> {
    WARNINGS
        .iter()
        .map(|before| day.plus_days(*before))
        .collect()
}

/// On its day, has the administrators of a vendor warned of the mandates that end soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MandateWatch {
    /// Which vendor.
    pub vendor: OrganisationId,
    /// Which day.
    pub day: Day,
}

impl Job for MandateWatch {
    const KIND: &'static str = "vendors.mandate_watch";

    fn run(&self, tools: &Tools, _: &JobRef) -> Result<(), JobError> {
        let ctx = tools.ctx();
        tools.db.write_now::<_, Never>(|tx| {
            store::unwatch(tx, self.vendor, self.day)?;
            // Renewed or archived since: nobody is disturbed.
            if store::ending(tx, self.vendor, &ends(self.day), 1)?.is_empty() {
                return Ok(());
            }
            let administrators = store::administrators(tx, self.vendor)?;
            let link = urls::ending(self.vendor);
            let title = "Des mandats de clientes se terminent bientôt";
            let notice = Notice::new(Kind::Organisation, title, link);
            notify_all(tx, &ctx, &administrators, &notice)?;
            for to in administrators {
                let mail = MandateMail {
                    vendor: self.vendor,
                    day: self.day,
                    to,
                };
                outbox::push(tx, &ctx, &mail)?;
            }
            Ok(())
        })?;
        Ok(())
    }
}

/// Warns one administrator of a vendor of the mandates that end soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MandateMail {
    /// Which vendor.
    pub vendor: OrganisationId,
    /// The day of the warning.
    pub day: Day,
    /// Whom to warn.
    pub to: AccountId,
}

impl Job for MandateMail {
    const KIND: &'static str = "vendors.mandate_mail";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let letter = tools.db.read_now::<_, Never>(|c| {
            Ok((
                store::ending(c, self.vendor, &ends(self.day), NAMED)?,
                store::name_of(c, self.vendor)?,
                identity::reachable(c, self.to)?,
            ))
        });
        let (ending, vendor, person) = letter.map_err(Failure::into_fault)?;
        let Some((name, email)) = person.filter(|_| !ending.is_empty()) else {
            return Ok(());
        };
        let clients: Vec<String> = ending
            .into_iter()
            .map(|(name, day)| format!("{name}, le {}", french_day(day)))
            .collect();
        let link = format!("{}{}", tools.public_url, urls::ending(self.vendor));
        let data = json!({ "vendor": vendor, "clients": clients, "link": link });
        let to = Recipient { name, email };
        let template = "vendors/mandates_end";
        tools.mailer.send(job, &Mail { to, template, data })?;
        Ok(())
    }
}
