//! Writing, confirming, answering, closing.

use serde_json::json;

use super::LetterId;
use super::jobs::{About, LinkMail};
use super::store::{self, Letter};
use crate::help::model::CONTEXT_MAX;
use crate::help::policy::{Action, Standing, may};
use crate::help::service::Who;
use crate::help::state::{Command, Status, decide};
use crate::help::{store as questions, urls};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::kernel::secret::TokenHash;
use crate::notifications::{self, Kind, Notice};

/// A question of somebody without an account.
#[derive(Debug, Clone)]
pub struct NewLetter {
    /// Who they say they are.
    pub name: String,
    /// Where to answer.
    pub email: String,
    /// In a few words.
    pub subject: String,
    /// The question.
    pub body: String,
    /// The page it arose on, the number of the request, the id of the error; each maybe empty.
    pub context: [String; 3],
}

/// Why nothing was written or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterError {
    /// The link opens nothing, or there is no such letter for this person.
    Unknown,
    /// They may read it and no more.
    Forbidden,
    /// It is closed already, or somebody wrote meanwhile.
    NotNow,
}
impl Refusal for LetterError {}

/// Keeps a letter and mails the link that confirms its address. Nobody is told yet.
pub fn write(tx: &mut Conn, ctx: &Ctx, new: &NewLetter) -> Outcome<LetterId> {
    let context = new
        .context
        .each_ref()
        .map(|text| text.chars().take(CONTEXT_MAX).collect::<String>());
    let id = store::insert(
        tx,
        ctx,
        &NewLetter {
            context,
            ..new.clone()
        },
    )?;
    record(tx, ctx, (id, "support.letter_written"))?;
    outbox::push(
        tx,
        ctx,
        &LinkMail {
            letter: id,
            about: About::Confirmation,
        },
    )?;
    Ok(id)
}

fn record(tx: &mut Conn, ctx: &Ctx, (id, event): (LetterId, &'static str)) -> Result<(), Fault> {
    journal::record(
        tx,
        ctx,
        Entry::new(event, "support_letter", id).data(json!({})),
    )
}

fn tell_staff(tx: &mut Conn, ctx: &Ctx, letter: &Letter) -> Result<(), Fault> {
    let title = format!("Question sans compte : {}", letter.subject);
    let notice = Notice::new(Kind::Support, &title, urls::letter(letter.id));
    let people = questions::answerers(tx)?;
    notifications::notify_all(tx, ctx, &people, &notice)
}

/// The letter behind a link that still opens something.
pub(super) fn opened(c: &mut Conn, ctx: &Ctx, token: &TokenHash) -> Outcome<Letter, LetterError> {
    let letter = store::by_token(c, token)?.ok_or(LetterError::Unknown)?;
    if letter.link_until.is_none_or(|until| until <= ctx.now) {
        return Err(LetterError::Unknown.into());
    }
    Ok(letter)
}

/// The address is its writer's: the staff are told.
pub fn confirm(tx: &mut Conn, ctx: &Ctx, token: &TokenHash) -> Outcome<(), LetterError> {
    let letter = opened(tx, ctx, token)?;
    if !store::confirm(tx, ctx.now, letter.id)? {
        return Err(LetterError::NotNow.into());
    }
    record(tx, ctx, (letter.id, "support.letter_confirmed"))?;
    Ok(tell_staff(tx, ctx, &letter)?)
}

/// Who wrote a letter writes more.
pub fn insist(tx: &mut Conn, ctx: &Ctx, token: &TokenHash, body: &str) -> Outcome<(), LetterError> {
    let letter = opened(tx, ctx, token)?;
    if letter.confirmed_at.is_none() {
        return Err(LetterError::NotNow.into());
    }
    advance(tx, ctx, &letter, Command::Insist)?;
    store::insert_post(tx, ctx, (letter.id, None), body)?;
    record(tx, ctx, (letter.id, "support.letter_insisted"))?;
    Ok(tell_staff(tx, ctx, &letter)?)
}

fn advance(
    tx: &mut Conn,
    ctx: &Ctx,
    letter: &Letter,
    command: Command,
) -> Outcome<Status, LetterError> {
    let to = decide(letter.status, command).ok_or(LetterError::NotNow)?;
    if store::advance(tx, ctx.now, letter, to)? {
        Ok(to)
    } else {
        Err(LetterError::NotNow.into())
    }
}

/// A confirmed letter, for a member of the staff who may do so to it.
pub(super) fn authorised(
    c: &mut Conn,
    who: &Who,
    id: LetterId,
    action: Action,
) -> Outcome<(Letter, Standing), LetterError> {
    let standing = Standing {
        asked: false,
        roles: who.roles.clone(),
    };
    if !may(&standing, Action::Read) {
        return Err(LetterError::Unknown.into());
    }
    let letter = store::find(c, id)?.filter(|letter| letter.confirmed_at.is_some());
    let letter = letter.ok_or(LetterError::Unknown)?;
    if !may(&standing, action) {
        return Err(LetterError::Forbidden.into());
    }
    Ok((letter, standing))
}

/// The staff answer, by mail.
pub fn answer(
    tx: &mut Conn,
    ctx: &Ctx,
    (who, id): (&Who, LetterId),
    body: &str,
) -> Outcome<(), LetterError> {
    let (letter, _) = authorised(tx, who, id, Action::Write)?;
    advance(tx, ctx, &letter, Command::Answer)?;
    store::insert_post(tx, ctx, (id, Some(who.account)), body)?;
    record(tx, ctx, (id, "support.letter_answered"))?;
    outbox::push(
        tx,
        ctx,
        &LinkMail {
            letter: id,
            about: About::Answer,
        },
    )?;
    Ok(())
}

/// Nothing is left to say.
pub fn close(tx: &mut Conn, ctx: &Ctx, (who, id): (&Who, LetterId)) -> Outcome<(), LetterError> {
    let (letter, _) = authorised(tx, who, id, Action::Close)?;
    advance(tx, ctx, &letter, Command::Close)?;
    Ok(record(tx, ctx, (id, "support.letter_closed"))?)
}
