//! Asking, answering, closing.

use serde_json::json;

use super::jobs::AnswerMail;
use super::model::{CONTEXT_MAX, SupportId};
use super::policy::{Action, Standing, may};
use super::state::{Command, decide};
use super::store::{self, Thread};
use super::urls;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::notifications::{self, Kind, Notice};
use crate::shell::{AccountId, Role};

/// Who acts, with the staff roles that they may use now.
#[derive(Debug, Clone)]
pub struct Who {
    /// The account.
    pub account: AccountId,
    /// Staff roles.
    pub roles: Vec<Role>,
}

/// Ask the staff.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Who.
    pub account: AccountId,
    /// In a few words.
    pub subject: String,
    /// The question.
    pub body: String,
    /// The page it arose on, the number of the request, the id of the error; each maybe empty.
    pub context: [String; 3],
}

/// Write on a question.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Who.
    pub who: Who,
    /// Which.
    pub thread: SupportId,
    /// What.
    pub body: String,
}

/// Why nothing was written or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SupportError {
    /// For this person there is no such question.
    Unknown,
    /// They may read it and no more.
    Forbidden,
    /// It is closed already, or somebody wrote meanwhile.
    NotNow,
}
impl Refusal for SupportError {}

/// Opens a question and tells the staff.
pub fn ask(tx: &mut Conn, ctx: &Ctx, cmd: &Ask) -> Outcome<SupportId> {
    let context = cmd
        .context
        .each_ref()
        .map(|text| text.chars().take(CONTEXT_MAX).collect::<String>());
    let id = store::insert(tx, ctx, cmd.account, (&cmd.subject, &context))?;
    store::insert_post(tx, ctx, (id, cmd.account, false), &cmd.body)?;
    record(tx, ctx, (id, "support.asked"))?;
    tell_staff(tx, ctx, id, &cmd.subject)?;
    Ok(id)
}

fn tell_staff(tx: &mut Conn, ctx: &Ctx, id: SupportId, subject: &str) -> Result<(), Fault> {
    let title = format!("Question à l'assistance : {subject}");
    let notice = Notice::new(Kind::Support, &title, urls::thread(id));
    let people = store::answerers(tx)?;
    notifications::notify_all(tx, ctx, &people, &notice)
}

fn record(tx: &mut Conn, ctx: &Ctx, (id, event): (SupportId, &'static str)) -> Result<(), Fault> {
    journal::record(tx, ctx, Entry::new(event, "support", id).data(json!({})))
}

/// A question with what the person is to it, if they may do so to it.
pub(super) fn authorised(
    c: &mut Conn,
    who: &Who,
    id: SupportId,
    action: Action,
) -> Outcome<(Thread, Standing), SupportError> {
    let thread = store::find(c, id)?.ok_or(SupportError::Unknown)?;
    let standing = Standing {
        asked: thread.account_id == who.account,
        roles: who.roles.clone(),
    };
    if !may(&standing, Action::Read) {
        return Err(SupportError::Unknown.into());
    }
    if !may(&standing, action) {
        return Err(SupportError::Forbidden.into());
    }
    Ok((thread, standing))
}

/// Writes on a question; the other side is told.
pub fn reply(tx: &mut Conn, ctx: &Ctx, cmd: &Reply) -> Outcome<(), SupportError> {
    let (thread, standing) = authorised(tx, &cmd.who, cmd.thread, Action::Write)?;
    let by_staff = standing.is_staff();
    let command = if by_staff {
        Command::Answer
    } else {
        Command::Insist
    };
    let to = decide(thread.status, command).ok_or(SupportError::NotNow)?;
    if !store::advance(tx, ctx.now, (thread.id, thread.status), to)? {
        return Err(SupportError::NotNow.into());
    }
    let author = (thread.id, cmd.who.account, by_staff);
    store::insert_post(tx, ctx, author, &cmd.body)?;
    if by_staff {
        record(tx, ctx, (thread.id, "support.answered"))?;
        let title = format!("L'assistance vous a répondu : {}", thread.subject);
        let notice = Notice::new(Kind::Support, &title, urls::thread(thread.id));
        notifications::notify(tx, ctx, thread.account_id, &notice)?;
        outbox::push(tx, ctx, &AnswerMail { thread: thread.id })?;
    } else {
        record(tx, ctx, (thread.id, "support.insisted"))?;
        tell_staff(tx, ctx, thread.id, &thread.subject)?;
    }
    Ok(())
}

/// Closes a question.
pub fn close(tx: &mut Conn, ctx: &Ctx, who: &Who, id: SupportId) -> Outcome<(), SupportError> {
    let (thread, _) = authorised(tx, who, id, Action::Close)?;
    let to = decide(thread.status, Command::Close).ok_or(SupportError::NotNow)?;
    if !store::advance(tx, ctx.now, (id, thread.status), to)? {
        return Err(SupportError::NotNow.into());
    }
    Ok(record(tx, ctx, (id, "support.closed"))?)
}
