//! The mail that follows an answer, which one may refuse.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::letters::LinkMail;
use super::model::SupportId;
use super::{store, urls};
use crate::identity;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Never, Outcome};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{Job, JobError, JobRef, Registry, Tools};
use crate::notifications::{self, Topic};
use crate::shell::AccountId;

/// Adds the jobs of this room.
#[must_use]
pub fn register(registry: Registry) -> Registry {
    registry.with::<AnswerMail>().with::<LinkMail>()
}

/// Mails the last answer to who asked.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct AnswerMail {
    /// On which question.
    pub thread: SupportId,
}

impl Job for AnswerMail {
    const KIND: &'static str = "help.answer";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let (id, base) = (self.thread, tools.public_url.to_string());
        let found = tools
            .db
            .read_now::<_, Never>(move |c| letter(c, id, &base))
            .map_err(Failure::into_fault)?;
        let Some((mail, account)) = found else {
            return Ok(());
        };
        let leave = notifications::leaving_link(
            &tools.sources.vault,
            &tools.public_url,
            (account, Topic::Support),
        )?;
        tools.mailer.send_refusable(job, &mail, &leave)?;
        Ok(())
    }
}

fn letter(c: &mut Conn, id: SupportId, base: &str) -> Outcome<Option<(Mail, AccountId)>> {
    let Some(thread) = store::find(c, id)? else {
        return Ok(None);
    };
    let account = thread.account_id;
    let Some((name, email)) = identity::reachable(c, account)? else {
        return Ok(None);
    };
    if !notifications::wants(c, account, Topic::Support)? {
        return Ok(None);
    }
    let posts = store::posts(c, id)?;
    let Some(answer) = posts.iter().rev().find(|post| post.by_staff) else {
        return Ok(None);
    };
    let data = json!({
        "question": thread.subject,
        "body": answer.body,
        "link": format!("{base}{}", urls::thread(id)),
    });
    let mail = Mail {
        to: Recipient { name, email },
        template: "help/answer",
        data,
    };
    Ok(Some((mail, account)))
}
