//! Mails about offers of a seat. Payloads hold ids; people and dates are read when the mail is written.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::model::OfferId;
use super::{store, urls, views};
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{Job, JobError, JobRef, Registry, Tools};
use crate::kernel::text::french_day;

/// Adds the jobs of this room to those that can be carried out.
#[must_use]
pub fn register(registry: Registry) -> Registry {
    registry.with::<OfferMail>()
}

/// What the applicant is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// A seat is offered.
    Offered,
    /// Few days are left to answer.
    Recalled,
    /// Nobody answered, and it goes to the next.
    Expired,
}

/// Mails the applicant about an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferMail {
    /// The offer.
    pub offer: OfferId,
    /// What is said of it.
    pub told: Told,
}

impl Job for OfferMail {
    const KIND: &'static str = "panel.offer";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let (cmd, base) = (*self, tools.public_url.to_string());
        let mail = tools
            .db
            .read_now::<_, Never>(move |c| Ok(cmd.write(c, &base)?));
        // The offer was answered since, or the person erased: there is nothing to say.
        let Some(mail) = mail.map_err(Failure::into_fault)? else {
            return Ok(());
        };
        tools.mailer.send(job, &mail)?;
        Ok(())
    }
}

impl OfferMail {
    fn write(self, c: &mut Conn, base: &str) -> Result<Option<Mail>, Fault> {
        let Some(offer) = store::find_offer(c, self.offer)? else {
            return Ok(None);
        };
        if self.told != Told::Expired && offer.outcome.is_some() {
            return Ok(None);
        }
        let Some(about) = views::about_request(c, offer.request_id)? else {
            return Ok(None);
        };
        let last_day = offer.answer_until.paris_day().plus_days(-1);
        let data = json!({
            "number": about.number,
            "title": about.title,
            "organisation": about.organisation,
            "seat": offer.number,
            "answer_by": french_day(last_day),
            "link": format!("{base}{}", urls::place(offer.request_id)),
        });
        Ok(Some(Mail {
            to: Recipient {
                name: about.author,
                email: about.email,
            },
            template: match self.told {
                Told::Offered => "experiment/offered",
                Told::Recalled => "experiment/offer_recalled",
                Told::Expired => "experiment/offer_expired",
            },
            data,
        }))
    }
}
