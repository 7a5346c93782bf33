//! Writing notes, asking and giving opinions.

use serde_json::json;

use super::model::{MOST, NoteId, NoteLine};
use super::store;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::notifications::{Kind, Notice, notify};
use crate::requests::{self, AccessError, Action, Actor, Request, RequestId};
use crate::review::urls;
use crate::shell::AccountId;

/// Why a note was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteError {
    /// See [`AccessError`].
    Access(AccessError),
    /// The request has as many as it may.
    TooMany,
    /// The opinion can't be asked of this person: it is oneself, or somebody who may not instruct the request.
    NotThem,
    /// The opinion was answered, or asked of somebody else.
    Gone,
}
impl Refusal for NoteError {}

/// Ask a colleague what they think.
#[derive(Debug, Clone)]
pub struct AskOpinion {
    /// Who asks.
    pub actor: Actor,
    /// About which request.
    pub request: RequestId,
    /// Whom.
    pub of: AccountId,
    /// What, not empty.
    pub question: String,
}

/// Say what one thinks.
#[derive(Debug, Clone)]
pub struct AnswerOpinion {
    /// Who answers.
    pub actor: Actor,
    /// About which request.
    pub request: RequestId,
    /// What was asked.
    pub note: NoteId,
    /// What they think, not empty.
    pub answer: String,
}

fn instructed(c: &mut Conn, actor: &Actor, id: RequestId) -> Outcome<Request, NoteError> {
    requests::authorised(c, actor, id, Action::Instruct)
        .map_err(|failure: Failure<AccessError>| failure.map_refusal(NoteError::Access))
}

/// The latest notes of a request, the latest first. The caller has checked that the person is of the desk.
pub fn brief(c: &mut Conn, request: RequestId, most: i64) -> Result<Vec<NoteLine>, Fault> {
    Ok(store::of(c, request, most)?)
}

/// Writes a note.
pub fn write(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, request): (&Actor, RequestId),
    body: &str,
) -> Outcome<(), NoteError> {
    let request = instructed(tx, actor, request)?;
    room(tx, request.id)?;
    Ok(keep(tx, ctx, (actor.account, request.id), body)?)
}

fn room(c: &mut Conn, request: RequestId) -> Outcome<(), NoteError> {
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    if store::count(c, request, MOST)? >= most {
        return Err(NoteError::TooMany.into());
    }
    Ok(())
}

/// Writes the note that goes with something else, of which the caller has checked that the person may do it.
pub fn keep(
    tx: &mut Conn,
    ctx: &Ctx,
    (author, request): (AccountId, RequestId),
    body: &str,
) -> Result<(), Fault> {
    let id = store::insert(tx, ctx, (author, request), (body, None))?;
    record(tx, ctx, request, ("review.note_written", id))
}

/// Asks a colleague what they think.
pub fn ask(tx: &mut Conn, ctx: &Ctx, cmd: &AskOpinion) -> Outcome<(), NoteError> {
    let request = instructed(tx, &cmd.actor, cmd.request)?;
    room(tx, request.id)?;
    let able = requests::instructors(tx, &request)?;
    let is_able = able.iter().any(|known| known.account == cmd.of);
    if !is_able || cmd.of == cmd.actor.account {
        return Err(NoteError::NotThem.into());
    }
    let who = (cmd.actor.account, request.id);
    let id = store::insert(tx, ctx, who, (&cmd.question, Some(cmd.of)))?;
    record(tx, ctx, request.id, ("review.opinion_asked", id))?;
    Ok(tell(tx, ctx, &request, (cmd.of, "votre avis est demandé"))?)
}

/// Writes what a colleague thinks.
pub fn answer(tx: &mut Conn, ctx: &Ctx, cmd: &AnswerOpinion) -> Outcome<(), NoteError> {
    let request = instructed(tx, &cmd.actor, cmd.request)?;
    let which = (cmd.actor.account, request.id, cmd.note);
    let asker = store::answer(tx, ctx, which, &cmd.answer)?.ok_or(NoteError::Gone)?;
    record(tx, ctx, request.id, ("review.opinion_given", cmd.note))?;
    let words = "l'avis que vous avez demandé est donné";
    Ok(tell(tx, ctx, &request, (asker, words))?)
}

fn tell(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    (to, words): (AccountId, &str),
) -> Result<(), Fault> {
    let title = format!("{} : {words}", request.number);
    let notice = Notice::new(Kind::Request, &title, urls::notes(request.id));
    notify(tx, ctx, to, &notice)
}

fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    request: RequestId,
    (event, note): (&'static str, NoteId),
) -> Result<(), Fault> {
    let entry = Entry::new(event, "request", request).about_request(request);
    journal::record(tx, ctx, entry.data(json!({ "note": note })))
}
