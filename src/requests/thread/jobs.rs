//! The mail that follows a message: one person, one mail, which they may refuse.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::model::{MessageId, Side};
use super::store;
use crate::identity;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Never, Outcome};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{Job, JobError, JobRef, Tools};
use crate::notifications::{self, Topic};
use crate::requests::service::request as find_request;
use crate::requests::urls;
use crate::shell::AccountId;

/// Tells one person of one message.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct MessageMail {
    /// Which.
    pub message: MessageId,
    /// Whom.
    pub to: AccountId,
}

impl Job for MessageMail {
    const KIND: &'static str = "requests.message";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let (told, base) = (*self, tools.public_url.to_string());
        let mail = tools
            .db
            .read_now::<_, Never>(move |c| told.write(c, &base))
            .map_err(Failure::into_fault)?;
        let Some(mail) = mail else {
            return Ok(());
        };
        let leave = notifications::leaving_link(
            &tools.sources.vault,
            &tools.public_url,
            (self.to, Topic::Messages),
        )?;
        tools.mailer.send_refusable(job, &mail, &leave)?;
        Ok(())
    }
}

impl MessageMail {
    /// Nothing when the person is gone, wrote it, or does not want such mails.
    fn write(self, c: &mut Conn, base: &str) -> Outcome<Option<Mail>> {
        let Some((id, message)) = store::find(c, self.message)? else {
            return Ok(None);
        };
        let Some(request) = find_request(c, id)? else {
            return Ok(None);
        };
        let Some((name, email)) = identity::reachable(c, self.to)? else {
            return Ok(None);
        };
        if message.author == self.to || !notifications::wants(c, self.to, Topic::Messages)? {
            return Ok(None);
        }
        let files = store::files(c, &[message.id])?.len();
        let data = json!({
            "number": request.number,
            "title": request.shown_title(),
            "author": message.name,
            "from_staff": message.side == Side::Staff,
            "body": message.body,
            "files": files,
            "link": format!("{base}{}", urls::messages(request.id)),
        });
        Ok(Some(Mail {
            to: Recipient { name, email },
            template: "requests/message",
            data,
        }))
    }
}
