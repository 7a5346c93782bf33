//! Mails between the people of a request: invitations, transfers, and what became of them. Links with a secret are
//! minted here, their hash committed before the mail leaves.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::identity;
use crate::kernel::error::{Failure, Never};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{Job, JobError, JobRef, Tools};
use crate::kernel::text::{french_date, french_date_time, french_day};
use crate::requests::model::{RequestId, ShareId, TransferId};
use crate::requests::service::expire_transfer;
use crate::requests::{store, urls, views};
use crate::shell::AccountId;

/// Invites somebody on a request: by a link, or by a word to a colleague who may act at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareMail {
    /// Which invitation.
    pub share: ShareId,
}

impl Job for ShareMail {
    const KIND: &'static str = "requests.share";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let ctx = tools.ctx();
        let token = ctx.token()?;
        let hash = token.hash();
        let letter = tools.db.write_now::<_, Never>(|tx| {
            let Some(share) = store::find_share(tx, self.share)? else {
                return Ok(None);
            };
            if share.account.is_none() {
                let late = share.expires_at <= ctx.now;
                if late || !store::set_share_token(tx, share.id, &hash)? {
                    return Ok(None);
                }
            }
            let Some(request) = store::find(tx, share.request)? else {
                return Ok(None);
            };
            let inviter = views::name_of(tx, share.invited_by)?;
            Ok(Some((share, request, inviter)))
        });
        // Ended, followed or out of date while it waited: there is nothing to send any more.
        let Some((share, request, inviter)) = letter.map_err(Failure::into_fault)? else {
            return Ok(());
        };
        let (address, until) = match share.account {
            Some(_) => (urls::show(request.id), String::new()),
            None => (
                urls::invitation(&token.reveal()),
                french_date_time(share.expires_at),
            ),
        };
        let data = json!({
            "number": request.number,
            "title": request.shown_title(),
            "inviter": inviter,
            "reach": share.reach.label().to_lowercase(),
            "until": until,
            "link": format!("{}{address}", tools.public_url),
        });
        let to = Recipient {
            name: String::new(),
            email: share.email,
        };
        let template = "requests/invitation";
        tools.mailer.send(job, &Mail { to, template, data })?;
        Ok(())
    }
}

/// Offers a request to a colleague, by a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferMail {
    /// Which transfer.
    pub transfer: TransferId,
}

impl Job for TransferMail {
    const KIND: &'static str = "requests.transfer";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let ctx = tools.ctx();
        let token = ctx.token()?;
        let hash = token.hash();
        let letter = tools.db.write_now::<_, Never>(|tx| {
            let open = store::find_transfer(tx, self.transfer)?
                .filter(|transfer| transfer.is_open(ctx.now));
            let Some(transfer) = open else {
                return Ok(None);
            };
            if !store::set_transfer_token(tx, transfer.id, &hash)? {
                return Ok(None);
            }
            let Some(request) = store::find(tx, transfer.request)? else {
                return Ok(None);
            };
            let people = (
                identity::reachable(tx, transfer.to)?,
                views::name_of(tx, transfer.asked_by)?,
            );
            Ok(Some((transfer, request, people)))
        });
        let found = letter.map_err(Failure::into_fault)?;
        let Some((transfer, request, (Some((name, email)), asker))) = found else {
            return Ok(());
        };
        let data = json!({
            "number": request.number,
            "title": request.shown_title(),
            "asker": asker,
            "message": transfer.message,
            "until": french_date(transfer.expires_at),
            "link": format!("{}{}", tools.public_url, urls::transfer(&token.reveal())),
        });
        let to = Recipient { name, email };
        let template = "requests/transfer_offered";
        tools.mailer.send(job, &Mail { to, template, data })?;
        Ok(())
    }
}

/// Ends an offer that nobody answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferExpiry {
    /// Which transfer.
    pub transfer: TransferId,
}

impl Job for TransferExpiry {
    const KIND: &'static str = "requests.transfer_expiry";

    fn run(&self, tools: &Tools, _: &JobRef) -> Result<(), JobError> {
        let ctx = tools.ctx();
        tools
            .db
            .write_now(|tx| expire_transfer(tx, &ctx, self.transfer))?;
        Ok(())
    }
}

/// What a person is told of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// The colleague took the request.
    Accepted,
    /// The colleague did not want it.
    Declined,
    /// The offer is taken back.
    Cancelled,
    /// The colleague did not answer in time.
    Expired,
    /// A colleague became the author in the place of one who left.
    TakenOver,
    /// The request that the person instructs was withdrawn.
    Withdrawn,
    /// The announced answer is late.
    Overdue,
    /// The legal silence comes near.
    SilenceNear,
    /// The legal silence is reached.
    Silent,
}

impl Told {
    const fn template(self) -> &'static str {
        match self {
            Self::Accepted => "requests/transfer_accepted",
            Self::Declined => "requests/transfer_declined",
            Self::Cancelled => "requests/transfer_cancelled",
            Self::Expired => "requests/transfer_expired",
            Self::TakenOver => "requests/taken_over",
            Self::Withdrawn => "requests/withdrawn_reviewer",
            Self::Overdue => "requests/overdue",
            Self::SilenceNear => "requests/silence_near",
            Self::Silent => "requests/silence_reached",
        }
    }

    /// Where it leads: those who instruct go to the desk.
    fn link(self, request: RequestId) -> String {
        match self {
            Self::Overdue | Self::SilenceNear | Self::Silent => urls::desk(request),
            Self::Accepted
            | Self::Declined
            | Self::Cancelled
            | Self::Expired
            | Self::TakenOver
            | Self::Withdrawn => urls::show(request),
        }
    }
}

/// Tells one person something about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLetter {
    /// Which request.
    pub request: RequestId,
    /// Whom to tell.
    pub to: AccountId,
    /// The other person in the story.
    pub other: AccountId,
    /// What.
    pub told: Told,
}

impl Job for PersonLetter {
    const KIND: &'static str = "requests.person_letter";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let letter = tools.db.read_now::<_, Never>(|c| {
            Ok((
                store::find(c, self.request)?,
                identity::reachable(c, self.to)?,
                views::name_of(c, self.other)?,
                store::withdrawal_of(c, self.request)?,
            ))
        });
        let found = letter.map_err(Failure::into_fault)?;
        let (Some(request), Some((name, email)), other, withdrawal) = found else {
            return Ok(());
        };
        let (reason, comment) = withdrawal
            .map(|withdrawal| (withdrawal.reason.label(), withdrawal.comment))
            .unwrap_or_default();
        let data = json!({
            "number": request.number,
            "title": request.shown_title(),
            "other": other,
            "reason": reason,
            "comment": comment,
            "review_due_on": request.review_due_on.map(french_day).unwrap_or_default(),
            "silent_on": request.silent_on.map(french_day).unwrap_or_default(),
            "link": format!("{}{}", tools.public_url, self.told.link(request.id)),
        });
        let to = Recipient { name, email };
        let template = self.told.template();
        tools.mailer.send(job, &Mail { to, template, data })?;
        Ok(())
    }
}
