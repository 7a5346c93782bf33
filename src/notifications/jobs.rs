//! The digest of one person.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::model::{NotificationId, Topic};
use super::{leaving_link, store, urls, wants};
use crate::identity;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Never, Outcome};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{Job, JobError, JobRef, Registry, Tools};
use crate::shell::AccountId;

/// Lines of a digest.
const LINES: usize = 15;
/// Notices counted at most.
const COUNTED: i64 = 100;

/// Adds the jobs of this room.
#[must_use]
pub fn register(registry: Registry) -> Registry {
    registry.with::<DigestMail>()
}

/// Mails to one person what they have not read, and notes that it was told.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct DigestMail {
    /// To whom.
    pub account: AccountId,
}

impl Job for DigestMail {
    const KIND: &'static str = "notifications.digest";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let (account, base) = (self.account, tools.public_url.to_string());
        let found = tools
            .db
            .read_now::<_, Never>(|c| letter(c, account, &base))
            .map_err(Failure::into_fault)?;
        let Some((to, data, last)) = found else {
            return Ok(());
        };
        let leave = leaving_link(
            &tools.sources.vault,
            &tools.public_url,
            (account, Topic::Digest),
        )?;
        let mail = Mail {
            to,
            template: "notifications/digest",
            data,
        };
        tools.mailer.send_refusable(job, &mail, &leave)?;
        let now = job.now;
        tools
            .db
            .write_now::<_, Never>(|tx| Ok(store::digested(tx, now, account, last)?))
            .map_err(Failure::into_fault)?;
        Ok(())
    }
}

/// Nothing when all was read meanwhile, when the person does not want it, or is gone.
fn letter(
    c: &mut Conn,
    account: AccountId,
    base: &str,
) -> Outcome<Option<(Recipient, Value, NotificationId)>> {
    let waiting = store::waiting(c, account, COUNTED)?;
    let Some((last, ..)) = waiting.first() else {
        return Ok(None);
    };
    let Some((name, email)) = identity::reachable(c, account)? else {
        return Ok(None);
    };
    if !wants(c, account, Topic::Digest)? {
        return Ok(None);
    }
    let items: Vec<Value> = waiting
        .iter()
        .take(LINES)
        .map(|(_, title, link)| json!({ "title": title, "link": format!("{base}{link}") }))
        .collect();
    let data = json!({
        "count": waiting.len(),
        "more": waiting.len().saturating_sub(LINES),
        "items": items,
        "link": format!("{base}{}", urls::LIST),
    });
    Ok(Some((Recipient { name, email }, data, *last)))
}
