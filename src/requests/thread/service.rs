//! Writing and reading a thread.

use serde_json::json;

use super::jobs::MessageMail;
use super::model::{FILES_MAX, MessageFileId, MessageId, Side, ThreadCard};
use super::store::{self, File, Message};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::files::Files;
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::notifications::{self, Kind, Notice};
use crate::requests::model::{MediaType, Request, RequestId};
use crate::requests::policy::{Action, Answer, Capacity, may};
use crate::requests::service::{
    AccessError, Actor, authorised, authorised_as, capacities, recusals,
};
use crate::requests::state::Status;
use crate::requests::urls;
use crate::shell::AccountId;

/// Messages on one page.
const PAGE: usize = 50;
/// Characters of the last message shown in brief.
const BRIEF: usize = 200;

/// A file whose bytes are already kept.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// The name it came with, already cleaned.
    pub file_name: String,
    /// What it is, told from its bytes.
    pub media_type: MediaType,
    /// In bytes.
    pub size: i64,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Where the bytes are.
    pub storage_key: String,
}

/// Write on a request.
#[derive(Debug, Clone)]
pub struct Post {
    /// Who.
    pub actor: Actor,
    /// Where.
    pub request: RequestId,
    /// What, not empty.
    pub body: String,
    /// With it.
    pub files: Vec<NewFile>,
}

/// Why a message was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageError {
    /// See [`AccessError`].
    Access(AccessError),
    /// More files than a message takes.
    TooManyFiles,
}
impl Refusal for MessageError {}

/// Keeps a message and tells the other side.
pub fn post(
    tx: &mut Conn,
    ctx: &Ctx,
    files: &Files,
    cmd: &Post,
) -> Outcome<MessageId, MessageError> {
    let request = authorised(tx, &cmd.actor, cmd.request, Action::Converse)
        .map_err(|failure| failure.map_refusal(MessageError::Access))?;
    if cmd.files.len() > FILES_MAX {
        return Err(MessageError::TooManyFiles.into());
    }
    let side = Side::of(&capacities(tx, &cmd.actor, &request)?);
    let author = cmd.actor.account;
    let id = store::insert(tx, ctx, (request.id, author, side), &cmd.body)?;
    for file in &cmd.files {
        store::insert_file(tx, ctx, id, file)?;
        files.hold(tx, ctx, &file.storage_key)?;
    }
    store::note_read(tx, ctx.now, (request.id, author, side))?;
    let entry = Entry::new("request.message_sent", "request", request.id)
        .about_request(request.id)
        .about_organisation(request.organisation)
        .data(json!({ "message": id, "side": side, "files": cmd.files.len() }));
    journal::record(tx, ctx, entry)?;
    tell(tx, ctx, &request, (id, side))?;
    Ok(id)
}

/// The other side learns of it: a notice for all who follow, a mail for those who are already in the exchange.
fn tell(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    (id, side): (MessageId, Side),
) -> Result<(), Fault> {
    let (followers, mailed) = followers(tx, request, side.other())?;
    let title = format!("{} : nouveau message de {}", request.number, side.label());
    let notice = Notice::new(Kind::Message, &title, urls::messages(request.id));
    notifications::notify_all(tx, ctx, &followers, &notice)?;
    if mailed {
        for to in followers {
            outbox::push(tx, ctx, &MessageMail { message: id, to })?;
        }
    }
    Ok(())
}

/// Who follows a request on a side, and whether they are few enough to be mailed one by one: when nobody instructs it
/// yet, everybody who could learns of it by a notice only.
fn followers(c: &mut Conn, request: &Request, side: Side) -> Result<(Vec<AccountId>, bool), Fault> {
    let mut people = store::writers(c, request.id, side)?;
    match side {
        Side::Applicant => {
            people = store::still_members(c, request, &people)?;
            people.extend(store::interested(c, request)?);
        }
        Side::Staff => {
            people.extend(request.state.reviewer().map(AccountId));
            people = store::still_reviewers(c, Some(&people))?;
            let closed_to = recusals(c, request.id)?;
            let may = |who: &AccountId| !closed_to.iter().any(|known| known.account == *who);
            people.retain(may);
            if people.is_empty() {
                let mut everybody = store::still_reviewers(c, None)?;
                everybody.retain(may);
                return Ok((everybody, false));
            }
        }
    }
    people.sort_unstable();
    people.dedup();
    Ok((people, true))
}

/// A thread as its page shows it.
#[derive(Debug, Clone)]
pub(super) struct Thread {
    pub(super) request: Request,
    pub(super) side: Side,
    pub(super) may_write: bool,
    pub(super) messages: Vec<Message>,
    pub(super) older: bool,
    pub(super) files: Vec<File>,
    /// Up to when the viewer had read it.
    pub(super) read_at: Option<Instant>,
    /// Up to when the other side has.
    pub(super) other_read_at: Option<Instant>,
}

/// A page of the thread, if the actor may read the request and there can be one.
pub(super) fn thread(
    c: &mut Conn,
    actor: &Actor,
    id: RequestId,
    before: Option<MessageId>,
) -> Outcome<Thread, AccessError> {
    let (request, held) = authorised_as(c, actor, id, Action::Read)?;
    if request.status() == Status::Draft {
        return Err(AccessError::NotNow(request.status()).into());
    }
    let side = Side::of(&held);
    let (messages, older) = store::page(c, id, before, PAGE)?;
    let ids: Vec<MessageId> = messages.iter().map(|message| message.id).collect();
    Ok(Thread {
        side,
        may_write: may(&held, Action::Converse, request.status()) == Answer::Yes,
        files: store::files(c, &ids)?,
        read_at: store::read_at(c, id, actor.account)?,
        other_read_at: store::side_read_at(c, id, side.other())?,
        messages,
        older,
        request,
    })
}

/// Notes that the person reads the thread now; their notices of it are read too.
pub(super) fn note_read(
    tx: &mut Conn,
    ctx: &Ctx,
    (account, side): (AccountId, Side),
    request: RequestId,
) -> Result<(), Fault> {
    store::note_read(tx, ctx.now, (request, account, side))?;
    notifications::read_about(tx, ctx, account, &urls::messages(request))
}

/// A file of a thread that the actor may read.
pub(super) fn file(
    c: &mut Conn,
    actor: &Actor,
    (request, id): (RequestId, MessageFileId),
) -> Outcome<File, AccessError> {
    let request = authorised(c, actor, request, Action::Read)?;
    Ok(store::file(c, request.id, id)?.ok_or(AccessError::Unknown)?)
}

/// The thread in brief, for somebody who may read the request.
pub fn thread_card(
    c: &mut Conn,
    (account, held): (AccountId, &[Capacity]),
    request: &Request,
) -> Result<ThreadCard, Fault> {
    if request.status() == Status::Draft {
        return Ok(ThreadCard::default());
    }
    let (last, read_at) = store::last(c, request.id, account)?.unzip();
    let read_at = read_at.flatten();
    let is_new = |last: &Message| {
        last.author != account && read_at.is_none_or(|read_at| read_at < last.sent_at)
    };
    let unread = match &last {
        Some(last) if is_new(last) => store::unread(c, (request.id, account), read_at)?,
        Some(_) | None => 0,
    };
    Ok(ThreadCard {
        url: urls::messages(request.id),
        unread,
        may_write: may(held, Action::Converse, request.status()) == Answer::Yes,
        last: last.as_ref().map(brief).unwrap_or_default(),
        by: last
            .as_ref()
            .map(|message| message.name.clone())
            .unwrap_or_default(),
        at: last.map(|message| message.sent_at),
    })
}

fn brief(message: &Message) -> String {
    let mut text: String = message.body.chars().take(BRIEF).collect();
    if message.body.chars().nth(BRIEF).is_some() {
        text.push('…');
    }
    text
}
